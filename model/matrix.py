"""The opening social accounting matrix of 2011 and the recipes read from it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from model.figures import Array, Figures
from model.populations.layout import ACTIVITY, BRANCHES, N_GOODS, USERS

RECORD = Path(__file__).parent / "record"
MONTHS = 12
_HEAVY = ("metals", "chemicals", "machinery")
_HOUSEHOLD_ACCOUNTS = ("HHE", "HHW", "HHF", "SOL", "STATE")


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """One recorded table of the opening, a row a mapping by column."""
    with (RECORD / name).open(encoding="utf-8", newline="") as file:
        return tuple(MappingProxyType(row) for row in csv.DictReader(file))


@cache
def matrix() -> dict[tuple[str, str], float]:
    """Cells of the balanced matrix by (receiver, payer), trn KRW a year at BOK prices."""
    cells: dict[tuple[str, str], float] = {}
    for row in rows("sam_2011.csv"):
        payers = dict(row)
        receiver = payers.pop("receives\\pays")
        cells |= {(receiver, payer): float(v) for payer, v in payers.items() if v}
    return cells


def cell(receiver: str, payer: str) -> float:
    """One cell, 0 where the matrix has none."""
    return matrix().get((receiver, payer), 0.0)


@cache
def _heavy_split() -> dict[str, tuple[float, ...]]:
    return {row["item"]: tuple(float(row[b]) for b in _HEAVY) for row in rows("heavy_branches.csv")}


def _share_of_branch(branch: int) -> float:
    if ACTIVITY[branch] != "HVY":
        return 1.0
    return _output_split()[_HEAVY.index(BRANCHES[branch])]


@cache
def _output_split() -> tuple[float, ...]:
    """Parts of heavy industry's branches in its output: what all accounts buy of each."""
    split = _heavy_split()
    buyers = {payer for receiver, payer in matrix() if receiver == "HVY" and payer != "total"}
    bought = [
        sum(cell("HVY", payer) * split.get(payer, split["FINAL"])[i] for payer in sorted(buyers))
        for i in range(len(_HEAVY))
    ]
    return tuple(part / sum(bought) for part in bought)


def _bought(good: int, account: str) -> float:
    """What one account spends on one good, heavy industry's cell split over its branches."""
    value = cell(ACTIVITY[good], account)
    if ACTIVITY[good] != "HVY":
        return value
    split = _heavy_split()
    return value * split.get(account, split["FINAL"])[_HEAVY.index(BRANCHES[good])]


class Recipe(Figures):
    """Opening flows a month and the inputs of each branch per unit of output."""

    base: Array = np.zeros(len(BRANCHES))
    """Output of each branch, trn KRW a month."""
    goods: Array = np.zeros((len(BRANCHES), N_GOODS))
    """Home-made storable inputs per unit of output, [branch, good]."""
    imported: Array = np.zeros(len(BRANCHES))
    """Imported intermediates per unit of output, [branch]."""
    fuel: Array = np.zeros(len(BRANCHES))
    """Oil products per unit of output, [branch]."""
    power: Array = np.zeros(len(BRANCHES))
    """Power and water per unit of output, [branch]."""
    materials: Array = np.zeros(len(BRANCHES))
    """Home-made storable inputs per unit of output, all goods together, [branch]."""
    final: Array = np.zeros((len(USERS), N_GOODS))
    """Opening final use of goods, trn KRW a month, [user, good]; branches' rows are zero."""
    value_added: Array = np.zeros(len(BRANCHES))
    """Value added per unit of output, [branch]."""
    military_services: float = 0.0
    """What the state spends on them, trn KRW a year; the next on munitions and army sites."""
    military_capital: float = 0.0
    civil_services: float = 0.0
    """Civil state services and civil investment, trn KRW a year."""
    civil_investment: float = 0.0


@cache
def recipe() -> Recipe:
    """Recipes and opening flows of the matrix."""
    count = len(BRANCHES)
    share = np.array([_share_of_branch(b) for b in range(count)])
    yearly = np.array([cell(ACTIVITY[b], "total") for b in range(count)]) * share
    per_unit = share / yearly
    goods = np.array([[_bought(g, ACTIVITY[b]) for g in range(N_GOODS)] for b in range(count)])
    factors = ("LABP", "LABM", "GOS")
    found = Recipe(Recipe.opened())
    found.base[:] = yearly / MONTHS
    found.goods[:] = goods * per_unit[:, None]
    found.materials[:] = goods.sum(axis=1) * per_unit
    found.imported[:] = _column("M_INT") * per_unit
    found.fuel[:] = _column("M_OIL") * per_unit
    found.power[:] = _column("UTL") * per_unit
    found.final[:] = _final()
    found.value_added[:] = sum(_column(f) for f in factors) * per_unit
    found.military_services = cell("MIL", "STATE")
    found.military_capital = cell("MILK", "STATE")
    found.civil_services = cell("CIV", "STATE")
    found.civil_investment = cell("CAPC", "total")
    return found


def _column(receiver: str) -> Array:
    return np.array([cell(receiver, account) for account in ACTIVITY])


def _final() -> Array:
    final = np.zeros((len(USERS), N_GOODS))
    for good in range(N_GOODS):
        final[USERS.index("households"), good] = sum(_bought(good, a) for a in _HOUSEHOLD_ACCOUNTS)
        final[USERS.index("investment"), good] = _bought(good, "CAPC")
        final[USERS.index("military stocks"), good] = _bought(good, "MILK")
        final[USERS.index("exports"), good] = _bought(good, "ROW")
    return final / MONTHS
