"""A cheap stand-in for the model: how far a parameter set will miss, learnt from runs made.

Every miss is a quadratic of the parameters that matter, fitted by ridge regression; what the
quadratic leaves over, the parameters left out and luck among it, is added as variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.estimation.history_matching import targets

Array = NDArray[np.float64]

RIDGE = 1.0
PRODUCTS = 30
"""Parameters, the most influential first, whose products with each other enter."""
CUT = 20.0
"""Misses are cut here: how bad a hopeless set is teaches nothing about good ones."""
STEP = 0.12
"""Size of a chain's moves, in places of the prior."""


@dataclass(frozen=True)
class Emulator:
    """Coefficients of every miss, and the variance that is left."""

    active: NDArray[np.int64]
    """Places of the parameters that matter, the most influential first."""
    coefficients: Array
    left_over: Array

    years: tuple[int, ...] | None = None
    """Years that count towards the distance; all if none are named."""

    def misses(self, places: Array) -> Array:
        """Expected misses (`targets.misses`) at places of the unit cube."""
        return np.asarray(features(places[:, self.active]) @ self.coefficients)

    def expected(self, places: Array) -> Array:
        """Expected distance (`targets.distance`) at places of the unit cube, shape (draws,)."""
        squares = self.misses(places) ** 2 + self.left_over
        return targets.far(targets.by_target(squares, self.years))


def features(places: Array) -> Array:
    """Constant, places, their squares and the first ones' products, centred on the prior."""
    x = 2.0 * places - 1.0
    first = x[:, :PRODUCTS]
    rows, columns = np.triu_indices(first.shape[1], 1)
    parts = [np.ones((len(x), 1)), x, x**2, first[:, rows] * first[:, columns]]
    return np.concatenate(parts, axis=1)


def fit(
    places: Array,
    missed: Array,
    active: NDArray[np.int64],
    years: tuple[int, ...] | None = None,
) -> Emulator:
    """Learn from runs; those nearer the record count more.

    Args:
        places: where the runs were made, shape (draws, parameters).
        missed: `targets.misses` of these runs.
        active: places of the parameters to use.
        years: years of the record that may be looked at; all if left out.
    """
    good = ~np.isnan(missed).any(axis=1)
    x, y = features(places[good][:, active]), np.clip(missed[good], -CUT, CUT)
    weight = 1.0 / (1.0 + targets.distance(y, years) ** 2)
    penalty = RIDGE * weight.mean() * np.eye(x.shape[1])
    penalty[0, 0] = 0.0
    weighted = x * weight[:, None]
    inverse = np.linalg.inv(x.T @ weighted + penalty)
    coefficients = inverse @ (weighted.T @ y)
    leverage = np.einsum("ij,jk,ik->i", weighted, inverse, x)
    errors = (y - x @ coefficients) / (1.0 - np.clip(leverage, 0.0, 0.9))[:, None]
    left_over = (weight[:, None] * errors**2).sum(axis=0) / weight.sum()
    return Emulator(active, coefficients, left_over, years)


def sample(
    emulator: Emulator, start: Array, limit: float, moves: int, rng: np.random.Generator
) -> Array:
    """Draws from the prior where the expected distance stays within a limit.

    Chains of small steps, one from each start; a step out of the cube or over the limit is not
    taken. A start over the limit first walks downhill. Parameters the emulator does not know are
    drawn anew from the prior.
    """
    at, level = start.copy(), emulator.expected(start)
    moved = emulator.active
    for _ in range(moves):
        step = np.zeros_like(at)
        some = rng.random((len(at), len(moved))) < 0.2
        step[:, moved] = some * rng.normal(0.0, STEP, (len(at), len(moved)))
        proposal = at + step
        inside = ((proposal >= 0.0) & (proposal <= 1.0)).all(axis=1)
        there = emulator.expected(proposal)
        taken = inside & (there <= np.maximum(limit, level))
        at[taken], level[taken] = proposal[taken], there[taken]
    others = np.setdiff1d(np.arange(at.shape[1]), moved)
    at[:, others] = rng.random((len(at), len(others)))
    return at
