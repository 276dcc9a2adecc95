"""One run: what is to be made, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.case import Case
from scenarios.definition import parameter_sets


@dataclass(frozen=True)
class Row:
    """One run to be made."""

    run_id: int
    point_id: int
    scenario: str
    replication: int
    case: Case
    parameter_set: int = parameter_sets.BEST
    """Number of the parameter set of the ensemble it takes."""


@dataclass(frozen=True)
class Outcome:
    """How one run ended."""

    state: str
    """ok, failed (the run raised) or crashed (its process died)."""
    wall_s: float
    values: NDArray[np.float32] | None = None
    """Shape (months, series kept); None unless ok."""
    error: str = ""
    t_end: float = 0.0
    """Seconds since 1970."""
