// A small map of the surroundings with the view framed in it; not on phones. "land" is the path of a drawing whose
// corners are the given longitudes and latitudes, in the projection of the map.
function airspaceOverview(map, land, corners, size) {
  "use strict";
  const [west, south, east, north] = corners, [width, height] = size;
  const flat = (lat, lng) => L.CRS.EPSG3857.project(L.latLng(lat, lng));
  const low = flat(south, west), high = flat(north, east);
  const shape = (into, name, pairs) => {
    const made = into.appendChild(L.SVG.create(name));
    Object.entries(pairs).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  const control = L.control({ position: "bottomright" });
  control.onAdd = () => {
    const box = L.DomUtil.create("details", "overview");
    L.DomEvent.disableClickPropagation(box);
    L.DomUtil.create("summary", "", box).textContent = airspaceWord("overview");
    const drawing = shape(box, "svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
      "aria-label": airspaceWord("overview-told") });
    if (land) shape(drawing, "path", { d: land, class: "overview-land" });
    const frame = shape(drawing, "rect", { class: "overview-view" });
    const follow = () => {
      const view = map.getBounds();
      const a = flat(Math.max(-85, view.getSouth()), view.getWest()), b = flat(Math.min(85, view.getNorth()), view.getEast());
      const x = (at) => (at.x - low.x) / (high.x - low.x) * width, y = (at) => (high.y - at.y) / (high.y - low.y) * height;
      const sizes = [["x", "width", x(a), x(b), width], ["y", "height", y(b), y(a), height]];
      for (const [start, long, from, to, most] of sizes) {  // never smaller than can be seen, never beyond the edge
        const middle = Math.max(0, Math.min(most, (from + to) / 2)), half = Math.max(3, (to - from) / 2);
        const first = Math.max(1, middle - half), last = Math.min(most - 1, middle + half);
        frame.setAttribute(start, first);
        frame.setAttribute(long, Math.max(0, last - first));
      }
    };
    map.on("move", follow);
    follow();
    box.open = window.innerWidth >= 1200 && window.innerHeight >= 700;
    return box;
  };
  control.addTo(map);
}
