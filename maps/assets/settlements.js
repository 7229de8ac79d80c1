// Settlements as small dots with their names, the largest first, so that theirs are placed first. Names are outside
// text in any script: each stands in an element of its own that keeps its direction to itself.
function airspaceSettlements(group, places) {
  "use strict";
  places.forEach(([lat, lon, name, town]) => {
    const box = document.createElement("div"), dot = document.createElement("span");
    const label = document.createElement("span"), own = document.createElement("bdi");
    dot.className = "dot";
    label.className = "label e";
    own.textContent = name;
    label.append(own);
    box.append(dot, label);
    const icon = L.divIcon({ html: box, className: `point settlement${town ? " town" : ""}`, iconSize: [0, 0] });
    L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(group);
  });
}
