"""What a month puts before its agents: the arguments of the three kernels, with their units.

Lists by class, region and branch are in the order of `model.populations.layout`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Plan:
    """What a month brings to enterprises (`model.mechanisms.production._produce`)."""

    key: np.uint64
    """Key of this month's draws."""
    target: Sequence[float]
    """Orders beside opening output, by branch."""
    labour: Sequence[float]
    """Work done beside the opening, by branch."""
    energy: Sequence[float]
    """Power and coal beside the opening, by branch."""
    arrived: Sequence[float]
    """Home-made inputs delivered to each branch, trn KRW."""
    left: Sequence[float]
    """Part of each storable good still in stock after exports and deliveries."""
    capacity: Sequence[float]
    """Capacity beside opening output, by branch."""
    per_materials: Sequence[float]
    """Home-made inputs per unit of output, by branch; the next two likewise."""
    per_imported: Sequence[float]
    per_fuel: Sequence[float]
    weights: Sequence[Sequence[float]]
    """Weights of materials, imported inputs, energy and fuel in the bottleneck, by branch."""
    substitution: float
    """Elasticity of substitution between inputs; below one they are hard to replace."""
    cover_m: float
    """Normal stock of materials, months of use; the next two of imported inputs and fuel."""
    cover_i: float
    cover_f: float
    a_structures: float
    """Elasticity of output to structures; the next two to equipment and labour."""
    a_equipment: float
    a_labour: float
    shock_size: float
    """Standard deviation of one month's news about efficiency."""
    shock_memory: float
    """Part of a shock that lasts into the next month."""


@dataclass(frozen=True)
class Prospects:
    """What households know when they decide (`model.mechanisms.households._decide`)."""

    key: np.uint64
    """Key of this month's luck."""
    hours: Sequence[float]
    """Normal hours on the market, by class, share of working time."""
    pull: Sequence[float]
    """Last month's market pay as a factor on hours, by region."""
    ration: Sequence[float]
    """Ration of a household, by class, kg a month."""
    rate: float
    """KPW per USD."""
    rice: float
    """KPW per kg."""
    trust: float
    """Factor on the dollar share: below one when the won looks cheap beside its past."""
    flight: float
    """Part of the won habit that a falling won would take away in the long run."""
    release: float
    """Part of the grain in the house and coming that may be eaten this month."""
    due: float
    """Grain a farmer's household still expects before the main harvest, kg."""
    in_kind: float
    """Grain a farmer's household gets this month for its work, kg."""
    subsistence: float
    """Grain a household must have, kg a month."""
    need: float
    """Grain a household would eat if grain were no concern, kg a month."""
    ceiling: float
    """Most grain it takes in, beside that need."""
    food_share: float
    """Part of spending beyond bare needs that goes to grain."""
    cash_months: float
    """Notes a household likes to hold, months of income."""
    adjustment: float
    """Part of notes beyond that which is spent in a month."""
    hours_inertia: float
    """Pace at which hours move to those wanted."""
    habit_pace: float
    """Pace at which the dollar habit is learnt."""
    forgetting: float
    """Pace at which it is forgotten, beside that."""
    portfolio_pace: float
    """Part of the gap to the wanted dollars traded in a month."""
    luck: float
    """Standard deviation of one month's luck on the market."""


@dataclass(frozen=True)
class Clearing:
    """What the market gave households (`model.mechanisms.households._book`)."""

    pay: Sequence[float]
    """Market income per unit of effort, by region, KPW."""
    won: Sequence[float]
    """Won paid to a household besides, by class, KPW."""
    from_sales: Sequence[float]
    """Of those, what was earned by sales on markets, by class, KPW."""
    dollars_paid: Sequence[float]
    """Dollars paid to a household, by class, USD."""
    spent_share: float
    """Part of dollars in hand spent in dollars."""
    ration: Sequence[float]
    """Ration of a household, by class, kg."""
    fills: Sequence[float]
    """Part that came through of wanted grain, goods, dollars bought and dollars sold."""
    rate: float
    """KPW per USD."""
    rice: float
    """KPW per kg."""
    rice_opening: float
    """KPW per kg at the opening, for counting use at opening prices."""
    deflator: float
    """One over the price of goods beside the opening."""
    release: float
    """Part of the grain in the house and coming that may be eaten this month."""
    due: float
    """Grain a farmer's household still expects before the main harvest, kg."""
    supplied: float
    """Goods a household of the core gets from state shops, KPW at opening prices."""
    need: float
    """Grain a household would eat if grain were no concern, kg a month."""
    hunger_line: float
    """Grain below which a household is food-insecure, kg a month."""
    least_beside: float
    """Least intake within a row, beside the row's own."""
    steepness: float
    """Part of a row's households from one intake to the next, per intake of the row's own."""
    levy: float
    """Part of market pay handed to the enterprise for leave of absence."""
    tax_rate: float
    """Part of money income taken by the state."""
    income_pace: float
    """Pace at which expected income follows income."""


@dataclass(frozen=True)
class Month:
    """One month's terms, in the order in which they become known."""

    plan: Plan
    prospects: Prospects
    clearing: Clearing
