"""More draws until medians are known well enough: of the error of computing, not of the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.execution.run import Progress, run, run_or_reuse
from scenarios.storage import store

if TYPE_CHECKING:
    from scenarios.analysis.compare import Line
    from scenarios.analysis.results import Results
    from scenarios.definition.catalog import Scenario

MOST = 1000
"""Draws at most: five times the ensemble."""
BATCH = 20
SPARE = 1.1
"""More draws are run than the error so far asks for, since it is uncertain itself."""


@dataclass(frozen=True)
class Reached:
    """How near medians came to the error asked for."""

    results: Results
    lines: list[Line]
    asked: float
    """Monte Carlo error as a share of the 5 to 95 % width."""
    draws: int
    """Run of each scenario."""

    @property
    def worst(self) -> Line:
        """The measure whose median is known least."""
        return worst(self.lines)

    @property
    def enough(self) -> bool:
        """Whether every median is known well enough."""
        return self.worst.difference.effect.error_share <= self.asked

    def facts(self) -> dict[str, Any]:
        """For JSON."""
        found = self.worst
        return {"asked": self.asked, "reached": self.enough, "draws": self.draws, "most": MOST,
                "worst": found.difference.series,
                "error": found.difference.effect.error_share}  # fmt: skip


def worst(lines: Sequence[Line]) -> Line:
    """The measure whose Monte Carlo error is the largest share of its width.

    One that has a single draw counts as the worst, one that has no figure at all is left out.
    """
    known = [line for line in lines if line.difference.effect.n] or lines
    shares = [line.difference.effect.error_share for line in known]
    return known[int(np.argmax(np.nan_to_num(shares, nan=np.inf)))]


def until(
    error: float,
    pair: Sequence[Scenario],
    seeds: int,
    out: Path,
    look: Callable[[Results], list[Line]],
    progress: Callable[[Progress], None] | None = None,
) -> Reached:
    """Run batches until every median's error is small enough, or there are `MOST` draws.

    Each batch takes over the runs of the one before, which makes room for it; what was stored
    before stays. The next batch is as large as the error so far asks for, and at most doubles.

    Args:
        error: the largest allowed, as a share of the 5 to 95 % width.
        pair: the two scenarios.
        seeds: draws to begin with.
        out: folder of stores.
        look: what is asked of the runs.
        progress: called after every run.
    """
    before = set(store.find(out))
    results = run_or_reuse(pair, seeds, out, progress=progress)
    while True:
        draws = int(results.manifest["replications"])
        found = Reached(results, look(results), error, draws)
        if found.enough or draws >= MOST:
            return found
        share = found.worst.difference.effect.error_share
        wanted = SPARE * draws * (share / error) ** 2 if not isnan(share) else 2 * draws
        more = min(MOST, 2 * draws, max(draws + BATCH, BATCH * ceil(wanted / BATCH)))
        results = run(pair, more, out, progress=progress, held=results)
        if found.results.path not in before:
            store.discard(found.results.path)
