"""SERIES: every recorded figure with unit, group, meaning and the function that reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.drivers import EXPORT_CHANNELS, IMPORT_CHANNELS
from model.populations import layout as at

if TYPE_CHECKING:
    from model.economy import Economy

MILLION, PER_CENT, MONTHS = 1e6, 100.0, 12
"""Conversions of units, no parameters."""


@dataclass(frozen=True, slots=True)
class Series:
    """One recorded figure."""

    name: str
    unit: str
    group: str
    about: str
    read: Callable[[Any], float]
    """Reads the figure off an `Economy` at the end of a month."""


INDEX = "index, opening = 1"


def _output(*branches: int) -> Callable[[Economy], float]:
    """Output of some branches beside the opening, weighted as in GDP."""
    one = branches[0]
    if len(branches) == 1:
        return lambda e: e.nation.output[one] / e.nation.base[one]

    def read(e: Economy) -> float:
        weights, n = e.opening.weights_gdp, e.nation
        total = sum(weights[b] for b in branches)
        return sum(weights[b] * n.output[b] / n.base[b] for b in branches) / total

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
    heavy = (at.METALS, at.CHEMICALS, at.MACHINERY)
    state = (at.CIVIL, at.MILITARY)
    several = [
        ("heavy", heavy, "metals, chemicals and machinery"),
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


def _trade() -> list[Series]:
    unit, rows = "mn USD a month", []
    for i, c in enumerate(EXPORT_CHANNELS):
        rows.append(
            Series(
                f"exports.{c}",
                unit,
                "trade",
                f"Customs exports: {c.replace('_', ' ')}.",
                lambda e, i=i: e.nation.exports[i],
            )
        )
    for i, c in enumerate(IMPORT_CHANNELS):
        rows.append(
            Series(
                f"imports.{c}",
                unit,
                "trade",
                f"Customs imports: {c}.",
                lambda e, i=i: e.nation.imports[i],
            )
        )
    return rows


def _fixed() -> list[Series]:
    return [
        Series(
            "gdp",
            INDEX,
            "output",
            "GDP: output by branch at constant 2015 weights, as the Bank of Korea counts.",
            lambda e: e.nation.gdp,
        ),
        Series(
            "gdp.own_prices",
            "trn KRW a year",
            "output",
            "Value added at the model's own opening prices of 2011.",
            lambda e: e.nation.value_added,
        ),
        Series(
            "defence.share",
            "share of GDP",
            "defence",
            "The planner's share for defence (E1).",
            lambda e: e.nation.defence_share,
        ),
        Series(
            "defence.burden",
            "% of GDP",
            "defence",
            "Military services and acquisitions net of arms exports, over GDP.",
            lambda e: PER_CENT * e.nation.burden,
        ),
        Series(
            "munitions.plan",
            "trn KRW a year",
            "defence",
            "The year's munitions plan.",
            lambda e: e.nation.munitions_plan,
        ),
        Series(
            "munitions.fulfilment",
            "%",
            "defence",
            "Munitions made this month beside a twelfth of the plan.",
            lambda e: PER_CENT * MONTHS * e.nation.output[at.MUNITIONS] / e.nation.munitions_plan,
        ),
        Series(
            "munitions.stock",
            "trn KRW",
            "defence",
            "Munitions held by army and plants.",
            lambda e: e.nation.munitions_stock,
        ),
        Series(
            "munitions.dual_use",
            "share of capacity",
            "defence",
            "Idle munitions capacity that makes civilian machines.",
            lambda e: e.nation.dual_use,
        ),
        Series(
            "arms.exports",
            "mn USD a month",
            "defence",
            "Arms delivered abroad, at their price.",
            lambda e: e.nation.arms_delivered,
        ),
        Series(
            "arms.backlog",
            "mn USD",
            "defence",
            "Foreign orders not yet delivered.",
            lambda e: e.nation.arms_backlog,
        ),
        Series(
            "exports.total",
            "mn USD a month",
            "trade",
            "Customs exports, without trade with the South.",
            lambda e: e.nation.exports.sum(),
        ),
        Series(
            "imports.total",
            "mn USD a month",
            "trade",
            "Customs imports, without trade with the South.",
            lambda e: e.nation.imports.sum(),
        ),
        Series(
            "exports.smuggled",
            "mn USD a month",
            "trade",
            "Banned goods sold all the same.",
            lambda e: e.nation.smuggled.sum(),
        ),
        Series(
            "trade.evasion",
            "share",
            "trade",
            "Part of banned trade that companies can move.",
            lambda e: e.nation.evasion,
        ),
        Series(
            "imports.unmet",
            "mn USD a month",
            "trade",
            "Imports wanted and not bought.",
            lambda e: max(0.0, e.nation.imports_wanted.sum() - e.nation.imports.sum()),
        ),
        Series(
            "fx.state",
            "mn USD",
            "dollars",
            "Foreign currency of the state.",
            lambda e: e.nation.state_dollars,
        ),
        Series(
            "fx.court",
            "mn USD",
            "dollars",
            "Foreign currency of the court.",
            lambda e: e.nation.court_dollars,
        ),
        Series(
            "fx.sec",
            "mn USD",
            "dollars",
            "Foreign currency of the Second Economic Commission.",
            lambda e: e.nation.munitions_dollars,
        ),
        Series(
            "fx.private",
            "mn USD",
            "dollars",
            "Foreign currency of households and traders.",
            lambda e: (
                e.accounts.dollars.balance["households"] + e.accounts.dollars.balance["traders"]
            ),
        ),
        Series(
            "fx.total",
            "mn USD",
            "dollars",
            "All foreign currency in the country.",
            lambda e: -e.accounts.dollars.balance["world"],
        ),
        Series(
            "fx.off_book",
            "mn USD a month",
            "dollars",
            "Currency earned outside customs: labour, thefts, smuggling, private trade, arms.",
            lambda e: e.nation.off_book,
        ),
        Series(
            "fx.errors_omissions",
            "mn USD a month",
            "dollars",
            "Inflow needed to pay for recorded imports that no named flow explains.",
            lambda e: e.nation.errors_omissions,
        ),
        Series(
            "rate.market",
            "KPW per USD",
            "prices",
            "Market exchange rate; up is a weaker won.",
            lambda e: e.nation.rate,
        ),
        Series(
            "price.rice",
            "KPW per kg",
            "prices",
            "Market price of rice.",
            lambda e: e.nation.rice_price,
        ),
        Series(
            "price.rice_usd",
            "USD per kg",
            "prices",
            "Market price of rice in dollars.",
            lambda e: e.nation.rice_price / e.nation.rate,
        ),
        Series(
            "price.goods",
            INDEX,
            "prices",
            "Market price of goods other than grain.",
            lambda e: e.nation.goods_price,
        ),
        Series(
            "money.won",
            "trn KPW",
            "money",
            "Won notes in circulation.",
            lambda e: -e.accounts.cash.balance["central bank"] / MILLION,
        ),
        Series(
            "money.cash_gap",
            "trn KPW a month",
            "money",
            "The state's cash gap, closed by notes.",
            lambda e: e.nation.cash_gap / MILLION,
        ),
        Series(
            "market.sales",
            "trn KPW a month",
            "money",
            "Sales to households on markets.",
            lambda e: e.nation.sales / MILLION,
        ),
        Series(
            "consumption.civilian",
            INDEX,
            "households",
            "Goods and grain used by households, opening prices.",
            lambda e: e.nation.booked["consumption"] / e.opening.consumption["consumption"],
        ),
        Series(
            "consumption.bottom60",
            INDEX,
            "households",
            "The same for the poorer three fifths.",
            lambda e: e.nation.booked["poor"] / e.opening.consumption["poor"],
        ),
        Series(
            "consumption.core",
            INDEX,
            "households",
            "The same for the core class.",
            lambda e: e.nation.booked["core"] / e.opening.consumption["core"],
        ),
        Series(
            "households.market_hours",
            "share of working time",
            "households",
            "Work on the market.",
            lambda e: e.nation.market_hours,
        ),
        Series(
            "households.dollar_share",
            "share",
            "households",
            "Part of liquid wealth in foreign currency.",
            lambda e: (
                e.nation.booked["dollars in won"]
                / (e.nation.booked["dollars in won"] + e.nation.booked["cash"])
            ),
        ),
        Series(
            "informal.income_share",
            "%",
            "households",
            "Market earnings in money income.",
            lambda e: (
                PER_CENT * e.nation.booked["market income"] / max(e.nation.booked["income"], 1.0)
            ),
        ),
        Series(
            "traders.capital",
            INDEX,
            "households",
            "Private fixed capital.",
            lambda e: e.nation.private_capital / e.p.traders.opening_capital,
        ),
        Series(
            "food.insecure",
            "% of people",
            "food",
            "People below the food line.",
            lambda e: PER_CENT * e.nation.booked["hungry"] / e.opening.households.sum(),
        ),
        Series(
            "food.intake",
            "kg cereal a head and month",
            "food",
            "Grain eaten.",
            lambda e: e.nation.eaten * MILLION / e.nation.people,
        ),
        Series(
            "food.availability",
            "kg cereal a head and year",
            "food",
            "Grain eaten over the last twelve months.",
            lambda e: e.nation.available.sum() * MILLION / e.nation.people,
        ),
        Series(
            "grain.harvest",
            "kt a month",
            "food",
            "Grain brought in, milled.",
            lambda e: e.nation.harvest,
        ),
        Series(
            "grain.imports",
            "kt a month",
            "food",
            "Grain bought abroad or given.",
            lambda e: e.nation.grain_imports,
        ),
        Series(
            "grain.fetched",
            "kt a month",
            "food",
            "Grain traders bring over the border.",
            lambda e: e.nation.grain_fetched,
        ),
        Series(
            "grain.state_stock",
            "kt",
            "food",
            "Grain in the state's stores.",
            lambda e: e.nation.state_grain,
        ),
        Series(
            "grain.ration",
            "g a head and day",
            "food",
            "Ration of a worker's household.",
            lambda e: e.nation.ration * e.opening.grams_a_day,
        ),
        Series(
            "power.generation",
            "TWh a month",
            "energy",
            "Electricity generated.",
            lambda e: e.nation.generation,
        ),
        Series(
            "power.shortage",
            "%",
            "energy",
            "Part of power need not met.",
            lambda e: PER_CENT * e.nation.power_short,
        ),
        Series(
            "coal.output", "Mt a month", "energy", "Coal mined.", lambda e: e.nation.coal_output
        ),
        Series(
            "coal.exports",
            "Mt a month",
            "energy",
            "Coal shipped abroad.",
            lambda e: e.nation.coal_exports,
        ),
        Series(
            "coal.domestic",
            "Mt a month",
            "energy",
            "Coal left for boilers at home.",
            lambda e: max(0.0, e.nation.coal_output - e.nation.coal_exports),
        ),
        Series(
            "capital.structures",
            "trn KRW",
            "capital",
            "Buildings and works of enterprises.",
            lambda e: e.nation.structures,
        ),
        Series(
            "capital.equipment",
            "trn KRW",
            "capital",
            "Machines and vehicles of enterprises.",
            lambda e: e.nation.equipment,
        ),
        Series(
            "investment.orders",
            INDEX,
            "capital",
            "Investment the plan orders.",
            lambda e: e.nation.investment_orders,
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
            lambda e: e.nation.technology[at.MACHINERY],
        ),
        Series(
            "plan.resources",
            INDEX,
            "plan",
            "Resources the plan disposes of.",
            lambda e: e.nation.resources,
        ),
        Series(
            "labour.army",
            "share of the army",
            "plan",
            "Soldiers at work on sites and fields.",
            lambda e: e.nation.army_labour,
        ),
        Series(
            "inputs.imported",
            "ratio, opening = 1",
            "plan",
            "Stocks of imported intermediates in machine works beside normal.",
            lambda e: e.nation.imported_cover,
        ),
    ]


def _declared() -> dict[str, Series]:
    series = _fixed() + _outputs() + _trade()
    return {s.name: s for s in sorted(series, key=lambda s: (s.group, s.name))}


SERIES: dict[str, Series] = _declared()
