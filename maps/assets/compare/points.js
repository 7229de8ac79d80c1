// The points of a path: entry, exit, deepest point, closest approach, warnings. Each can be reached by keyboard and says
// in a popup when and where it is, and whether that was computed, assumed or an input.
function airspacePoints(path, page) {
  "use strict";
  const NAMED = ["entry", "exit", "closest"];
  const group = L.layerGroup();

  function rows(point) {
    const found = [];
    const put = (key, text) => found.push([page.say(key), text]);
    const told = (figure) => page.say(point.input ? "given" : "computed", { figure });
    if (point.t === null) put("time", page.say("not_stated"));
    else if (point.kind === "warning") put("time", page.say("assumed", { time: page.time(point.t) }));
    else put("time", point.timeInput ? page.say("given", { figure: page.time(point.t) }) : page.time(point.t));
    put("place", page.place(point.lat, point.lng));
    if (point.distance !== null) put("distance", told(page.distance(point.distance)));
    const height = () => page.say(`basis_${path.altBasis}`, { figure: `${page.number(point.alt, 0)}\u00a0${page.say("unit_m")}` });
    put("altitude", point.alt === null ? page.say("altitude_not_stated") : height());
    if (path.speed) put("speed", page.say(`basis_${path.speedBasis}`, { figure: `${page.number(speedAt(point.t) * 3.6, 0)}\u00a0${page.say("unit_kmh")}` }));
    return found;
  }

  function speedAt(t_s) {
    // of the leg that is flown then, or begins then
    const i = path.t.findIndex((one) => one > t_s + 1e-3);
    return path.speed[i < 0 ? path.speed.length - 1 : Math.max(0, i - 1)];
  }

  function content(point) {
    const box = document.createElement("div"), heading = document.createElement("h3"), list = document.createElement("dl");
    box.className = `popup ${path.claim.css}`;
    heading.textContent = name(point);
    const whose = document.createElement("p");
    whose.textContent = page.text(path.names).label;
    for (const [key, text] of rows(point)) {
      const term = document.createElement("dt"), what = document.createElement("dd");
      term.textContent = key;
      what.textContent = text;
      list.append(term, what);
    }
    box.append(heading, whose, list);
    return box;
  }

  const name = (point) => page.say(`kind_${point.kind}`, { number: point.number });
  const made = path.points.map((point) => {
    const box = document.createElement("span"), dot = document.createElement("span"), label = document.createElement("span");
    const spoken = document.createElement("span");
    dot.className = "dot";
    spoken.className = "spoken";
    label.className = "point-label";
    label.setAttribute("aria-hidden", "true");
    box.append(dot, spoken, label);
    const icon = L.divIcon({ className: `point ${point.kind} ${path.claim.css}`, html: box, iconSize: [24, 24], iconAnchor: [12, 12] });
    const marker = L.marker([point.lat, point.lng], { icon, keyboard: true, riseOnHover: true });
    marker.bindPopup(() => content(point), { minWidth: 180, maxWidth: 280, autoPanPadding: [16, 16] });
    marker.on("add", () => marker.getElement().setAttribute("role", "button"));
    group.addLayer(marker);
    return { point, spoken, label };
  });

  function say() {
    for (const { point, spoken, label } of made) {
      spoken.textContent = name(point);
      label.textContent = !NAMED.includes(point.kind) ? "" : point.t === null ? name(point) : page.bare(point.t);
    }
  }
  say();
  page.onLanguage(say);
  page.onZone(say);
  return group;
}
