"""The link is the view: what a page shows, read from its address and written back to it.

Old or hostile addresses give the nearest valid view with a note in words, never an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Any
from urllib.parse import parse_qs, urlencode

from dashboards.components.safe import choice, choices, plain
from dashboards.components.sureness import conditions
from model.series import SERIES
from scenarios.analysis.given import BETWEEN

VALUES = ("level", "difference", "percent")
BANDS = ("none", "50", "90", "runs")
SHOWN = ("six", "twelve")
CHARTED = 12
"""Charts of the reader's choice on one page."""
MOST = 4
"""Scenarios drawn over the baseline; more lines than these cannot be told apart."""
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class ScenariosView:
    """What the page of scenarios shows."""

    store: str
    baseline: str
    chosen: tuple[str, ...]
    values: str = "level"
    bands: str = "90"
    show: str = "six"
    """six or twelve charts."""
    given: str = ""
    """Conditions on the draws, as `scenarios.analysis.given` writes them."""
    series: tuple[str, ...] = ()
    """Series charted, if the reader chose them; those that ``show`` says otherwise."""


def fields(search: object) -> dict[str, str]:
    """Names and last values of an address's query; anything unreadable counts as absent."""
    if not isinstance(search, str) or len(search) > LONGEST:
        return {}
    try:
        found = parse_qs(search.removeprefix("?"), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in found.items()} | {
        name: BETWEEN.join(found[name]) for name in ("given",) if name in found
    }


def named(search: object) -> list[str]:
    """Every scenario that an address names."""
    asked = fields(search)
    return ",".join(asked.get(key, "") for key in ("scenarios", "scenario", "baseline")).split(",")


def query(view: ScenariosView) -> str:
    """The address's query that gives this view again, whatever the defaults become."""
    pairs = {
        "store": view.store,
        "scenarios": ",".join(view.chosen),
        "baseline": view.baseline,
        "values": view.values,
        "bands": view.bands,
        "show": view.show,
        **({"given": view.given} if view.given else {}),
        **({"series": ",".join(view.series)} if view.series else {}),
    }
    return link(pairs)


def link(pairs: Mapping[str, object]) -> str:
    """A query of names and values in the order given; what is empty stays."""
    return "?" + urlencode(pairs, safe=",:")


def written(view: Any) -> str:
    """The query of a view whose fields are what its address says; what is empty is left out."""
    pairs = {field.name: getattr(view, field.name) for field in fields_of(view)}
    return link({name: value for name, value in pairs.items() if value != ""})


def valid(
    known: Sequence[str],
    *,
    store: str = "",
    baseline: object = None,
    chosen: object = (),
    values: object = None,
    bands: object = None,
    show: object = None,
    given: str = "",
    series: object = (),
    default: str | None = None,
) -> ScenariosView:
    """The nearest valid view of a store whose scenarios are known, in the store's order."""
    base = choice(baseline, known, default if default in known else next(iter(known), ""))
    others = choices(chosen, [name for name in known if name != base], MOST)
    return ScenariosView(
        store=store,
        baseline=base,
        chosen=tuple(sorted(others, key=list(known).index)),
        values=choice(values, VALUES, "level"),
        bands=choice(bands, BANDS, "90"),
        show=choice(show, SHOWN, "six"),
        given=given,
        series=tuple(choices(series, SERIES, CHARTED)),
    )


def parse(
    search: object, known: Sequence[str], store: str = "", default: str | None = None
) -> tuple[ScenariosView, list[str]]:
    """The view an address asks for and, in words, what of it could not be had."""
    asked = fields(search)
    base = choice(asked.get("baseline"), known, default if default in known else "")
    if "scenarios" in asked:
        chosen = [name for name in asked["scenarios"].split(",") if name]
    else:
        chosen = first_choice(known, base or next(iter(known), ""))
    given, unclear = conditions(asked.get("given"))
    view = valid(
        known,
        store=store,
        baseline=base,
        chosen=chosen,
        values=asked.get("values"),
        bands=asked.get("bands"),
        show=asked.get("show"),
        given=given,
        series=listed(asked.get("series")),
    )
    return view, [*_notes(asked, chosen, known, view), *unclear]


def listed(text: str | None) -> list[str]:
    """Names that an address lists."""
    return [name for name in (text or "").split(",") if name]


def first_choice(known: Sequence[str], baseline: str) -> list[str]:
    """What is shown before anybody chose: the two scenarios that come first beside the baseline."""
    return [name for name in known if name != baseline][:2]


def _notes(
    asked: dict[str, str], chosen: Sequence[str], known: Sequence[str], view: ScenariosView
) -> list[str]:
    notes = []
    missing = [plain(n, 30) for n in dict.fromkeys(chosen) if n not in known]
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        notes.append(f"Not among these runs: {', '.join(missing[:3])}{more}.")
    wanted = [n for n in dict.fromkeys(chosen) if n in known and n != view.baseline]
    if len(wanted) > MOST:
        notes.append(f"{MOST} scenarios can be drawn at once; the first {MOST} are shown.")
    unknown = [plain(n, 30) for n in listed(asked.get("series")) if n not in SERIES]
    if unknown:
        notes.append(f"No series: {', '.join(unknown[:3])}; `byungjin list --series` shows them.")
    if asked.get("baseline", view.baseline) != view.baseline:
        notes.append("The baseline asked for is not among these runs; another stands in.")
    for name, allowed in (("values", VALUES), ("bands", BANDS), ("show", SHOWN)):
        if asked.get(name, allowed[0]) not in allowed:
            notes.append(f"{name} was not understood; it may be {', '.join(allowed)}.")
    return notes
