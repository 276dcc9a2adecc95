"""Money and grain posted to a population are dealt out to its members, and the month is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.compiled import compiled

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
    for i in range(values.size):
        if weight[i] * key[i] > 0.0:
            values[i] += net * (values[i] / held if by_holding else key[i] / size)
    return held


def check_accounts(economy: Economy) -> None:
    """Every ledger closes: what was posted is what rows and institutions hold.

    Raises:
        AccountsError: naming ledger, holder, gap and lines.
    """
    accounts, plants, n = economy.accounts, economy.enterprises, economy.nation
    month, booked = economy.month_name, n.booked
    civil, defence = economy.opening.civil_weight, economy.opening.munitions_weight
    accounts.cash.check(
        {
            "households": booked["cash"] / MILLION,
            "farms": economy.farms.total("cash") / MILLION,
            "enterprises": plants.total("cash") / MILLION,
            "traders": economy.traders.total("cash") / MILLION,
            "state": n.state_cash,
        },
        month,
    )
    accounts.dollars.check(
        {
            "households": booked["dollars"] / MILLION,
            "enterprises": _sum(plants.dollars, civil),
            "munitions": _sum(plants.dollars, defence),
            "traders": economy.traders.total("dollars") / MILLION,
            "trading companies": economy.companies.total("dollars") / MILLION,
            "state": n.state_dollars,
            "court": n.court_dollars,
        },
        month,
    )
    accounts.grain.check(
        {
            "households": booked["grain"] / MILLION,
            "farms": economy.farms.total("grain"),
            "traders": economy.traders.total("grain") / MILLION,
            "state": n.state_grain,
        },
        month,
    )
    accounts.plan.check(
        {
            "enterprises": _sum(plants.deposits, civil),
            "munitions": _sum(plants.deposits, defence),
            "state": n.state_plan,
        },
        month,
    )


def _sum(values: Array, weight: Array) -> float:
    return float(np.dot(values, weight)) / MILLION
