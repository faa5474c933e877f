// Lines of a page are copied whole by one press; without this they are selected by hand.
(function () {
  "use strict";

  // Over plain http the browser keeps its clipboard shut; then the old way by a selection is left.
  function bySelection(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  function write(text) {
    if (!navigator.clipboard) return Promise.resolve(bySelection(text));
    return navigator.clipboard.writeText(text).then(() => true, () => bySelection(text));
  }

  function offer() {
    document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const lines = [...document.querySelectorAll(button.dataset.copy)];
    const done = await write(lines.map((line) => line.textContent.trim()).join("\n"));
    button.textContent = done ? "已复制" : "复制不了，请选中文字复制";
  });
  document.body.addEventListener("htmx:afterSwap", offer);
  document.body.addEventListener("htmx:oobAfterSwap", offer);
  offer();
})();
