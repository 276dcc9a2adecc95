"""Patterns and checks beside their ranges: passed, failed, or not scored."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np

from scenarios.evaluation.patterns.evidence import Evidence
from scenarios.evaluation.patterns.values import VALUES
from scenarios.history import tables

INTERVAL = (0.05, 0.95)
WINDOWS = ("fit", "held_out", "structural")


def patterns(evidence: Evidence, held_out: bool = True) -> list[dict[str, Any]]:
    """The eighteen patterns, each with its parts.

    Args:
        evidence: runs and scores.
        held_out: whether patterns of years after 2019 are scored.

    Returns:
        name, passed (None = not scored), value and range of the part that decides (the first that
        fails, else the first), source, window, parts.
    """
    return [_pattern(evidence, list(rows), held_out) for rows in _rows("pattern")]


def checks(evidence: Evidence) -> list[dict[str, Any]]:
    """Outside figures never used in fitting, in the same form."""
    return [_pattern(evidence, list(rows), True) for rows in _rows("check")]


def counts(scored: Sequence[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Patterns passed, failed and not scored, by window."""
    names = {True: "passed", False: "failed", None: "not_scored"}
    return {
        window: {
            name: sum(p["window"] == window and p["passed"] is state for p in scored)
            for state, name in names.items()
        }
        for window in WINDOWS
    }


def _rows(kind: str) -> list[Any]:
    mine = [row for row in tables.read("patterns") if row["kind"] == kind]
    return [list(rows) for _, rows in groupby(mine, lambda row: int(row["number"]))]


def _pattern(evidence: Evidence, rows: Sequence[tables.Row], held_out: bool) -> dict[str, Any]:
    window = rows[0]["window"]
    read = held_out or window != "held_out"
    parts = [_part(evidence if read else None, row) for row in rows]
    states = [part["passed"] for part in parts]
    passed = None if None in states and False not in states else all(states)
    decides = next((p for p in parts if p["passed"] is False), parts[0])
    return {
        "number": int(rows[0]["number"]),
        "name": rows[0]["name"],
        "passed": passed,
        **{key: decides[key] for key in ("value", "range", "unit", "source")},
        "window": window,
        "parts": parts,
    }


def _part(evidence: Evidence | None, row: tables.Row) -> dict[str, Any]:
    ends = [float(row[end]) if row[end] else None for end in ("value", "high")]
    found = VALUES[row["part"]](evidence) if evidence is not None else None
    value, interval = None, None
    if found is not None and np.isfinite(found).all():
        value = float(np.mean(found))
        if np.ndim(found):
            interval = [float(q) for q in np.quantile(found, INTERVAL)]
    low, high = ends
    inside = None if value is None else (
        (low is None or value >= low) and (high is None or value <= high)
    )  # fmt: skip
    return {
        "part": row["part"],
        "words": row["words"],
        "value": value,
        "interval": interval,
        "range": ends,
        "unit": row["unit"],
        "passed": inside,
        "source": row["source"],
    }
