// Draws the seven-day trend from the table below it; the table stays for readers without pictures.
(function () {
  "use strict";

  let chart = null;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function read(table) {
    const rows = [...table.querySelectorAll("tbody tr")];
    const names = [...table.querySelectorAll("thead th")].slice(1, -2).map((cell) => cell.textContent);
    return {
      days: rows.map((row) => row.querySelector("th").textContent),
      names,
      counts: names.map((_, index) => rows.map((row) => Number(row.cells[index + 1].textContent))),
      totals: rows.map((row) => Number(row.cells[names.length + 1].textContent)),
      published: rows.map((row) => Number(row.cells[names.length + 2].textContent)),
    };
  }

  // On a phone there is room for the month once, then for days alone.
  function shortened(days, narrow) {
    return narrow ? days.map((day, at) => (at ? day.replace(/^\d+月(?!1日)/, "") : day)) : days;
  }

  function options(data, narrow) {
    const colours = ["--tier-1", "--tier-2", "--tier-3", "--tier-4", "--rail-strong"].map(colour);
    const ink = colour("--quiet");
    const order = [4, 3, 2, 1, 0];
    const bars = order.map((index) => ({
      name: data.names[index], type: "bar", stack: "posts", barWidth: "42%",
      itemStyle: { color: colours[index] }, data: data.counts[index],
    }));
    const marks = {
      name: "发布", type: "scatter", symbol: "triangle", symbolSize: 9, symbolOffset: [0, -10],
      itemStyle: { color: colour("--ink") },
      data: data.totals.map((total, day) => (data.published[day] ? [day, total] : null)).filter(Boolean),
    };
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 6, right: 6, top: 18, bottom: 4, outerBoundsMode: "same" },
      tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
      xAxis: { type: "category", data: shortened(data.days, narrow), axisTick: { show: false },
        axisLine: { lineStyle: { color: colour("--line") } }, axisLabel: { color: ink, interval: 0, fontSize: 11 } },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: ink },
        splitLine: { lineStyle: { color: colour("--line") } } },
      series: [...bars, marks],
    };
  }

  function draw() {
    const holder = document.querySelector("[data-chart=trend]");
    const table = document.querySelector("[data-chart-table]");
    if (!holder || !table || !window.echarts) return;
    holder.hidden = false;
    table.open = false;
    if (chart) chart.dispose();
    chart = window.echarts.init(holder, null, { renderer: "canvas" });
    chart.setOption(options(read(table), holder.clientWidth < 420));
  }

  window.addEventListener("resize", () => chart && chart.resize());
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(draw, 0));
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "trend") draw();
  });
  draw();
})();
