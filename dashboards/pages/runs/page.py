"""What has been run, and did it finish? Stores and sweeps, looked at again every second."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboards import view_state
from dashboards.components import text, ui
from dashboards.pages.scenarios.controls import segments
from dashboards.components.safe import choice, plain
from dashboards.data.stores import Shelf
from scenarios.storage import status
from scenarios.storage.status import Standing

PATH, NAV = "/runs", "Runs"
TITLE = "What has been run, and did it finish?"
SHOW = {"all": "All", "running": "Running", "trouble": "With trouble", "sweeps": "Sweeps"}
WORDS = {
    "finished": "Finished",
    "running": "Running",
    "stopped": "Stopped",
    "failures": "Finished with failures",
    "unreadable": "Cannot be read",
}
ENDED = {"ok": "finished", "failed": "failed", "timeout": "ran out of time",
         "crashed": "crashed", "pending": "not yet run"}  # fmt: skip
EVERY = {True: 1000, False: 5000}
"""Milliseconds until the page looks again, while something runs and while nothing does."""


def layout(shelf: Shelf, search: str, dark: bool) -> list[Any]:
    """The page for an address."""
    asked = view_state.fields(search)
    show = choice(asked.get("show"), SHOW, "all")
    note = [] if asked.get("show", show) == show else [ui.notice("show was not understood.")]
    found = status.find(shelf.paths)
    return [
        html.H1(TITLE, tabIndex=-1),
        *note,
        html.Div([segments("r-show", "Show", SHOW, show)], className="settings controls"),
        html.P(summary(found), id="r-summary", role="status"),
        html.Div(listing(found, show), id="r-list", className="stores"),
        dcc.Interval(id="r-tick", interval=EVERY[_lively(found)]),
        dcc.Store(id="r-seen", data=_seen(found, show)),
        dcc.Store(id={"view": "runs"}, data=query(show)),
    ]


def register(app: Dash, shelf: Shelf) -> None:
    """The page looks at the status files again, and only says what has changed."""
    app.callback(
        Output("r-list", "children"),
        Output("r-summary", "children"),
        Output("r-seen", "data"),
        Output("r-tick", "interval"),
        Output({"view": "runs"}, "data"),
        Input("r-tick", "n_intervals"),
        Input("r-show", "value"),
        State("r-seen", "data"),
        prevent_initial_call=True,
    )(lambda _, show, seen: look_again(shelf, show, seen))


def look_again(shelf: Shelf, show: Any, seen: Any) -> tuple[Any, ...]:
    """What has changed since the page last looked; nothing otherwise."""
    shown = choice(show, SHOW, "all")
    found = status.find(shelf.paths)
    now, wait, link = _seen(found, shown), EVERY[_lively(found)], query(shown)
    if now == seen:
        return no_update, no_update, no_update, wait, link
    return listing(found, shown), summary(found), now, wait, link


def query(show: str) -> str:
    """The address's query that gives this view again."""
    return "?" + urlencode({"show": show})


def summary(found: list[Standing]) -> str:
    """All stores in one sentence."""
    if not found:
        return "Nothing has been run yet."
    counts = {state: sum(s.state == state for s in found) for state in WORDS}
    said = [f"{n} {WORDS[state].lower()}" for state, n in counts.items() if n]
    runs = sum(s.done for s in found)
    stores = f"{len(found)} stored run{'' if len(found) == 1 else 's'}"
    return f"{stores}: {text.listed(said)}; {runs:,} model runs in all."


def listing(found: list[Standing], show: str) -> list[Any]:
    """A card for every store that is asked for."""
    keep = {
        "all": lambda s: True,
        "running": lambda s: s.state in ("running", "stopped"),
        "trouble": lambda s: s.bad or s.stale or s.state in ("stopped", "unreadable"),
        "sweeps": lambda s: s.kind == "sweep",
    }[show]
    shown = [s for s in found if keep(s)]
    if shown:
        return [card(s) for s in shown]
    if found:
        return [ui.empty("Nothing of this kind", html.P("Choose All to see every stored run."))]
    how = html.P(["Run: ", html.Code("byungjin quickstart"), " or ",
                  html.Code("byungjin sweep run partner-compliance")])  # fmt: skip
    return [ui.empty("No runs yet", how)]


