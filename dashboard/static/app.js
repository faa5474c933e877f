// Everything here is an addition: without it every page reads and every form works.
(function () {
  "use strict";

  const body = document.body;
  const skew = Date.parse(body.dataset.now) - Date.now();
  const now = () => Date.now() + skew;

  // The same words as responder/wording.py: the two largest units, rounded down.
  function span(milliseconds) {
    const minutes = Math.max(0, Math.floor(milliseconds / 60000));
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor(minutes / 60) % 24;
    const rest = minutes % 60;
    const two = (many, unit, few, smaller) => (few ? `${many} ${unit} ${few} ${smaller}` : `${many} ${unit}`);
    if (days) return two(days, "天", hours, "小时");
    if (hours) return two(hours, "小时", rest, "分");
    return minutes ? `${minutes} 分` : "不到 1 分";
  }

  function tick(element) {
    const due = Date.parse(element.dataset.due);
    const from = Date.parse(element.dataset.from);
    const left = due - now();
    const late = left < 0;
    const used = due > from ? Math.min(100, Math.max(0, (100 * (now() - from)) / (due - from))) : 100;
    const said = late ? `超时 ${span(-left)}` : `还剩 ${span(left)}`;
    const text = element.querySelector(".left");
    if (text.textContent !== said) text.textContent = said;
    element.querySelector(".used").setAttribute("width", used.toFixed(1));
    element.classList.toggle("late", late);
  }

  function tickAll() {
    document.querySelectorAll(".countdown[data-due]").forEach(tick);
    const clock = document.querySelector("[data-clock]");
    if (clock) clock.textContent = clockText(new Date(now()));
  }

  function clockText(at) {
    const parts = new Intl.DateTimeFormat("zh-CN", {
      timeZone: "Asia/Shanghai", year: "numeric", month: "numeric", day: "numeric",
      weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }).formatToParts(at);
    const of = (type) => parts.find((part) => part.type === type).value;
    return `${of("year")}年${of("month")}月${of("day")}日 ${of("weekday")} ${of("hour")}:${of("minute")}`;
  }

  // One event stream a page; the browser reconnects by itself and says what it has seen.
  function follow() {
    if (!body.dataset.stream || !window.EventSource) return;
    const stream = new EventSource(body.dataset.stream);
    stream.addEventListener("changed", () => document.body.dispatchEvent(new CustomEvent("changed")));
    window.addEventListener("pagehide", () => stream.close());
  }

  // A form that was sent is not sent twice by an impatient second press.
  function guardForms() {
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.method === "get") return; // a search may be asked again
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
    });
    window.addEventListener("pageshow", () => {
      document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    });
  }

  // An address like #draft-3 or #confirm opens the folded form that it names.
  function openTarget() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    target.scrollIntoView({ block: "start" });
    const field = target.querySelector("select, textarea, input:not([type=hidden])");
    if (field) field.focus({ preventScroll: true });
  }

  // A part in which somebody is writing is left alone until they are done.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    const field = part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
    if (field || part.querySelector("details[open] textarea")) event.detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterSwap", tickAll);
  window.addEventListener("hashchange", openTarget);
  guardForms();
  tickAll();
  follow();
  openTarget();
  setInterval(tickAll, 1000);
})();
