// Opens the map on the decisive place, clear of the panel beside it; buttons lead back there and to full screen.
// Classes for the style sheet: "far" when labels would crowd, "near" when a coarse outline would mislead.
function airspaceOpening(map, corners) {
  "use strict";
  const home = () => {
    const panel = document.querySelector(".side");
    const beside = panel && getComputedStyle(panel).position === "absolute";
    const left = beside ? panel.getBoundingClientRect().right - map.getContainer().getBoundingClientRect().left : 0;
    map.fitBounds(corners, { paddingTopLeft: [left + 12, 12], paddingBottomRight: [12, 36], animate: false });
    L.Popup.mergeOptions({ autoPanPaddingTopLeft: [left + 12, 12], autoPanPaddingBottomRight: [beside ? 150 : 8, 40] });
    map.airspaceHome = map.getZoom();
  };
  const bar = L.control({ position: "topright" });
  bar.onAdd = () => {
    const box = L.DomUtil.create("div", "leaflet-bar buttons");
    L.DomEvent.disableClickPropagation(box);
    airspaceButton(box, "M1.5 8.5 8 2.5l6.5 6M4 7v6.5h8V7", airspaceWord("home"), home);
    if (document.fullscreenEnabled) {
      airspaceButton(box, "M2 6V2h4m4 0h4v4m0 4v4h-4m-4 0H2v-4", airspaceWord("full-screen"), () => (document.fullscreenElement
        ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
    }
    return box;
  };
  bar.addTo(map);
  map.airspaceBar = bar.getContainer();  // where measure.js and permalink.js put their buttons
  const declutter = () => {
    map.getContainer().classList.toggle("far", map.getZoom() < map.airspaceHome - 1.5);
    map.getContainer().classList.toggle("near", map.getZoom() >= 8);
  };
  map.on("popupopen popupclose", (event) =>
    map.getContainer().classList.toggle("reading", event.type === "popupopen"));
  map.getContainer().addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  home();
  declutter();
  map.on("zoomend", declutter);
}
