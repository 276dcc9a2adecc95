"""What a picture says of itself once it has left the page: title, unit, legend, events, origin.

It travels in the figure's ``layout.meta`` and is written round the chart when a reader saves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dashboards.components import text
from dashboards.components.safe import label
from dashboards.figures.marks import look, within

if TYPE_CHECKING:
    from dashboards.data.comparison import Comparison
    from dashboards.theme import Tokens

Spec = dict[str, Any]
WIDEST = 104
"""Letters in a line of a caption."""
SAMPLES = {"solid": "——", "dash": "– –", "dot": "· · ·", "dashdot": "– · –", "longdash": "— —"}
"""A line's dash in letters."""
BANDS = {"50": "▒ middle 50 %", "90": "▒ middle 50 %, ░ 90 %"}
VIEW = "View: "
"""What begins the line with the address of a picture's view."""
_TAG = re.compile(r"<[^>]*>")
_SIGN = re.compile(r"&[#\w]{1,8};|.", re.DOTALL)


def captioned(figure: Spec, title: str, unit: str, lines: Iterable[str]) -> Spec:
    """The figure with its caption; the figure given is left as it was.

    Args:
        figure: a figure as a dictionary.
        title: what it shows.
        unit: what it is counted in.
        lines: sentences that belong under it, in one paragraph of a picture's width; its address
            stands on lines of its own.
    """
    texts = [label(line, 2000) for line in lines if line]
    said = [text for text in texts if not text.startswith(VIEW)]
    views = [text for text in texts if text.startswith(VIEW)]
    folded = [*fold(" ".join(said)), *(piece for view in views for piece in fold(view))]
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
        drawn = look(line, theme)
        role = " (baseline)" if line.baseline else ""
        name = label(f"{line.scenario.title}{role}")
        sample = f"<b>{SAMPLES[drawn.dash]} {line.scenario.letter}</b>"
        entries.append(f'<span style="color:{drawn.colour}">{sample}</span> {name}')
    if c.bands in BANDS and any(line.banded for line in c.lines):
        entries.append(BANDS[c.bands])
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
    """A sentence in lines of a picture's width; a word that is longer, as an address, is cut."""
    pieces: list[str] = []
    for word in (piece for whole in line.split(" ") for piece in _cut(whole)):
        if pieces and len(pieces[-1]) + 1 + len(word) <= WIDEST:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    return pieces


def _cut(word: str) -> list[str]:
    """A word in pieces of a line; a reference to a character stays whole."""
    pieces = [""]
    for sign in _SIGN.findall(word):
        if len(pieces[-1]) + len(sign) > WIDEST:
            pieces.append("")
        pieces[-1] += sign
    return pieces
