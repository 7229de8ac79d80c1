// Keeps place, zoom and layers in the part of the address after #, and opens on what stands there; what cannot be read
// is passed over. A button copies the address.
function airspacePermalink(map) {
  "use strict";
  const layers = map.airspaceLayers;
  const shown = () => layers.filter(({ layer }) => map.hasLayer(layer)).map(({ key }) => key).join(",");
  const opened = shown();
  let written = "", quiet = true;
  const apply = () => {
    const given = new URLSearchParams(window.location.hash.slice(1));
    const at = (given.get("at") || "").split(",");
    const [lat, lng, zoom] = at.map((text) => (/^-?\d{1,3}(\.\d{1,9})?$/.test(text) ? Number(text) : NaN));
    const sound = at.length === 3 && Math.abs(lat) <= 85 && Math.abs(lng) <= 360
      && zoom >= map.getMinZoom() && zoom <= map.getMaxZoom();
    const names = given.has("layers") ? given.get("layers").split(",") : [];
    const wanted = layers.filter(({ key }) => names.includes(key));
    quiet = true;
    if (sound) map.setView([lat, lng], zoom, { animate: false });
    if (wanted.length || given.get("layers") === "") {
      layers.forEach((each) => map.airspaceTurn(each.layer, wanted.includes(each)));
    }
    quiet = false;
  };
  const write = () => {
    if (quiet) return;
    const centre = map.getCenter(), on = shown();
    const at = `at=${centre.lat.toFixed(5)},${centre.lng.toFixed(5)},${Number(map.getZoom().toFixed(2))}`;
    written = `#${at}${on === opened ? "" : `&layers=${on}`}`;
    try {
      window.history.replaceState(null, "", written);
    } catch {
      // an address that may not be written stays as it is
    }
  };
  const say = (text) => {
    note.textContent = text;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { note.textContent = ""; }, 5000);
  };
  const note = L.DomUtil.create("div", "note", map.getContainer());
  note.setAttribute("role", "status");
  airspaceButton(map.airspaceBar, "M6.5 9.5l3-3M7 4.5l1.2-1.2a3 3 0 0 1 4.3 4.3L11.3 8.8M9 11.5l-1.2 1.2a3 3 0 0 1-4.3-4.3L4.7 7.2",
    airspaceWord("copy-link"), () => {
      write();
      const copied = navigator.clipboard ? navigator.clipboard.writeText(window.location.href) : Promise.reject(new Error());
      copied.then(() => say(airspaceWord("copied")), () => say(airspaceWord("in-address-bar")));
    });
  apply();
  map.on("moveend overlayadd overlayremove", write);
  window.addEventListener("hashchange", () => { if (window.location.hash !== written) apply(); });
}
