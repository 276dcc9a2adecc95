"""The numbers of a view as CSV, headed by where they come from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from dashboards.components import text
from dashboards.components.safe import cell, plain
from dashboards.data.comparison import QUANTILES, Comparison, Line
from dashboards.data.stores import Opened
from dashboards.figures.caption import VIEW
from scenarios.analysis.sureness import effect
from scenarios.integrity import spreadsheets
from scenarios.reference.provenance import command

LONG = 1000
"""Characters of a note at most."""
COLUMNS = ("chart", "unit", "kind", "letter", "scenario", "title", "month", *QUANTILES, "source",
           "share_same_sign", "mc_error", "word")  # fmt: skip


def provenance(opened: Opened, link: str) -> Iterator[tuple[str, str]]:
    """What made the numbers, as names and values."""
    about = opened.about
    code, results = about.get("code", {}), opened.results
    yield "run", opened.name
    yield "made", str(about.get("created", ""))
    yield "model", f"byungjin {code.get('version', '')} commit {code.get('commit') or 'unknown'}"
    yield "sources_sha256", str(code.get("sources_sha256", ""))
    yield "design_hash", str(about.get("design_hash", ""))
    yield "root_entropy", str(about.get("root_entropy", ""))
    yield "replications", str(about.get("replications", ""))
    if results.tier != "none":
        yield "months", f"{results.months[0]} to {results.months[-1]}"
    yield "command", command(about)
    yield "view", link


def origin(opened: Opened, link: str) -> list[str]:
    """Where a picture comes from, in a sentence and the address of its view."""
    about, code = opened.about, opened.about.get("code", {})
    version = f"byungjin {code.get('version', '?')}, commit {str(code.get('commit'))[:7]}"
    made = f"{opened.name}, {about.get('replications', '?')} paired runs of each scenario"
    return [f"Source: {version}; {made}.", f"{VIEW}{link}"]


def table(made: Iterable[tuple[str, str]], shown: Sequence[Comparison]) -> str:
    """A CSV text: comment lines with what made it, what bands are and the events, then the rows."""
    notes: list[str] = []
    if shown:
        notes += filter(None, (text.band_note(shown[0]), text.pairing_note(shown[0])))
        notes += [cell(f"{c.chart.title}: {text.sure(c)}") for c in shown if text.sure(c)]
        for place, event in enumerate(shown[0].events, start=1):
            notes.append(f"event {place}: {event.month:%Y-%m} {cell(event.title)}")
    every = (row for c in shown for row in (*_model_rows(c), *_recorded_rows(c)))
    return headed(made, notes) + spreadsheets.rows(COLUMNS, every)


def plain_table(
    opened: Opened,
    notes: Sequence[str],
    head: Sequence[str],
    rows: Iterable[Sequence[object]],
    link: str,
) -> str:
    """A CSV text of any table of one store, headed as all are.

    Args:
        opened: the store it comes from.
        notes: sentences that belong to it.
        head: names of the columns.
        rows: texts and numbers; a number that is none is left empty.
        link: address of the view.
    """
    return headed_table(provenance(opened, link), notes, head, rows)


def headed_table(
    made: Iterable[tuple[str, str]],
    notes: Sequence[str],
    head: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> str:
    """A CSV text of any table; ``made`` are names and values of what made it."""
    lines = ([_cell(value) for value in row] for row in rows)
    return headed(made, notes) + spreadsheets.rows(head, lines)


def headed(made: Iterable[tuple[str, str]], notes: Iterable[str] = ()) -> str:
    """Lines before a table: what made it, and sentences that belong to it."""
    told = [f"{name}: {cell(value)}" for name, value in made]
    return "".join(map(spreadsheets.comment, [*told, *(plain(note, LONG) for note in notes)]))


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.8g}" if math.isfinite(value) else ""
    return value if isinstance(value, int) else cell(value)


def _model_rows(c: Comparison) -> Iterator[list[str]]:
    unit = c.chart.shown_unit(c.values, c.baseline.name)
    digits = c.chart.shown_digits(c.values) + 3
    for line in c.compared:
        who = line.scenario
        rows = zip(*(line.heights[name] for name in QUANTILES), strict=True)
        for place, (month, row) in enumerate(zip(line.months, rows, strict=True)):
            heights = [f"{v:.{digits}f}" if math.isfinite(v) else "" for v in row]
            names = [cell(who.name), cell(who.title), f"{month:%Y-%m}"]
            sure = _sure(line, place, digits)
            yield [c.chart.series, cell(unit), "model", who.letter, *names, *heights, "", *sure]


def _sure(line: Line, place: int, digits: int) -> list[str]:
    """How sure a month's difference is; empty for levels."""
    found = None if line.differences is None else effect(line.differences[:, place])
    if found is None or not found.n:
        return ["", "", ""]
    error = f"{found.mc_error:.{digits}f}" if math.isfinite(found.mc_error) else ""
    return [f"{found.share_same_sign:.4f}", error, found.word]


def _recorded_rows(c: Comparison) -> Iterator[list[str]]:
    for dot in c.dots:
        height = f"{dot.value:.{c.chart.digits + 3}f}"
        names = ["", "", "", f"{dot.month:%Y-%m}"]
        source = cell(f"{dot.period}: {dot.source}")
        kind = "own" if dot.own else "recorded"
        yield [
            c.chart.series,
            c.chart.unit,
            kind,
            *names,
            "",
            "",
            height,
            "",
            "",
            source,
            "",
            "",
            "",
        ]
