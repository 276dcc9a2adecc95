"""Recorded history: drivers that are fed in, observations that are scored, every row sourced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenarios.history.feeds import FEEDS, Source, drivers, sources

if TYPE_CHECKING:
    from scenarios.history.observed import events, fit_observations, observations, recorded_series

__all__ = [
    "FEEDS",
    "Source",
    "drivers",
    "events",
    "fit_observations",
    "observations",
    "recorded_series",
    "sources",
]


def __getattr__(name: str) -> Any:
    # Tables of observations need pandas; feeds must not wait for it.
    if name in ("events", "fit_observations", "observations", "recorded_series"):
        from scenarios.history import observed

        return getattr(observed, name)
    raise AttributeError(f"module 'scenarios.history' has no attribute {name!r}")
