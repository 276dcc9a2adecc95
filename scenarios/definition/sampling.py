"""Where a design puts its draws: a grid, or places in the unit cube.

Every function is a pure function of its arguments, so a design can be made again from its file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.errors import InputError

Places = NDArray[np.float64]
Blocks = NDArray[np.int32]

METHODS = ("grid", "lhs", "sobol", "saltelli", "morris", "table")


def count(method: str, n: int, levels: Sequence[int]) -> int:
    """Draws a design makes, without making them.

    Args:
        method: one of `METHODS`.
        n: points of lhs and sobol, base points of saltelli, morris trajectories, table rows.
        levels: in a grid, values of each factor; else one entry a factor.
    """
    factors = len(levels)
    if method == "grid":
        return math.prod(levels)
    return n * {"saltelli": factors + 2, "morris": factors + 1}.get(method, 1)


def grid(levels: Sequence[int]) -> NDArray[np.int64]:
    """Every combination: shape (draws, factors), the place of each factor's value."""
    return np.stack(np.unravel_index(np.arange(math.prod(levels)), levels), axis=1)


def places(method: str, n: int, factors: int, levels: int, seed: int) -> tuple[Places, Blocks]:
    """Draws in the unit cube, shape (draws, factors), and which block each belongs to.

    Blocks: the trajectory of a Morris draw; 0 for the matrix A of a Saltelli design, 1 for B,
    2 + i for A with column i of B; else 0.
    """
    if method == "morris":
        return _morris(n, factors, levels, seed)
    if method == "saltelli":
        return _saltelli(n, factors, seed)
    from scipy.stats import qmc

    maker = qmc.LatinHypercube if method == "lhs" else qmc.Sobol
    return maker(factors, rng=np.random.default_rng(seed)).random(n), np.zeros(n, np.int32)


def check(method: str, n: int, levels: int) -> None:
    """Refuse a size the method has no use for."""
    if n < 1:
        raise InputError(f"n = {n}: a design of method {method} needs n, 1 or more")
    if method in ("sobol", "saltelli") and n & (n - 1):
        raise InputError(f"n = {n}: Sobol points are balanced for powers of two; try "
                         f"{2 ** (n.bit_length() - 1)} or {2 ** n.bit_length()}")  # fmt: skip
    if method == "morris" and (levels < 2 or levels % 2 or levels > 1000):
        raise InputError(f"levels = {levels}; a Morris design needs an even number, 2 to 1000")


def _saltelli(n: int, factors: int, seed: int) -> tuple[Places, Blocks]:
    """Matrices A and B, then A with each column of B in turn (Saltelli and others 2010)."""
    from scipy.stats import qmc

    both = qmc.Sobol(2 * factors, rng=np.random.default_rng(seed)).random(n)
    a, b = both[:, :factors], both[:, factors:]
    mixed = []
    for column in range(factors):
        mixed.append(a.copy())
        mixed[-1][:, column] = b[:, column]
    blocks = np.repeat(np.arange(factors + 2, dtype=np.int32), n)
    return np.concatenate([a, b, *mixed]), blocks


def _morris(n: int, factors: int, levels: int, seed: int) -> tuple[Places, Blocks]:
    """Trajectories that change one factor a step, by half the levels (Morris 1991)."""
    rng = np.random.default_rng(seed)
    jump = levels // 2
    found = np.empty((n, factors + 1, factors))
    for trajectory in found:
        low = rng.integers(0, jump, factors)
        up = rng.random(factors) < 0.5
        order = rng.permutation(factors)
        at = np.where(up, low, low + jump)
        trajectory[0] = at
        for step, moved in enumerate(order, start=1):
            at[moved] += jump if up[moved] else -jump
            trajectory[step] = at
    blocks = np.repeat(np.arange(n, dtype=np.int32), factors + 1)
    return found.reshape(-1, factors) / (levels - 1), blocks
