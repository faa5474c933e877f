// The wall alone: says when it is cut off, and loads itself anew after an upgrade of the server.
(function () {
  "use strict";
  const cut = document.getElementById("cut");
  const build = () => document.querySelector("[data-build]").dataset.build;
  const first = build();
  const lost = () => { cut.hidden = false; };
  const back = () => { cut.hidden = true; };

  document.body.addEventListener("stream-lost", lost);
  document.body.addEventListener("htmx:sendError", lost);
  document.body.addEventListener("htmx:responseError", lost);
  document.body.addEventListener("htmx:afterSwap", () => {
    back();
    if (build() !== first) location.reload();
  });
  // What was missed meanwhile is told by the stream; what the clock alone changed is not.
  document.body.addEventListener("stream-back", () => {
    if (!cut.hidden) document.body.dispatchEvent(new CustomEvent("changed"));
  });
})();
