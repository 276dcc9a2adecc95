"""The two tracks measured: what men, means and a line are worth, what is short, what rests.

Every figure is taken over draws of the ensemble, each beside itself with one thing changed. The
keys are those `byungjin validate --two-tracks --json` prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.case import Case
from model.economy import Economy
from model.populations import layout as at
from model.populations.enterprises import E
from scenarios.accounts import uses
from scenarios.analysis.sureness import effect
from scenarios.definition.catalog import load
from scenarios.evaluation.tracks import owners
from scenarios.evaluation.tracks.paired_draws import (
    MOVED,
    Change,
    Draws,
    Runs,
    monthly_series,
    run_to,
)
from scenarios.execution.run import Progress
from scenarios.history.observed import GROWTH, LAST_FIT_YEAR, fit_observations, yearly

Array = NDArray[np.float64]

MODE_A, MODE_B = "history-conditional", "history-semi-endogenous"
FIRST = 2011
LANDING = {"building": at.CONSTRUCTION, "light": at.LIGHT, "mines": at.MINING,
           "metals": at.METALS, "machines": at.MACHINERY}  # fmt: skip
"""Where men from the army land."""
MEN = 100_000.0
TOLD, BEGUN = 2018, "2013-04"
"""Month men move; the year looked at; the month lines part."""
AFTER = {"3": 2016, "5": 2018, "10": 2023}
"""Years after lines part by how many."""
HIGH, LOW, PRIORITY, HOME = 0.30, 0.10, 2.0, 0.6
"""Shares for defence and the priority of two lines that differ in nothing else; men kept."""
WEIGHTS = ("investment", "shops", "farms", "homes", "services")
SPLITS = {
    "thirds": (1.0, 1.0, 0.0, 0.0, 1.0),
    "goods": (0.1, 0.8, 0.0, 0.0, 0.1),
    "investment": (0.8, 0.1, 0.0, 0.0, 0.1),
}
"""Weights of what is freed, in the order of WEIGHTS."""
SHORT_YEARS = (2013, 2016)
TRIED = ("2013-07", "2015-07")
"""Months in which inputs are handed out to see what held plants."""
MORE = 1.05
REAL = (
    "gdp", "output.agriculture", "output.mining", "output.light", "output.metals",
    "output.chemicals", "output.machinery", "output.munitions", "output.utilities",
    "output.construction", "output.services_government", "output.services_market",
    "consumption.civilian", "consumption.bottom60", "imports.total", "exports.total",
    "capital.equipment", "capital.structures", "traders.capital", "investment.orders",
    "food.availability", "munitions.stock",
)  # fmt: skip
MONEY = ("rate.market", "price.rice", "price.goods", "money.won", "fx.total")
HELD = ("labour.growth", "technology.drift", "technology.farm_drift", "defence.substitution")
STILL_FROM, STILL_TO = 2015, 2060
"""Years between which nothing should move while every driver is held."""

type Tell = Callable[[str], None]


def _of(runs: Runs, name: str, year: int) -> Array:
    return np.asarray(runs[name][:, year - FIRST])


def _percent(a: Array, b: Array) -> Array:
    return np.asarray(100.0 * (b / a - 1.0))


def _told(moves: Array) -> dict[str, Any]:
    return effect(moves).as_dict() | {"above_zero": float(np.mean(moves > 0.0))}


def men_moved(draws: Draws) -> dict[str, Any]:
    """100,000 men leave the army for one branch: civil output, the branch's own, and GDP, %."""
    army = _army_without_them()
    case = load(MODE_B).case.with_(end=f"{TOLD}-12")
    names = ["gdp.civil", "gdp", *(f"output.{_named(b)}" for b in LANDING.values()),
             *(f"bottleneck.{at.BRANCHES[b]}" for b in LANDING.values())]  # fmt: skip
    before, found = draws.yearly(case, names), {}
    for name, branch in LANDING.items():
        after = draws.yearly(case.with_(dated=army), names, _mover(branch))
        own = f"output.{_named(branch)}"
        move = {key: _percent(_of(before, key, TOLD), _of(after, key, TOLD))
                for key in ("gdp.civil", own, "gdp")}  # fmt: skip
        held = _of(after, f"bottleneck.{at.BRANCHES[branch]}", TOLD) < 1.0
        found[name] = {
            "civil": _told(move["gdp.civil"]), "own": _told(move[own]), "gdp": _told(move["gdp"]),
            "own_up_or_orders_named": float(np.mean((move[own] > 0.0) | held)),
        }  # fmt: skip
    return found


def _named(branch: int) -> str:
    return at.BRANCHES[branch]


def _army_without_them() -> dict[str, Any]:
    """Men each line wants, less those that have moved."""
    from model.drivers import DOCTRINES
    from model.parameters import get

    left = 1.0 - MEN / _army()
    return {
        f"doctrine.{line}_army": ((MOVED, get(f"doctrine.{line}_army").value * left),)
        for line in DOCTRINES
    }


@cache
def _army() -> float:
    from model.matrix import rows

    return next(float(r["workers"]) for r in rows("branches.csv") if r["branch"] == "military")


