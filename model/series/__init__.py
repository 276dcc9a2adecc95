"""SERIES: every recorded figure, declared once."""

from __future__ import annotations

from model.series import external, people, production, world
from model.series.declare import Series

__all__ = ["SERIES", "Series"]


def _declared() -> dict[str, Series]:
    series = [*production.declared(), *external.declared(), *people.declared(), *world.declared()]
    return {s.name: s for s in sorted(series, key=lambda s: (s.group, s.name))}


SERIES: dict[str, Series] = _declared()
