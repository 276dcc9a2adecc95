"""Morris screening: which factors matter at all, from a few trajectories.

An elementary effect is what a step of one factor through its whole range would change, judged by a
step of half the levels (Morris 1991); mu* is the mean of their sizes (Campolongo and others 2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError
from scenarios.analysis.sweeps.resampling import RESAMPLES, interval, weights
from scenarios.analysis.sweeps.responses import Basis, Responses, check_method, whole_groups
from scenarios.definition import sampling

Values = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Screen(Basis):
    """What `morris` gives."""

    factors: pd.DataFrame
    """factor, mu_star, low, high (its interval), mu, sigma, in the outcome's unit over the whole
    range of the factor; largest mu_star first."""
    trajectories: int


def morris(
    given: Responses,
    statistic: str = "mean",
    leave_out: bool = False,
    resamples: int = RESAMPLES,
) -> Screen:
    """Effects of the factors of a Morris design.

    Args:
        given: what the design gave.
        statistic: of the seeds of a draw: "mean" or "spread".
        leave_out: leave out trajectories with a missing run; else refuse.
        resamples: of the bootstrap over trajectories.

    Raises:
        InputError: another design, or missing runs.
    """
    check_method(given, "morris", "morris")
    blocks = given.draws.block.to_numpy(np.int64)
    kept = whole_groups(given, blocks, leave_out, "trajectory")
    rows = np.isin(blocks, kept)
    effects = elementary_effects(_places(given)[rows], given.of(statistic)[rows])
    low, high = interval(weights(len(kept), resamples) @ np.abs(effects))
    frame = pd.DataFrame({
        "factor": given.names, "mu_star": np.abs(effects).mean(axis=0), "low": low, "high": high,
        "mu": effects.mean(axis=0), "sigma": effects.std(axis=0, ddof=1),
    })  # fmt: skip
    return Screen(
        factors=frame.sort_values("mu_star", ascending=False, ignore_index=True),
        trajectories=len(kept),
        left_out=int(blocks.max()) + 1 - len(kept),
        seeds=given.seeds,
        seed_share=given.seed_share,
    )


def _places(given: Responses) -> Values:
    """Places of the draws in the unit cube, made again: a list of names does not give them away."""
    d = given.design
    found, _ = sampling.places("morris", d["n"], len(given.names), d["levels"], d["entropy"])
    ranges = [i for i, one in enumerate(given.factors) if not one.values]
    if not np.allclose(found[:, ranges], given.places[:, ranges], atol=1e-9):
        raise InputError(f"{given.path}: its draws are not those this version of the program makes "
                         "of its design; analyse it with the version that made it")  # fmt: skip
    return found


def elementary_effects(places: Values, y: Values) -> Values:
    """Elementary effects of trajectories that change one factor a step.

    Args:
        places: of the draws in the unit cube, trajectory by trajectory: (draws, factors).
        y: the outcome of each draw.

    Returns:
        Shape (trajectories, factors): outcome per whole range of the factor.
    """
    factors = places.shape[1]
    steps = np.diff(places.reshape(-1, factors + 1, factors), axis=1)
    changes = np.diff(y.reshape(-1, factors + 1), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    effects = np.empty((len(steps), factors))
    np.put_along_axis(effects, moved, changes / size, axis=1)
    return effects
