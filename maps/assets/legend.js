// Each line of the legend is there while one of its layers is on the map. On a phone the legend starts folded.
function airspaceLegend(map, entries) {
  "use strict";
  const follow = () => entries.forEach(([layers, id]) => {
    document.getElementById(id).hidden = !layers.some((layer) => map.hasLayer(layer));
  });
  map.on("overlayadd overlayremove", follow);
  follow();
  if (window.matchMedia("(max-width: 760px)").matches) {
    document.querySelectorAll("details.legend").forEach((box) => { box.open = false; });
  }
}
