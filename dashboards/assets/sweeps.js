// The page of sweeps: what a reader chooses or points at is another address.
(function () {
  "use strict";
  const byungjin = window.dash_clientside.byungjin;

  const PATIENCE = 5000; // milliseconds
  const stands = () => document.querySelector("#s-lines .main-svg");

  Object.assign(byungjin, {
    // What is worked out later is asked for once the charts that were sent with the page stand.
    async later(_page, link) {
      const until = Date.now() + PATIENCE;
      while (!stands() && Date.now() < until) await new Promise((go) => window.setTimeout(go, 50));
      return link;
    },

    // The selects of the page of sweeps: another address, the rest of the view kept.
    choose(values, ids, view) {
      const asked = new URLSearchParams(view);
      const before = asked.toString();
      ids.forEach((id, i) => {
        const value = values[i] === "-" ? "" : values[i];
        if (value) asked.set(id.sweep, value);
        else asked.delete(id.sweep);
      });
      if (asked.get("store") !== new URLSearchParams(before).get("store")) {
        byungjin.goTo("?" + new URLSearchParams({ store: asked.get("store") }));
      } else if (asked.toString() !== before) byungjin.goTo("?" + asked);
    },

    // A cell or a point was pressed: the runs behind it.
    behind(_clicks, view) {
      const context = window.dash_clientside.callback_context;
      const by = context.triggered[0];
      if (!by || !by.value) return;
      const point = by.value.points[0];
      const asked = new URLSearchParams(view);
      if (by.prop_id.includes('"heat"')) {
        // A heat map's click does not carry what its cells do.
        const [drawn] = document.querySelector("#heat-picture .js-plotly-plot").data;
        const [, , across, down] = drawn.customdata[point.y][point.x];
        asked.set("r." + asked.get("x"), across);
        asked.set("r." + asked.get("y"), down);
      } else if (point.customdata !== undefined) asked.set("run", point.customdata);
      else return;
      byungjin.goTo("?" + asked);
    },

    lookAt(rows, view) {
      if (!rows || !rows.length) return;
      const asked = new URLSearchParams(view);
      if (asked.get("run") === String(rows[0].run)) return;
      asked.set("run", rows[0].run);
      byungjin.goTo("?" + asked);
    },
  });
})();
