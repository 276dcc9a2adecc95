// What only the browser can do: theme, address bar, clipboard, one cursor over all charts.
// The theme is set before the first paint, so that nothing flashes.
(function () {
  "use strict";
  const KEY = "byungjin-theme";
  const root = document.documentElement;

  function remembered() {
    try {
      return window.localStorage.getItem(KEY);
    } catch {
      return null; // storage may be switched off
    }
  }

  function theme() {
    const wanted = remembered();
    if (wanted === "dark" || wanted === "light") return wanted;
    return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  function setTheme(name, remember) {
    root.dataset.theme = name;
    if (!remember) return;
    try {
      window.localStorage.setItem(KEY, name);
    } catch {
      // the choice then lasts for this page only
    }
  }

  setTheme(theme(), false);

  // Links to other pages keep the store, the scenarios and the baseline that are looked at.
  const KEPT = ["store", "scenarios", "baseline"];

  function follow() {
    const asked = new URLSearchParams(window.location.search);
    const kept = new URLSearchParams(KEPT.filter((k) => asked.has(k)).map((k) => [k, asked.get(k)]));
    const query = kept.size ? `?${kept}`.replaceAll("%2C", ",") : "";
    for (const link of document.querySelectorAll("nav [data-path]")) {
      link.href = link.dataset.path + query;
    }
  }

  const byungjin = {
    // Where the browser is and in which theme: what the server builds the page from.
    visit() {
      const clicked = window.dash_clientside.callback_context.triggered.some(
        (t) => t.prop_id === "theme.n_clicks" && t.value
      );
      if (clicked) setTheme(root.dataset.theme === "dark" ? "light" : "dark", true);
      const name = root.dataset.theme;
      const place = { path: window.location.pathname, search: window.location.search };
      return [{ ...place, dark: name === "dark" }, name, name === "dark" ? "Light" : "Dark"];
    },

    // A page stands: title, current link, and on the page itself what it was built from.
    arrive(shown) {
      document.title = shown.title;
      follow();
      document.getElementById("page").dataset.shown = shown.path + shown.search;
      for (const link of document.querySelectorAll("header [data-path]")) {
        if (link.dataset.path === shown.path) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
    },

    // The view goes into the address bar without a new entry in the history.
    address(views) {
      const query = views && views[0];
      if (query && query !== window.location.search) {
        window.history.replaceState(window.history.state, "", window.location.pathname + query);
      }
      follow();
    },

    openStore(name) {
      const asked = new URLSearchParams(window.location.search);
      if (name && asked.get("store") !== name) {
        window.location.search = "?" + new URLSearchParams({ store: name });
      }
    },
  };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { byungjin });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("#copy");
    if (!button) return;
    const status = document.getElementById("status");
    try {
      await navigator.clipboard.writeText(window.location.href);
      button.textContent = "Link copied";
      status.textContent = "Link copied.";
    } catch {
      status.textContent = "The link could not be copied; it is in the address bar.";
      button.textContent = "See address bar";
    }
    window.setTimeout(() => (button.textContent = "Copy link"), 2500);
  });

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

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".export");
    if (button) save(button.closest("figure"), button.dataset.format);
  });

  // One cursor over all charts: a month pointed at in one is pointed at in the others.
  let leading = null;
  const charts = () => [...document.querySelectorAll(".charts .js-plotly-plot")];

  function lead(chart) {
    if (chart.dataset.follows || typeof chart.on !== "function") return;
    chart.dataset.follows = "yes";
    chart.on("plotly_hover", (event) => {
      if (leading && leading !== chart) return;
      leading = chart;
      const point = event.points.find((p) => p.xaxis && p.xaxis._id === "x");
      if (!point) return;
      const at = point.xaxis.d2l(point.x);
      for (const other of charts()) {
        if (other !== chart) window.Plotly.Fx.hover(other, { xval: at }, ["xy"]);
      }
    });
    chart.on("plotly_unhover", () => {
      if (leading !== chart) return;
      for (const other of charts()) if (other !== chart) window.Plotly.Fx.unhover(other);
      leading = null;
    });
  }

  // A chart asks to be resized after its first drawing and whenever anything near it moves;
  // one that has its width already need not be drawn again.
  let plotly;
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => plotly,
    set(library) {
      plotly = library;
      const resize = library.Plots.resize;
      library.Plots.resize = (chart) => {
        const drawn = chart._fullLayout && chart._fullLayout.width;
        const fits = drawn && Math.abs(drawn - chart.clientWidth) <= 1;
        return fits ? Promise.resolve(chart) : resize(chart);
      };
    },
  });

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    window.requestAnimationFrame(() => {
      waiting = false;
      charts().forEach(lead);
    });
  }).observe(root, { childList: true, subtree: true });
})();