def _mover(branch: int) -> Change:
    def move(economy: Economy) -> None:
        staff = economy.nation.staff
        for place, men in ((at.MILITARY, -MEN), (branch, MEN)):
            staff[:, place] *= 1.0 + men / staff[:, place].sum()

    return move


def line(share: float, split: str, kept: float = 1.0) -> Case:
    """A line taken in April 2013 and kept: its share for defence, its weights, its men."""
    low = share < HIGH
    name = "economy_first" if low else "byungjin"
    wanted = {"share": share, "priority": PRIORITY, "strategic": 1.0, "army": kept}
    dated = {f"doctrine.{name}_{key}": ((BEGUN, value),) for key, value in wanted.items()}
    weights = zip(WEIGHTS, SPLITS[split], strict=True)
    dated |= {f"plan.to_{use}": ((BEGUN, value),) for use, value in weights}
    base = load(MODE_B).case
    path = tuple(step for step in base.paths["doctrine"] if step[0] < BEGUN)
    return base.with_(paths={"doctrine": (*path, (BEGUN, name))}, dated=dated)


def guns_and_butter(draws: Draws) -> dict[str, Any]:
    """Share .30 to .10: the poorer three fifths, burden, GDP, and where defence turned up."""
    end, names = f"{max(AFTER.values())}-12", ["consumption.bottom60", "defence.burden", "gdp"]
    flows = [s for p in uses.PRICES for s in uses.series(p).values()]
    every = list(dict.fromkeys([*names, *uses.MEMO, *flows, "uses.gap"]))
    found: dict[str, Any] = {"poor_gain_pct": {}, "uses_split": {}}
    gaps = []
    for split in SPLITS:
        before = draws.yearly(line(HIGH, split).with_(end=end), every)
        for moving, kept in (("men stay", 1.0), ("men move", HOME)):
            after = draws.yearly(line(LOW, split, kept).with_(end=end), every)
            key = f"{split}, {moving}"
            found["poor_gain_pct"][key] = _gains(before, after)
            table = uses.table(_flows(before), _flows(after), TOLD, "2015")
            found["uses_split"][key] = {"means": table.split, "ranges": _ranges(before, after),
                                        "sum": sum(table.split.values())}  # fmt: skip
            gaps += [table.gap, 12.0 * max(r["uses.gap"].max() for r in (before, after))]
    return found | {"uses_gap": float(max(gaps))}


def _gains(before: Runs, after: Runs) -> dict[str, Any]:
    poor = {
        years: np.percentile(_percent(_of(before, "consumption.bottom60", year),
                                      _of(after, "consumption.bottom60", year)),
                             [5, 50, 95]).tolist()
        for years, year in AFTER.items()
    }  # fmt: skip
    burden = [float(np.median(_of(r, "defence.burden", AFTER["3"]))) for r in (before, after)]
    gdp = float(np.median(_percent(_of(before, "gdp", TOLD), _of(after, "gdp", TOLD))))
    return poor | {"burden_year_3": burden, "gdp_year_5": gdp}


def _flows(runs: Runs) -> list[dict[str, float]]:
    """Sums over the year looked at, draw by draw."""
    count = len(next(iter(runs.values())))
    return [{n: 12.0 * float(v[i, TOLD - FIRST]) for n, v in runs.items()} for i in range(count)]


def _ranges(before: Runs, after: Runs) -> dict[str, list[float]]:
    """5, 50, 95 % over draws of each draw's own split."""
    pairs = zip(_flows(before), _flows(after), strict=True)
    splits = [uses.table([a], [b], TOLD, "2015").split for a, b in pairs]
    return {name: np.percentile([s[name] for s in splits], [5, 50, 95]).tolist()
            for name in uses.SUMS}  # fmt: skip


def butter_first(draws: Draws) -> dict[str, Any]:
    """Consumption of the poorer, butter-first beside guns-first, % in 2018."""
    made = [draws.yearly(load(name).case.with_(end=f"{TOLD}-12"), ["consumption.bottom60"])
            for name in ("guns-first", "butter-first")]  # fmt: skip
    return _told(_percent(*(_of(runs, "consumption.bottom60", TOLD) for runs in made)))


def short(draws: Draws) -> dict[str, Any]:
    """Need unmet by good, part of plants that orders do not hold, 2013-16; names of what does."""
    goods = [f"shortage.{at.BRANCHES[g]}" for g in range(at.N_GOODS)]
    codes = [f"bottleneck.{at.BRANCHES[b]}" for b in at.PLANTS]
    case = load(MODE_B).case.with_(end=f"{SHORT_YEARS[1]}-12")
    first = 12 * (SHORT_YEARS[0] - FIRST)
    monthly = [
        monthly_series(one, [*goods, *codes, "capacity.bound"], None) for one in draws.cases(case)
    ]
    table = np.array([[run[name][first:].mean() for name in goods] for run in monthly])
    bound = np.array([run["capacity.bound"][first:].mean() for run in monthly])
    named = np.array([[run[name][first:] for name in codes] for run in monthly])
    counts = {n: float(np.mean(named == code)) for code, n in enumerate(at.BOTTLENECKS)}
    return {
        "shortage_pct": dict(zip(goods, np.median(table, axis=0).tolist(), strict=True)),
        "bound_share": effect(bound).as_dict(),
        "bound_by": counts,
        "bound_known": {"named": float(sum(counts.values())), **_tried(draws)},
    }


