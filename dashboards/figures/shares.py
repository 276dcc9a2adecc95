"""Shares of a whole: one bar a group, cut into parts in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.components.safe import label
from dashboards.figures.frame import FIXED, framed
from dashboards.theme import Tokens, between, on

Spec = dict[str, Any]
ROW = 38
MARGIN = {"l": 128, "r": 12, "t": 4, "b": 26, "pad": 0}
NARROW = 6.0
"""Per cent below which a part's number would not fit on it."""


def shares_spec(
    groups: Mapping[str, Mapping[str, int]], parts: Sequence[str], theme: Tokens
) -> Spec:
    """The chart as a dictionary.

    Args:
        groups: counts by part, for each bar; the first stands on top.
        parts: every part, from the left.
        theme: colours.
    """
    colours = shades(len(parts), theme)
    names = list(groups)
    data = []
    for part, colour in zip(parts, colours, strict=True):
        share = [100 * g.get(part, 0) / max(1, sum(g.values())) for g in groups.values()]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": label(part),
                "width": 0.68,
                "y": list(range(len(names))),
                "x": [round(s, 2) for s in share],
                "marker": {"color": colour, "line": {"color": theme.card, "width": 1}},
                "text": [f"{s:.0f} %" if s >= NARROW else "" for s in share],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"color": on(colour), "size": 12},
                "customdata": [g.get(part, 0) for g in groups.values()],
                "hovertemplate": f"<b>{label(part)}</b> %{{customdata}} (%{{x:.0f}} %)"
                "<extra></extra>",
            }
        )
    return {
        "data": data,
        "layout": framed(theme, ROW * max(len(names), 1) + MARGIN["t"] + MARGIN["b"], MARGIN)
        | {
            "barmode": "stack",
            "uniformtext": {"mode": "hide", "minsize": 11},  # else texts shrink to fit
            "xaxis": FIXED
            | {
                "range": [0, 100],
                "tickvals": [0, 25, 50, 75],
                "ticktext": ["0", "25 %", "50 %", "75 %"],
            },
            "yaxis": FIXED
            | {
                "tickvals": list(range(len(names))),
                "ticktext": [label(name, 20) for name in names],
                "ticklabelstandoff": 4,
                "tickfont": {"color": theme.ink},
                "range": [len(names) - 0.5, -0.5],
            },
        },
    }


def shades(count: int, theme: Tokens) -> list[str]:
    """Colours from the best known to the least known: from the accent to grey."""
    ends = (theme.scenarios[0], theme.raised)
    return [between(ends, place / max(1, count - 1)) for place in range(count)]
