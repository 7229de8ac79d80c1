// A button of the map with a drawn sign (not a letter: few fonts have such signs), its name spoken and under the mouse.
function airspaceButton(box, drawn, name, act) {
  "use strict";
  const made = L.DomUtil.create("button", "", box);
  made.type = "button";
  const sign = made.appendChild(L.SVG.create("svg"));
  const line = sign.appendChild(L.SVG.create("path"));
  for (const [key, value] of [["viewBox", "0 0 16 16"], ["width", 16], ["height", 16], ["aria-hidden", "true"]]) {
    sign.setAttribute(key, value);
  }
  for (const [key, value] of [["d", drawn], ["fill", "none"], ["stroke", "currentColor"], ["stroke-width", 1.5]]) {
    line.setAttribute(key, value);
  }
  made.title = name;
  made.setAttribute("aria-label", name);
  made.addEventListener("click", act);
  return made;
}
