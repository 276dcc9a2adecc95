"""Runs whose cost is known: what a sweep costs beyond them is its own."""

from __future__ import annotations

import time

import numpy as np

from scenarios.storage.rows import Outcome

BURN_S = 0.04
"""Processor time of one run."""


def burn(case, series):
    """Figures of a whole run after so much processor time of this process and no more."""
    start = time.process_time()
    outcome = instant(case, series)
    while time.process_time() - start < BURN_S:
        pass
    return outcome


def instant(case, series):
    """Figures of a whole run at once, smooth like those of the model."""
    rng = np.random.default_rng(case.seed)
    steps = rng.standard_normal((len(case.months), len(series)), np.float32)
    values = 1 + np.float32(0.01) * steps.cumsum(axis=0) * np.float32(
        1 + case.parameters["sanctions.leak"]
    )
    return Outcome("ok", 0.0, values, t_end=time.time())
