"""Output, capital, energy, the plan and the defence track."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from model.populations import layout as at
from model.series.declare import INDEX, MONTHS, PER_CENT, UPWARD, Series

if TYPE_CHECKING:
    from model.figures import Array
    from model.record_table import Past


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
    single = [
        ("agriculture", at.FARMS, "farms, forestry and fishing"),
        ("mining", at.MINING, "mines"),
        ("light", at.LIGHT, "light industry"),
        ("metals", at.METALS, "metal works"),
        ("chemicals", at.CHEMICALS, "chemicals and building materials"),
        ("machinery", at.MACHINERY, "machine works"),
        ("munitions", at.MUNITIONS, "plants of the Second Economic Commission"),
        ("utilities", at.UTILITIES, "power and water"),
        ("construction", at.CONSTRUCTION, "building sites"),
        ("services_market", at.TRADE, "trade, transport and market services"),
    ]
    heavy = at.HEAVY
    state = (at.CIVIL, at.MILITARY)
    several = [
        (
            "heavy",
            (*heavy, at.MUNITIONS),
            "metals, chemicals, machinery and munitions, as the "
            "Bank of Korea counts heavy and chemical industry",
        ),
        ("heavy_civil", heavy, "metals, chemicals and machinery"),
        ("manufacturing", (at.LIGHT, *heavy, at.MUNITIONS), "light, heavy and munitions industry"),
        ("services_government", state, "civil and military state services"),
        ("services", (*state, at.TRADE), "all services"),
    ]
    return [
        Series(f"output.{n}", INDEX, "output", f"Output of {a}.", _output(b)) for n, b, a in single
    ] + [
        Series(f"output.{n}", INDEX, "output", f"Output of {a}, weighted as in GDP.", _output(*b))
        for n, b, a in several
    ]


def _gdp() -> list[Series]:
    return [
        Series(
            "gdp",
            INDEX,
            "output",
            "GDP: output by branch at constant 2015 weights, as the Bank of Korea counts.",
            "nation.gdp",
        ),
        Series(
            "gdp.own_prices",
            "trn KRW a year",
            "output",
            "Value added at the model's own opening prices of 2011.",
            "nation.value_added",
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
        ),
        Series(
            "defence.burden",
            "% of GDP",
            "defence",
            "Military services and acquisitions net of arms exports, over GDP.",
            lambda e: PER_CENT * e.nation.burden,
            UPWARD,  # a month may take delivery of what was made in others
        ),
        *_munitions(),
        Series(
            "arms.exports",
            "mn USD a month",
            "defence",
            "Arms delivered abroad, at their price.",
            "nation.arms_delivered",
        ),
        Series(
            "arms.backlog",
            "mn USD",
            "defence",
            "Foreign orders not yet delivered.",
            "nation.arms_backlog",
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
        ),
        Series(
            "power.shortage",
            "%",
            "energy",
            "Part of power need not met.",
            lambda e: PER_CENT * e.nation.power_short,
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
        ),
        Series(
            "inputs.imported",
            "ratio, opening = 1",
            "plan",
            "Stocks of imported intermediates in machine works beside normal.",
            "nation.imported_cover",
        ),
        Series(
            "inputs.localised",
            "share of the opening's imported inputs",
            "plan",
            "Imported inputs that home-made ones have come to stand in for.",
            "nation.localised",
        ),
    ]


def declared() -> list[Series]:
    """Every series about making things."""
    return [*_outputs(), *_gdp(), *_defence(), *_energy(), *_capital(), *_plan()]
