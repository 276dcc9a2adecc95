"""Who owns the dollars, over draws: imports made inside, what a grant to arms becomes, arms.

Every figure is taken over draws, each beside itself with one thing changed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model import parameters
from model.economy import Economy
from model.matrix import MONTHS
from model.record_table import Record
from scenarios.analysis.sureness import effect
from scenarios.definition.catalog import load
from scenarios.history import tables

if TYPE_CHECKING:
    from model.case import Case
    from scenarios.evaluation.tracks.paired_draws import Draws, Runs

Array = NDArray[np.float64]

INSIDE, ONWARD = "history-semi-endogenous", "baseline"
FIRST, LEVELS = 2011, (2018, 2019)
"""Year of the opening; years whose imports are set beside the record."""
WITHIN = {"within_third": 1 / 3, "within_fifth": 1 / 5}
STEPS = {
    "margin": {"imports.spend_pace": 0.0},
    "exports": {"trade.quota_response": 0.8, "trade.textile_ceiling": 1.0},
    "crude": {"trade.crude_paid": 1.0},
    "partners": {"fx.lent": 0.0},
    "credit": {"credit.opening_debt": 0.0},
}
"""What each step is without: spare dollars that buy by margin, exports that answer to quota,
crude as a grant, private currency that reaches importers, suppliers' credit."""
STOCK = "stock"
USUAL_STOCK = 3900.0
"""Currency at the opening, mn USD, before it was doubted; the last step."""
GRANT, GIVEN, TOLD = 2000.0, ("2026-01", 2026, 2030), 2030
"""USD mn a year handed to the munitions track, from when, and the years looked at."""
ORDERED, PLACED = 500.0, (2013, 2014)
"""USD mn of arms ordered a year, and in which years."""
ENOUGH = 0.5
"""Part of these orders that counts as delivered; the rest may lapse."""


def imports_level(draws: Draws) -> dict[str, Any]:
    """Imports made inside beside the record, with every step, none, and each alone."""
    every = (*STEPS, STOCK)
    found: dict[str, Any] = {"all": _level(draws, ()), "none": _level(draws, every)}
    found["alone"] = {s: _level(draws, [o for o in every if o != s]) for s in every}
    return {"imports_level": found}


def _level(draws: Draws, without: Collection[str]) -> dict[str, Any]:
    case = load(INSIDE).case.with_(end=f"{LEVELS[-1]}-12")
    record = tables.annual("trade", "imports_ex_interkorean")
    rows = []
    for one in draws.cases(case):
        imports = _run_without(one, without)["imports.total"].reshape(-1, MONTHS).sum(axis=1)
        rows.append([imports[year - FIRST] / record[year] for year in LEVELS])
    level = np.array(rows)
    told: dict[str, Any] = {
        str(year): np.percentile(level[:, i], [5, 50, 95]).tolist() for i, year in enumerate(LEVELS)
    }
    misses = np.abs(level - 1.0).max(axis=1)
    return told | {name: float(np.mean(misses <= gap)) for name, gap in WITHIN.items()}


def _run_without(case: Case, without: Collection[str]) -> Record:
    """A run with steps taken back, in the case where ranges allow it, else in the country built."""
    stock = _smaller_stock(case) if STOCK in without else {}
    steps = {n: v for step in without for n, v in STEPS.get(step, {}).items()}
    allowed = {n: v for n, v in steps.items() if parameters.get(n).low <= v}
    economy = Economy(case.with_(parameters={**case.parameters, **stock, **allowed}))
    for name in steps.keys() - allowed.keys():
        subject, key = name.split(".")
        setattr(getattr(economy.p, subject), key, steps[name])
    economy.record = Record(economy.months, ["imports.total"])
    return economy.run()


def _smaller_stock(case: Case) -> dict[str, float]:
    """Opening currency as far below its shipped total as it once was taken to be."""
    shipped = {n: p for n, p in parameters.shipped().items() if n.startswith("fx.opening_")}
    part = USUAL_STOCK / sum(p.value for p in shipped.values())
    return {n: max(p.low, part * case.parameters.get(n, p.value)) for n, p in shipped.items()}


