// A layer without shapes of its own: while it is off, marks of one kind are hidden, whichever path they belong to.
function airspaceFilter(layer, map, kind) {
  "use strict";
  const hide = (on) => Object.values(map.getPanes()).forEach((pane) => pane.classList.toggle(`without-${kind}`, on));
  layer.on("add", () => hide(false));
  layer.on("remove", () => hide(true));
  hide(!map.hasLayer(layer));
}
