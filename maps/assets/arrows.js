// Direction arrows on a line: one every so many pixels of it, drawn anew whenever the map comes to rest.
function airspaceArrows(line, className) {
  "use strict";
  const every = 190, length = 11, width = 9;
  const arrows = L.layerGroup();
  let map = null;
  const redraw = () => {
    arrows.clearLayers();
    const view = map.getPixelBounds().pad(0.5);
    const points = line.getLatLngs().map((at) => map.project(at));
    let left = every / 2;
    for (let i = 1; i < points.length; i += 1) {
      const leg = points[i].subtract(points[i - 1]);
      const size = Math.hypot(leg.x, leg.y);
      for (; left < size; left += every) {
        const along = leg.divideBy(size), across = L.point(-along.y, along.x).multiplyBy(width / 2);
        const tip = points[i - 1].add(along.multiplyBy(left + length / 2));
        const tail = tip.subtract(along.multiplyBy(length));
        if (view.contains(tip)) {
          const corners = [tip, tail.add(across), tail.subtract(across)].map((at) => map.unproject(at));
          L.polygon(corners, { className, interactive: false, smoothFactor: 0, pane: line.options.pane }).addTo(arrows);
        }
      }
      left -= size;
    }
  };
  const start = () => { map = line._map; map.on("moveend", redraw); arrows.addTo(map); redraw(); };
  line.on("add", start);
  line.on("remove", () => { map.off("moveend", redraw); arrows.remove(); });
  if (line._map) start();
}
