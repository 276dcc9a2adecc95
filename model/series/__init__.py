"""SERIES: every recorded figure, declared once."""

from __future__ import annotations

from model.series import external, flows, people, politics, production, scarcity, uses, world
from model.series.declare import Series

__all__ = ["SERIES", "Series"]


def _declared() -> dict[str, Series]:
    rooms = (production, scarcity, uses, external, people, politics, world)
    single = sorted((s for r in rooms for s in r.declared()), key=lambda s: (s.group, s.name))
    return {s.name: s for s in (*single, *flows.declared())}


SERIES: dict[str, Series] = _declared()
"""By name, in the order of the record: those read one by one, then the flows."""
