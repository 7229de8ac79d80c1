// The other languages of a page open on the same state: what stands after # in the address goes along.
(function () {
  "use strict";
  for (const link of document.querySelectorAll(".languages a")) {
    const address = link.getAttribute("href");
    const follow = () => { link.setAttribute("href", address.split("#")[0] + window.location.hash); };
    for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, follow);
  }
}());
