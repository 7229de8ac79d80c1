// Scale and credits: metric only, and no emblem before the name of the map library.
function airspaceFurniture(map) {
  "use strict";
  L.control.attribution({ position: "bottomright", prefix: "Leaflet" }).addTo(map);
  L.control.scale({ position: "bottomright", imperial: false, maxWidth: 140 }).addTo(map);
}
