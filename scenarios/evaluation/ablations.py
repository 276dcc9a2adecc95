"""Ablations: what the fit loses when a mechanism is taken away, in mode A on 2012-2019.

Each is a set of parameters and paths that switch a mechanism off. The six parameters of the single
fit are fitted anew without it, in two Gauss-Newton steps, and each year is predicted by the last
step's linear model solved without that year's figures; the whole model is treated the same way, so
that like stands beside like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.case import Case, Steps
from model.parameters import shipped
from scenarios.definition.catalog import load
from scenarios.estimation import calibration
from scenarios.estimation.calibration import FITTED, TARGETS, YEARS

Array = NDArray[np.float64]

STEP = 0.03
"""Step of the derivatives, in places of the range."""
STEPS = 2
"""Gauss-Newton steps."""


@dataclass(frozen=True)
class Ablation:
    """One mechanism switched off."""

    name: str
    about: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    paths: Mapping[str, Steps] = field(default_factory=dict)

    def case(self) -> Case:
        """Mode A without it."""
        whole = load(calibration.SCENARIO).case
        return whole.with_(parameters=dict(self.parameters), paths=dict(self.paths))


def _always(value: float) -> Steps:
    return (("2011-01", value),)


def _least(*names: str) -> dict[str, float]:
    return {name: shipped()[name].low for name in names}


def ablations() -> list[Ablation]:
    """The whole model, then each mechanism taken away."""
    covers = (f"production.{kind}_cover" for kind in ("imported", "materials", "fuel", "goods"))
    return [
        Ablation("whole", "nothing taken away"),
        Ablation("no inventories", "stocks of inputs and goods at the least the model takes",
                 _least(*covers)),
        Ablation("no off-book trade", "no smuggling, no private trade, no oil taken over at sea",
                 _least("sanctions.leak", "sanctions.evasion_start", "rents.private_trade"),
                 {"oil.transfers": _always(0.0)}),
        Ablation("Leontief", "inputs next to no substitutes", _least("production.substitution")),
        Ablation("no spin-off", "defence neither gives technology nor takes talent",
                 _least("technology.spin_off", "technology.talent_drain")),
        Ablation("no autonomy effect", "enterprise autonomy brings no productivity",
                 _least("technology.autonomy_gain")),
        Ablation("no year-specific switch", "no wage decree, announced dwellings or arms orders",
                 {}, {"wages.state": _always(1.0), "housing.announced": _always(0.0),
                      "arms.orders": _always(0.0)}),
    ]  # fmt: skip


@dataclass(frozen=True)
class Loss:
    """How well mode A does without a mechanism; root mean square errors of GDP growth, points."""

    name: str
    about: str
    unfitted: float
    """By the shipped parameters."""
    fitted: float
    """By the six parameters fitted anew."""
    left_out: float
    """Each year by the fit without it."""


def losses(tell: Callable[[str], None] = lambda _: None) -> list[Loss]:
    """Every ablation, the whole model first.

    Args:
        tell: told the name of each before it is worked out.
    """
    found = []
    for ablation in ablations():
        tell(ablation.name)
        found.append(_loss(ablation))
    return found


def _loss(ablation: Ablation) -> Loss:
    case, record = ablation.case(), calibration.observed()
    at = calibration.places({name: shipped()[name].value for name in FITTED})
    growth = calibration.simulated(calibration.values_at(at), case)
    unfitted = _rmse(growth["gdp"])
    for _ in range(STEPS):
        slopes = _slopes(at, growth, case)
        begun, base = at, growth
        at = _solved(begun, base, slopes, record, YEARS)
        growth = calibration.simulated(calibration.values_at(at), case)
    predicted = []
    for place, year in enumerate(YEARS):
        part = _solved(begun, base, slopes, record, tuple(y for y in YEARS if y != year))
        predicted.append(base["gdp"][place] + slopes["gdp"][place] @ (part - begun))
    return Loss(ablation.name, ablation.about, unfitted, _rmse(growth["gdp"]),
                _rmse(np.array(predicted)))  # fmt: skip


def _slopes(at: Array, growth: Mapping[str, Array], case: Case) -> dict[str, Array]:
    """Change of every growth rate with every place: by series, shape (years, parameters)."""
    columns = []
    for number in range(len(at)):
        moved = at.copy()
        moved[number] += STEP if at[number] + STEP <= 1.0 else -STEP
        there = calibration.simulated(calibration.values_at(moved), case)
        columns.append({n: (there[n] - growth[n]) / (moved - at)[number] for n in TARGETS})
    return {name: np.stack([column[name] for column in columns], axis=1) for name in TARGETS}


def _solved(
    at: Array,
    growth: Mapping[str, Array],
    slopes: Mapping[str, Array],
    record: Mapping[str, Mapping[int, float]],
    years: tuple[int, ...],
) -> Array:
    """Places that meet the record of some years best by the linear model, priors counted."""
    from scipy.optimize import lsq_linear

    rows, misses = [], []
    for name, (_, error) in TARGETS.items():
        for place, year in enumerate(YEARS):
            if year in years and year in record[name]:
                rows.append(slopes[name][place] / error)
                misses.append((record[name][year] - growth[name][place]) / error)
    for number, (name, (mean, spread)) in enumerate(FITTED.items()):
        width = shipped()[name].high - shipped()[name].low
        rows.append(np.eye(len(at))[number] * width / spread)
        misses.append((mean - shipped()[name].low - at[number] * width) / spread)
    answer = lsq_linear(np.array(rows), np.array(misses), bounds=(-at - 1e-9, 1.0 - at + 1e-9))
    return np.asarray(np.clip(at + answer.x, 0.0, 1.0))


def _rmse(growth: Array) -> float:
    record = calibration.observed()["gdp"]
    misses = [float(g) - record[y] for g, y in zip(growth, YEARS, strict=True)]
    return float(np.sqrt(np.mean(np.square(misses))))
