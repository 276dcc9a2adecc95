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

  // One cursor over all charts: a month pointed at in one is pointed at in the others.
  let leading = null;
  const charts = () => [...document.querySelectorAll(".charts .js-plotly-plot")];

  function follow(chart) {
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
      charts().forEach(follow);
    });
  }).observe(root, { childList: true, subtree: true });
})();
