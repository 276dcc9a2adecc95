"""The balanced table nearest to a given one, some cells held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

from model.errors import InputError

TOLERANCE = 1e-10
"""Largest gap between an account's receipts and payments that counts as balanced."""

Array = NDArray[np.float64]
type Cells = Mapping[tuple[str, str], float]


def nearest(free: Cells, held: Cells) -> dict[tuple[str, str], float]:
    """The nearest table in which every account receives what it pays.

    Nearest means least cross-entropy: the sum of a ln(a/a0) - a + a0 over the free cells. Then
    a = a0 exp(l_receiver - l_payer) with one number l an account, so a zero stays zero, a cell
    on the diagonal stays what it is, and a prior scaled account by account gives the same table.

    Args:
        free: positive cells that may move, by (receiver, payer).
        held: cells that may not, none of them among the free ones.

    Returns:
        Both, in the unit they came in.

    Raises:
        InputError: no such table exists; the account furthest from balance is named.
    """
    problem = _Problem(free, held)
    solution = root(problem.gap, np.zeros(len(problem.solved)), jac=problem.slope, tol=1e-14)
    found = dict(zip(free, problem.flows(solution.x).tolist(), strict=True))
    _refuse_unbalanced({**held, **found})
    return {**held, **found}


class _Problem:
    """One equation an account, receipts less payments are nil, in the accounts' numbers l."""

    def __init__(self, free: Cells, held: Cells) -> None:
        accounts = sorted({name for key in (*free, *held) for name in key})
        place = {name: i for i, name in enumerate(accounts)}
        self.count = len(accounts)
        self.to = np.array([place[receiver] for receiver, _ in free])
        self.by = np.array([place[payer] for _, payer in free])
        self.start = np.array(list(free.values()))
        self.excess = np.array(list(surplus(accounts, held).values()))
        # A shift of all numbers together changes nothing: the first account's is left at nil,
        # and its equation follows from the others.
        self.solved = np.array(sorted({*self.to.tolist(), *self.by.tolist()})[1:])

    def flows(self, numbers: Array) -> Array:
        """Free cells at given numbers."""
        level = np.zeros(self.count)
        level[self.solved] = numbers
        return np.asarray(self.start * np.exp(level[self.to] - level[self.by]))

    def gap(self, numbers: Array) -> Array:
        """Receipts less payments of the accounts solved for."""
        flow = self.flows(numbers)
        received = np.bincount(self.to, flow, self.count)
        return np.asarray(
            (self.excess + received - np.bincount(self.by, flow, self.count))[self.solved]
        )

    def slope(self, numbers: Array) -> Array:
        """Derivative of the gaps by the numbers."""
        flow, table = self.flows(numbers), np.zeros((self.count, self.count))
        for row in (self.to, self.by):
            for column in (self.to, self.by):
                np.add.at(table, (row, column), flow if row is column else -flow)
        return np.asarray(table[np.ix_(self.solved, self.solved)])


def surplus(accounts: Iterable[str], cells: Cells) -> dict[str, float]:
    """Receipts less payments of each account."""
    found = dict.fromkeys(accounts, 0.0)
    for (receiver, payer), value in cells.items():
        found[receiver] += value
        found[payer] -= value
    return found


def _refuse_unbalanced(cells: Cells) -> None:
    found = surplus(sorted({name for key in cells for name in key}), cells)
    worst = max(found, key=lambda name: abs(found[name]))
    if not abs(found[worst]) < TOLERANCE:
        raise InputError(
            f"account {worst} cannot be balanced: it receives {found[worst]:+.3g} more than it "
            "pays, and what is held leaves no way to close it"
        )