def _tried(draws: Draws) -> dict[str, Any]:
    """How often the input named as short raises a branch more than others that are short do."""
    right = tried = 0
    for case in draws.cases(load(MODE_B).case.with_(end=f"{TRIED[-1]}")):
        economy = Economy(case)
        for month in TRIED:
            run_to(economy, month)
            plain = economy.fork()
            plain.step()
            raised = {code: _raised(economy, code, plain) for code in range(2, 9)}
            for b in at.PLANTS:
                code = int(plain.nation.bottleneck[b])
                if code > 1:
                    tried += 1
                    best = max(_below(plain, b), key=lambda i: raised[i][b], default=code)
                    right += best == code
    return {"tried": tried, "named_raises_most": right / tried if tried else float("nan")}


def _below(economy: Economy, b: int) -> list[int]:
    """Codes of what stands below normal in a branch."""
    n = economy.nation
    level = {2: n.labour[b], 3: n.equipment_ratio[b], 4: n.structures_ratio[b],
             5: n.input_cover[0, b], 6: n.input_cover[1, b], 7: n.energy[b],
             8: n.input_cover[2, b]}  # fmt: skip
    return [code for code, there in level.items() if there < 1.0]


def _raised(economy: Economy, code: int, plain: Economy) -> Array:
    """Part by which 5 % more of one input raises what each branch can make next month."""
    other = economy.fork()
    data = other.enterprises.data
    column = {3: E.equipment, 4: E.structures, 5: E.materials, 6: E.imported, 8: E.fuel}
    if code == 2:
        other.nation.staff[:] = MORE * other.nation.staff
    elif code == 7:
        other.opening.power[: len(at.BRANCHES)] /= MORE
    else:
        data[column[code]] *= MORE
    other.step()
    able = np.maximum(np.array(plain.nation.supply), 1e-12)
    return np.asarray(np.array(other.nation.supply) / able - 1.0)


def drift(draws: Draws) -> dict[str, Any]:
    """Change a year of real figures and of money while every driver is held, log %.

    Stated causes of change are held as well: population, technology, and the men a deterrent frees.
    """
    case = Case(end=f"{STILL_TO}-12", parameters=dict.fromkeys(HELD, 0.0))
    runs = draws.yearly(case, [*REAL, *MONEY])
    span = STILL_TO - STILL_FROM
    pace = {
        name: 100.0 * np.log(runs[name][:, -1] / runs[name][:, STILL_FROM - FIRST]) / span
        for name in (*REAL, *MONEY)
    }
    return {
        f"drift_{kind}_pct": {
            "median": float(np.median([np.abs(np.median(pace[n])) for n in names])),
            "largest": float(max(np.abs(pace[n]).max() for n in names)),
            "by_series": {n: [float(np.median(pace[n])), float(np.abs(pace[n]).max())]
                          for n in names},
        }
        for kind, names in (("real", REAL), ("money", MONEY))
    }  # fmt: skip


def rmse(draws: Draws) -> dict[str, Any]:
    """Error of the mean run's growth 2012-19 by mode and figure, % points."""
    record = fit_observations()
    found: dict[str, Any] = {}
    for mode, name in (("A", MODE_A), ("B", MODE_B)):
        runs = draws.yearly(load(name).case.with_(end=f"{LAST_FIT_YEAR}-12"), [*GROWTH])
        found[mode] = {}
        for figure, series in GROWTH.items():
            levels, known = runs[figure].mean(axis=0), yearly(record, series)
            misses = [100.0 * (levels[y - FIRST] / levels[y - FIRST - 1] - 1.0) - known[y]
                      for y in range(2012, LAST_FIT_YEAR + 1) if y in known]  # fmt: skip
            found[mode][figure] = float(np.sqrt(np.mean(np.square(misses))))
    return found


def facts(
    count: int, best: bool = False, progress: Callable[[Progress], None] = lambda _: None
) -> Mapping[str, Any]:
    """Every figure, keyed as the JSON has it."""
    draws = Draws(count, best)
    found: dict[str, Any] = {"draws": count}
    parts: tuple[tuple[str, Callable[[], dict[str, Any]]], ...] = (
        ("rmse", lambda: {"rmse": rmse(draws)}),
        ("men", lambda: {"men_moved_civil_pct": men_moved(draws)}),
        ("guns and butter", lambda: guns_and_butter(draws)),
        ("butter first", lambda: {"butter_first_pct": butter_first(draws)}),
        ("shortage", lambda: short(draws)),
        ("stillness", lambda: drift(draws)),
        *((name, partial(part, draws)) for name, part in owners.PARTS.items()),
    )
    for done, (name, measured) in enumerate(parts, 1):
        found |= measured()
        progress(Progress(done, len(parts), 0, name))
    return found
