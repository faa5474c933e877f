// 信息 by keyboard. Everything here presses what the mouse could press; without it the page works as it is.
(function () {
  "use strict";

  const KEPT = "huiying-post-row";
  const rows = () => [...document.querySelectorAll(".found-row")];
  const current = () => document.querySelector(".found-row[aria-current]");
  const box = (row) => row && row.querySelector("input[name=post]");

  function stand(row) {
    if (!row) return;
    rows().forEach((one) => one.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    const at = all.indexOf(current());
    stand(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
  }

  function pick() {
    if (!current()) step(1);
    const tick = box(current());
    if (tick) tick.checked = !tick.checked;
  }

  // What is ticked, else the row where one stands; then the next page stands where this one stood.
  function press(key) {
    const form = document.getElementById("triage");
    const button = form && form.querySelector(`button[data-key=${key}]`);
    if (!button) return;
    if (!form.querySelector("input[name=post]:checked")) {
      const tick = box(current());
      if (!tick) return;
      tick.checked = true;
    }
    sessionStorage.setItem(KEPT, String(Math.max(0, rows().indexOf(current()))));
    form.requestSubmit(button);
  }

  function follow(selector) {
    const link = current() && current().querySelector(selector);
    if (link) location.assign(link.href);
  }

  function help() {
    const keys = document.querySelector("details.keys");
    if (keys) keys.open = !keys.open;
  }

  const deeds = {
    j: () => step(1),
    k: () => step(-1),
    x: pick,
    e: () => press("e"),
    r: () => press("r"),
    o: () => follow("a.title"),
    v: () => follow("a.event"),
    u: () => { const undo = document.querySelector("[data-undo]"); if (undo) undo.form.requestSubmit(undo); },
    "/": () => document.getElementById("q").select(),
    "?": help,
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=checkbox])");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  const trouble = document.getElementById("posts-trouble");
  const say = (text) => { trouble.textContent = text; trouble.hidden = !text; };
  document.body.addEventListener("htmx:responseError", () => say("没有取到结果，请稍后再试。"));
  document.body.addEventListener("htmx:sendError", () => say("没有连上服务器，请检查网络后再试。"));
  document.body.addEventListener("htmx:afterSwap", () => { say(""); fold(); });

  // On a phone what was found comes first.
  function fold() {
    const box = document.querySelector(".facet-box");
    if (box && matchMedia("(max-width: 820px)").matches) box.open = false;
  }
  fold();

  const kept = sessionStorage.getItem(KEPT);
  if (kept !== null) {
    sessionStorage.removeItem(KEPT);
    const all = rows();
    stand(all[Math.min(Number(kept), all.length - 1)]);
  }
})();
