// What was written but not yet handed in is kept on this phone, and sent when the signal is back.
// Without this the forms work all the same.
(function () {
  "use strict";

  const PREFIX = "huiying-draft:";
  const KEPT_FOR = 7 * 24 * 3600 * 1000;
  const AGAIN_AFTER = 10000;

  // Who has no room or no permission to store has a form all the same.
  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
    write(key, kept) { try { localStorage.setItem(PREFIX + key, JSON.stringify(kept)); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(PREFIX + key); } catch { /* nothing is kept */ } },
    keys() {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
      } catch { return []; }
    },
  };

  const forms = () => document.querySelectorAll("form[data-draft]");
  const fields = (form) => [...form.elements].filter(
    (field) => field.name && !["hidden", "file", "submit", "button"].includes(field.type));

  function say(form, text, waits) {
    for (const line of form.querySelectorAll("[data-draft-state]")) {
      line.hidden = !text;
      line.textContent = text;
      line.classList.toggle("waits", Boolean(waits));
    }
  }

  function clock(at) {
    return new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  }

  function values(form) {
    const found = {};
    for (const field of fields(form)) {
      found[field.name] = ["checkbox", "radio"].includes(field.type) ? field.checked : field.value;
    }
    return found;
  }

  function keep(form) {
    const kept = { at: Date.now(), values: values(form) };
    say(form, store.write(form.dataset.draft, kept)
      ? `已保存在本机 ${clock(kept.at)}` : "本机存不下草稿，请尽快提交");
  }

  function fill(form) {
    if (form.dataset.filled) return;
    form.dataset.filled = "yes";
    const kept = store.read(form.dataset.draft);
    if (!kept) return;
    for (const field of fields(form)) {
      if (!(field.name in kept.values)) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = kept.values[field.name];
      else field.value = kept.values[field.name];
    }
    const folded = form.closest("details");
    if (folded) folded.open = true;
    say(form, `已恢复本机保存的草稿（${clock(kept.at)}），照片须重新选择`);
  }

  // Asks the server whether it can be reached before the form is given to it: a form that is sent into
  // nowhere takes its page, and what was written, with it.
  async function reachable() {
    if (navigator.onLine === false) return false;
    try {
      const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(8000) });
      return answer.ok;
    } catch { return false; }
  }

  async function send(form) {
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    keep(form);
    say(form, "正在提交……");
    const there = await reachable();
    delete form.dataset.sending;
    if (there) {
      delete form.dataset.waits;
      form.submit();
      return;
    }
    delete form.dataset.sent;
    form.dataset.waits = "yes";
    say(form, "没有信号：已保存在本机，信号恢复后自动提交，请不要关闭本页", true);
  }

  function sendWaiting() {
    document.querySelectorAll("form[data-waits]").forEach(send);
  }

  // The page says what was done: then the draft of that form has served.
  function forgetDone() {
    const done = document.querySelector("[data-draft-done]");
    const ends = { answer: "-answer", progress: "-progress", answer_order: "order-" };
    const end = done && ends[done.dataset.draftDone];
    if (!end) return;
    const sent = sessionStorage.getItem(PREFIX + "sent");
    if (sent && sent.includes(end)) store.drop(sent);
    sessionStorage.removeItem(PREFIX + "sent");
  }

  function forgetOld() {
    for (const key of store.keys()) {
      const kept = store.read(key);
      if (!kept || Date.now() - kept.at > KEPT_FOR) store.drop(key);
    }
  }

  function offerSamples() {
    document.querySelectorAll("[data-use-sample]").forEach((button) => { button.hidden = false; });
  }

  function useSample(button) {
    const form = button.closest("form");
    const body = form.querySelector("textarea[name=body]");
    const sample = form.querySelector("[data-sample]").textContent;
    body.value = body.value.trim() ? `${body.value.trimEnd()}\n${sample}` : sample;
    keep(form);
    body.focus();
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form && event.target.type !== "file") keep(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use-sample]");
    if (button) useSample(button);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-forget-drafts]")) store.keys().forEach(store.drop);
    if (!form.matches("form[data-draft]") || event.defaultPrevented) return;
    event.preventDefault();
    try { sessionStorage.setItem(PREFIX + "sent", form.dataset.draft); } catch { /* kept for its week then */ }
    send(form);
  });
  window.addEventListener("online", sendWaiting);
  setInterval(sendWaiting, AGAIN_AFTER);

  const ready = () => { forms().forEach(fill); offerSamples(); };
  forgetDone();
  forgetOld();
  document.body.addEventListener("htmx:afterSwap", ready);
  ready();
})();
