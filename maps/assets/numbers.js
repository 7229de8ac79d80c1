// A number rounded to the decimal place of what is known, in the signs of the page's language.
function airspaceNumber(value, knownTo) {
  "use strict";
  const exponent = Math.floor(Math.log10(knownTo) + 1e-9), size = 10 ** Math.max(0, exponent);
  const rounded = exponent > 0 ? Math.round(Math.abs(value) / size) * size : Math.abs(value);
  const [whole, part] = rounded.toFixed(Math.max(0, -exponent)).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, airspaceWord("group"));
  const text = part === undefined ? grouped : grouped + airspaceWord("decimal") + part;
  return value < 0 && /[1-9]/.test(text) ? `\u2212${text}` : text;
}
