// Each line of the legend is there while one of its layers is on the map and none of its filters is off. It takes the
// room that the panel beside the map leaves, and starts folded where there is next to none, as on a phone.
function airspaceLegend(map, entries) {
  "use strict";
  const box = document.querySelector("details.legend"), side = document.querySelector(".side");
  const follow = () => entries.forEach(([layers, filters, id]) => {
    const shown = layers.some((layer) => map.hasLayer(layer)) && filters.every((layer) => map.hasLayer(layer));
    document.getElementById(id).hidden = !shown;
  });
  map.on("overlayadd overlayremove", follow);
  follow();
  const phone = window.matchMedia("(max-width: 760px)");
  const LEAST = 48;  // pixels: two lines
  const fit = () => {
    const list = box.querySelector("ul");
    const room = map.getContainer().getBoundingClientRect().bottom - side.getBoundingClientRect().bottom;
    list.style.maxHeight = phone.matches ? "" : `${Math.max(LEAST, Math.min(map.getSize().y * 0.5, room - 78))}px`;
    return room - 78;
  };
  if (box && side) {
    new ResizeObserver(fit).observe(side);
    map.on("resize", fit);
    if (phone.matches || fit() < LEAST) box.open = false;
  }
}
