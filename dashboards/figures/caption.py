"""What a picture says of itself once it has left the page: title, unit, legend, events, origin.

It travels in the figure's ``layout.meta`` and is written round the chart when a reader saves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dashboards import text
from dashboards.figures.marks import look, within
from dashboards.safe import label

if TYPE_CHECKING:
    from dashboards.compare import Comparison
    from dashboards.theme import Tokens

Spec = dict[str, Any]
WIDEST = 104
"""Letters in a line of a caption."""
_TAG = re.compile(r"<[^>]*>")


def captioned(figure: Spec, title: str, unit: str, lines: Iterable[str]) -> Spec:
    """The figure with its caption; the figure given is left as it was.

    Args:
        figure: a figure as a dictionary.
        title: what it shows.
        unit: what it is counted in.
        lines: sentences that belong under it; each is folded to the width of a picture.
    """
    folded = [piece for line in lines if line for piece in fold(label(line, 2000))]
    meta = {"title": label(title, 120), "unit": label(unit, 120), "lines": folded}
    return figure | {"layout": figure["layout"] | {"meta": meta}}


def fan_captioned(figure: Spec, c: Comparison, origin: Sequence[str], theme: Tokens) -> Spec:
    """A fan chart with legend, events, what the bands are, and where it comes from."""
    shown = captioned(figure, c.chart.title, text.unit(c), [*_notes(c), *origin])
    meta = shown["layout"]["meta"]
    meta["lines"] = [*gather(_legend(c, theme)), *meta["lines"]]
    return shown


def _notes(c: Comparison) -> list[str]:
    events = "; ".join(f"{place} {event.title} ({event.month:%b %Y})" for place, event in within(c))
    return [
        f"Events: {events}." if events else "",
        text.remark(c),
        text.pairing_note(c),
        text.band_note(c),
    ]


def _legend(c: Comparison, theme: Tokens) -> list[str]:
    entries = []
    for line in c.lines:
        colour = look(line, theme).colour
        role = " (baseline)" if line.baseline else ""
        name = label(f"{line.scenario.title}{role}")
        entries.append(
            f'<span style="color:{colour}"><b>— {line.scenario.letter}</b></span> {name}'
        )
    if any(not d.own for d in c.dots):
        entries.append("● recorded")
    if any(d.own for d in c.dots):
        entries.append("◇ own figures")
    return entries


def gather(entries: Sequence[str]) -> list[str]:
    """Entries of a legend, as many on a line as fit."""
    lines, length = [], WIDEST
    for entry in entries:
        size = len(_TAG.sub("", entry)) + 4
        if length + size > WIDEST:
            lines.append(entry)
            length = size
        else:
            lines[-1] += f"    {entry}"
            length += size
    return lines


def fold(line: str) -> list[str]:
    """A sentence in lines of a picture's width; a word that is longer stands alone."""
    pieces: list[str] = []
    for word in line.split(" "):
        if pieces and len(pieces[-1]) + 1 + len(word) <= WIDEST:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    return pieces
