"""What defence gave up and what it became: a waterfall, and the same as sentence and table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dash import html

from dashboards import theme
from dashboards.components import ui
from dashboards.components.safe import plain
from dashboards.components.text import listed, number
from dashboards.figures.caption import captioned
from dashboards.figures.sankey import colour
from dashboards.figures.waterfall import Step, waterfall_spec
from model.errors import InputError
from scenarios.accounts import uses

if TYPE_CHECKING:
    from dashboards.data.comparison import Scenario
    from dashboards.data.stores import Opened
    from scenarios.accounts.uses import Line, Table
    from scenarios.analysis.results import Results

TITLE = "What defence gave up, and what it became"
NAME = "uses"
TRACKS = {"output": "state", "imports": "state", "exports": "outside", "stocks": "outside"}
"""Tracks of lines that are neither of defence nor of civilians."""
KEY = {"defence": "defence", "state": "output and imports", "civilian": "civilian uses",
       "outside": "stocks and exports"}  # fmt: skip
NOTE = (
    "Read from the top: what defence gave up, then what it became, down to nothing. Where more is "
    "made or imported, output lost and fewer imports stand with a minus, and other uses got that "
    "as well. Bars and figures are means over draws, for only means add up; thin lines hold 5 to "
    "95 % of draws, each beside itself with the same luck. No line is what the others leave."
)
PARTED = "Where a unit given up went"


@dataclass(frozen=True)
class Given:
    """The table of a pair of scenarios of a store."""

    scenario: Scenario
    baseline: Scenario
    table: Table

    @property
    def digits(self) -> int:
        """Decimals at which the largest line still has two figures."""
        largest = max(abs(line.mean) for line in (*self.table.given, *self.table.turned_up))
        return next((d for d in (2, 3) if largest >= 10.0 ** (1 - d)), 4)

    @property
    def nothing(self) -> bool:
        """Whether defence gave up less than its figures show."""
        return round(self.table.whole.mean, self.digits) == 0

    @property
    def unit(self) -> str:
        """What is counted, when, where."""
        return (
            f"trn KRW a year at prices of {self.table.prices} (imports at those of 2011), "
            f"{self.table.year}, {_named(self.scenario)} beside {_named(self.baseline)}"
        )


def given(opened: Opened, scenario: str, baseline: str, year: int | None) -> Given:
    """The table of two scenarios.

    Raises:
        InputError: the store does not keep it.
    """
    table = _table(opened.results, scenario, baseline, year)
    return Given(opened.scenarios[scenario], opened.scenarios[baseline], table)


@lru_cache(64)
def _table(results: Results, scenario: str, baseline: str, year: int | None) -> Table:
    """Results are as lasting as the store they were opened on, so its answers may be kept."""
    return uses.of_results(results, (baseline, scenario), year)


def describe(g: Given) -> str:
    """The chart in a sentence or two."""
    head = f"In {g.table.year}, means over {g.table.draws} paired runs,"
    who, beside = _named(g.scenario), _named(g.baseline)
    if g.nothing:
        return f"{head} {who} gives defence as much as {beside}: nothing is given up."
    less, change = g.table.whole.mean > 0, g.table.whole.change
    amount = number(abs(g.table.whole.mean), g.digits)
    low, high = (
        number(v if less else -v, g.digits)
        for v in ((change.q05, change.q95) if less else (change.q95, change.q05))
    )
    became = listed([f"{name} {number(part, 2, signed=True)}"
                     for name, part in g.table.split.items()])  # fmt: skip
    return (
        f"{head} {who} gives defence {amount} trn KRW a year {'less' if less else 'more'} than "
        f"{beside} ({low} to {high} in 5 to 95 % of draws). "
        f"A unit {'given up became' if less else 'more came from'}: {became}; together 1."
    )


def card(
    opened: Opened, pair: tuple[str, str], year: int | None, dark: bool, lines: list[str]
) -> Any:
    """Sentence, chart and table of a scenario beside a baseline; why there are none, if so.

    Args:
        opened: the store.
        pair: the scenario and what it is compared with.
        year: a whole year both have; their last if none is given.
        dark: whether the reader has the dark theme.
        lines: where the picture comes from.
    """
    try:
        g = given(opened, *pair, year)
    except InputError as error:
        said = str(error).removeprefix(f"{opened.results.path}: ")
        return html.Section(
            [html.H2(TITLE), html.P(ui.prose(plain(said, 400) + "."))], className="card uses plain"
        )
    colours, said = theme.tokens("dark" if dark else "light"), describe(g)
    if g.nothing:  # a chart of noughts says no more than the sentence
        return html.Section(
            [html.H2(TITLE), html.P(said, className="said")], className="card uses plain"
        )
    spec = waterfall_spec(_steps(g, colours), g.digits, colours)
    figure = captioned(spec, TITLE, g.unit, [said, NOTE, *lines])
    # no part of a chart's own: a page that draws its charts anew must not find this one among them
    place = ("uses-picture", "uses-figure")
    return ui.framed(
        NAME,
        TITLE,
        html.P(g.unit, className="unit"),
        html.P(said, className="said"),
        html.P(_key(), className="track-key"),
        ui.picture(*place, figure, said),
        html.P(NOTE, className="remark"),
        numbers=html.Div(_numbers(g, said)),
        kind="uses",
    )


def _steps(g: Given, colours: theme.Tokens) -> list[Step]:
    table = g.table
    rows = ((1, table.given), (0, (table.whole,)), (-1, table.turned_up))
    return [_step(line, sign, colours) for sign, lines in rows for line in lines]


def _step(line: Line, sign: int, colours: theme.Tokens) -> Step:
    track = "defence" if sign >= 0 else TRACKS.get(line.name, "civilian")
    ends = line.change.q05, line.change.q95
    return Step(line.label, line.mean, *ends, colour(track, colours), sign)


def _key() -> list[Any]:
    return [
        html.Span([html.Span(className=f"swatch track-{track}"), said])
        for track, said in KEY.items()
    ]


def _numbers(g: Given, said: str) -> list[Any]:
    t = g.table
    rows = [_row(g, line) for line in (*t.given, *t.memo, t.whole, *t.turned_up)]
    heads = ["Use", ui.badge(g.scenario), ui.badge(g.baseline, True), "Mean change",
             "5 to 95 % of draws", "How sure", "Per unit given up"]  # fmt: skip
    parts = [[name, number(part, 2, signed=True)] for name, part in g.table.split.items()]
    whole = [ui.table(PARTED, ["Became", "Part"], parts)] if not g.nothing else []
    return [html.P(said), ui.table(f"Means, {g.unit}", heads, rows, TITLE), *whole]


def _row(g: Given, line: Line) -> list[str]:
    digits, change = g.digits, line.change
    low, high = (number(v, digits, signed=True) for v in (change.q05, change.q95))
    return [
        line.label,
        number(line.b, digits),
        number(line.a, digits),
        number(line.mean, digits, signed=True),
        f"{low} to {high}",
        change.words,
        "–" if g.nothing else number(line.per_unit, 2, signed=True),
    ]


def _named(scenario: Scenario) -> str:
    return f"{scenario.letter} {scenario.title}"