def grant_to_munitions(draws: Draws) -> dict[str, Any]:
    """2 bn USD a year to the munitions track: who makes more, and what becomes of the dollars."""
    names = ["programme.output", "output.munitions", "consumption.bottom60", "sec.sold", "fx.sec",
             "flows.dollars.imports_munitions", "flows.dollars.cost_munitions",
             "flows.dollars.to_munitions"]  # fmt: skip
    case = load(ONWARD).case.with_(end=f"{TOLD}-12")
    given = case.with_(paths={**case.paths, "grants.munitions": ((GIVEN[0], GRANT / MONTHS),)})
    before, after = draws.yearly(case, names), draws.yearly(given, names)
    programme = _percent(before, after, "programme.output")
    munitions = _percent(before, after, "output.munitions")
    moves = {"programme": programme, "munitions": munitions}
    up = {f"{k}_up": float(np.mean(m > 0.0)) for k, m in moves.items()}
    up["both_up"] = float(np.mean((programme > 0.0) & (munitions > 0.0)))
    told = {k: effect(m).as_dict() for k, m in moves.items()}
    return {
        "theft_programme": up | told | {"dollars": _became(before, after)},
        "theft_poor_pct": effect(_percent(before, after, "consumption.bottom60")).as_dict(),
    }


def _years(runs: Runs, name: str) -> Array:
    return np.asarray(runs[name][:, GIVEN[1] - FIRST : GIVEN[2] - FIRST + 1])


def _percent(before: Runs, after: Runs, name: str) -> Array:
    """Change of the mean over the years looked at, %."""
    beside = _years(after, name).mean(axis=1) / _years(before, name).mean(axis=1)
    return np.asarray(100.0 * (beside - 1.0))


def _became(before: Runs, after: Runs) -> dict[str, list[float]]:
    """Of a year's grant: spent abroad, sold for won, no longer passed on by the state, held."""

    def more(name: str) -> Array:
        months = 1.0 if name == "fx.sec" else MONTHS
        return np.asarray(months * (_years(after, name) - _years(before, name)))

    spent = more("flows.dollars.imports_munitions") + more("flows.dollars.cost_munitions")
    parts = {
        "spent": spent.mean(axis=1),
        "sold": more("sec.sold").mean(axis=1),
        "state_saves": -more("flows.dollars.to_munitions").mean(axis=1),
        "held": more("fx.sec")[:, -1] / (GIVEN[2] - GIVEN[1] + 1),
    }
    return {name: np.percentile(part, [5, 50, 95]).tolist() for name, part in parts.items()}


def arms_delivered(draws: Draws) -> dict[str, Any]:
    """Orders placed in 2013-14 as an imposed path: delivered in how many draws; 2023-24 beside."""
    case = load(INSIDE).case.with_(end=f"{PLACED[1] + 2}-12")
    path = ((f"{PLACED[0]}-01", ORDERED / MONTHS), (f"{PLACED[1] + 1}-01", 0.0))
    ordered = case.with_(paths={**case.paths, "arms.orders": path})
    names = ["arms.exports", "munitions.stock"]
    before, after = draws.yearly(case, names), draws.yearly(ordered, names)
    more = MONTHS * (after["arms.exports"] - before["arms.exports"]).sum(axis=1)
    part = more / (ORDERED * len(PLACED))
    recorded = draws.yearly(load(INSIDE).case.with_(end="2024-12"), ["arms.exports"])
    sold = MONTHS * recorded["arms.exports"][:, -2:].sum(axis=1)
    return {
        "arms_delivering_share": float(np.mean(part >= ENOUGH)),
        "arms_delivered": {
            "part_of_orders": np.percentile(part, [5, 50, 95]).tolist(),
            "least_stock": float(after["munitions.stock"].min()),
            "2023-24_mn_usd": np.percentile(sold, [5, 50, 95]).tolist(),
        },
    }


PARTS = {
    "imports beside the record": imports_level,
    "grant to munitions": grant_to_munitions,
    "arms": arms_delivered,
}
