// An aircraft on a map: a silhouette from above, turned to its course, with height and speed beside it.
function airspaceAircraft(path, page) {
  "use strict";
  const ROOM_PX = 130;  // what the words take beside an aircraft
  const SVG = "http://www.w3.org/2000/svg";
  const OUTLINE = "M0-14 1.7-9 2-3 12.5 5v2.3L2.2 4.4 1.8 9l4 3.2v1.5L0 12.3l-5.8 1.4v-1.5l4-3.2-.4-4.6L-12.5 7.3V5L-2-3l.3-6z";
  const DOT = "M0-6A6 6 0 1 1 0 6 6 6 0 1 1 0-6z";  // a path of one fix has no course to turn to
  const box = document.createElement("div"), label = document.createElement("span");
  const first = document.createElement("b"), second = document.createElement("span"), whose = document.createElement("i");
  whose.className = "aircraft-name";
  const drawing = document.createElementNS(SVG, "svg"), shape = document.createElementNS(SVG, "path");
  box.className = "aircraft-box";
  label.className = "aircraft-label";
  drawing.setAttribute("viewBox", "-16 -16 32 32");
  drawing.setAttribute("aria-hidden", "true");
  shape.setAttribute("d", path.t.length > 1 ? OUTLINE : DOT);
  drawing.append(shape);
  label.append(whose, first, second);
  box.append(drawing, label);
  const icon = L.divIcon({ className: `aircraft ${path.claim.css}`, html: box, iconSize: [0, 0] });
  const marker = L.marker([0, 0], { icon, interactive: false, keyboard: false, zIndexOffset: 1000 });
  let turned = null;

  function words(here) {
    const based = (basis, figure) => page.say(`basis_${basis}`, { figure });
    const height = path.alt ? based(path.altBasis, `${page.number(here.alt, 0)}\u00a0${page.say("unit_m")}`) : page.say("altitude_not_stated");
    const speed = here.speed === null ? "" : based(path.speedBasis, `${page.number(here.speed * 3.6, 0)}\u00a0${page.say("unit_kmh")}`);
    if (first.textContent !== height) first.textContent = height;
    const name = page.text(path.names).type;
    if (whose.textContent !== name) whose.textContent = name;
    if (second.textContent !== speed) second.textContent = speed;
  }

  function place() {
    // the words stand on the side that the aircraft has left, unless they would run out of the map there
    const map = marker._map;
    if (!map) return;
    const x = map.latLngToContainerPoint(marker.getLatLng()).x, left = x > ROOM_PX, right = map.getSize().x - x > ROOM_PX;
    const side = (Number(turned) > 180 ? right || !left : right && !left) ? "right" : "left";
    if (label.dataset.side !== side) label.dataset.side = side;
  }

  function move(here) {
    marker.setLatLng([here.lat, here.lng]);
    const element = marker.getElement();
    if (!element) return;
    const rounded = here.course.toFixed(1);
    if (rounded !== turned) {
      turned = rounded;
      drawing.style.transform = `rotate(${rounded}deg)`;
    }
    place();
    if (element.dataset.course !== rounded) element.dataset.course = rounded;
    element.dataset.at = `${here.lat.toFixed(7)},${here.lng.toFixed(7)}`;
    words(here);
  }
  marker.on("add", () => {
    Object.assign(marker.getElement().dataset, { claim: path.claim.id, track: path.id });
    marker._map.on("moveend resize", place);
  });
  marker.on("remove", () => marker._map?.off("moveend resize", place));
  return { marker, move };
}
