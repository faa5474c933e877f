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

  // One event stream a page. After a cut the browser comes back by itself and says what it has seen; where a
  // proxy answers in place of a server that is starting it gives up, so then we ask anew. A page that nobody
  // sees holds no connection and hears of everything when it is looked at again.
  function follow() {
    if (!body.dataset.stream || !window.EventSource) return;
    const address = new URL(body.dataset.stream, location.href);
    const shortest = 3000, longest = 60000;
    let stream = null, wait = shortest, again = 0;
    const say = (name) => body.dispatchEvent(new CustomEvent(name));
    function close() {
      clearTimeout(again);
      if (stream) stream.close();
      stream = null;
    }
    function open() {
      close();
      stream = new EventSource(address);
      stream.addEventListener("open", () => { wait = shortest; say("stream-back"); });
      stream.addEventListener("changed", (event) => {
        address.searchParams.set("seen", event.lastEventId);
        say("changed");
      });
      stream.addEventListener("error", (event) => {
        say("stream-lost");
        if (event.target.readyState !== EventSource.CLOSED) return;
        again = setTimeout(open, wait * (1 + Math.random()));
        wait = Math.min(2 * wait, longest);
      });
    }
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    open();
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

  function isTouched(field) {
    if (field.type === "hidden") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.type === "file") return field.files.length > 0;
    if (!field.options) return field.value !== field.defaultValue;
    return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  }

  // A part in which somebody is writing is left alone until they are done.
  function isInUse(part) {
    const fields = "input, textarea, select";
    if (part.contains(document.activeElement) && document.activeElement.matches(fields)) return true;
    return [...part.querySelectorAll(fields)].some(isTouched);
  }

  const unfolded = (part) => [...part.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);

  function unfold(part, names) {
    part.querySelectorAll("details > summary").forEach((summary) => {
      if (names.includes(summary.textContent)) summary.parentElement.open = true;
    });
  }

  let opened = [];
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    opened = unfolded(event.detail.target);
    const live = event.detail.target.matches("[hx-trigger]"); // else somebody asked for it just now
    if (live && isInUse(event.detail.target)) event.detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    unfold(event.detail.fragment, unfolded(event.detail.target));
    if (isInUse(event.detail.target)) event.detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:oobAfterSwap", tickAll);
  document.body.addEventListener("htmx:afterSwap", (event) => unfold(event.detail.target, opened));
  document.body.addEventListener("htmx:afterSwap", tickAll);
  window.addEventListener("hashchange", openTarget);
  guardForms();
  tickAll();
  follow();
  openTarget();
  setInterval(tickAll, 1000);
})();
