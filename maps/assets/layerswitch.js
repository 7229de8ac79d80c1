// The switch of the layers: a button that opens a panel of groups, each layer a check box, each group with "all" and
// "none". Escape closes it and gives the focus back. The map of the layers by key is kept for permalink.js.
function airspaceLayers(map, groups) {
  "use strict";
  const phone = window.matchMedia("(max-width: 760px)"), corner = () => (phone.matches ? "topleft" : "topright");
  const control = L.control({ position: corner() });
  const boxes = new Map();  // layer: its check box
  const turn = (layer, on) => {
    if (map.hasLayer(layer) === on) return;
    if (on) map.addLayer(layer); else map.removeLayer(layer);
    boxes.get(layer).checked = on;
    map.fire(on ? "overlayadd" : "overlayremove", { layer });
  };
  const row = (into, layer, name) => {
    const label = L.DomUtil.create("label", "", into), box = L.DomUtil.create("input", "", label);
    box.type = "checkbox";
    box.checked = map.hasLayer(layer);
    box.addEventListener("change", () => turn(layer, box.checked));
    const shown = L.DomUtil.create("span", "", label);
    shown.dir = "auto";  // a name written from right to left begins at its right
    shown.textContent = name;
    boxes.set(layer, box);
  };
  const group = (into, [section, title, layers], number) => {
    const field = L.DomUtil.create("fieldset", "", into), legend = L.DomUtil.create("legend", "", field);
    field.dataset.section = section;
    legend.id = `layers-group-${number}`;
    legend.textContent = title;
    if (layers.length > 1) {
      const pick = L.DomUtil.create("div", "pick", field);
      for (const [word, on] of [["all", true], ["none", false]]) {
        const button = L.DomUtil.create("button", "", pick);
        button.type = "button";
        button.textContent = airspaceWord(word);
        button.setAttribute("aria-describedby", legend.id);
        button.addEventListener("click", () => layers.forEach(([layer]) => turn(layer, on)));
      }
    }
    layers.forEach(([layer, , name]) => row(field, layer, name));
  };
  let box = null, toggle = null;
  const open = (on) => {
    box.classList.toggle("leaflet-control-layers-expanded", on);
    toggle.setAttribute("aria-expanded", on);
  };
  control.onAdd = () => {
    box = L.DomUtil.create("div", "leaflet-control-layers");
    L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
    toggle = L.DomUtil.create("button", "leaflet-control-layers-toggle", box);
    toggle.type = "button";
    toggle.textContent = airspaceWord("layers");
    toggle.setAttribute("aria-controls", "layers-panel");
    toggle.addEventListener("click", () => open(toggle.getAttribute("aria-expanded") !== "true"));
    const panel = L.DomUtil.create("div", "leaflet-control-layers-list leaflet-control-layers-overlays", box);
    panel.id = "layers-panel";
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", airspaceWord("layers"));
    boxes.clear();
    groups.forEach((each, number) => group(panel, each, number));
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || toggle.getAttribute("aria-expanded") !== "true") return;
      event.stopPropagation();
      open(false);
      toggle.focus();
    });
    open(false);
    return box;
  };
  control.addTo(map);
  phone.addEventListener("change", () => control.setPosition(corner()));
  map.on("popupopen", () => open(false));
  map.on("click", () => { if (phone.matches) open(false); });
  map.airspaceLayers = groups.flatMap(([, , layers]) => layers.map(([layer, key]) => ({ key, layer })));
  map.airspaceTurn = turn;
}
