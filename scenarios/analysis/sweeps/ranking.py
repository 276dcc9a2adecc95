"""Which factors an outcome goes with, on any design: scores of extra trees and rank correlations.

A score says how much a factor helps to tell the outcome, whatever the shape and in company; a
partial rank correlation says which way it pulls, the other factors held (Saltelli and others 2004).
Neither is a share of variance; they need no special design, so old sweeps can be looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from model.errors import InputError
from scenarios.analysis.sweeps.resampling import interval
from scenarios.analysis.sweeps.responses import Responses
from scenarios.storage import extras

Values = NDArray[np.float64]

TREES = 200
RESAMPLES = 200
LEFT = 1e-9
"""Share of a variance below which nothing is left of it."""


@dataclass(frozen=True)
class Ranking:
    """What `ranking` gives."""

    factors: pd.DataFrame
    """factor, score (sums to one; NaN without trees), rank_correlation, low, high (its 95 %
    interval); best score first, or strongest correlation."""
    noise: float
    """The score of a column of noise: a factor below it tells nothing. NaN without trees."""
    explained: float
    """Share of variance the trees tell of draws they have not seen. NaN without trees."""
    draws: int
    left_out: int
    """Draws left out because a run of theirs has no figure."""


def ranking(given: Responses, statistic: str = "mean", trees: bool = True) -> Ranking:
    """Rank the factors of any design.

    Args:
        given: what the design gave.
        statistic: of the seeds of a draw: "mean" or "spread".
        trees: whether to score by trees too, where scikit-learn is installed; they take seconds.

    Raises:
        InputError: too few whole draws, or an outcome that never changes.
    """
    kept = given.whole
    places, y = given.places[kept], given.of(statistic)[kept]
    if len(y) < places.shape[1] + 3:
        raise InputError(
            f"{given.path}: {len(y)} draws have every figure; expected "
            f"{places.shape[1] + 3} or more, to rank {places.shape[1]} factors"
        )
    if np.ptp(y) == 0:
        raise InputError(f"{given.path}: {given.outcome.label} is the same in every draw")
    correlation = partial_rank_correlations(places, y)
    rng = np.random.default_rng(0)
    picks = (rng.integers(0, len(y), len(y)) for _ in range(RESAMPLES))
    low, high = interval(np.stack([partial_rank_correlations(places[p], y[p]) for p in picks]))
    trees = trees and extras.has("sklearn")
    scores, noise, explained = tree_scores(given, kept, y) if trees else (
        np.full(len(given.names), np.nan), float("nan"), float("nan"))  # fmt: skip
    frame = pd.DataFrame({"factor": given.names, "score": scores, "rank_correlation": correlation,
                          "low": low, "high": high})  # fmt: skip
    order = np.argsort(-np.abs(correlation) if np.isnan(scores).all() else -scores, kind="stable")
    return Ranking(frame.iloc[order].reset_index(drop=True), noise, explained, len(y),
                   int((~kept).sum()))  # fmt: skip


def partial_rank_correlations(places: Values, y: Values) -> Values:
    """Correlation of the ranks of each factor and the outcome, the other factors held.

    Args:
        places: shape (draws, factors); a factor that never changes gets 0.
        y: one figure a draw; if it never changes every factor gets 0. So does a factor when the
            others tell the outcome to the end, or tell the factor: nothing is left to go with it.
    """
    if np.ptp(y) == 0:
        return np.zeros(places.shape[1])
    changes = np.ptp(places, axis=0) > 0
    ranks = stats.rankdata(np.column_stack([places[:, changes], y]), axis=0)
    found = np.zeros(places.shape[1])
    found[changes] = _partial(np.atleast_2d(np.corrcoef(ranks, rowvar=False)))
    return np.clip(found, -1, 1)


def _partial(correlations: Values) -> Values:
    """Correlation of the last with each other one, the rest held."""
    if np.linalg.eigvalsh(correlations)[0] > LEFT:
        inverse = np.linalg.inv(correlations)
        diagonal = np.sqrt(np.diag(inverse))
        found: Values = -inverse[:-1, -1] / (diagonal[:-1] * diagonal[-1])
        return found
    return np.array([_left(correlations, i) for i in range(len(correlations) - 1)])


def _left(correlations: Values, number: int) -> float:
    """The same for one of them, where some tell others to the end and no inverse exists."""
    pair = [number, len(correlations) - 1]
    rest = [i for i in range(len(correlations)) if i not in pair]
    across = correlations[np.ix_(rest, pair)]
    held = np.linalg.pinv(correlations[np.ix_(rest, rest)], rcond=LEFT, hermitian=True)
    left = correlations[np.ix_(pair, pair)] - across.T @ held @ across
    own = np.diag(left)
    return float(left[0, 1] / np.sqrt(own.prod())) if (own > LEFT).all() else 0.0


def tree_scores(
    given: Responses, kept: NDArray[np.bool_], y: Values
) -> tuple[Values, float, float]:
    """Scores of extra trees (Geurts and others 2006), that of noise, and R² out of the bag."""
    ensemble = extras.need("sklearn.ensemble", "a ranking by trees")
    columns, owner = features(given, kept)
    noise = np.random.default_rng(0).random((len(y), 1))
    trees = ensemble.ExtraTreesRegressor(TREES, bootstrap=True, oob_score=True, random_state=0,
                                         min_samples_leaf=2, n_jobs=1)  # fmt: skip
    trees.fit(np.hstack([columns, noise]), y)
    found = trees.feature_importances_
    scores = np.bincount(owner, found[:-1], minlength=len(given.names))
    total = scores.sum()
    return scores / total, float(found[-1] / total), float(trees.oob_score_)


def features(given: Responses, kept: NDArray[np.bool_]) -> tuple[Values, NDArray[np.int64]]:
    """Columns for a learner: places of ranges, a column of 0 and 1 per name of a list.

    Returns:
        The columns, shape (draws, columns), and which factor each belongs to.
    """
    columns, owner = [], []
    for i, one in enumerate(given.factors):
        drawn = given.draws[one.name][kept]
        if one.values and isinstance(one.values[0], str):
            columns += [(drawn == value).to_numpy(np.float64) for value in one.values]
            owner += [i] * len(one.values)
        else:
            columns.append(drawn.to_numpy(np.float64))
            owner.append(i)
    return np.stack(columns, axis=1), np.array(owner, np.int64)
