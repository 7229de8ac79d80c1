// One claim's pane: its map with ground, paths and aircraft, and the words above it. Only a pane in sight is drawn.
function airspacePane(article, claim, tools) {
  "use strict";
  const { page, paths, ground, layers, clock } = tools;
  const host = article.querySelector(".folium-map"), status = article.querySelector(".pane-status");
  const chosen = new Set(), drawn = new Map();
  let map = null, floor = null, evidence = null, colour = "", shown = false, seen = true, stale = true;

  const opening = () => claim.tracks.slice(0, 1).map((path) => path.id);

  function build() {
    map = window[host.id];
    host.setAttribute("role", "region");
    map.attributionControl?.remove();
    // Leaflet's keyboard stays: arrows move a map that has the focus
    floor = ground(map, page, layers);
    evidence = airspaceEvidence(map);
    const Scale = L.Control.Scale.extend({
      _update() { this._updateScales(airspaceAcross(map, this.options.maxWidth)); },
      _updateMetric(most) {
        const length = this._getRoundNum(most);
        const text = length < 1000 ? `${page.number(length)}\u00a0${page.say("unit_m")}` : `${page.number(length / 1000)}\u00a0${page.say("unit_km")}`;
        this._updateScale(this._mScale, text, length / most);
      },
    });
    const scale = new Scale({ position: "bottomleft", imperial: false, maxWidth: 110 }).addTo(map);
    const buttons = zoomButtons();
    const say = () => {
      host.setAttribute("aria-label", page.say("map_of", { claim: page.text(claim.name) }));
      for (const [button, key] of buttons) {
        button.title = page.say(key);
        button.setAttribute("aria-label", page.say(key));
      }
      scale._update();
      refresh();
    };
    say();
    page.onLanguage(say);
    page.onTheme(paint);
  }

  function zoomButtons() {
    const bar = L.control({ position: "topright" });
    const made = [];
    bar.onAdd = () => {
      const box = L.DomUtil.create("div", "map-buttons");
      L.DomEvent.disableClickPropagation(box);
      for (const [key, sign, act] of [["zoom_in", "+", () => map.zoomIn(0.5)], ["zoom_out", "\u2212", () => map.zoomOut(0.5)]]) {
        const button = L.DomUtil.create("button", "", box);
        button.type = "button";
        button.textContent = sign;
        button.addEventListener("click", act);
        made.push([button, key]);
      }
      return box;
    };
    bar.addTo(map);
    return made;
  }

  // --- paths --------------------------------------------------------------------------------------------------------

  function make(path) {
    return { path, points: airspacePoints(path, page), aircraft: path.t && clock ? airspaceAircraft(path, page) : null };
  }

  function paint() {
    colour = page.colour(article, "--claim");
    refresh();
  }

  function choose(ids) {
    chosen.clear();
    for (const path of claim.tracks) if (ids.includes(path.id)) chosen.add(path.id);
    if (map) {
      for (const path of claim.tracks) {
        const one = drawn.get(path.id);
        if (chosen.has(path.id) && !one) {
          drawn.set(path.id, make(path));
        } else if (one && !chosen.has(path.id)) {
          one.points.remove();
          one.aircraft?.marker.remove();
          drawn.delete(path.id);
        }
      }
      paint();
      layer();
    }
    article.classList.toggle("several", chosen.size > 1);
    words();
  }

  function words() {
    // the sentences of the first path chosen; those of all would leave no room for the map
    const first = claim.tracks.find((path) => chosen.has(path.id));
    for (const told of article.querySelectorAll(".told")) told.hidden = first ? told.dataset.track !== first.id : false;
    for (const box of article.querySelectorAll("[data-path-box]")) box.checked = chosen.has(box.dataset.pathBox);
  }

  function layer() {
    // what the layers menu says
    if (!map || !shown) return;
    floor.show();
    article.classList.toggle("no-labels", !layers.has("labels"));
    for (const one of drawn.values()) {
      if (one.aircraft && !map.hasLayer(one.aircraft.marker)) one.aircraft.marker.addTo(map);
      const wanted = layers.has("events");
      if (wanted !== map.hasLayer(one.points)) one.points[wanted ? "addTo" : "remove"](map);
    }
    refresh();
  }

  // --- the clock ----------------------------------------------------------------------------------------------------

  function refresh() {
    draw(clock ? clock.t_s : null, true);
  }

  function draw(t_s, asked = false) {
    stale = !map || !shown || (!seen && !asked);
    if (stale) return;
    const shownPaths = [];
    for (const { path, aircraft } of drawn.values()) {
      const here = path.t && clock ? paths.at(path, t_s) : null;
      const lit = path.stays.map(([from, to]) => Boolean(here) && t_s >= path.t[from] && t_s <= path.t[to]);
      shownPaths.push({ path, here, gone: Boolean(path.t) && t_s > path.t[path.t.length - 1], lit });
      if (!aircraft) continue;
      const element = aircraft.marker.getElement();
      if (element) element.hidden = !here;
      if (here) aircraft.move(here);
    }
    evidence.draw(shownPaths, colour);
    tellStatus(t_s);
  }

  function tellStatus(t_s) {
    if (!status) return;
    const several = chosen.size > 1;
    const said = claim.tracks.filter((path) => chosen.has(path.id)).map((path) => statusOf(path, t_s));
    if (!said.length) said.push({ words: page.say("no_path_chosen") });
    while (status.children.length < said.length) status.append(document.createElement("span"));
    while (status.children.length > said.length) status.lastChild.remove();
    said.forEach(({ path, words, undecided, found }, i) => {
      const line = status.children[i], label = path && several ? page.text(path.names).label : "";
      const text = label ? page.say("status_of", { name: label, label: words }) : words;
      line.classList.toggle("is-inside", Boolean(found));
      if (line.dataset.text === text && line.dataset.undecided === String(Boolean(undecided))) return;
      Object.assign(line.dataset, { text, undecided: Boolean(undecided) });
      line.textContent = text;
      if (!undecided) return;
      const small = document.createElement("small");
      small.textContent = page.say("undecided");
      line.append(" ", small);
    });
  }

  function statusOf(path, t_s) {
    // where a path is, and what that is worth: put in, as drawn on a border that cannot decide, or found
    const { verdict, series } = path;
    if (!verdict) return { path, words: page.say("untested") };
    if (!path.t || t_s === null) return { path, words: page.say("no_times"), undecided: !verdict.decisive };
    const value_m = series ? paths.valueAt(series.t_s, series.own_m, t_s) : null;
    if (value_m === null) return { path, words: page.say("not_yet") };
    const inside = value_m > 0;
    const where = page.say(inside ? "inside" : "outside", { state: page.text(verdict.zoneName), distance: page.distance(value_m) });
    const said = verdict.built ? page.say("as_built", { words: where }) : verdict.decisive ? where : page.say("as_drawn", { words: where });
    return { path, words: said, undecided: !verdict.decisive, found: inside && verdict.decisive && !verdict.built };
  }

  // --- being shown --------------------------------------------------------------------------------------------------

  function show(wanted) {
    shown = wanted;
    article.hidden = !wanted;
    if (!wanted || !host) return;
    if (!map) {
      build();
      choose([...chosen]);
    }
    layer();
  }

  opening().forEach((id) => chosen.add(id));
  words();
  // on a phone the words above the map scroll, and so can be reached by keyboard
  const narrow = window.matchMedia("(max-width: 760px)");
  const reach = () => article.querySelectorAll(".told").forEach((told) => {
    if (narrow.matches) told.tabIndex = 0; else told.removeAttribute("tabindex");
  });
  narrow.addEventListener("change", reach);
  reach();
  if ("IntersectionObserver" in window) {
    new IntersectionObserver((found) => {
      seen = found[found.length - 1].isIntersecting;
      if (seen && stale && clock) draw(clock.t_s);
    }, { rootMargin: "100px" }).observe(article);
  }
  return {
    article, claim, show, choose, layer, draw, opening,
    get map() { return shown ? map : null; },
    get shown() { return shown; },
    get chosen() { return claim.tracks.filter((path) => chosen.has(path.id)).map((path) => path.id); },
    get paths() { return claim.tracks.filter((path) => chosen.has(path.id)); },
  };
}
