"""Money and grain posted to a population are dealt out to its members, and the month is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.compiled import compiled
from model.populations.enterprises import E
from model.populations.farms import F
from model.populations.traders import T
from model.populations.trading_companies import C

if TYPE_CHECKING:
    from model.accounts import Ledger
    from model.economy import Economy

Array = NDArray[np.float64]
MILLION = 1e6


def deal_out(economy: Economy) -> None:
    """Each population's net receipts reach its members: in by size, out by what each holds."""
    accounts, plants = economy.accounts, economy.enterprises
    farms, traders, companies = economy.farms, economy.traders, economy.companies
    civil, defence = economy.opening.civil_weight, economy.opening.munitions_weight
    size, month = plants.base_output, economy.month_name
    cash, dollars, plan, grain = accounts.cash, accounts.dollars, accounts.plan, accounts.grain
    _share(dollars, "enterprises", plants.dollars, civil, size, month)
    _share(dollars, "munitions", plants.dollars, defence, size, month)
    _share(plan, "enterprises", plants.deposits, civil, size, month)
    _share(plan, "munitions", plants.deposits, defence, size, month)
    _share(cash, "enterprises", plants.cash, plants.weight, size, month)
    _share(cash, "farms", farms.cash, farms.weight, farms.base_harvest, month)
    _share(cash, "traders", traders.cash, traders.weight, traders.size, month)
    _share(dollars, "traders", traders.dollars, traders.weight, traders.size, month)
    _share(grain, "traders", traders.grain, traders.weight, traders.size, month)
    _share(
        dollars, "trading companies", companies.dollars, companies.weight, companies.licence, month
    )
    _share_institutions(economy)


def _share(
    ledger: Ledger, holder: str, values: Array, weight: Array, key: Array, month: str
) -> None:
    """Bring one population's members to the posted balance, once nothing unposted is found."""
    held = _deal(values, weight, key, ledger.balance[holder] * MILLION)
    ledger.confirm_untouched(holder, held / MILLION, month)


def _share_institutions(economy: Economy) -> None:
    """State, court and munitions track hold what was posted to them."""
    n, dollars, month = economy.nation, economy.accounts.dollars, economy.month_name
    dollars.confirm_untouched("state", n.state_dollars, month)
    dollars.confirm_untouched("court", n.court_dollars, month)
    n.state_dollars, n.court_dollars = dollars.balance["state"], dollars.balance["court"]
    n.munitions_dollars = dollars.balance["munitions"]


@compiled
def _deal(values, weight, key, total):
    """Bring the weighted sum of ``values`` to ``total``; hand back what it was."""
    held, size = 0.0, 0.0
    for i in range(values.size):
        held += weight[i] * values[i]
        size += weight[i] * key[i]
    net = total - held
    by_holding = net < 0.0 and held > 0.0 and total >= 0.0
    per_held, per_size = net / held if by_holding else 0.0, 0.0 if by_holding else net / size
    for i in range(values.size):
        if weight[i] * key[i] > 0.0:
            values[i] += per_held * values[i] + per_size * key[i]
    return held


def check_accounts(economy: Economy) -> None:
    """Every ledger closes: what was posted is what rows and institutions hold.

    Raises:
        AccountsError: naming ledger, holder, gap and lines.
    """
    accounts, n, opening = economy.accounts, economy.nation, economy.opening
    month, booked = economy.month_name, n.booked
    cash, dollars, plan = _of_plants(
        economy.enterprises.data, opening.civil_weight, opening.munitions_weight
    )
    farms, traders = _of_farms(economy.farms.data), _of_traders(economy.traders.data)
    accounts.cash.check(
        {
            "households": booked["cash"] / MILLION,
            "farms": farms[0] / MILLION,
            "enterprises": cash / MILLION,
            "traders": traders[0] / MILLION,
            "state": n.state_cash,
        },
        month,
    )
    accounts.dollars.check(
        {
            "households": booked["dollars"] / MILLION,
            "enterprises": dollars[0] / MILLION,
            "munitions": dollars[1] / MILLION,
            "traders": traders[1] / MILLION,
            "trading companies": _of_companies(economy.companies.data) / MILLION,
            "state": n.state_dollars,
            "court": n.court_dollars,
        },
        month,
    )
    accounts.grain.check(
        {
            "households": booked["grain"] / MILLION,
            "farms": farms[1],
            "traders": traders[2] / MILLION,
            "state": n.state_grain,
        },
        month,
    )
    accounts.plan.check(
        {
            "enterprises": plan[0] / MILLION,
            "munitions": plan[1] / MILLION,
            "state": n.state_plan,
        },
        month,
    )


@compiled
def _of_plants(e, civil, munitions):
    """Notes of all; dollars and clearing balances, civil and of the munitions track."""
    cash, dollars, arms_dollars, plan, arms_plan = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(e.shape[1]):
        cash += e[E.weight, i] * e[E.cash, i]
        dollars += civil[i] * e[E.dollars, i]
        arms_dollars += munitions[i] * e[E.dollars, i]
        plan += civil[i] * e[E.deposits, i]
        arms_plan += munitions[i] * e[E.deposits, i]
    return cash, (dollars, arms_dollars), (plan, arms_plan)


@compiled
def _of_farms(f):
    """Notes and grain of all farms."""
    cash, grain = 0.0, 0.0
    for i in range(f.shape[1]):
        cash += f[F.weight, i] * f[F.cash, i]
        grain += f[F.weight, i] * f[F.grain, i]
    return cash, grain


@compiled
def _of_traders(t):
    """Notes, dollars and grain of all traders."""
    cash, dollars, grain = 0.0, 0.0, 0.0
    for i in range(t.shape[1]):
        cash += t[T.weight, i] * t[T.cash, i]
        dollars += t[T.weight, i] * t[T.dollars, i]
        grain += t[T.weight, i] * t[T.grain, i]
    return cash, dollars, grain


@compiled
def _of_companies(c):
    """Dollars of all trading companies."""
    dollars = 0.0
    for i in range(c.shape[1]):
        dollars += c[C.weight, i] * c[C.dollars, i]
    return dollars
