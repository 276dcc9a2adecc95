"""What the page of flows shows: its view in the address, its tables, and what it says in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dashboards import view_state
from dashboards.components import sureness
from dashboards.components.safe import choice, plain
from dashboards.components.text import listed, number
from scenarios.accounts import flows
from scenarios.accounts.flow_layouts import ADDED, KINDS, Kind

if TYPE_CHECKING:
    import pandas as pd

    from dashboards.data.comparison import Scenario
    from dashboards.data.stores import Opened
    from scenarios.analysis.results import Results

VALUES = ("level", "difference")
MOST_BARS = 14
"""Changes drawn; the table has the rest."""
MOST_SAID = 4


@dataclass(frozen=True, slots=True)
class FlowsView:
    """What the page shows."""

    store: str
    scenario: str
    baseline: str
    kind: str
    year: int
    values: str = "level"
    scenarios: str = ""
    """The scenarios chosen on other pages, kept for the way back."""
    given: str = ""
    """Conditions on the draws, as `scenarios.analysis.given` writes them."""

    @property
    def query(self) -> str:
        """The address's query that gives this view again."""
        return view_state.written(self)


@dataclass(frozen=True)
class Shown:
    """The tables of a view."""

    view: FlowsView
    kind: Kind
    scenario: Scenario
    baseline: Scenario
    runs: int
    table: pd.DataFrame
    """Net flows with their baseline and difference (`scenarios.accounts.flows.flows`)."""
    drawn: pd.DataFrame
    """Flows as they are drawn."""
    parts: pd.DataFrame
    """The defence track's part of each kind (`scenarios.accounts.flows.defence_parts`)."""
    kept: str = ""
    """Which draws alone are shown, in words; empty for all."""

    @property
    def unit(self) -> str:
        """What the flows are counted in, when, where."""
        if self.view.values == "level":
            return f"{self.kind.unit}, {self.view.year}, in {name(self.scenario)}"
        first, second = name(self.scenario), name(self.baseline)
        return f"{self.kind.unit}, {self.view.year}, difference of {first} from {second}"


def parse(search: object, opened: Opened) -> tuple[FlowsView, list[str]]:
    """The view an address asks for and, in words, what of it could not be had."""
    asked, known = view_state.fields(search), list(opened.scenarios)
    listed_before = [n for n in asked.get("scenarios", "").split(",") if n in known]
    base = choice(asked.get("baseline"), known, opened.baseline)
    others = [n for n in (*listed_before, *known) if n != base]
    scenario = choice(asked.get("scenario"), known, (others or [base])[0])
    found = years(opened, scenario, base)
    given, unclear = sureness.conditions(asked.get("given"))
    view = FlowsView(
        store=opened.name,
        scenario=scenario,
        baseline=base,
        kind=choice(asked.get("kind"), list(KINDS), "dollars"),
        year=nearest(asked.get("year"), found),
        values=choice(asked.get("values"), VALUES, "level"),
        scenarios=",".join(listed_before),
        given=given,
    )
    return view, [*_notes(asked, view), *unclear]


def years(opened: Opened, *scenarios: str) -> list[int]:
    """Whole years that scenarios share."""
    return flows.years(opened.results, *scenarios)


def nearest(asked: object, known: list[int]) -> int:
    """The year asked for, the nearest there is, or the last one if none was asked for."""
    if not known:
        return 0
    text = str(asked) if isinstance(asked, str | int | float) else ""
    try:
        wanted = int(float(text))
    except (ValueError, OverflowError):
        return known[-1]
    return min(known, key=lambda year: abs(year - wanted))


def _notes(asked: dict[str, str], view: FlowsView) -> list[str]:
    notes = []
    for key in ("scenario", "baseline"):
        got = getattr(view, key)
        if asked.get(key, got) != got:
            wanted = plain(asked[key], 40)
            notes.append(f"{key} {wanted} is not among these runs; {got} stands in.")
    for key, allowed in (("kind", tuple(KINDS)), ("values", VALUES)):
        if asked.get(key, allowed[0]) not in allowed:
            notes.append(f"{key} was not understood; it may be {', '.join(allowed)}.")
    if asked.get("year", str(view.year)) != str(view.year):
        notes.append(f"Year {plain(asked['year'], 20)} cannot be had; {view.year} is shown.")
    return notes


def shown(opened: Opened, view: FlowsView) -> Shown:
    """The tables of a view.

    Raises:
        InputError: the store does not keep these flows, or not for that year.
    """
    asked = (view.kind, view.scenario, view.year, view.baseline, view.given)
    table, parts, runs, kept = _tables(opened.results, *asked)
    drawn = flows.drawn(view.kind, table)
    return Shown(
        view,
        KINDS[view.kind],
        opened.scenarios[view.scenario],
        opened.scenarios[view.baseline],
        runs,
        table,
        drawn,
        parts,
        kept,
    )


