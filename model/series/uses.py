"""What becomes of everything made or landed, at opening prices and at those of 2015."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from model.populations import layout as at
from model.series.declare import ANY, BY_UNIT, Series

if TYPE_CHECKING:
    from model.figures import Array
    from model.past import Past

HOME, ABROAD = range(len(at.BRANCHES)), range(len(at.BRANCHES), len(at.PRODUCTS))
GOODS = tuple(g for g in range(at.N_GOODS) if g != at.MINING)
LINES = {
    "defence.services": (at.DEFENDED, (at.MILITARY,), "Services of the armed forces."),
    "defence.acquisitions": (
        at.DEFENDED,
        tuple(p for p in range(len(at.PRODUCTS)) if p != at.MILITARY),
        "Arms, works and machines the forces get, less arms they sell abroad.",
    ),
    "consumption.goods": (at.CONSUMED, GOODS, "Goods homes take out of shops."),
    "consumption.energy": (at.CONSUMED, (at.MINING, at.UTILITIES), "Coal and power of homes."),
    "consumption.services": (
        at.CONSUMED,
        (at.TRADE, at.CONSTRUCTION),
        "Trade and transport that serve homes, and upkeep of dwellings.",
    ),
    "consumption.imports": (at.CONSUMED, tuple(ABROAD), "Imported food and goods of homes."),
    "investment.building": (at.INVESTED, (at.CONSTRUCTION,), "Building for investment."),
    "investment.machines": (
        at.INVESTED,
        tuple(p for p in range(len(at.PRODUCTS)) if p != at.CONSTRUCTION),
        "Machines and other goods for investment, imported ones among them.",
    ),
    "services": (at.SERVED, tuple(HOME), "Civil services of the state."),
    "stocks": (
        at.STOCKED,
        tuple(range(len(at.PRODUCTS))),
        "What is added to stocks of plants, inputs and shops.",
    ),
    "exports": (at.EXPORTED, tuple(HOME), "Home-made goods shipped abroad, arms among them."),
}
"""Final uses by name: which use, of which products, what it is."""
CHANGES = ("stocks", "defence.acquisitions")
"""Net uses, of either sign."""
PRICES = {"": "2011", "_2015": "2015"}
"""Ends of names, and the year whose prices count."""


def prices(e: Past, year: str) -> Array:
    """Price of each product beside 2011's, [product]: those of 2015 move GDP by its weights.

    Imports keep their price: of them volumes alone are known.
    """
    import numpy as np  # names and units must be had without it

    from model.matrix import recipe

    found = np.ones(len(at.PRODUCTS))
    if year == "2015":
        added = recipe().value_added * recipe().base
        found[: len(at.BRANCHES)] = e.opening.weights_gdp * added.sum() / added
    return found


def _add(parts: Iterable[Array]) -> Array:
    """Sum of some months' figures."""
    whole: Any = sum(parts)
    found: Array = whole
    return found


def _use(use: int, products: tuple[int, ...], year: str) -> Callable[[Past], Array]:
    def read(e: Past) -> Array:
        price = prices(e, year)
        return _add(price[p] * e.nation.used[use, p] for p in products)

    return read


def _output(year: str) -> Callable[[Past], Array]:
    """GDP: what is made at home less what is used up in making it."""

    def read(e: Past) -> Array:
        price = prices(e, year)
        made = _add(price[p] * e.nation.supplied[p] for p in HOME)
        return made - _add(price[p] * e.nation.used[at.INTERMEDIATE, p] for p in range(price.size))

    return read


def _imports(e: Past) -> Array:
    return _add(e.nation.supplied[p] for p in ABROAD)


def _gap(e: Past) -> Array:
    """Largest supply of a product that no use accounts for, or use beyond supply."""
    left: Array = abs(e.nation.supplied - e.nation.used.sum(axis=0)).max(axis=0)
    return left


def _label(name: str, year: str) -> str:
    """What a use is called: its parts in the order they are said, and whose prices."""
    return f"Use, {year}: {', '.join(name.split('.'))}"


def declared() -> list[Series]:
    """Every use at prices of 2011 and of 2015, and how well they account for what there was."""
    found = []
    for end, year in PRICES.items():
        unit = f"trn KRW a month at prices of {year}"
        for name, (use, products, about) in LINES.items():
            found.append(
                Series(f"uses.{name}{end}", unit, "uses", about, _use(use, products, year),
                       ANY if name in CHANGES else BY_UNIT, label=_label(name, year))
            )  # fmt: skip
        about = "What is made less what is used up in making it: the sum of all uses but imports."
        label = _label("output", year)
        found.append(Series(f"uses.output{end}", unit, "uses", about, _output(year), label=label))
    about = "What lands from abroad, at prices of 2011 throughout."
    found.append(
        Series("uses.imports", "trn KRW a month", "uses", about, _imports, label="Products landed")
    )
    about = "Largest part of a product that its uses leave unaccounted for."
    return [
        *found,
        Series("uses.gap", "trn KRW a month", "uses", about, _gap, label="Gap of the uses"),
    ]
