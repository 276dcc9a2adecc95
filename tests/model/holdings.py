"""What rows and institutions really hold, counted apart from the model's own check."""

from __future__ import annotations

import numpy as np

from model.populations.layout import MUNITIONS

MILLION = 1e6
POPULATIONS = ("enterprises", "farms", "households", "traders", "companies")
SIGNED = {"shock", "dollars_wanted", "deposits"}
"""Columns that may be negative: luck, trade in either direction, credit taken."""


def held(economy):
    """Holdings by ledger and holder, in the ledgers' units (millions; kilotonnes of grain)."""
    plants, n = economy.enterprises, economy.nation
    defence = plants.branch == MUNITIONS

    def of_plants(column, part):
        return float(np.sum((plants.weight * getattr(plants, column))[part])) / MILLION

    def of(population, column):
        return float(np.sum(population.weight * getattr(population, column))) / MILLION

    people, traders = economy.households, economy.traders
    everyone = np.ones(len(plants), dtype=bool)
    return {
        "cash": {
            "households": of(people, "cash"), "farms": of(economy.farms, "cash"),
            "enterprises": of_plants("cash", everyone), "traders": of(traders, "cash"),
            "state": n.state_cash,
        },
        "dollars": {
            "households": of(people, "dollars"), "enterprises": of_plants("dollars", ~defence),
            "munitions": of_plants("dollars", defence), "traders": of(traders, "dollars"),
            "trading companies": of(economy.companies, "dollars"),
            "state": n.state_dollars, "court": n.court_dollars,
        },
        "grain": {
            "households": of(people, "grain"), "farms": of(economy.farms, "grain") * MILLION,
            "traders": of(traders, "grain"), "state": n.state_grain,
        },
        "plan": {
            "enterprises": of_plants("deposits", ~defence),
            "munitions": of_plants("deposits", defence), "state": n.state_plan,
        },
    }  # fmt: skip


def gaps(economy, before):
    """Change of every holding less the lines posted to it, as a share of the month's flow."""
    found = {}
    for name, holders in held(economy).items():
        ledger = getattr(economy.accounts, name)
        for holder, now in holders.items():
            posted = sum(line.get(holder, 0.0) for line in ledger.lines.values())
            found[name, holder] = abs(now - before[name][holder] - posted) / ledger.turnover
    return found


def lowest(economy):
    """The smallest figure of every column that cannot be negative, and of the nation's stocks."""
    found = {}
    for name in POPULATIONS:
        population = getattr(economy, name)
        for column in population.columns:
            if column.name not in SIGNED:
                # Money in the ledgers' millions: a thousandth of a dollar is rounding, no debt.
                unit = MILLION if column.unit in {"KPW", "USD"} else 1.0
                lowest_row = float(getattr(population, column.name).min())
                found[f"{name}.{column.name}"] = lowest_row / unit
    n = economy.nation
    for name in ("stocks", "output", "exports", "imports", "delivered", "smuggled"):
        found[name] = float(getattr(n, name).min())
    for name in ("munitions_stock", "arms_backlog", "state_grain", "state_dollars",
                 "court_dollars", "private_capital", "generation", "coal_output"):  # fmt: skip
        found[name] = float(getattr(n, name))
    return found
