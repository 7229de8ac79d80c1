// One claim's pane: its map with ground, paths and aircraft, and the words above it. Only a pane in sight is drawn.
function airspacePane(article, claim, tools) {
  "use strict";
  const { page, paths, ground, layers, clock } = tools;
  const host = article.querySelector(".folium-map"), status = article.querySelector(".pane-status");
  const chosen = new Set(), drawn = new Map();
  let map = null, floor = null, shown = false, seen = true, stale = true;

  const opening = () => claim.tracks.slice(0, 1).map((path) => path.id);

  function build() {
    map = window[host.id];
    host.setAttribute("role", "region");
    map.attributionControl?.remove();
    // Leaflet's keyboard stays: arrows move a map that has the focus
    map.createPane("evidence").style.zIndex = 400;
    floor = ground(map, page, layers);
    const Scale = L.Control.Scale.extend({
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
    const renderer = map.evidence || (map.evidence = L.canvas({ pane: "evidence", padding: 0.25 }));
    const common = { renderer, pane: "evidence", interactive: false, smoothFactor: 0.6, lineCap: "butt", noClip: true };
    const line = (points, options) => L.polyline(points, { ...common, ...options });
    const one = {
      path, group: L.layerGroup(),
      stays: path.stays.map(([from, to]) => line(path.latlngs.slice(from, to + 1), { weight: 8 })),
      ahead: line(path.latlngs, { weight: 1.6, dashArray: path.dash }),
      behind: line([], { weight: 3.4, dashArray: path.dash }),
      measures: path.measures.map(([x0, y0, x1, y1]) => line([[y0, x0], [y1, x1]], { weight: 1.3 })),
      points: airspacePoints(path, page),
      aircraft: path.t && clock ? airspaceAircraft(path, page) : null,
      lit: path.stays.map(() => null), index: -1,
    };
    [...one.stays, one.ahead, one.behind, ...one.measures].forEach((layer) => one.group.addLayer(layer));
    if (!path.t) one.ahead.setStyle({ weight: 2.6 });
    return one;
  }

  function paint() {
    const colour = page.colour(article, "--claim");
    for (const one of drawn.values()) {
      [one.ahead, one.behind, ...one.stays, ...one.measures].forEach((layer) => layer.setStyle({ color: colour }));
      one.ahead.setStyle({ opacity: one.path.t ? 0.75 : 1 });
      one.lit.fill(null);
    }
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
          one.group.remove();
          one.points.remove();
          one.aircraft?.marker.remove();
        }
      }
      paint();
      layer();
    }
    words();
  }

  function words() {
    // the sentences of the first chosen path of each aircraft would be long: those of the first chosen path stand there
    const first = claim.tracks.find((path) => chosen.has(path.id));
    for (const told of article.querySelectorAll(".told")) told.hidden = first ? told.dataset.track !== first.id : false;
    for (const box of article.querySelectorAll("[data-path-box]")) box.checked = chosen.has(box.dataset.pathBox);
  }

  function layer() {
    // what the layers menu says
    if (!map || !shown) return;
    floor.show();
    article.classList.toggle("no-labels", !layers.has("labels"));
    for (const [id, one] of drawn) {
      if (!chosen.has(id)) continue;
      if (!map.hasLayer(one.group)) one.group.addTo(map);
      if (one.aircraft && !map.hasLayer(one.aircraft.marker)) one.aircraft.marker.addTo(map);
      const wanted = layers.has("events");
      if (wanted !== map.hasLayer(one.points)) one.points[wanted ? "addTo" : "remove"](map);
    }
    refresh();
  }

  // --- the clock ----------------------------------------------------------------------------------------------------

  function trail(one, here, t_s) {
    const { path } = one, { latlngs } = path;
    if (!here) {
      const gone = t_s > path.t[path.t.length - 1];
      const key = gone ? latlngs.length : -2;
      if (one.index === key) return;
      one.index = key;
      one.behind.setLatLngs(gone ? latlngs : []);
      one.ahead.setLatLngs(gone ? [] : latlngs);
      return;
    }
    const now = L.latLng(here.lat, here.lng);
    one.index = here.index;
    one.behind.setLatLngs([...latlngs.slice(0, here.index + 1), now]);
    // from the end backwards, so that its dashes stand still
    one.ahead.setLatLngs([...latlngs.slice(here.index + 1).reverse(), now]);
  }

  function refresh() {
    stale = true;
    if (clock) draw(clock.t_s);
    else tellStatus(null);
  }

  function draw(t_s) {
    if (!map || !shown || (!seen && !stale)) { stale = true; return; }
    stale = false;
    for (const [id, one] of drawn) {
      const { path } = one;
      if (!chosen.has(id) || !path.t) continue;
      const here = paths.at(path, t_s);
      trail(one, here, t_s);
      one.stays.forEach((stay, i) => {
        const [from, to] = path.stays[i], lit = t_s >= path.t[from] && t_s <= path.t[to];
        if (one.lit[i] === lit) return;
        one.lit[i] = lit;
        stay.setStyle({ opacity: lit ? 1 : 0.35, weight: lit ? 9 : 7 });
      });
      const element = one.aircraft.marker.getElement();
      if (element) element.hidden = !here;
      if (here) one.aircraft.move(here, t_s);
    }
    tellStatus(t_s);
  }

  function tellStatus(t_s) {
    if (!status) return;
    const path = claim.tracks.find((one) => chosen.has(one.id));
    let text = page.say("no_path_chosen"), inside = false;
    if (path && (!path.t || t_s === null)) {
      text = page.say("no_times");
    } else if (path) {
      const value = path.series ? paths.valueAt(path.series.t_s, path.series.own_m, t_s) : null;
      inside = value !== null && value > 0;
      const key = inside ? "inside" : "outside";
      text = value === null ? page.say("not_yet") : page.say(key, { distance: page.distance(value) });
      if (value !== null) text += ` (${page.text(path.names).basis})`;
    }
    status.classList.toggle("is-inside", inside);
    if (status.textContent !== text) status.textContent = text;
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
    map.invalidateSize({ animate: false, pan: false });
    layer();
  }

  chosen.clear();
  opening().forEach((id) => chosen.add(id));
  words();
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
