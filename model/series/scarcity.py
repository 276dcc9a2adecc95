"""What is short, what holds plants, what the plan orders, and who is employed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from model.populations import layout as at
from model.series.declare import ANY, INDEX, MILLION, PER_CENT, UPWARD, Series

if TYPE_CHECKING:
    from model.figures import Array
    from model.past import Past

CODES = ", ".join(f"{code} {name}" for code, name in enumerate(at.BOTTLENECKS))


def _bottlenecks() -> list[Series]:
    found = []
    for b in at.PLANTS:
        name = at.BRANCHES[b]
        about = f"What held {name}: {CODES}."
        found.append(
            Series(f"bottleneck.{name}", "code", "scarcity", about, f"nation.bottleneck[{b}]",
                   (0.0, float(len(at.BOTTLENECKS) - 1)), label=f"What holds {name}")
        )  # fmt: skip
        about = f"Output of {name} for one per cent more of what held it; nought if orders did."
        place = f"nation.shadow[{b}]"
        found.append(Series(f"shadow.{name}", "% for 1 %", "scarcity", about, place, UPWARD,
                            label=f"Shadow value in {name}"))  # fmt: skip
    return found


def _short(good: int) -> Callable[[Past], Array]:
    return lambda e: PER_CENT * e.nation.short[good]


def _unfilled(place: int) -> Callable[[Past], Array]:
    return lambda e: PER_CENT * (1.0 - e.nation.fills[place])


def _shortages() -> list[Series]:
    plan = [
        Series(
            f"shortage.{at.BRANCHES[g]}",
            "%",
            "scarcity",
            f"Need for what {at.BRANCHES[g]} makes, by recipe and plan, that was not met.",
            _short(g),
            label=f"Shortage: {at.BRANCHES[g]}",
        )
        for g in range(at.N_GOODS)
    ]
    # the first two places of what market orders were filled
    market = (("market_grain", "Grain", 0), ("market_goods", "Goods", 1))
    return plan + [
        Series(
            f"shortage.{name}",
            "%",
            "scarcity",
            f"{what} households would have bought at the month's price and did not find.",
            _unfilled(place),
            label=f"Shortage on markets: {what.lower()}",
            words=("queues", "rationing"),
        )
        for name, what, place in market
    ]


def _plan() -> list[Series]:
    rows = (
        ("capacity.use", "Use of capacity", "share",
         "Output of plants beside what they could make.",
         "nation.capacity_use"),
        ("capacity.bound", "Plants not held by orders", "share of plants, by size",
         "Plants held by inputs, hands or machines and not by orders.", "nation.unheld"),
        ("orders.shops", "Orders for state shops", INDEX, "Goods the plan orders for state shops.",
         "nation.consumer_orders"),
        ("orders.market", "Goods made to sell", INDEX, "Goods plants make to sell above plan.",
         "nation.market_orders"),
        ("orders.farms", "Orders for farms", INDEX, "Inputs the plan orders for farms.",
         "nation.farm_orders"),
        ("orders.homes", "Power and coal for homes", INDEX,
         "Power and coal the plan means for homes.",
         "nation.energy_orders"),
        ("orders.services", "Orders of state services", INDEX,
         "Civil services of the state ordered.",
         "nation.services_orders"),
        ("orders.arms", "Arms ordered", INDEX, "Arms ordered, those for buyers abroad included.",
         "nation.defence_orders"),
        ("orders.hunger", "Investment hunger", INDEX, "Investment asked for beyond its budget.",
         "nation.hunger"),
        ("gdp.civil", "Civil output", INDEX, "Output of all but military services and munitions.",
         "nation.civil_gdp"),
        ("price.goods_real", "Real price of goods", INDEX,
         "Price of goods beside what market work earns.",
         "nation.real_price"),
    )  # fmt: skip
    freed = Series(
        "defence.freed",
        "trn KRW a year",
        "plan",
        "Arms not ordered and goods not used by soldiers, beside the opening.",
        "nation.freed",
        ANY,
        label="Resources freed by defence",
    )
    return [
        freed,
        *(
            Series(name, unit, "plan", about, read, label=label)
            for name, label, unit, about, read in rows
        ),
    ]


def _employed(branch: int) -> Callable[[Past], Array]:
    return lambda e: e.nation.workers[branch] / MILLION


def _men() -> list[Series]:
    work = [
        Series(
            f"employed.{name}",
            "mn people",
            "labour",
            f"People employed: {name}.",
            _employed(b),
            label=f"Employed: {name}",
        )
        for b, name in enumerate(at.BRANCHES)
    ]
    about = "Men sent home from the army this month; below nought, called up."
    return [
        *work,
        Series(
            "labour.discharged",
            "men a month",
            "labour",
            about,
            "nation.discharged",
            ANY,
            label="Men sent home",
        ),
    ]


def declared() -> list[Series]:
    """Every series about what is short, what is ordered and who is employed."""
    return [*_bottlenecks(), *_shortages(), *_plan(), *_men()]
