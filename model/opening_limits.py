"""Openings that are refused: values, each in its range, that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.errors import InputError

if TYPE_CHECKING:
    from model.state import State


def check(economy: State) -> None:
    """Refuse an opening whose values, each in its range, contradict each other.

    Raises:
        InputError: markets sell grain for more than everything they sell, or more coal is exported
            than mined.
    """
    _check_sales(economy)
    _check_coal(economy)


def _check_sales(economy: State) -> None:
    """Refuse an opening whose markets sell grain for more than everything they sell."""
    p = economy.p
    sales = p.money.opening_sales * p.money.opening_price_level
    grain = p.food.opening_market_grain * p.money.opening_rice_price
    if grain >= sales:
        raise InputError(
            f"market sales at the opening, money.opening_sales x money.opening_price_level = "
            f"{sales:,.0f} mn KPW, must exceed the grain among them, food.opening_market_grain x "
            f"money.opening_rice_price = {grain:,.0f} mn KPW"
        )


def _check_coal(economy: State) -> None:
    """Refuse an opening that exports more coal than it mines."""
    p = economy.p
    exported = p.trade.export_coal / p.trade.coal_price
    if exported >= p.power.coal_output:
        raise InputError(
            f"coal mined at the opening, power.coal_output = {p.power.coal_output:.3g} Mt a year, "
            f"must exceed the coal exported, trade.export_coal / trade.coal_price = "
            f"{exported:.3g} Mt a year"
        )
