// A button between light and dark; without it, or without script, the page follows the system.
(function () {
  "use strict";
  const button = document.getElementById("theme");
  if (!button) return;
  const root = document.documentElement, dark = window.matchMedia("(prefers-color-scheme: dark)");
  const now = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  const say = () => { button.textContent = now() === "dark" ? button.dataset.light : button.dataset.dark; };
  button.addEventListener("click", () => { root.dataset.theme = now() === "dark" ? "light" : "dark"; say(); });
  dark.addEventListener("change", say);
  button.hidden = false;
  say();
}());
