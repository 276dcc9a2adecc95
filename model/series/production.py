"""Output, capital, energy, the plan and the defence track."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from model.populations import layout as at
from model.series.declare import BOK, INDEX, MONTHS, PER_CENT, UPWARD, Series

DAY = 24.0
"""Hours."""

if TYPE_CHECKING:
    from model.figures import Array
    from model.past import Past


def _fulfilled(e: Past) -> Array:
    """Part of the year's plan that is due by now and has been made, %; in December, the year's."""
    import numpy as np  # names and units must be had without it

    due = e.nation.munitions_plan * (e.calendar_month + 1) / MONTHS
    # where nothing is planned, the plan is fulfilled
    return np.divide(
        PER_CENT * e.nation.munitions_made, due, out=np.full(due.shape, PER_CENT), where=due > 0.0
    )


def _output(*branches: int) -> str | Callable[[Past], Array]:
    """Output of some branches beside the opening, weighted as in GDP."""
    one = branches[0]
    if len(branches) == 1:
        return f"nation.index[{one}]"

    def read(e: Past) -> Array:
        weights, index = e.opening.weights_gdp, e.nation.index
        made = sum(weights[b] * index[b] for b in branches)
        return made / sum(weights[b] for b in branches)

    return read


def _outputs() -> list[Series]:
    heavy, state = at.HEAVY, (at.CIVIL, at.MILITARY)
    single = (
        ("agriculture", "Farm output", "farms, forestry and fishing", at.FARMS),
        ("mining", "Mining output", "mines", at.MINING),
        ("light", "Light industry output", "light industry", at.LIGHT),
        ("metals", "Metals output", "metal works", at.METALS),
        ("chemicals", "Chemicals output", "chemicals and building materials", at.CHEMICALS),
        ("machinery", "Machinery output", "machine works", at.MACHINERY),
        ("munitions", "Munitions output", "plants of the Second Economic Commission", at.MUNITIONS),
        ("utilities", "Power and water output", "power and water", at.UTILITIES),
        ("construction", "Building output", "building sites", at.CONSTRUCTION),
        ("services_market", "Market services output", "trade, transport and market services",
         at.TRADE),
    )  # fmt: skip
    several = (
        ("heavy", "Heavy industry output", "metals, chemicals, machinery and munitions, as the "
         "Bank of Korea counts heavy and chemical industry", (*heavy, at.MUNITIONS)),
        ("heavy_civil", "Civil heavy industry output", "metals, chemicals and machinery", heavy),
        ("manufacturing", "Manufacturing output", "light, heavy and munitions industry",
         (at.LIGHT, *heavy, at.MUNITIONS)),
        ("services_government", "State services output", "civil and military state services",
         state),
        ("services", "Services output", "all services", (*state, at.TRADE)),
    )  # fmt: skip
    rows: list[tuple[str, str, str, tuple[int, ...]]]
    rows = [(name, label, f"Output of {of}.", (branch,)) for name, label, of, branch in single]
    rows += [
        (name, label, f"Output of {of}, weighted as in GDP.", some)
        for name, label, of, some in several
    ]
    return [
        Series(f"output.{name}", INDEX, "output", about, _output(*some), label=label,
               publisher=BOK if name in SCORED else "")
        for name, label, about, some in rows
    ]  # fmt: skip


SCORED = ("agriculture", "mining", "light", "heavy", "manufacturing", "utilities", "construction",
          "services", "services_government")  # fmt: skip
"""Branches that the Bank of Korea publishes."""


def _gdp() -> list[Series]:
    return [
        Series(
            "gdp",
            INDEX,
            "output",
            "GDP: output by branch at constant 2015 weights, as the Bank of Korea counts.",
            "nation.gdp",
            label="GDP",
            publisher=BOK,
            words=("output", "growth", "economy"),
        ),
        Series(
            "gdp.own_prices",
            "trn KRW a year",
            "output",
            "Value added at the model's own opening prices of 2011.",
            "nation.value_added",
            label="Value added at prices of 2011",
        ),
    ]


def _defence() -> list[Series]:
    return [
        Series(
            "defence.share",
            "share of GDP",
            "defence",
            "The planner's share for defence (E1).",
            "nation.defence_share",
            label="Share planned for defence",
        ),
        Series(
            "defence.burden",
            "% of GDP",
            "defence",
            "Military services and acquisitions net of arms exports, over GDP.",
            lambda e: PER_CENT * e.nation.burden,
            UPWARD,  # a month may take delivery of what was made in others
            label="Defence burden",
            publisher="US State Department, WMEAT",
            words=("military spending", "guns"),
        ),
        *_munitions(),
        Series(
            "arms.exports",
            "mn USD a month",
            "defence",
            "Arms delivered abroad, at their price.",
            "nation.arms_delivered",
            label="Arms exports",
            words=("russia", "shells", "weapons sold"),
        ),
        Series(
            "arms.backlog",
            "mn USD",
            "defence",
            "Foreign orders not yet delivered.",
            "nation.arms_backlog",
            label="Arms on order",
            words=("russia",),
        ),
    ]


def _munitions() -> list[Series]:
    return [
        Series(
            "munitions.plan",
            "trn KRW a year",
            "defence",
            "The year's munitions plan, set in January.",
            "nation.munitions_plan",
        ),
        Series(
            "munitions.fulfilment",
            "%",
            "defence",
            "Munitions made since January beside the plan for those months.",
            _fulfilled,
            UPWARD,
            label="Munitions plan fulfilled",
        ),
        Series(
            "munitions.made",
            "trn KRW",
            "defence",
            "Munitions made since January.",
            "nation.munitions_made",
        ),
        Series(
            "munitions.stock",
            "trn KRW",
            "defence",
            "Munitions held by army and plants.",
            "nation.munitions_stock",
        ),
        Series(
            "munitions.dual_use",
            "share of capacity",
            "defence",
            "Idle munitions capacity that makes civilian machines.",
            "nation.dual_use",
            label="Munitions plants on civil machines",
        ),
    ]


def _energy() -> list[Series]:
    return [
        Series(
            "power.generation",
            "TWh a month",
            "energy",
            "Electricity generated.",
            "nation.generation",
            label="Electricity generated",
            words=("electricity",),
        ),
        Series(
            "power.home_hours",
            "hours a day",
            "energy",
            "Hours of power a day in homes.",
            lambda e: (e.p.power.home_hours * e.nation.power_in_homes).clip(0.0, DAY),
            (0.0, DAY),
        ),
        Series(
            "power.shortage",
            "%",
            "energy",
            "Part of power need not met.",
            lambda e: PER_CENT * e.nation.power_short,
            label="Power shortage",
            words=("electricity", "blackout"),
        ),
        Series("coal.output", "Mt a month", "energy", "Coal mined.", "nation.coal_output"),
        Series(
            "coal.exports",
            "Mt a month",
            "energy",
            "Coal shipped abroad.",
            "nation.coal_exports",
        ),
        Series(
            "coal.domestic",
            "Mt a month",
            "energy",
            "Coal left for boilers at home.",
            lambda e: (e.nation.coal_output - e.nation.coal_exports).clip(0.0),
        ),
    ]


def _capital() -> list[Series]:
    return [
        Series(
            "capital.structures",
            "trn KRW",
            "capital",
            "Buildings and works of enterprises.",
            "nation.structures",
        ),
        Series(
            "capital.equipment",
            "trn KRW",
            "capital",
            "Machines and vehicles of enterprises.",
            "nation.equipment",
            label="Machines and vehicles",
        ),
        Series(
            "investment.orders",
            INDEX,
            "capital",
            "Investment the plan orders.",
            "nation.investment_orders",
        ),
        Series(
            "investment.total",
            "trn KRW a month",
            "capital",
            "Structures built and equipment installed.",
            lambda e: e.nation.structures_built + e.nation.equipment_installed,
            label="Investment",
        ),
        Series(
            "technology.heavy",
            INDEX,
            "capital",
            "Productivity of machine works.",
            f"nation.technology[{at.MACHINERY}]",
        ),
    ]


def _plan() -> list[Series]:
    return [
        Series(
            "plan.resources",
            INDEX,
            "plan",
            "Resources the plan disposes of.",
            "nation.resources",
        ),
        Series(
            "labour.army",
            "share of the army",
            "plan",
            "Soldiers at work on sites and fields.",
            "nation.army_labour",
            label="Soldiers lent to civil work",
        ),
        Series(
            "inputs.imported",
            "ratio, opening = 1",
            "plan",
            "Stocks of imported intermediates in machine works beside normal.",
            "nation.imported_cover",
            label="Stocks of imported inputs",
        ),
        Series(
            "inputs.localised",
            "share of the opening's imported inputs",
            "plan",
            "Imported inputs that home-made ones have come to stand in for.",
            "nation.localised",
            label="Imported inputs replaced",
        ),
    ]


def declared() -> list[Series]:
    """Every series about making things."""
    return [*_outputs(), *_gdp(), *_defence(), *_energy(), *_capital(), *_plan()]
