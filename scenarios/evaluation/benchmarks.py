"""What GDP growth is held against: a VAR and regressions on recorded trade, crops and power."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scenarios.evaluation import scores, skill
from scenarios.history import observed as record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from scenarios.evaluation.scores import Bridge, Yearly
    from scenarios.evaluation.skill import Samples

EXPORTS, IMPORTS, CROPS, POWER = (
    record.LEVELS[name][0]
    for name in ("exports.total", "imports.total", "grain.harvest", "power.generation")
)
ALL_YEARS = range(2012, 2025)
ERROR = 1.5
"""Standard error, points of growth, by which runs are weighted when a year is left out of all."""


@dataclass(frozen=True)
class Benchmarks:
    """Forecasts of GDP growth that need the record alone.

    Args (fields):
        frame: observations that may be read.
        gdp: recorded growth, %.
        windows: years scored by window.
    """

    frame: pd.DataFrame
    gdp: Yearly
    windows: Mapping[str, Sequence[int]]

    @cached_property
    def bridges(self) -> dict[str, Bridge]:
        """Regressions by name, fitted to 2012-2019."""
        return self._bridges(self.windows["fit"], self.windows.get("held_out", ()))

    def _bridges(self, fitted: Sequence[int], later: Sequence[int]) -> dict[str, Bridge]:
        exports = self._levels(EXPORTS)
        rest = [scores.percent_growth(self._levels(name)) for name in (IMPORTS, CROPS, POWER)]
        regressors = {
            "exports_log": [scores.log_growth(exports)],
            "exports_percent": [scores.percent_growth(exports)],
            "imports_crops_power": rest,
        }
        return {name: scores.bridge(self.gdp, x, fitted, later) for name, x in regressors.items()}

    def _levels(self, series: str) -> Yearly:
        return record.yearly(self.frame, series)

    def add_to(self, gdp: dict[str, Any]) -> None:
        """Lay the errors beside those of the model, window by window."""
        exports = scores.log_growth(self._levels(EXPORTS))
        for window, score in gdp.items():
            years, inside = score["years"], score["predicted"]
            var = scores.vector_autoregression(self.gdp, exports, years)
            score["naive"]["var"] = against(var, self.gdp, inside)
            for name, bridge in self.bridges.items():
                made = bridge.in_sample if window == "fit" else bridge.frozen
                entry = against(scores.within(made, years), self.gdp, inside)
                if window == "fit":
                    for way in ("leave_one_out", "rolling_origin"):
                        entry[way] = against(scores.within(getattr(bridge, way), years), self.gdp)[
                            "rmse"
                        ]
                score["naive"][name] = entry

    def descriptive(self) -> dict[str, Any]:
        """Leave one year out over all years: uses held-out years, so no target stands beside it."""
        bridges = self._bridges(ALL_YEARS, ())
        errors = {name: against(b.leave_one_out, self.gdp) for name, b in bridges.items()}
        return {
            "years": [ALL_YEARS[0], ALL_YEARS[-1]],
            "uses_held_out_years": True,
            "about": "Leave one year out over 2012-2024. Uses held-out years: it describes and is "
            "no test. Modes: runs weighted by how well they meet the other years.",
            "leave_one_out": errors,
        }

    def left_out_of_all(self, samples: Samples) -> dict[str, Any]:
        """The same of a mode: each year by runs weighted by the others."""
        return against(skill.reweighted(samples, self.gdp, ERROR, ALL_YEARS), self.gdp)


def against(
    predicted: Mapping[Any, float],
    observed: Mapping[Any, float],
    model: Mapping[Any, float] | None = None,
) -> dict[str, Any]:
    """Errors of a forecast of single numbers, and the test of the model's beside them."""
    years = scores.shared_years(predicted, observed)
    misses = [abs(predicted[y] - observed[y]) for y in years]
    facts: dict[str, Any] = {
        "rmse": number(scores.rmse(predicted, observed)),
        "crps": sum(misses) / len(misses) if misses else None,
        "n": len(years),
    }
    if model is not None:
        facts["diebold_mariano"] = skill.diebold_mariano(model, predicted, observed)
    return facts


def number(value: float) -> float | None:
    """A score, or None where there is none."""
    return None if math.isnan(value) else float(value)
