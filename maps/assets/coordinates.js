// The position under the mouse (or last touched), with as many digits as a pixel is worth.
function airspaceCoordinates(map) {
  "use strict";
  const control = L.control({ position: "bottomright" });
  control.onAdd = () => {
    const made = L.DomUtil.create("output", "coordinates");
    made.setAttribute("aria-live", "off");  // it follows the mouse; read aloud it would never end
    return made;
  };
  control.addTo(map);
  const box = control.getContainer();
  map.on("mousemove click", (event) => {
    const at = event.latlng.wrap();
    const pixelDegrees = 360 / map.options.crs.scale(map.getZoom());
    const digits = Math.min(6, Math.max(1, Math.ceil(-Math.log10(pixelDegrees))));
    box.textContent = `${airspaceAngle(at.lat, digits, "N", "S")}, ${airspaceAngle(at.lng, digits, "E", "W")}`;
  });
  map.on("mouseout", () => { box.textContent = ""; });
}
