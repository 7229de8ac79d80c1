// Scale, north arrow and credits: metric only, no emblem before the name of the map library; what Leaflet itself says,
// in the page's language.
function airspaceFurniture(map) {
  "use strict";
  const container = map.getContainer();
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", airspaceWord("map", { title: document.title }));
  for (const name of ["zoom-in", "zoom-out"]) {
    const button = container.querySelector(`.leaflet-control-${name}`);
    button.title = airspaceWord(name);
    button.setAttribute("aria-label", airspaceWord(name));
  }
  map.on("popupopen", (event) => event.popup.getElement().querySelector(".leaflet-popup-close-button")
    ?.setAttribute("aria-label", airspaceWord("close")));
  const credits = L.control.attribution({ position: "bottomright", prefix: "Leaflet" }).addTo(map).getContainer();
  credits.tabIndex = 0;  // on a phone many credits scroll
  credits.setAttribute("role", "group");
  credits.setAttribute("aria-label", airspaceWord("credits"));

  const Scale = L.Control.Scale.extend({
    onAdd(target) {
      const box = L.Control.Scale.prototype.onAdd.call(this, target);
      const sign = box.insertBefore(L.SVG.create("svg"), box.firstChild);
      const set = (item, pairs) => Object.entries(pairs).forEach(([key, value]) => item.setAttribute(key, value));
      set(sign, { viewBox: "0 0 20 34", width: 20, height: 34, role: "img", class: "north", "aria-label": airspaceWord("north-up") });
      set(sign.appendChild(L.SVG.create("path")), { d: "M10 13 15 32 10 28 5 32z" });
      const letter = sign.appendChild(L.SVG.create("text"));
      set(letter, { x: 10, y: 10, "text-anchor": "middle" });
      letter.textContent = airspaceWord("north");
      return box;
    },
    _update() {
      this._updateScales(airspaceAcross(map, this.options.maxWidth));
    },
    _updateMetric(most) {
      const metres = this._getRoundNum(most), far = metres >= 1000;
      const text = `${airspaceNumber(far ? metres / 1000 : metres, far ? 1 : Math.min(1, metres))} ${airspaceWord(far ? "km" : "m")}`;
      this._updateScale(this._mScale, text, metres / most);
    },
  });
  new Scale({ position: "bottomright", imperial: false, maxWidth: 140 }).addTo(map);
}
