"""Two worlds: draws that answer in two ways, and the one parameter that tells which is which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenarios.analysis import modes
from scenarios.analysis.sureness import Effect, effect

if TYPE_CHECKING:
    from scenarios.storage.stored import Stored

Values = NDArray[np.float64]
Sides = NDArray[np.bool_]

RIGHT = 0.8
"""Least balanced accuracy, on draws not used to find it, with which a parameter parts the draws."""
LEAST_DRAWS = 60
"""With fewer draws a parameter that has nothing to do with it is named too often: by chance alone
in 4 of 100 measures with 20 draws, in 1 with 40, in fewer than 1 of 300 with 60."""
FOLDS = 5
SHUFFLED = 18
"""Seed of the folds."""


@dataclass(frozen=True)
class Worlds:
    """What a difference is on either side of one parameter."""

    parameter: str
    limit: float
    """In the parameter's unit; a draw at the limit lies below."""
    right: float
    """Balanced accuracy on draws not used to find it: the mean of the shares put right of either
    group."""
    parted_at: str
    """What parts the draws: "nought", or a "gap" between two modes."""
    at: float
    """Where, in the unit of the difference."""
    below: Effect
    """The difference in draws whose parameter is up to the limit."""
    above: Effect

    def said(self, shown: Callable[[float], str]) -> str:
        """In a sentence, figures as ``shown`` writes them."""
        return (f"Two worlds, told apart by {self.parameter}: up to {self.limit:.4g} the median is "
                f"{shown(self.below.median)} ({self.below.words}), above it "
                f"{shown(self.above.median)} ({self.above.words}). It puts {self.right:.0%} of "
                "draws right that were not used to find it.")  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        sides = {"below": self.below.as_dict(), "above": self.above.as_dict()}
        return {**vars(self), **sides}


@dataclass(frozen=True)
class Table:
    """Parameters of draws."""

    names: tuple[str, ...]
    values: Values
    """Shape (draws, parameters)."""


def parameters(results: Stored, scenario: str, replications: NDArray[np.int64]) -> Table:
    """The parameters that vary among draws of plain runs, one row a replication given."""
    from model.parameters import shipped

    runs = results.runs[results.runs.scenario == scenario].set_index("replication")
    names = [name for name in runs.columns if name in shipped()]
    return varying(names, runs.loc[replications, names].to_numpy(np.float64))


def varying(names: Sequence[str], values: Values) -> Table:
    """A table without the parameters that are the same in all draws."""
    kept = np.ptp(values, axis=0) > 0 if len(values) else np.zeros(len(names), dtype=bool)
    return Table(tuple(np.array(names, dtype=str)[kept].tolist()), values[:, kept])


def worlds(figures: Values, table: Table) -> Worlds | None:
    """The two worlds that draws fall into; None if they do not, or no parameter says which.

    Args:
        figures: a difference a draw; NaN is left out.
        table: the parameters of the same draws.
    """
    known = ~np.isnan(figures)
    figures, values = figures[known], table.values[known]
    if len(figures) < LEAST_DRAWS or not table.names:
        return None
    found = []
    for words, at, above in modes.partings(figures):
        right, place, limit = sorts(above, values)
        found.append((right, words, at, place, limit))
    if not found or max(found)[0] < RIGHT:
        return None
    right, words, at, place, limit = max(found)
    low = values[:, place] <= limit
    return Worlds(table.names[place], limit, right, words, at,
                  effect(figures[low]), effect(figures[~low]))  # fmt: skip


def parted(figures: Values) -> bool:
    """Whether draws fall into two groups, whatever may sort them."""
    known = figures[~np.isnan(figures)]
    return len(known) > 1 and next(modes.partings(known), None) is not None


def sorts(above: Sides, values: Values) -> tuple[float, int, float]:
    """How well one split of one parameter sorts draws that did not choose it.

    Returns:
        Balanced accuracy over five folds, each sorted by the split that the other four choose;
        draws of one parameter set share a fold. Then the parameter that all draws choose and its
        limit; an accuracy of 0 if most folds choose another parameter.
    """
    _, sets = np.unique(values, axis=0, return_inverse=True)
    fold = np.random.default_rng(SHUFFLED).permutation(sets.max() + 1)[sets] % FOLDS
    order = np.argsort(values, axis=0, kind="stable")
    place, limit, _ = _split(above, values, order)
    told, same = np.zeros(len(above), dtype=bool), 0
    for number in range(FOLDS):
        out = fold == number
        if len(np.unique(above[~out])) < 2:
            return 0.0, place, limit
        inside = order.T[~out[order.T]].reshape(len(order.T), -1).T
        chosen, cut, above_cut = _split(above, values, inside)
        told[out] = (values[out, chosen] > cut) == above_cut
        same += chosen == place
    right = float((told[above].mean() + (~told[~above]).mean()) / 2)
    return right if same > FOLDS / 2 else 0.0, place, limit


def _split(above: Sides, values: Values, order: NDArray[np.intp]) -> tuple[int, float, bool]:
    """The parameter and limit that sort draws best, and whether those above lie above it.

    Args:
        above: of every draw.
        values: parameters of every draw.
        order: the draws that count, in rising order of each parameter.
    """
    ranked = np.take_along_axis(values, order, axis=0)
    is_above = above[order]
    caught, wrong = (np.cumsum(side, axis=0, dtype=np.int64) for side in (is_above, ~is_above))
    caught, wrong = caught / caught[-1], wrong / wrong[-1]
    gain = (wrong - caught)[:-1]
    gain[ranked[:-1] == ranked[1:]] = 0  # no limit lies between equal values
    row, place = np.unravel_index(int(np.abs(gain).argmax()), gain.shape)
    limit = float(ranked[row : row + 2, place].mean())
    return int(place), limit, bool(gain[row, place] > 0)
