"""The frame every chart stands in: theme, type, no zoom, no buttons of its own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboards.theme import FONT, Tokens

FIXED = {
    "fixedrange": True,
    "showgrid": False,
    "zeroline": False,
    "ticklabeloverflow": "allow",  # looking for labels that overflow measures the page once a label
}
"""An axis that stays where it is and draws nothing."""


def packed(values: NDArray[np.float64]) -> dict[str, str]:
    """Many numbers in four bytes each, as charts take them: dates are right to a minute or two."""
    return {"dtype": "f4", "bdata": b64encode(values.astype("<f4").tobytes()).decode()}


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
