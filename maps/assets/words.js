// A text of the page's scripts, in the page's language, with values in place of its {names}; kept in the island "words".
function airspaceWord(key, values) {
  "use strict";
  if (!airspaceWord.words) airspaceWord.words = JSON.parse(document.getElementById("words").textContent);
  return airspaceWord.words[key].replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
}
