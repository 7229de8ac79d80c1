// A grid of parallels and meridians, as many as the view holds calmly, named at the left and lower edge.
function airspaceGraticule() {
  "use strict";
  const steps = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0001];
  const grid = L.layerGroup();
  const line = (ends) => L.polyline(ends, { className: "graticule", interactive: false, pane: "ground" }).addTo(grid);
  const label = (at, text, side) => L.marker(at, { interactive: false, keyboard: false, pane: "ground",
    icon: L.divIcon({ className: `graticule-label ${side}`, html: Object.assign(L.DomUtil.create("span"), { textContent: text }),
      iconSize: [0, 0] }) }).addTo(grid);
  let map = null;
  const redraw = () => {
    grid.clearLayers();
    const view = map.getBounds(), south = Math.max(-85, view.getSouth()), north = Math.min(85, view.getNorth());
    const west = view.getWest(), east = view.getEast();
    const step = steps.find((size) => (east - west) / size > 4) || steps[steps.length - 1];
    const digits = Math.max(0, Math.ceil(-Math.log10(step)));
    for (let i = Math.ceil(west / step); i * step < east; i += 1) {
      line([[south, i * step], [north, i * step]]);
      label([south, i * step], airspaceAngle(L.Util.wrapNum(i * step, [-180, 180]), digits, "E", "W"), "south");
    }
    for (let i = Math.ceil(south / step); i * step < north; i += 1) {
      line([[i * step, west], [i * step, east]]);
      label([i * step, west], airspaceAngle(i * step, digits, "N", "S"), "west");
    }
  };
  const onAdd = grid.onAdd, onRemove = grid.onRemove;
  grid.onAdd = function (target) { map = target; map.on("moveend", redraw); redraw(); onAdd.call(this, target); };
  grid.onRemove = function (target) { map.off("moveend", redraw); onRemove.call(this, target); };
  return grid;
}
