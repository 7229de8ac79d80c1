// A latitude or longitude with so many digits after the sign, and the letter of its side.
function airspaceAngle(angle, digits, positive, negative) {
  "use strict";
  const text = Math.abs(angle).toFixed(digits).replace(".", airspaceWord("decimal"));
  return `${text}° ${airspaceWord(angle >= 0 ? positive : negative)}`;
}