@lru_cache(64)
def _tables(
    results: Results, kind: str, scenario: str, year: int, baseline: str, given: str
) -> tuple[pd.DataFrame, pd.DataFrame, int, str]:
    """Results are as lasting as the store they were opened on, so its answers may be kept."""
    some, said = sureness.kept(results, given, baseline)
    table = flows.flows(some, kind, scenario, year, baseline)
    parts = flows.defence_parts(some, scenario, year, baseline)
    return table, parts, table.attrs["runs"], " ".join(said)


def picture(s: Shown) -> pd.DataFrame:
    """Flows that show at the decimals of the kind."""
    return s.drawn[s.drawn["value"] >= 0.5 * 10.0**-s.kind.digits]


def name(scenario: Scenario) -> str:
    """Letter and title."""
    return f"{scenario.letter} {scenario.title}"


def changes(s: Shown) -> pd.DataFrame:
    """Net flows that differ, the largest change first."""
    table = s.table[s.table["difference"].abs() > 0.5 * 10.0**-s.kind.digits]
    return table.sort_values("difference", key=abs, ascending=False, kind="stable")


def way(kind: Kind, source: str, target: str) -> str:
    """A flow in words; a change of holdings is named as one."""
    nodes = kind.nodes
    if target == ADDED:
        return f"{nodes[source].title}: {nodes[ADDED].title.lower()}"
    return f"{nodes[source].title} → {nodes[target].title}"


def describe(s: Shown) -> str:
    """The chart in words."""
    head = " ".join(filter(None, (f"{s.kind.title}, {s.unit}, means of {s.runs} runs.", s.kept)))
    return f"{head} {_changed(s) if s.view.values == 'difference' else _level(s)}"


def _level(s: Shown) -> str:
    first = [n for n, node in s.kind.nodes.items() if node.column == 0]
    sources = s.drawn[s.drawn["source"].isin(first)].groupby("source", sort=False)["value"].sum()
    last = max(node.column for node in s.kind.nodes.values())
    final = [n for n, node in s.kind.nodes.items() if node.column == last]
    uses = s.drawn[s.drawn["target"].isin(final)].groupby("target", sort=False)["value"].sum()
    total = number(float(sources.sum()), s.kind.digits)
    said = f"In all {total}: from {_largest(s, sources)}; to {_largest(s, uses)}."
    part = s.parts[s.parts["kind"] == s.view.kind] if len(s.parts) else s.parts
    if not len(part):
        return said
    return f"{said} The defence track gets {number(float(part['value'].iloc[0]), 1)} %."


def _largest(s: Shown, sums: pd.Series) -> str:
    ranked = sums.sort_values(ascending=False, kind="stable")
    words = [
        f"{s.kind.nodes[node].title} {number(value, s.kind.digits)}"
        for node, value in ranked.head(MOST_SAID).items()
    ]
    rest = float(ranked.iloc[MOST_SAID:].sum())
    return listed([*words, f"others {number(rest, s.kind.digits)}"] if rest > 0 else words)


def _changed(s: Shown) -> str:
    rows = changes(s).head(MOST_SAID)
    if s.scenario.name == s.baseline.name:
        return "A scenario does not differ from itself; choose another to compare with."
    if not len(rows):
        return "No flow differs."
    words = [
        f"{way(s.kind, r.source, r.target)} ({r.about}) "
        f"{number(r.difference, s.kind.digits, signed=True)}"
        for r in rows.itertuples()
    ]
    return f"The largest changes: {'; '.join(words)}."


def describe_parts(s: Shown) -> str:
    """The defence track's part of everything, in words."""
    words = [
        f"{KINDS[r.kind].title.lower()} {number(r.value, 1)} % "
        f"({number(r.difference, 1, signed=True)} points)"
        for r in s.parts.itertuples()
    ]
    return (
        f"In {s.view.year} the defence track of {name(s.scenario)} gets {listed(words)}; in "
        f"brackets the difference from {name(s.baseline)}. {s.kept}"
    ).strip()


def balance(s: Shown) -> pd.DataFrame:
    """What comes into and goes out of every holder between the first and the last column."""
    columns = {n: node.column for n, node in s.kind.nodes.items()}
    last = max(columns.values())
    inside = [n for n, column in columns.items() if 0 < column < last]
    table = flows.balance(s.drawn)
    return table[table["node"].isin(inside)].reset_index(drop=True)
