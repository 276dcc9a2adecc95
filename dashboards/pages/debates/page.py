"""Who is right, and what does it hang on? Claims of the doctrine, judged by what runs say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from flask import Response

from dashboards import view_state
from dashboards.components import export, served, ui
from dashboards.components.safe import choice, plain
from dashboards.data.stores import Shelf
from dashboards.pages.debates import view as debates
from dashboards.pages.debates.view import Answer, Debate, DebatesView
from dashboards.pages.scenarios import controls
from model.errors import InputError
from scenarios.debates.verdict import LEAST_SETS, MOST

PATH, NAV = "/debates", "Debates"
TITLE = "Who is right, and what does it hang on?"
CSV = "/debates.csv"
SIGNS = {debates.SUPPORTED: "✓", debates.REFUTED: "✗", debates.UNDECIDED: "?",
         debates.NOT_RUN: "–"}  # fmt: skip
WORDS = debates.SHOW
HOW = (
    "Every parameter set answers each question for itself. A claim is supported or refuted if "
    f"{debates.share(MOST)} of the sets or more say so, by the first question of its debate; a "
    "set whose figure lies between the two sides' bounds speaks for neither. The verdict is the "
    "model's: what was found elsewhere stands beside it."
)
COLUMNS = ("debate", "number", "title", "claim", "counter-claim", "question", "asks", "median",
           "5 %", "95 %", "unit", "share for", "share against", "parameter sets", "verdict",
           "turns on", "limit", "share for up to limit", "share for above", "stored runs",
           "command")  # fmt: skip
TOGGLE = {"debate": ALL, "open": ALL}


def layout(shelf: Shelf, search: str, dark: bool) -> list[Any]:
    """The page for an address; it needs no store."""
    del dark  # nothing here is drawn but by the page's own styles
    found = debates.gather(shelf)
    view, notes = debates.parse(search, found)
    return [
        html.H1(TITLE, tabIndex=-1),
        *(ui.notice(note) for note in (*notes, *_first(found))),
        html.Div(
            [
                controls.segments("debates-show", "Show", WORDS, view.show),
                controls.actions(CSV + view.query),
            ],
            className="settings",
        ),
        html.P(debates.counted(found), id="debates-count", role="status"),
        html.P(HOW, className="small"),
        _key(),
        html.Div(listing(found, view), id="debates-list", className="debates"),
        dcc.Store(id={"view": "debates"}, data=view.query),
    ]


def register(app: Dash, shelf: Shelf) -> None:
    """Callbacks of the page and the address of its numbers."""
    app.callback(
        output={
            "list": Output("debates-list", "children"),
            "csv": Output("csv", "href"),
            "view": Output({"view": "debates"}, "data"),
        },
        inputs={
            "show": Input("debates-show", "value"),
            "clicks": Input(TOGGLE, "n_clicks"),
            "toggles": State(TOGGLE, "id"),
            "link": State({"view": "debates"}, "data"),
        },
        prevent_initial_call=True,
    )(lambda **asked: update(shelf, **asked))
    app.server.add_url_rule(CSV, "debates_csv", lambda: download(shelf))


def update(shelf: Shelf, show: Any, clicks: Any, toggles: Any, link: Any) -> dict[str, Any]:
    """What follows the controls; the list is drawn again only if others are asked for."""
    found = debates.gather(shelf)
    before, _ = debates.parse(link, found)
    wanted = choice(show, WORDS, "all")
    listed = [debate.key for debate in shown(found, before)]
    kept = [key for key in before.open if key not in listed]
    pairs = {"show": wanted, "open": ",".join([*kept, *_open(clicks, toggles)])}
    view, _ = debates.parse(view_state.link(pairs), found)
    return {
        "list": no_update if wanted == before.show else listing(found, view),
        "csv": CSV + view.query,
        "view": view.query,
    }


def _open(clicks: Any, toggles: Any) -> list[str]:
    """Debates that stand open: as drawn, turned round by every odd number of clicks."""
    pairs = zip(clicks or (), toggles or (), strict=False)
    return [
        str(toggle.get("debate"))
        for clicked, toggle in pairs
        if isinstance(toggle, dict)
        and bool(toggle.get("open")) != (isinstance(clicked, int) and clicked % 2 == 1)
    ]


def shown(found: Sequence[Debate], view: DebatesView) -> list[Debate]:
    """The debates that are asked for."""
    return [debate for debate in found if view.show in ("all", debate.verdict)]


def listing(found: Sequence[Debate], view: DebatesView) -> list[Any]:
    """A card for every debate that is asked for; a reader's own stand last under a heading."""
    listed = shown(found, view)
    if not listed:
        return [ui.empty("No debate of this kind", html.P("Choose All to see every debate."))]
    cards = [card(debate, debate.key in view.open) for debate in listed if not debate.own]
    own = [card(debate, debate.key in view.open) for debate in listed if debate.own]
    return [*cards, *([html.P("From files of your own", className="group")] if own else []), *own]


