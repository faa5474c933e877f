// Runs before the first paint: tells the stylesheet which of the two themes the system asks for.
(function () {
  "use strict";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  dark.addEventListener("change", apply);
  apply();
  document.documentElement.classList.add("js");
})();