def card(s: Standing) -> html.Article:
    """One store: what it is, how far it is, what failed, where to look at it."""
    heading = f"store-{plain(s.name)}"
    if s.unreadable:
        inside: list[Any] = [html.P(s.unreadable, className="meta")]
    else:
        inside = [
            html.P(meta(s), className="meta"),
            progress(s),
            html.P(how_far(s), className="far"),
            *_notes(s),
            *_failures(s),
            _links(s),
        ]
    return html.Article(
        [
            html.Div(
                [html.H2(plain(s.title, 90), id=heading),
                 html.Span(WORDS[s.state], className=f"pill-state {s.state}")],
                className="head",
            ),
            *inside,
        ],
        key=s.name,
        className="card store",
        **{"aria-labelledby": heading},
    )  # fmt: skip


def meta(s: Standing) -> list[Any]:
    """Kind, when it was begun, where it is."""
    return [f"{s.kind.capitalize()}, begun {when(s.created)}, stored as ", html.Code(plain(s.name))]


def when(created: str) -> str:
    """A time as readers say it."""
    try:
        made = datetime.fromisoformat(created)
    except ValueError:
        return "at an unknown time"
    return f"{made.day} {made:%B %Y, %H:%M}"


def progress(s: Standing) -> html.Div:
    """How far it is, as a bar cut by what became of the runs."""
    widths = {"ok": s.counts["ok"], "bad": s.bad, "pending": s.counts["pending"]}
    bars = [
        html.Div(className=f"part {name}", style={"flexGrow": n}) for name, n in widths.items() if n
    ]
    return html.Div(bars, className="bar", role="img", **{"aria-label": how_far(s)})


def how_far(s: Standing) -> str:
    """Counts in words, and the time left of what runs now."""
    counts = [f"{n:,} {ENDED[state]}" for state, n in s.counts.items() if n]
    said = f"{s.counts['ok']:,} of {s.runs:,} runs finished"
    others = [words for words in counts if not words.endswith(" finished")]
    parts = [said, *others]
    if s.seconds_left is not None:
        parts.append(f"{pace(s.a_second)}, {duration(s.seconds_left)} left")
    return "; ".join(parts) + "."


def pace(a_second: float) -> str:
    """How fast runs are made."""
    if a_second >= 1:
        return f"{a_second:,.1f} a second"
    return f"one in {duration(1 / a_second)}"


def duration(seconds: float) -> str:
    """A span of time in its two largest units."""
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {left} s" if minutes else f"{left} s"


def _notes(s: Standing) -> list[html.P]:
    notes = []
    if s.state == "stopped" and s.kind == "sweep":
        notes.append(["It is not running now. Go on with it: ",
                      html.Code(f"byungjin sweep run {s.folder}")])  # fmt: skip
    elif s.state == "stopped":
        notes.append(
            ["It is still being run, or was cut short; run it again if no runner is left."]
        )
    if s.runners:
        notes.append([f"Run by {text.listed(s.runners)}."])
    if s.stale:
        notes.append(
            ["Made by another version of the model; run it again to see what it says now."]
        )
    return [html.P(note, className="note-line") for note in notes]


def _failures(s: Standing) -> list[Any]:
    if not s.bad:
        return []
    rows = [[str(t.run_id), ENDED[t.state], plain(t.error or "no message", 300)]
            for t in s.troubles]  # fmt: skip
    more = f"; the first {len(rows)} are listed" if s.bad > len(rows) else ""
    caption, heads = f"Runs that did not end well{more}", ["Run", "What happened", "Error"]
    again = [html.P(["Make them again: ",
                     html.Code(f"byungjin sweep run {s.folder} --retry-failed")])]  # fmt: skip
    return [
        html.Details(
            [
                html.Summary(f"{s.bad:,} run{'' if s.bad == 1 else 's'} did not end well"),
                ui.table(caption, heads, rows, f"Failures of {plain(s.title)}"),
                *(again if s.kind == "sweep" else []),
            ]
        )
    ]


def _links(s: Standing) -> html.P:
    if not s.counts["ok"]:
        return html.P("No run has finished yet, so there is nothing to look at.", className="meta")
    name = urlencode({"store": plain(s.name)})
    pages = {"/sweeps": "Sweeps"} if s.kind == "sweep" else {}
    pages |= {} if s.series == "none" or s.kind == "debates" else {"/": "Scenarios"}
    pages |= {"/debates": "Debates"} if s.kind == "debates" else {}
    links = [dcc.Link(["Open in ", words, ui.hidden(f": {plain(s.title)}")], className="button",
                      href=f"{path}?{name}") for path, words in pages.items()]  # fmt: skip
    return html.P(links, className="actions")


def _lively(found: list[Standing]) -> bool:
    return any(s.state == "running" for s in found)


def _seen(found: list[Standing], show: str) -> str:
    """Changes whenever the page would look different."""
    facts = [(s.name, s.state, how_far(s), s.stale, s.unreadable) for s in found]
    return f"{show} {hash(tuple(facts))}"
