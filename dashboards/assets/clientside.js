// What only the browser can do: theme, address bar, clipboard, one cursor over all charts.
// The theme is set before the first paint, so that nothing flashes.
(function () {
  "use strict";
  const KEY = "byungjin-theme";
  const root = document.documentElement;

  // A library for old browsers, which comes with Dash, puts a slow trim in the browser's place, and
  // charts trim a text for every point they draw: nearly always one that has nothing to trim.
  const slowTrim = String.prototype.trim;
  const isInk = (code) => code > 32 && code < 127;
  String.prototype.trim = function () {
    const text = String(this);
    const whole = isInk(text.charCodeAt(0)) && isInk(text.charCodeAt(text.length - 1));
    return whole ? text : slowTrim.call(text);
  };

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
    root.dataset.agThemeMode = name;
    if (!remember) return;
    try {
      window.localStorage.setItem(KEY, name);
    } catch {
      // the choice then lasts for this page only
    }
  }

  setTheme(theme(), false);

  // Links to other pages keep the store, the scenarios, the baseline and the draws that are looked at.
  const KEPT = ["store", "scenarios", "baseline", "given"];

  function follow() {
    const asked = new URLSearchParams(window.location.search);
    const kept = new URLSearchParams(KEPT.filter((k) => asked.has(k)).map((k) => [k, asked.get(k)]));
    const query = kept.size ? `?${kept}`.replaceAll("%2C", ",") : "";
    for (const link of document.querySelectorAll("nav [data-path]")) {
      link.href = link.dataset.path + query;
    }
  }

  let plotly; // once it has been read
  let reading = null; // until then

  // The library that draws is large. It is read while the server still works out the page, not when
  // the first chart asks for it; that chart then waits for this reading and begins no second one.
  function readPlotly() {
    if (plotly || reading) return;
    reading = new Promise((done) => {
      const script = document.createElement("script");
      script.src = window._dashPlotlyJSURL;
      script.onload = script.onerror = done;
      document.head.append(script);
    });
    reading.then(() => (reading = null));
  }

  const PATIENCE = 400; // milliseconds after which a reader is told that the model runs
  const gate = {
    number: 0,
    underWay: null,
    adding: false, // whether what is under way only adds draws to what is drawn: it may be left
    newest: null, // what the controls say
    last: null, // what was asked last, as text
    timer: 0,

    // A page just opened: its charts may stand already, then nothing need be asked; unless the
    // page before still waits, for only a newer question keeps its answer from being drawn here.
    begin(wanted, stand) {
      this.last = stand && this.underWay === null ? asText(wanted) : null;
      this.open();
      this.newest = wanted;
    },

    // The question to send now, if any; while one is under way the newest waits for its answer.
    next() {
      const text = asText(this.newest);
      if (text === this.last || (this.underWay !== null && !this.adding)) return null;
      this.last = text;
      this.adding = false;
      this.underWay = ++this.number;
      this.timer = window.setTimeout(() => bench().classList.add("waits"), PATIENCE);
      return { ...this.newest, number: this.underWay };
    },

    // The same question again, for the draws that come after those that are drawn.
    more(drawn) {
      if (!drawn.more) return null;
      this.adding = true;
      this.underWay = ++this.number;
      return { ...this.newest, number: this.underWay, seen: drawn.seen };
    },

    open() {
      this.underWay = null;
      this.adding = false;
      window.clearTimeout(this.timer);
      if (bench()) bench().classList.remove("waits");
    },
  };
  const reader = Math.random().toString(36).slice(2); // of this page, among those that ask at once
  let drawing = Promise.resolve(); // of the last answer
  const bench = () => document.querySelector(".bench");
  const asText = (wanted) => JSON.stringify({ ...wanted, view: null });

  function isTurned(fact, value) {
    if (value === null || value === undefined) return false;
    if (typeof value === "string") return value !== fact.rest;
    return Math.abs(value - fact.rest) >= fact.step / 2;
  }

  function say(fact, value) {
    if (typeof value !== "string") return Number(value).toLocaleString("en", {
      minimumFractionDigits: fact.digits, maximumFractionDigits: fact.digits });
    const words = value.replaceAll("_", " ");
    return words.charAt(0).toUpperCase() + words.slice(1);
  }

  let resting = {}; // of the dials on the page

  // The button beside a dial that is turned puts it back.
  document.addEventListener("click", (event) => {
    const dial = event.target.closest("[data-undo]")?.dataset.undo;
    if (dial) window.dash_clientside.set_props({ dial }, { value: resting[dial].rest });
  });

  // What a dial says beside it, written here at once: a component each would be slow to change.
  function mark(name, fact, turned, value) {
    const row = at({ row: name });
    row.querySelector("[data-said]").textContent = turned ? say(fact, value) : fact.said;
    row.classList.toggle("turned", turned);
  }

  const at = (id) => document.getElementById(typeof id === "string" ? id : JSON.stringify(id));

  // What the page of what-ifs shows: texts by their place, and charts. What a reader sees is drawn
  // and painted first: charts below the edge of the window are the greater half on most screens.
  async function set(drawn) {
    if (drawn.view && bench()) byungjin.address([drawn.view]); // unless the reader has left
    for (const [id, text] of Object.entries(drawn.places)) if (at(id)) at(id).innerHTML = text;
    for (const [id, link] of Object.entries(drawn.links || {})) if (at(id)) at(id).href = link;
    const charts = Object.entries(drawn.charts || {}).filter(([chart]) => at({ chart, part: "picture" }));
    const seen = new Set(charts.filter(([chart]) => isSeen(at({ chart, part: "picture" }))));
    for (const entry of seen) setChart(...entry);
    if (seen.size === charts.length) return;
    await painted();
    for (const entry of charts) if (!seen.has(entry)) setChart(...entry);
  }

  function setChart(chart, { parts, said, figure }) {
    const picture = at({ chart, part: "picture" });
    if (!picture) return; // the reader has left the page
    for (const [part, text] of Object.entries(parts)) write({ chart, part }, text);
    picture.setAttribute("aria-label", said);
    if (figure) plot(picture, figure);
  }

  // Texts round a chart that say what they said before are left as they are.
  const written = new WeakMap();

  function write(id, text) {
    const place = at(id);
    if (written.get(place) === text) return;
    place.innerHTML = text;
    written.set(place, text);
  }

  function isSeen(place) {
    const { top, bottom } = place.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  }

  // After the next frame; a page in the background has none, so not for ever.
  const painted = () => new Promise((done) => {
    window.requestAnimationFrame(() => window.setTimeout(done));
    window.setTimeout(done, 100);
  });

  const toPlot = new Map(); // figures by place, until the first drawing there has been made

  function plot(place, figure) {
    const chart = place.querySelector(".js-plotly-plot");
    if (!plotly || !chart || !chart._fullLayout) return toPlot.set(place, figure);
    toPlot.delete(place);
    return plotly.react(chart, figure.data, figure.layout, chart._context);
  }

  // Another view of this page, with an entry in the history.
  function goTo(search) {
    window.history.pushState({}, "", window.location.pathname + search);
    window.dispatchEvent(new PopStateEvent("popstate"));
  }

  const byungjin = {
    // Where the browser is and in which theme: what the server builds the page from.
    visit() {
      const clicked = window.dash_clientside.callback_context.triggered.some(
        (t) => t.prop_id === "theme.n_clicks" && t.value
      );
      if (clicked) setTheme(root.dataset.theme === "dark" ? "light" : "dark", true);
      if (window._dashPlotlyJSURL) window.setTimeout(readPlotly);
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
        if (link.dataset.path !== shown.path) link.removeAttribute("aria-current");
        else {
          link.setAttribute("aria-current", "page");
          link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.clientWidth / 2;
        }
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

    // What the dials ask: one question is under way at a time, and the newest one follows it, so
    // that no stale answer is ever drawn and the charts keep up with a moving dial.
    ask(values, both, months, counting, bands, facts, view, drawn) {
      const names = window.dash_clientside.callback_context.inputs_list[0].map((i) => i.id.dial);
      if (!bench().dataset.asks) fill(document);
      resting = facts;
      const turned = names.map((name, i) => isTurned(facts[name], values[i]));
      const settings = {};
      names.forEach((name, i) => {
        if (turned[i]) settings[name] = values[i];
      });
      names.forEach((name, i) => mark(name, facts[name], turned[i], values[i]));
      const wanted = { view, settings, both, months, values: counting, bands, reader };
      if (!bench().dataset.asks) {
        bench().dataset.asks = "yes";
        gate.begin(wanted, drawn.number === "stands" && !drawn.more);
      }
      gate.newest = wanted;
      return gate.next() || window.dash_clientside.no_update;
    },

    // The next question goes out, if the dials have moved since, and the answer is drawn while it
    // is worked out; an answer that comes sooner waits for its turn.
    draw(drawn) {
      drawing = drawing.catch(() => {}).then(() => {
        if (typeof drawn.number === "number" && drawn.number !== gate.underWay) return null;
        if (drawn.number === gate.underWay) {
          gate.open();
          const question = gate.next() || gate.more(drawn);
          if (question) window.dash_clientside.set_props("ask", { data: question });
        }
        return set(drawn);
      });
      return drawing.then(() => window.dash_clientside.no_update);
    },

    // All dials go back to where the scenario has them.
    rest(_all, values, facts) {
      const context = window.dash_clientside.callback_context;
      const by = context.triggered[0];
      const no = window.dash_clientside.no_update;
      const names = context.states_list[0].map((s) => s.id.dial);
      if (!by || !by.value) return names.map(() => no);
      return names.map((name, i) => (isTurned(facts[name], values[i]) ? facts[name].rest : no));
    },

    goTo,

    startFrom(scenario, month) {
      const asked = new URLSearchParams(window.location.search);
      if (asked.get("scenario") === scenario && asked.get("from") === month) return;
      asked.set("scenario", scenario);
      asked.set("from", month);
      goTo("?" + asked);
    },

    // A failed update answers nothing: the next question must not wait for it.
    release() {
      gate.open();
    },

    // The order a reader gives a table, as the address says it.
    order(columns) {
      const sorted = (columns || []).find((column) => column.sort);
      return sorted ? sorted.colId + (sorted.sort === "desc" ? "-" : "") : "";
    },

    openStore(name) {
      const asked = new URLSearchParams(window.location.search);
      if (name && asked.get("store") !== name) {
        window.location.search = "?" + new URLSearchParams({ store: name });
      }
    },

    // Other charts are another page; what else is chosen stays.
    openSeries(names) {
      const asked = new URLSearchParams(window.location.search);
      const wanted = (names || []).join(",");
      if (wanted === (asked.get("series") || "")) return;
      if (wanted) asked.set("series", wanted);
      else asked.delete("series");
      window.location.search = `?${asked}`.replaceAll("%2C", ",");
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
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => plotly || reading,
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

  // Tables come as one text each, escaped where they were made, and stand once they can be seen.
  const stands = new WeakMap();

  function fill(within) {
    for (const place of within.querySelectorAll("[data-html]")) {
      const text = place.dataset.html;
      if (stands.get(place) === text || place.closest("details:not([open])")) continue;
      place.innerHTML = text;
      stands.set(place, text);
    }
  }
  document.addEventListener("toggle", (event) => fill(event.target), true);

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    window.requestAnimationFrame(() => {
      waiting = false;
      charts().forEach(lead);
      fill(document);
      for (const [place, figure] of toPlot) {
        if (place.isConnected) plot(place, figure);
        else toPlot.delete(place);
      }
    });
  }).observe(root, { childList: true, subtree: true, attributeFilter: ["data-html"] });
})();
