"""Money and grain posted to a population are dealt out to its members, and the month is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.compiled import compiled
from model.populations.layout import MUNITIONS

if TYPE_CHECKING:
    from model.economy import Economy

MILLION = 1e6


def deal_out(economy: Economy) -> None:
    """Each population's net receipts reach its members: in by size, out by what each holds."""
    accounts, plants = economy.accounts, economy.enterprises
    defence = plants.branch == MUNITIONS
    size = plants.base_output
    for dollars, plan, cash, part in (
        (accounts.dollars.balance["enterprises"], accounts.plan.balance["enterprises"],
         accounts.cash.balance["enterprises"], ~defence),
        (accounts.dollars.balance["munitions"], accounts.plan.balance["munitions"], None, defence),
    ):
        key = size * part
        weight = plants.weight * part
        _deal(plants.dollars, weight, key, dollars * MILLION)
        _deal(plants.deposits, weight, key, plan * MILLION)
        if cash is not None:
            _deal(plants.cash, plants.weight, size, cash * MILLION)
    farms, traders, companies = economy.farms, economy.traders, economy.companies
    _deal(farms.cash, farms.weight, farms.base_harvest, accounts.cash.balance["farms"] * MILLION)
    _deal(traders.cash, traders.weight, traders.size, accounts.cash.balance["traders"] * MILLION)
    _deal(traders.dollars, traders.weight, traders.size,
          accounts.dollars.balance["traders"] * MILLION)
    _deal(traders.grain, traders.weight, traders.size, accounts.grain.balance["traders"] * MILLION)
    _deal(companies.dollars, companies.weight, companies.licence,
          accounts.dollars.balance["trading companies"] * MILLION)
    n = economy.nation
    n.state_dollars = accounts.dollars.balance["state"]
    n.court_dollars = accounts.dollars.balance["court"]
    n.munitions_dollars = accounts.dollars.balance["munitions"]


@compiled
def _deal(values, weight, key, total):
    """Bring the weighted sum of ``values`` to ``total``."""
    held, size = 0.0, 0.0
    for i in range(values.size):
        held += weight[i] * values[i]
        size += weight[i] * key[i]
    net = total - held
    by_holding = net < 0.0 and held > 0.0 and total >= 0.0
    for i in range(values.size):
        if weight[i] * key[i] > 0.0:
            values[i] += net * (values[i] / held if by_holding else key[i] / size)


def check_accounts(economy: Economy) -> None:
    """Every ledger closes: what was posted is what rows and institutions hold.

    Raises:
        AccountsError: naming ledger, holder, gap and lines.
    """
    accounts, plants, n = economy.accounts, economy.enterprises, economy.nation
    month, booked = economy.month_name, economy.nation.booked
    defence = plants.branch == MUNITIONS
    accounts.cash.check({
        "households": booked["cash"] / MILLION,
        "farms": economy.farms.total("cash") / MILLION,
        "enterprises": plants.total("cash") / MILLION,
        "traders": economy.traders.total("cash") / MILLION,
        "state": n.state_cash,
    }, month)
    accounts.dollars.check({
        "households": booked["dollars"] / MILLION,
        "enterprises": _sum(plants.dollars, plants.weight, ~defence),
        "munitions": _sum(plants.dollars, plants.weight, defence),
        "traders": economy.traders.total("dollars") / MILLION,
        "trading companies": economy.companies.total("dollars") / MILLION,
        "state": n.state_dollars, "court": n.court_dollars,
    }, month)
    accounts.grain.check({
        "households": booked["grain"] / MILLION,
        "farms": economy.farms.total("grain"),
        "traders": economy.traders.total("grain") / MILLION,
        "state": n.state_grain,
    }, month)
    accounts.plan.check({
        "enterprises": _sum(plants.deposits, plants.weight, ~defence),
        "munitions": _sum(plants.deposits, plants.weight, defence),
        "state": n.state_plan,
    }, month)


def _sum(values: NDArray[np.float64], weight: NDArray[np.float64],
         part: NDArray[np.bool_]) -> float:
    return float(np.dot(values * part, weight)) / MILLION
