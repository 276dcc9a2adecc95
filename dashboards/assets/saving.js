// Charts as files. The same code serves the dashboard and the report that stands alone.
(function () {
  "use strict";
  // A chart is saved with what stands round it on the page: its caption travels in layout.meta.
  const LINE = 17;

  function written(chart) {
    const meta = chart.layout.meta;
    const layout = structuredClone(chart.layout);
    const margin = { l: 48, r: 12, t: 4, b: 24, ...layout.margin };
    const muted = layout.font && layout.font.color;
    const ink = (layout.hoverlabel && layout.hoverlabel.font && layout.hoverlabel.font.color) || muted;
    const at = { xref: "paper", yref: "paper", x: 0, xanchor: "left", xshift: 12 - margin.l,
      showarrow: false, align: "left" };
    const top = [
      { ...at, y: 1, yanchor: "bottom", yshift: margin.t + 30, text: `<b>${meta.title}</b>`,
        font: { size: 16, color: ink } },
      { ...at, y: 1, yanchor: "bottom", yshift: margin.t + 10, text: meta.unit,
        font: { size: 12, color: muted } },
    ];
    const below = meta.lines.map((text, place) => ({ ...at, y: 0, yanchor: "top",
      yshift: -(margin.b + 10 + place * LINE), text, font: { size: 11, color: muted } }));
    const height = chart.clientHeight || layout.height;
    layout.annotations = [...(layout.annotations || []), ...top, ...below];
    layout.margin = { ...margin, t: margin.t + 58, b: margin.b + 22 + meta.lines.length * LINE };
    layout.width = Math.max(720, chart.clientWidth);
    layout.height = height + 80 + meta.lines.length * LINE;
    layout.autosize = false;
    return { data: structuredClone(chart.data), layout };
  }

  async function save(card, format) {
    const chart = card.querySelector(".js-plotly-plot");
    if (!chart || !chart.layout || !chart.layout.meta) return;
    const figure = written(chart);
    const { width, height } = figure.layout;
    const link = document.createElement("a");
    link.href = await window.Plotly.toImage(figure, { format, width, height,
      scale: format === "png" ? 2 : 1 });
    link.download = `byungjin-${card.dataset.name}.${format}`;
    link.click();
  }

  // Paper is narrower than the window: charts are drawn again for it, and afterwards as they were.
  const PAPER = 680;

  function redraw(width) {
    for (const chart of document.querySelectorAll(".js-plotly-plot")) {
      if (chart.layout) window.Plotly.relayout(chart, { width, autosize: width === null });
    }
  }
  window.addEventListener("beforeprint", () => redraw(PAPER));
  window.addEventListener("afterprint", () => redraw(null));

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".export");
    if (button) save(button.closest("figure"), button.dataset.format);
  });
})();
