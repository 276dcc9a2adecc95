"""An enterprise as one object: `_produce` of `model.mechanisms.production`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from model.numerics import normal

if TYPE_CHECKING:
    from tests.reference.country import Country
    from tests.reference.terms import Plan

LEAST_RATIO = 1e-3
"""Inputs below this part of normal count as this much, so that the mean stays finite."""


class EnterpriseAgent(mesa.Agent):  # type: ignore[misc]
    """Gathers inputs into stocks and makes the lesser of what it can and what is ordered.

    It carries the columns of `model.populations.enterprises`, under the same names and units.
    """

    model: Country

    def __init__(self, model: Country, **figures: float) -> None:
        super().__init__(model)
        self.__dict__.update(figures)

    def claim(self) -> None:
        """Add its size to its branch's: deliveries are shared out by it."""
        self.model.claims[self.branch] += self.weight * self.base_output

    def produce(self) -> None:
        """Take in deliveries, work out what can be made, make what is ordered of it."""
        plan = self.model.month.plan
        part = self.base_output / self.model.claims[self.branch]
        self.materials += plan.arrived[self.branch] * part
        self._meet_luck(plan)
        self.supply = self._able(plan)
        self.output = min(self.supply, plan.target[self.branch] * self.base_output)
        self._use_inputs(plan)
        if self.branch < len(plan.left):
            self.stock = self.stock * plan.left[self.branch] + self.output
        self._report()

    def _meet_luck(self, plan: Plan) -> None:
        """Efficiency has good and bad spells that fade."""
        news = plan.shock_size * normal(plan.key, self.identity)
        self.shock = plan.shock_memory * self.shock + news

    def _able(self, plan: Plan) -> float:
        """Output that capital, work, technology and inputs allow."""
        b = self.branch
        capital = (self.structures / self.base_structures) ** plan.a_structures
        capital *= (self.equipment / self.base_equipment) ** plan.a_equipment
        able = self.base_output * plan.capacity[b] * self.spread * self.productivity * capital
        able *= plan.labour[b] ** plan.a_labour * (1.0 + self.shock)
        return able * self._bottleneck(plan)

    def _bottleneck(self, plan: Plan) -> float:
        """CES mean of inputs beside normal; what has no weight is never short."""
        b, base = self.branch, self.base_output
        ratios = (
            _beside_normal(self.materials, plan.cover_m * plan.per_materials[b] * base),
            _beside_normal(self.imported, plan.cover_i * plan.per_imported[b] * base),
            plan.energy[b],
            _beside_normal(self.fuel, plan.cover_f * plan.per_fuel[b] * base),
        )
        p = (plan.substitution - 1.0) / plan.substitution
        total = 1.0
        for weights, ratio in zip(plan.weights, ratios, strict=True):
            total += weights[b] * (max(ratio, LEAST_RATIO) ** p - 1.0)
        return total ** (1.0 / p)

    def _use_inputs(self, plan: Plan) -> None:
        """Stocks shrink by the recipe, sparingly where they are below normal."""
        b = self.branch
        self.used = {}
        for name, per_unit, cover in (
            ("materials", plan.per_materials[b], plan.cover_m),
            ("imported", plan.per_imported[b], plan.cover_i),
            ("fuel", plan.per_fuel[b], plan.cover_f),
        ):
            stock, normal_stock = getattr(self, name), cover * per_unit * self.base_output
            ratio = min(1.0, stock / normal_stock) if normal_stock > 0.0 else 0.0
            self.used[name] = min(stock, per_unit * self.output * ratio)
            setattr(self, name, stock - self.used[name])

    def _report(self) -> None:
        """Add to the branch's sums."""
        sums, w = self.model.produced[self.branch], self.weight
        sums["supply"] += w * self.supply
        sums["output"] += w * self.output
        sums["stock"] += w * self.stock
        sums["materials"] += w * self.materials
        sums["imported"] += w * self.imported
        sums["fuel"] += w * self.fuel
        sums["structures"] += w * self.structures
        sums["equipment"] += w * self.equipment
        sums["technology"] += w * self.base_output * self.productivity
        for name, used in self.used.items():
            sums[f"used_{name}"] += w * used
        if self.supply < self.model.month.plan.target[self.branch] * self.base_output:
            sums["unheld"] += w * self.base_output


def _beside_normal(stock: float, normal_stock: float) -> float:
    """A stock beside its normal level; an input the branch does not use counts as normal."""
    return stock / normal_stock if normal_stock > 0.0 else 1.0
