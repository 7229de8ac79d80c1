// Measures along geodesics of WGS84. A click, a tap or Enter (at the cross-hair in the middle) sets a point; each leg's
// length and initial course and the whole length are told, rounded to what a pixel of the map was worth.
function airspaceMeasure(map) {
  "use strict";
  const earth = geodesic.Geodesic.WGS84, unrolled = geodesic.Geodesic.STANDARD | geodesic.Geodesic.LONG_UNROLL;
  const container = map.getContainer(), drawn = L.layerGroup(), points = [];
  const NM = 1852, STEP_M = 10000, MOST_STEPS = 400;
  map.createPane("measuring").style.zIndex = 630;  // over the marks, under their popups
  map.getPane("measuring").style.pointerEvents = "none";

  const leg = (from, to) => {
    const line = earth.InverseLine(from.lat, from.lng, to.lat, to.lng, unrolled | geodesic.Geodesic.DISTANCE_IN);
    const found = earth.Inverse(from.lat, from.lng, to.lat, to.lng);
    const steps = Math.max(1, Math.min(MOST_STEPS, Math.ceil(found.s12 / STEP_M)));
    const path = Array.from({ length: steps + 1 }, (ignored, i) => {
      const at = line.Position(found.s12 * i / steps, unrolled);
      return [at.lat2, at.lon2];
    });
    return { lengthM: found.s12, courseDeg: (found.azi1 + 360) % 360, knownM: Math.max(from.knownM, to.knownM), path };
  };
  const distance = (metres, knownM) => (metres < 10000 ? `${airspaceNumber(metres, Math.max(0.1, knownM))} ${airspaceWord("m")}`
    : `${airspaceNumber(metres / 1000, Math.max(10, knownM) / 1000)} ${airspaceWord("km")}`);
  const nautical = (metres, knownM) => `${airspaceNumber(metres / NM, Math.max(0.0001, knownM / NM))} ${airspaceWord("NM")}`;
  const course = ({ courseDeg, knownM, lengthM }) => {
    const known = knownM / lengthM * 180 / Math.PI < 0.1 ? 0.1 : 1;
    return `${airspaceNumber(courseDeg >= 360 - known / 2 ? 0 : courseDeg, known)}°`;
  };

  const box = L.DomUtil.create("section", "measuring-box", container.parentNode);
  box.setAttribute("aria-label", airspaceWord("measure"));
  box.hidden = true;
  const text = (into, name, className, words) => {
    const made = L.DomUtil.create(name, className, into);
    made.textContent = words;
    return made;
  };
  text(box, "p", "muted", airspaceWord("measure-help"));
  const told = L.DomUtil.create("div", "told", box);
  told.setAttribute("role", "status");
  told.setAttribute("aria-atomic", "false");
  const list = L.DomUtil.create("ol", "", told), total = L.DomUtil.create("p", "total", told);
  const buttons = L.DomUtil.create("div", "pick", box);
  const cross = L.DomUtil.create("div", "cross-hair", container);
  cross.setAttribute("aria-hidden", "true");

  const show = () => {
    const legs = points.slice(1).map((to, i) => leg(points[i], to));
    drawn.clearLayers();
    legs.forEach(({ path }) => L.polyline(path, { className: "measuring-line", pane: "measuring", interactive: false,
      smoothFactor: 0 }).addTo(drawn));
    points.forEach((at, i) => {
      const sign = Object.assign(L.DomUtil.create("span"), { textContent: i + 1 });
      L.marker(at, { pane: "measuring", interactive: false, keyboard: false,
        icon: L.divIcon({ className: "measuring-point", html: sign, iconSize: [0, 0] }) }).addTo(drawn);
    });
    while (list.children.length > legs.length) list.lastChild.remove();
    legs.slice(list.children.length).forEach((each) => {
      const item = text(list, "li", "", airspaceWord("leg", { distance: distance(each.lengthM, each.knownM),
        nautical: nautical(each.lengthM, each.knownM), course: course(each) }));
      item.dataset.lengthM = each.lengthM;
      item.dataset.courseDeg = each.courseDeg;
    });
    const whole = legs.reduce((sum, each) => sum + each.lengthM, 0);
    const known = Math.max(...points.map((at) => at.knownM));
    total.textContent = legs.length ? airspaceWord("total", { distance: distance(whole, known), nautical: nautical(whole, known) })
      : airspaceWord(points.length ? "next-point" : "first-point");
    told.dataset.totalM = whole;
    told.dataset.points = points.map((at) => `${at.lat},${at.lng}`).join(" ");
    back.disabled = !points.length;
  };
  const add = (at) => {
    const metresPerPixel = 2 * Math.PI * 6378137 * Math.cos(at.lat * Math.PI / 180) / map.options.crs.scale(map.getZoom());
    points.push(Object.assign(L.latLng(at.lat, at.lng), { knownM: metresPerPixel }));
    show();
  };
  const takeBack = () => { points.pop(); show(); };
  const measuring = () => !box.hidden;
  const turn = (on) => {
    box.hidden = !on;
    container.classList.toggle("measuring", on);
    start.setAttribute("aria-pressed", on);
    map.doubleClickZoom[on ? "disable" : "enable"]();
    points.length = 0;
    if (on) { map.closePopup(); drawn.addTo(map); container.focus({ preventScroll: true }); } else { drawn.remove(); }
    container.classList.toggle("keys", on && container.matches(":focus-visible"));
    show();
  };
  const end = () => { turn(false); start.focus(); };
  const start = airspaceButton(map.airspaceBar, "M1.5 11.5l10-10 3 3-10 10zM4 9l1.5 1.5M6.5 6.5 8 8M9 4l1.5 1.5", airspaceWord("measure"),
    () => (measuring() ? end() : turn(true)));
  const back = text(buttons, "button", "", airspaceWord("take-back"));
  const stop = text(buttons, "button", "", airspaceWord("end"));
  for (const button of [back, stop]) button.type = "button";
  back.addEventListener("click", takeBack);
  stop.addEventListener("click", end);
  start.setAttribute("aria-pressed", "false");
  map.on("click", (event) => { if (measuring()) add(event.latlng); });
  container.parentNode.addEventListener("keydown", (event) => {
    if (!measuring() || event.repeat) return;
    const here = event.target === container;
    if (event.key === "Escape") end();
    else if (here && event.key === "Enter") add(map.getCenter());
    else if (event.key === "Backspace") takeBack();
    else if (here) container.classList.add("keys");
    if (["Escape", "Backspace"].includes(event.key) || (here && event.key === "Enter")) event.preventDefault();
  });
}