def card(debate: Debate, opened: bool) -> html.Article:
    """One debate: claim against counter-claim, the verdict, and the rest on opening it."""
    heading = f"debate-{debate.key}".replace(" ", "-")
    return html.Article(
        [
            html.Div(
                [
                    html.H2([f"{debate.number}. ", debate.title], id=heading),
                    verdict(debate.verdict, pill=True),
                ],
                className="head",
            ),
            _sides(debate),
            *_short(debate),
            *(html.P(note, className="small") for note in debate.notes),
            _more(debate, opened),
        ],
        key=debate.key,
        className="card store debate",
        **{"aria-labelledby": heading},
    )


def verdict(state: str, pill: bool = False) -> html.Span:
    """A verdict by sign and word."""
    sign = html.Span(SIGNS[state], className="sign", **{"aria-hidden": "true"})
    return html.Span(
        [sign, WORDS[state]], className=f"{'pill-state' if pill else 'verdict'} {state}"
    )


def download(shelf: Shelf) -> Response:
    """Every question of the debates of a view as a CSV file."""
    found = debates.gather(shelf)
    view, _ = debates.parse(served.search(), found)
    listed = shown(found, view)
    link = served.address(PATH, view.query)
    rows = [row for debate in listed for row in _rows(debate)]
    body = export.headed_table(_made(shelf, listed, link), [HOW], COLUMNS, rows)
    return served.file(body, "byungjin-debates.csv")


def _made(shelf: Shelf, listed: Sequence[Debate], link: str) -> Iterator[tuple[str, str]]:
    """What made the verdicts: every store they were read from, and the view."""
    for name in dict.fromkeys(debate.store for debate in listed if debate.store):
        with suppress(InputError):
            made = export.provenance(shelf.open(name), link)
            yield from ((key, value) for key, value in made if key != "view")
    yield "view", link


def _rows(debate: Debate) -> Iterator[list[object]]:
    head = [debate.key, debate.number, debate.title, debate.claim, debate.counter]
    tail = [debate.store, debate.command]
    if not debate.answers:
        blank = [""] * (len(COLUMNS) - len(head) - len(tail) - 2)
        yield from ([*head, n, asks, *blank, *tail] for n, asks in enumerate(debate.asks, 1))
    for place, a in enumerate(debate.answers, start=1):
        t = a.turn
        turns = [t.parameter, t.limit, t.below, t.above] if t else [""] * 4
        yield [*head, place, a.asks, a.median, a.low, a.high, a.unit.strip(), a.claim, a.counter,
               a.sets, a.verdict, *turns, *tail]  # fmt: skip


def _first(found: Sequence[Debate]) -> list[Any]:
    """What a reader should know first: nothing was run, or by another version."""
    everything = html.Code("byungjin debate all")
    if not any(debate.answers for debate in found):
        return [["No debate was run yet. Judge all of them: ", everything]]
    stale = sum(debate.stale for debate in found)
    if not stale:
        return []
    was = "verdict was" if stale == 1 else "verdicts were"
    return [[f"{stale} {was} read from runs of another version of the model or its questions; see "
             "what they say now: ", everything]]  # fmt: skip


def _key() -> html.P:
    """What the bars mean, once for all."""
    return html.P(
        [
            html.Span([html.Span(className="swatch for"), "share of parameter sets for the claim"]),
            html.Span([html.Span(className="swatch against"), "for the counter-claim"]),
            html.Span([html.Span(className="swatch decides"), f"{debates.share(MOST)} decide"]),
        ],
        className="track-key debates-key",
    )


def _sides(debate: Debate) -> html.Div:
    """Claim and counter-claim, the shares of sets for each between them."""
    won = {debates.SUPPORTED: "claim", debates.REFUTED: "counter"}.get(debate.verdict)
    words = {"claim": ("Claim", debate.claim), "counter": ("Counter-claim", debate.counter)}
    claim, counter = (
        html.P(
            [html.Span(label, className="label"), html.B(said) if side == won else said],
            className=f"side {side}",
        )
        for side, (label, said) in words.items()
    )
    bar = [_bar(debate.answers[0])] if debate.answers else []
    return html.Div([claim, *bar, counter], className="sides")


