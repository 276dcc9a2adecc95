"""Branches, regions and classes: the order of every small array in the model."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

BRANCHES = (
    "farms",
    "mining",
    "light",
    "metals",
    "chemicals",
    "machinery",
    "munitions",
    "utilities",
    "construction",
    "civil",
    "military",
    "trade",
)
"""Producers: the ten activities of the opening matrix, heavy industry in its three branches."""

(
    FARMS,
    MINING,
    LIGHT,
    METALS,
    CHEMICALS,
    MACHINERY,
    MUNITIONS,
    UTILITIES,
    CONSTRUCTION,
    CIVIL,
    MILITARY,
    TRADE,
) = range(len(BRANCHES))

ACTIVITY = ("AGR", "MIN", "LGT", "HVY", "HVY", "HVY", "MUN", "UTL", "CON", "CIV", "MIL", "SRV")
"""The opening matrix's account of each branch."""

N_GOODS = 7
"""Branches 0 to 6 make goods that can be stored; the others serve as they produce."""

USERS = (*BRANCHES, "households", "investment", "military stocks", "exports")
"""Who takes goods: every branch, then final uses."""
HOUSEHOLDS, INVESTMENT, MILITARY_STOCKS, EXPORTS = range(len(BRANCHES), len(BRANCHES) + 4)

REGIONS = ("pyongyang", "border", "industrial", "countryside")
CLASSES = ("core", "worker", "farmer", "soldier")
CORE, WORKER, FARMER, SOLDIER = range(len(CLASSES))

PATRONS = ("party", "army", "munitions", "cabinet", "provinces")
"""Who owns a trading company's licence; munitions is the Second Economic Commission."""
PARTY, ARMY, SECOND_ECONOMY, CABINET, PROVINCES = range(len(PATRONS))

COMMISSION_BUYS = ("parts", "inputs", "machines")
"""What the Second Economic Commission buys abroad: parts for the programme, inputs of munitions
plants, machines for these and the army."""
PARTS, MUNITIONS_INPUTS, ARMY_MACHINES = range(len(COMMISSION_BUYS))

COMPANY_USES = ("inputs", "machines", "goods", "patron", "currency")
"""What trading companies do with spare dollars."""
FOR_INPUTS, FOR_MACHINES, FOR_GOODS, FOR_PATRON, FOR_CURRENCY = range(len(COMPANY_USES))

SUMS = (
    "supply",
    "output",
    "stock",
    "materials",
    "imported",
    "fuel",
    "structures",
    "equipment",
    "technology",
    "used_materials",
    "used_imported",
    "used_fuel",
    "unheld",
)
"""Sums over rows by branch that one kernel publishes each month; the last is opening output of
plants that could not make what was ordered of them."""
PLANTS = (MINING, LIGHT, METALS, CHEMICALS, MACHINERY, MUNITIONS, CONSTRUCTION)
"""Branches that make what plants make; the others follow crops, power, staff or trade."""
HEAVY = (METALS, CHEMICALS, MACHINERY)
"""Civil heavy industry."""
IMPORTED_PRODUCTS = (
    "imported oil",
    "imported inputs",
    "imported machines",
    "imported food",
    "imported consumer goods",
)
PRODUCTS = (*BRANCHES, *IMPORTED_PRODUCTS)
"""What is used in the country: what its branches make, then what lands."""
USES = (
    "intermediate",
    "consumption",
    "investment",
    "services",
    "defence",
    "stocks",
    "exports",
)
"""What becomes of a product. Nothing else does."""
INTERMEDIATE, CONSUMED, INVESTED, SERVED, DEFENDED, STOCKED, EXPORTED = range(len(USES))
BOTTLENECKS = (
    "orders",
    "capital and hands",
    "hands",
    "machines",
    "buildings",
    "materials",
    "imported inputs",
    "power and coal",
    "fuel",
)
"""What can hold a branch, by the number a record keeps."""
DECIDED = (
    *(f"effort_{r}" for r in REGIONS),
    "grain_wanted",
    "goods_spending",
    "dollars_bought",
    "dollars_sold",
)
"""Sums over households once they have decided."""
BOOKED = (
    "cash",
    "dollars",
    "grain",
    "eaten",
    "hungry",
    "consumption",
    "poor",
    "core",
    "hours",
    "market_income",
    "income",
    "dollars_in_won",
    "core_dollars",
    *(f"use_{r}" for r in REGIONS),
)
"""What the month left in households; the two incomes are those of all but the core."""
D: Any = namedtuple("D", DECIDED)(*range(len(DECIDED)))
B: Any = namedtuple("B", BOOKED)(*range(len(BOOKED)))
"""Places of the sums: kernels read ``n.booked[B.poor]``."""
