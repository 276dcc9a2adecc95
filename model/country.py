"""Country: everything a kernel reads and writes besides the rows of populations, as one record.

What is published comes first, so that a month's record is one copy of the front of the block;
what does not change within a run follows: parameters, the opening's yardstick, recipes, luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from model import parameters
from model.accounts import ledger_of
from model.chart import CHARTS
from model.drivers import DRIVERS
from model.figures import Array, Default, Figures, group
from model.matrix import Recipe, recipe
from model.nation import Nation
from model.streams import STREAMS
from model.world import World
from model.yardstick import Yardstick

CHANNELLED = ("exports", "imports", "demand", "compliance", "coverage")
"""Subjects whose paths form an array, in the order of `DRIVERS`; others have named figures."""


def _paths() -> tuple[type[Figures], dict[str, list[str]]]:
    """This month's value of every dated path, and where each stands by name and row."""
    subjects: dict[str, list[str]] = {}
    for name in DRIVERS:
        subject, _, key = name.partition(".")
        subjects.setdefault(subject, []).append(key)
    parts: dict[str, Any] = {}
    for subject, keys in subjects.items():
        if subject in CHANNELLED:
            parts[subject] = np.zeros(len(keys))
        else:
            parts[subject] = group(subject, **dict.fromkeys(keys, 0.0)) if keys != [""] else 0.0
    return group("Now", **parts), subjects


NOW, _SUBJECTS = _paths()
PATHS = {
    f"{subject}.{key}".rstrip("."): NOW.cell(subject, row)
    if subject in CHANNELLED
    else NOW.cell(f"{subject}.{key}".rstrip("."))
    for subject, keys in _SUBJECTS.items()
    for row, key in enumerate(keys)
}
"""Cell of every dated path among those of the month."""
PARAMETERS = group("P", **{s: group(s, **v) for s, v in parameters.by_subject().items()})
_LEDGERS = {name: ledger_of(chart) for name, chart in CHARTS.items()}

PUBLISHED: dict[str, Default] = {
    "month": 0.0,
    "calendar_month": 0.0,
    "nation": Nation,
    "world": World,
    "now": NOW,
    **_LEDGERS,
}
FIXED: dict[str, Default] = {
    "p": PARAMETERS,
    "opening": Yardstick,
    "recipe": Recipe,
    "streams": np.zeros(len(STREAMS), np.uint64),
    "fault": np.zeros(4),
}
COUNTRY = group("Country", **PUBLISHED, **FIXED)
KEPT = COUNTRY.places["p"].start
"""Cells in front that are copied into the record every month."""
RECORD = COUNTRY.dtype()
"""The NumPy record that kernels see."""


@cache
def _template() -> Array:
    block = COUNTRY.opened()
    COUNTRY(block).recipe.block[:] = recipe().block  # type: ignore[attr-defined]
    return block


def blank() -> Array:
    """A block of figures with shipped parameters and the recipes of the opening matrix."""
    return _template().copy()


@cache
def shipped() -> Array:
    """Shipped parameters in the order of their block."""
    return PARAMETERS.opened()


def laid_out(paths: Mapping[str, Array]) -> Array:
    """Dated paths as the block of each month, shape (months, paths)."""
    months = len(next(iter(paths.values())))
    table = np.empty((months, NOW.size))
    for name, values in paths.items():
        table[:, PATHS[name]] = values
    return table
