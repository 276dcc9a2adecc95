"""What the page of provenance shows: its view in the address, and its tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dashboards import view_state
from dashboards.components.safe import choice, plain
from dashboards.components.text import listed
from scenarios.reference import provenance

if TYPE_CHECKING:
    from dashboards.data.comparison import Scenario
    from dashboards.data.stores import Opened

ANY = "any"
KINDS = (ANY, "uncertainty", "lever", "setting")
GRADES = (ANY, "verified", "derived", "recalled", "fitted", "assumption")
WHICH = ("all", "differing", "held-out")
COLUMNS = {
    "name": "Parameter",
    "value": "Value",
    "unit": "Unit",
    "range": "Range",
    "kind": "Kind",
    "grade": "Grade",
    "about": "Meaning",
    "source": "Source",
}
ORDERS = tuple(f"{column}{way}" for column in COLUMNS for way in ("", "-"))
"""Columns a table may be ordered by; a minus turns it round."""


@dataclass(frozen=True, slots=True)
class ProvenanceView:
    """What the page shows."""

    store: str
    baseline: str
    chosen: tuple[str, ...]
    find: str = ""
    """Words that a parameter's row must hold."""
    kind: str = ANY
    grade: str = ANY
    which: str = "all"
    order: str = ""
    given: str = ""
    """Conditions on the draws of the view that led here."""

    @property
    def query(self) -> str:
        """The address's query that gives this view again."""
        pairs = {
            "store": self.store,
            "scenarios": ",".join(self.chosen),
            "baseline": self.baseline,
            "find": self.find,
            "kind": self.kind,
            "grade": self.grade,
            "which": self.which,
            "order": self.order,
            "given": self.given,
        }
        usual = {"find": "", "kind": ANY, "grade": ANY, "which": "all", "order": "", "given": ""}
        return view_state.link({k: v for k, v in pairs.items() if usual.get(k) != v})

    @property
    def names(self) -> tuple[str, ...]:
        """The baseline, then the others."""
        return (self.baseline, *self.chosen)


def parse(search: object, opened: Opened) -> tuple[ProvenanceView, list[str]]:
    """The view an address asks for and, in words, what of it could not be had."""
    known = list(opened.scenarios)
    compared, notes = view_state.parse(search, known, opened.name, opened.baseline)
    asked = view_state.fields(search)
    one = choice(asked.get("scenario"), known, "")  # what a page of one scenario shows
    view = ProvenanceView(
        store=opened.name,
        baseline=compared.baseline,
        chosen=(one,) if one and one != compared.baseline else compared.chosen,
        find=plain(asked.get("find", ""), 60),
        kind=choice(asked.get("kind"), KINDS, ANY),
        grade=choice(asked.get("grade"), GRADES, ANY),
        which=choice(asked.get("which"), WHICH, "all"),
        order=choice(asked.get("order"), ORDERS, ""),
        given=compared.given,
    )
    for name, allowed in (("grade", GRADES), ("which", WHICH)):
        if asked.get(name, allowed[0]) not in allowed:
            notes.append(f"{name} was not understood; it may be {', '.join(allowed)}.")
    return view, notes


def filtered(view: ProvenanceView, **asked: Any) -> ProvenanceView:
    """The view with other filters, each the nearest valid one."""
    return replace(
        view,
        find=plain(asked.get("find") or "", 60),
        kind=choice(asked.get("kind"), KINDS, ANY),
        grade=choice(asked.get("grade"), GRADES, ANY),
        which=choice(asked.get("which"), WHICH, "all"),
        order=choice(asked.get("order"), ORDERS, ""),
    )


def parameters(opened: Opened, view: ProvenanceView) -> list[dict[str, Any]]:
    """Rows of the table of parameters that pass the filters, in the view's order."""
    differing = {
        *provenance.differing_parameters(opened.results, view.names),
        *provenance.differing_dates(opened.results, view.names),
    }
    words = view.find.lower().split()
    rows = []
    for p in provenance.shipped():
        row = {
            "name": p.name,
            "value": p.value,
            "unit": p.unit,
            "range": f"{p.low:g} to {p.high:g}",
            "kind": p.kind,
            "grade": p.grade,
            "about": p.about,
            "source": p.source + (" (rests on a year after 2019)" * p.informed_by_held_out),
        }
        text = " ".join(map(str, row.values())).lower()
        kept = (
            view.kind in (ANY, p.kind)
            and view.grade in (ANY, p.grade)
            and (view.which != "differing" or p.name in differing)
            and (view.which != "held-out" or p.informed_by_held_out)
            and all(word in text for word in words)
        )
        rows += [row] if kept else []
    if not view.order:
        return rows
    column = view.order.removesuffix("-")
    return sorted(rows, key=lambda row: row[column], reverse=view.order.endswith("-"))


def counted(rows: list[dict[str, Any]], whole: int) -> str:
    """How many parameters pass, in words."""
    if len(rows) == whole:
        return f"All {whole} parameters."
    if not rows:
        return f"None of {whole} parameters passes all filters; widen one of them."
    return f"{len(rows)} of {whole} parameters."


def describe_differences(opened: Opened, view: ProvenanceView) -> str:
    """What differs between the scenarios of a view, in words."""
    if not view.chosen:
        return "No scenario is chosen beside the baseline."
    values = provenance.differing_parameters(opened.results, view.names)
    dates = provenance.differing_dates(opened.results, view.names)
    paths = provenance.differing_paths(opened.results, view.names)
    who = listed([name(opened.scenarios[n]) for n in view.names])
    kinds = {"parameter": values, "dated parameter": dates, "dated path": paths}
    parts = [_some(kind, list(found)) for kind, found in kinds.items() if found]
    if not parts:
        return f"{who} are the same in every parameter and dated path."
    return f"{who} differ in {listed(parts)}."


def _some(kind: str, names: list[str]) -> str:
    """How many of a kind, and the first of them by name."""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{len(names)} {kind}{'s' * (len(names) > 1)} ({', '.join(names[:5])}{more})"


def name(scenario: Scenario) -> str:
    """Letter and title."""
    return f"{scenario.letter} {scenario.title}"
