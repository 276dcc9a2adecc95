"""The record as charts draw it: recorded figures as dots, dated events as numbers."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from dashboards.components.safe import plain
from dashboards.data.comparison import Dot, Event
from scenarios import history

CROWD = 45
"""Days within which an event gives way to the next; two lines as near cannot be told apart."""
MIDYEAR = 7
"""Month at which a yearly figure is drawn."""


@cache
def dots(series: str) -> tuple[Dot, ...]:
    """The recorded figures of a series, in the series' unit; none where there is no record."""
    frame = _recorded().get(series)
    if frame is None:
        return ()
    return tuple(
        Dot(
            month=pd.Timestamp(year=row.year, month=MIDYEAR, day=1),
            value=row.value,
            low=row.low,
            high=row.high,
            period=str(row.year),
            source=plain(row.source, 300),
            grade=plain(row.grade),
        )
        for row in frame.itertuples()
    )


def own(figures: pd.DataFrame | None, series: str) -> tuple[Dot, ...]:
    """The reader's own figures of a series, in the series' unit."""
    if figures is None:
        return ()
    return tuple(_own(row) for row in figures[figures["series"] == series].itertuples())


def _own(row: Any) -> Dot:
    month = pd.Timestamp(row.date if "-" in row.date else f"{row.date}-{MIDYEAR:02d}")
    period = f"{month:%B %Y}" if "-" in row.date else row.date
    return Dot(month, row.value, period, plain(row.source, 120), own=True)


@cache
def events() -> tuple[Event, ...]:
    """The events that charts mark, in order of date."""
    frame = history.events().sort_values("date")
    found = [
        Event(pd.Timestamp(row.date).replace(day=1), plain(row.label), plain(row.about, 200))
        for row in frame.itertuples()
    ]
    following = [*(event.month for event in found[1:]), pd.Timestamp.max]
    return tuple(
        event
        for event, then in zip(found, following, strict=True)
        if (then - event.month).days > CROWD
    )


@cache
def _recorded() -> dict[str, pd.DataFrame]:
    return history.recorded_series()
