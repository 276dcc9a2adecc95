"""Households, food, prices and money."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from model.chart import BY
from model.populations.layout import BOOKED, REGIONS, B
from model.series.declare import ANY, DAILY_NK, INDEX, MILLION, PER_CENT, Series

if TYPE_CHECKING:
    from model.figures import Array
    from model.past import Past

WHERE = ("of Pyongyang", "along the border", "of coal and factory cities", "in the countryside")
"""Regions as a reader knows them, in the order of REGIONS."""


def _used_in(region: str) -> Callable[[Past], Array]:
    """Read what households of one region use, beside the opening."""
    place = BOOKED.index(f"use_{region}")
    return lambda e: e.nation.booked[place] / e.opening.consumption[place]


def _consumption() -> list[Series]:
    return [
        Series(
            "consumption.civilian",
            INDEX,
            "households",
            "Goods and grain used by households, opening prices.",
            lambda e: e.nation.booked[B.consumption] / e.opening.consumption[B.consumption],
            label="Civilian consumption",
            seasonal=True,
            words=("living standard", "butter"),
        ),
        Series(
            "consumption.bottom60",
            INDEX,
            "households",
            "Goods and grain used by the poorer three fifths, opening prices.",
            lambda e: e.nation.booked[B.poor] / e.opening.consumption[B.poor],
            label="Consumption of the poorer 60 %",
            seasonal=True,
            words=("poverty", "poor", "inequality"),
        ),
        Series(
            "consumption.core",
            INDEX,
            "households",
            "Goods and grain used by the core class, opening prices.",
            lambda e: e.nation.booked[B.core] / e.opening.consumption[B.core],
            label="Consumption of the core class",
            seasonal=True,
            words=("elite", "inequality"),
        ),
        *[
            Series(
                f"consumption.{region}",
                INDEX,
                "households",
                f"Goods and grain used by households {where}, opening prices.",
                _used_in(region),
                label=f"Consumption {where}",
                seasonal=True,
            )
            for region, where in zip(REGIONS, WHERE, strict=True)
        ],
    ]


def _private_capital(e: Past) -> Array:
    """Traders' capital beside the opening; one where nobody invests."""
    before = e.opening.private_capital
    now: Any = e.nation.private_capital  # of every month, in the past
    found: Array = now / before if before > 0.0 else 1.0 + 0.0 * now
    return found


def _households() -> list[Series]:
    return [
        Series(
            "households.market_hours",
            "share of working time",
            "households",
            "Work on the market.",
            "nation.market_hours",
            label="Work on the market",
            words=("informal", "jobs"),
        ),
        Series(
            "households.dollar_share",
            "share",
            "households",
            "Part of liquid wealth in foreign currency.",
            lambda e: (
                e.nation.booked[B.dollars_in_won]
                / (e.nation.booked[B.dollars_in_won] + e.nation.booked[B.cash])
            ),
            label="Wealth held in dollars",
        ),
        Series(
            "informal.income_share",
            "%",
            "households",
            "Market earnings and farm families' sales in the money income of all but the core.",
            lambda e: (
                PER_CENT * e.nation.booked[B.market_income] / e.nation.booked[B.income].clip(1.0)
            ),
            label="Informal income",
            words=("markets", "private economy", "jangmadang"),
        ),
        Series(
            "traders.capital",
            INDEX,
            "households",
            "Private fixed capital.",
            _private_capital,
        ),
    ]


def _food() -> list[Series]:
    return [
        Series(
            "food.insecure",
            "% of people",
            "food",
            "People below the food line; a row's intake is the mean of its households.",
            lambda e: PER_CENT * e.nation.booked[B.hungry] / e.opening.households.sum(),
            label="Food insecure",
            words=("hunger", "famine", "starvation"),
        ),
        Series(
            "food.intake",
            "kg cereal a head and month",
            "food",
            "Grain eaten.",
            lambda e: e.nation.eaten * MILLION / e.nation.people,
            label="Grain eaten",
            words=("hunger", "diet"),
        ),
        Series(
            "food.availability",
            "kg cereal a head and year",
            "food",
            "Grain eaten over the last twelve months.",
            lambda e: e.nation.available.sum(axis=0) * MILLION / e.nation.people,
            label="Food availability",
            words=("hunger", "cereal", "diet"),
        ),
    ]


def _grain() -> list[Series]:
    return [
        Series(
            "grain.harvest",
            "kt a month",
            "food",
            "Grain brought in, milled.",
            "nation.harvest",
            label="Harvest",
            seasonal=True,
            words=("farms", "agriculture"),
        ),
        Series(
            "grain.imports",
            "kt a month",
            "food",
            "Grain bought abroad or given.",
            "nation.grain_imports",
        ),
        Series(
            "grain.fetched",
            "kt a month",
            "food",
            "Grain traders bring over the border.",
            "nation.grain_fetched",
            label="Grain fetched by traders",
        ),
        Series(
            "grain.state_stock",
            "kt",
            "food",
            "Grain in the state's stores.",
            "nation.state_grain",
        ),
        Series(
            "grain.ration",
            "g a head and day",
            "food",
            "Ration of a worker's household.",
            lambda e: e.nation.ration * e.opening.grams_a_day,
        ),
    ]


def _prices() -> list[Series]:
    return [
        Series(
            "rate.market",
            "KPW per USD",
            "prices",
            "Market exchange rate; up is a weaker won.",
            "nation.rate",
            label="Market exchange rate",
            publisher=f"{DAILY_NK}, mean of the year",
            words=("dollar", "won", "currency", "depreciation", "inflation"),
        ),
        Series(
            "price.rice",
            "KPW per kg",
            "prices",
            "Market price of rice.",
            "nation.rice_price",
            label="Price of rice",
            publisher=f"{DAILY_NK}, mean of the year",
            words=("inflation", "cost of living"),
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
            "nation.goods_price",
            label="Price of goods",
            words=("inflation", "cost of living"),
        ),
    ]


def _money() -> list[Series]:
    return [
        Series(
            "money.won",
            "trn KPW",
            "money",
            "Won notes in circulation.",
            lambda e: -e.cash.balance[BY.central_bank] / MILLION,
            label="Won in circulation",
            words=("inflation", "money supply", "printing"),
        ),
        Series(
            "money.cash_gap",
            "trn KPW a month",
            "money",
            "The state's cash gap, closed by notes.",
            lambda e: e.nation.cash_gap / MILLION,
            ANY,
        ),
        Series(
            "market.sales",
            "trn KPW a month",
            "money",
            "Sales to households on markets.",
            lambda e: e.nation.sales / MILLION,
        ),
    ]


def declared() -> list[Series]:
    """Every series about people and markets."""
    return [*_consumption(), *_households(), *_food(), *_grain(), *_prices(), *_money()]