def _bar(answer: Answer) -> html.Div:
    """Shares of sets for either side, away from the middle: claim left, counter-claim right."""
    halves = [
        html.Span(
            [
                html.Span(className="part", style={"width": f"{part:.1%}"}),
                html.Span(className="enough", style={edge: f"{MOST:.0%}"}),
            ],
            className=f"half {side}",
        )
        for side, edge, part in (
            ("for", "right", answer.claim),
            ("against", "left", answer.counter),
        )
    ]
    return html.Div(
        [
            html.Span([debates.share(answer.claim), ui.hidden(" of the sets for the claim, ")]),
            html.Span(halves, className="halves-bar", **{"aria-hidden": "true"}),
            html.Span([debates.share(answer.counter), ui.hidden(" for the counter-claim")]),
        ],
        className="shares",
    )


def _short(debate: Debate) -> list[Any]:
    """What an open verdict turns on, or how to get a verdict; nothing where a side has it."""
    if not debate.answers:
        return [html.P(["Run: ", html.Code(debate.command)], className="far")]
    if debate.verdict != debates.UNDECIDED:
        return []
    return [html.P(_hangs_on(debate.answers[0]), className="far")]


def _hangs_on(answer: Answer) -> list[Any]:
    if answer.turn is not None:
        about = debates.described(answer.turn.parameter)
        return ["Turns on ", html.Code(answer.turn.parameter), *([f": {about}"] if about else [])]
    if answer.sets < LEAST_SETS:
        return [f"{answer.sets} parameter sets are too few to say what it turns on."]
    return ["Turns on no single parameter."]


def _more(debate: Debate, opened: bool) -> html.Details:
    """Every question, what is known otherwise, and how to repeat it."""
    count = len(debate.asks)
    words = f"{count} question{'' if count == 1 else 's'} and sources"
    # The browser opens it; clicks are counted only so that the address says what stands open.
    summary = html.Summary([words, ui.hidden(f": {debate.title}")],
                           id={"debate": debate.key, "open": opened}, n_clicks=0)  # fmt: skip
    inside = [_table(debate)] if debate.answers else [html.Ol([html.Li(q) for q in debate.asks])]
    return html.Details([summary, *inside, *_turns(debate), _facts(debate)], open=opened)


def _table(debate: Debate) -> html.Div:
    heads = ["Question", "Median", "90 % of sets", "For", "Against", "Sign", "So the claim is"]
    rows = []
    for place, answer in enumerate(debate.answers, start=1):
        middle, low, high = debates.figures(answer)
        rows.append([f"{place}. {answer.asks}", middle, f"{low} to {high}",
                     debates.share(answer.claim), debates.share(answer.counter),
                     answer.sure, verdict(answer.verdict)])  # fmt: skip
    sets = f"Over {debate.answers[0].sets} parameter sets"
    return ui.table(sets, heads, rows, f"Questions of {plain(debate.title)}")


def _turns(debate: Debate) -> list[html.P]:
    worlds = [
        html.P(f"Question {place}: {answer.worlds}")
        for place, answer in enumerate(debate.answers, start=1)
        if answer.worlds
    ]
    return worlds + [
        html.P(
            [
                f"Question {place} turns on ",
                html.A(html.Code(turn.parameter), href=_provenance(turn.parameter)),
                f": up to {turn.limit:.3g}, {debates.share(turn.below)} of the sets speak for the "
                f"claim, above it {debates.share(turn.above)}.",
            ]
        )
        for place, turn in enumerate((answer.turn for answer in debate.answers), start=1)
        if turn is not None
    ]


def _provenance(parameter: str) -> str:
    """Where a parameter stands with its range and source."""
    return "/provenance" + view_state.link({"find": parameter})


def _facts(debate: Debate) -> html.Dl:
    """What was found elsewhere, what nobody knows, and where the verdict comes from."""
    said = {"Found elsewhere": debate.known, "Nobody knows": debate.unknown,
            "Otherwise if": debate.otherwise}  # fmt: skip
    pairs: list[tuple[str, Any]] = [(n, ui.prose(w[:1].upper() + w[1:]))
                                    for n, w in said.items() if w]  # fmt: skip
    if debate.passages:
        pairs.append(("Sources", "; ".join(debate.passages)))
    if debate.store:
        older = ", by another version of the model or its questions" if debate.stale else ""
        pairs.append(("Stored as", [html.Code(debate.store), older]))
        pairs.append(("Run it again", html.Code(debate.command)))
    return html.Dl([part for name, words in pairs for part in (html.Dt(name), html.Dd(words))])
