// The position under the mouse (or last touched), with as many digits as a pixel is worth.
function airspaceCoordinates(map) {
  "use strict";
  const control = L.control({ position: "bottomright" });
  control.onAdd = () => L.DomUtil.create("output", "coordinates");
  control.addTo(map);
  const box = control.getContainer();
  const side = (angle, digits, positive, negative) =>
    `${Math.abs(angle).toFixed(digits)}° ${angle >= 0 ? positive : negative}`;
  map.on("mousemove click", (event) => {
    const at = event.latlng.wrap();
    const pixelDegrees = 360 / map.options.crs.scale(map.getZoom());
    const digits = Math.min(6, Math.max(1, Math.ceil(-Math.log10(pixelDegrees))));
    box.textContent = `${side(at.lat, digits, "N", "S")}, ${side(at.lng, digits, "E", "W")}`;
  });
  map.on("mouseout", () => { box.textContent = ""; });
}
