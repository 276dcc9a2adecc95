"""The frame every chart stands in: theme, type, no zoom, no buttons of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboards.theme import FONT, Tokens

FIXED = {
    "fixedrange": True,
    "showgrid": False,
    "zeroline": False,
    "ticklabeloverflow": "allow",  # looking for labels that overflow measures the page once a label
}
"""An axis that stays where it is and draws nothing."""


def framed(theme: Tokens, height: float, margin: Mapping[str, int]) -> dict[str, Any]:
    """A layout of some height, without axes.

    Args:
        theme: colours.
        height: of the whole picture, pixels.
        margin: pixels by side, as plotly names them.
    """
    return {
        "height": height,
        "margin": dict(margin),
        "autosize": True,
        "paper_bgcolor": theme.card,
        "plot_bgcolor": theme.card,
        "font": {"family": FONT, "size": 12, "color": theme.muted},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.card,
            "bordercolor": theme.axis,
            "font": {"size": 12, "color": theme.ink},
        },
    }
