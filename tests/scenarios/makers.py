"""Runs that cost nothing, and runs that go wrong: what a sweep hands to its processes in tests.

What a run does is read from its case: sanctions.leak 0.1 raises, 0.2 hangs, 0.25 hangs in a
compiled kernel, 0.3 kills its process, 0.35 takes 9 GB; fx.gifts is how many milliseconds it takes.
"""

from __future__ import annotations

import os
import signal
import time

import numpy as np

from scenarios.storage.rows import Outcome


def plain(case, series):
    """Figures that depend on everything in the case."""
    rng = np.random.default_rng([case.seed, int(case.hash, 16)])
    values = rng.random((len(case.months), len(series))).astype(np.float32)
    time.sleep(case.parameters.get("fx.gifts", 0) / 1000)
    return Outcome("ok", case.parameters.get("fx.gifts", 0) / 1000, values, t_end=time.time())


def faulty(case, series):
    """As above, or what the case asks for."""
    leak = case.parameters.get("sanctions.leak")
    if leak == 0.1:
        return Outcome("failed", 0.0, error="AccountError: won do not close", t_end=time.time())
    if leak == 0.2:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())  # as deaf as a kernel
        time.sleep(600)
    if leak == 0.25:
        _spin()
    if leak == 0.3:
        os._exit(7)
    if leak == 0.35:
        np.zeros(9_000_000_000, np.uint8).fill(1)
    return plain(case, series)


def _spin():
    """Never comes back from compiled code, where no Python runs and no signal is seen."""
    import numba

    @numba.njit
    def spin(count):
        while count > 0:
            count += 1
            count = max(count, 1)
        return count

    spin(1)
