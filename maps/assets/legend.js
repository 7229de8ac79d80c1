// Each line of the legend is there while its layer is on the map. On a phone the legend starts folded.
function airspaceLegend(map, entries) {
  "use strict";
  const follow = () => entries.forEach(([layer, id]) => {
    document.getElementById(id).hidden = !map.hasLayer(layer);
  });
  map.on("overlayadd overlayremove", follow);
  follow();
  if (window.matchMedia("(max-width: 760px)").matches) {
    document.querySelectorAll("details.legend").forEach((box) => { box.open = false; });
  }
}
