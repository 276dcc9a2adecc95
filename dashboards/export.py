"""The numbers of a view as CSV, headed by where they come from."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence

from dashboards import text
from dashboards.compare import QUANTILES, Comparison
from dashboards.figures.caption import VIEW
from dashboards.safe import cell
from dashboards.shelf import Opened

COLUMNS = ("chart", "unit", "kind", "letter", "scenario", "title", "month", *QUANTILES, "source")


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
    yield "command", " ".join(about.get("command", ()))
    yield "view", link


def origin(opened: Opened, link: str) -> list[str]:
    """Where a picture comes from, in a sentence and the address of its view."""
    about, code = opened.about, opened.about.get("code", {})
    version = f"byungjin {code.get('version', '?')}, commit {str(code.get('commit'))[:7]}"
    made = f"{opened.name}, {about.get('replications', '?')} paired runs of each scenario"
    return [f"Source: {version}; {made}.", f"{VIEW}{link}"]


def table(made: Iterable[tuple[str, str]], shown: Sequence[Comparison]) -> str:
    """A CSV text: comment lines with what made it, what bands are and the events, then the rows."""
    out = io.StringIO()
    for name, value in made:
        out.write(f"# {name}: {cell(value)}\n")
    if shown:
        for note in (text.band_note(shown[0]), text.pairing_note(shown[0])):
            out.write(f"# {note}\n" if note else "")
        for place, event in enumerate(shown[0].events, start=1):
            out.write(f"# event {place}: {event.month:%Y-%m} {cell(event.title)}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for c in shown:
        writer.writerows(_model_rows(c))
        writer.writerows(_recorded_rows(c))
    return out.getvalue()


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
    out = io.StringIO()
    for name, value in made:
        out.write(f"# {name}: {cell(value)}\n")
    for note in notes:
        out.write(f"# {cell(note)}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.8g}" if math.isfinite(value) else ""
    return str(value) if isinstance(value, int) else cell(value)


def _model_rows(c: Comparison) -> Iterator[list[str]]:
    unit = c.chart.shown_unit(c.values, c.baseline.name)
    digits = c.chart.shown_digits(c.values) + 3
    for line in c.compared:
        who = line.scenario
        rows = zip(*(line.heights[name] for name in QUANTILES), strict=True)
        for month, row in zip(line.months, rows, strict=True):
            heights = [f"{v:.{digits}f}" if math.isfinite(v) else "" for v in row]
            names = [cell(who.name), cell(who.title), f"{month:%Y-%m}"]
            yield [c.chart.series, cell(unit), "model", who.letter, *names, *heights, ""]


def _recorded_rows(c: Comparison) -> Iterator[list[str]]:
    for dot in c.dots:
        height = f"{dot.value:.{c.chart.digits + 3}f}"
        names = ["", "", "", f"{dot.month:%Y-%m}"]
        source = cell(f"{dot.period}: {dot.source}")
        kind = "own" if dot.own else "recorded"
        yield [c.chart.series, c.chart.unit, kind, *names, "", "", height, "", "", source]
