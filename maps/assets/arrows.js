// Direction arrows on a line: one every so many pixels of it, or one at its end; drawn anew whenever the map comes to
// rest. A line shorter than an arrow gets none.
function airspaceArrows(line, className, atEnd) {
  "use strict";
  const every = atEnd ? Infinity : 190, length = 11, width = 9;
  const arrows = L.layerGroup();
  let map = null;
  const redraw = () => {
    arrows.clearLayers();
    const view = map.getPixelBounds().pad(0.5);
    const points = line.getLatLngs().map((at) => map.project(at));
    const size = (from, to) => Math.hypot(to.x - from.x, to.y - from.y);
    const whole = points.slice(1).reduce((sum, point, i) => sum + size(points[i], point), 0);
    let left = whole < length ? Infinity : atEnd ? whole - length / 2 : every / 2;
    for (let i = 1; i < points.length; i += 1) {
      const leg = points[i].subtract(points[i - 1]);
      const long = size(points[i - 1], points[i]);
      for (; left < long; left += every) {
        const along = leg.divideBy(long), across = L.point(-along.y, along.x).multiplyBy(width / 2);
        const tip = points[i - 1].add(along.multiplyBy(left + length / 2));
        const tail = tip.subtract(along.multiplyBy(length));
        if (view.contains(tip)) {
          const corners = [tip, tail.add(across), tail.subtract(across)].map((at) => map.unproject(at));
          L.polygon(corners, { className, interactive: false, smoothFactor: 0, pane: line.options.pane }).addTo(arrows);
        }
      }
      left -= long;
    }
  };
  const start = () => { map = line._map; map.on("moveend", redraw); arrows.addTo(map); redraw(); };
  line.on("add", start);
  line.on("remove", () => { map.off("moveend", redraw); arrows.remove(); });
  if (line._map) start();
}
