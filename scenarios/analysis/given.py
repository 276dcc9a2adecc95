"""Conditions on draws: "given that arms exports of 2024 are above 500", in one place for all.

A condition is looked up in the run that the others are compared with, for it is the same country
before the choice; asked of the other run it would pick draws by what the choice did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.errors import InputError, unknown

if TYPE_CHECKING:
    from scenarios.storage.matrices import Matrix
    from scenarios.storage.stored import Stored

Values = NDArray[np.float64]

SIGNS: dict[str, Callable[[Values, float], NDArray[np.bool_]]] = {
    "<=": le, ">=": ge, "<": lt, ">": gt,
}  # fmt: skip
_FORM = re.compile(r"\s*([\w.]+)\s*@\s*(\d{4}(?:-(?:0[1-9]|1[0-2]))?)\s*(<=|>=|<|>)\s*(\S+)\s*",
                   re.ASCII)  # fmt: skip
BETWEEN = ";"
"""Stands between conditions that are written in one text, as in an address."""
MOST = 20


@dataclass(frozen=True)
class Condition:
    """A bound on one figure of a run."""

    series: str
    date: str
    """A year, whose mean counts, or a month."""
    sign: str
    bound: float
    """In the unit of the series."""

    def __str__(self) -> str:
        return f"{self.series}@{self.date}{self.sign}{self.bound:.10g}"

    def holds(self, results: Stored, scenario: str) -> NDArray[np.int64]:
        """Replications of a scenario in which it holds.

        Raises:
            InputError: the series or its date is not stored.
        """
        months, replications, values = results.matrix(self.series, scenario)
        inside = months.strftime("%Y-%m").str.startswith(self.date)
        whole = 12 if len(self.date) == 4 and results.tier == "monthly" else 1
        if inside.sum() != whole:
            held = f"{months[0]:%Y-%m} to {months[-1]:%Y-%m}"
            raise InputError(f"given {self}: {scenario} has no whole {self.date}; it has {held}")
        figures = values[:, inside].mean(axis=1)
        return replications[SIGNS[self.sign](figures, self.bound)]


def parse(texts: Sequence[str]) -> tuple[Condition, ...]:
    """Conditions as they are written: SERIES@DATE, a sign and a number.

    Raises:
        InputError: one is not as it should be.
    """
    found = tuple(dict.fromkeys(_parsed(text) for text in texts))
    if len(found) > MOST:
        raise InputError(f"given: {len(found)} conditions; at most {MOST}")
    return found


def _parsed(text: str) -> Condition:
    from model.series import SERIES

    parts = _FORM.fullmatch(text)
    try:
        bound = float(parts[4]) if parts else np.nan
    except ValueError:
        bound = np.nan
    if parts is None or not np.isfinite(bound):
        raise InputError(f"given {text[:60]!r}; expected a series, a year or month, one of < <= "
                         "> >= and a number, as in arms.exports@2024>500")  # fmt: skip
    if parts[1] not in SERIES:
        raise unknown("series", parts[1], SERIES, "given")
    return Condition(parts[1], parts[2], parts[3], bound)


class Kept:
    """Stored of some replications alone; read as `Stored` are.

    Args:
        results: where the runs are.
        kept: replications, rising.
    """

    def __init__(self, results: Stored, kept: NDArray[np.int64]) -> None:
        self.results, self.kept = results, kept

    def matrix(self, series: str, scenario: str) -> Matrix:
        """As `Stored.matrix`, of the replications that are kept.

        Raises:
            InputError: as there, or none of the scenario's runs is among them.
        """
        months, replications, values = self.results.matrix(series, scenario)
        rows = np.isin(replications, self.kept)
        if not rows.any():
            raise InputError(f"{self.results.path}: no finished run of {scenario} is left")
        return months, replications[rows], values[rows]

    def annual(self, series: str | Sequence[str], scenarios: Sequence[str] | None = None) -> Any:
        """As `Stored.annual`, of the replications that are kept."""
        rows = self.results.annual(series, scenarios)
        return rows[rows["replication"].isin(self.kept)].reset_index(drop=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.results, name)


class Given(Kept):
    """Stored without the draws in which a condition fails.

    Args:
        results: where the runs are.
        conditions: all of them must hold.
        scenario: the run in which they are looked up.

    Raises:
        InputError: a condition cannot be looked up, or no draw is left.
    """

    def __init__(self, results: Stored, conditions: Sequence[Condition], scenario: str) -> None:
        self.conditions, self.scenario = tuple(conditions), scenario
        kept = results.matrix(results.series[0], scenario)[1]
        self.of = len(kept)
        for condition in conditions:
            kept = np.intersect1d(kept, condition.holds(results, scenario))
        super().__init__(results, kept)
        if not len(kept):
            raise InputError(f"given {self.words}: holds in none of {self.of} draws of {scenario}")

    @property
    def words(self) -> str:
        """The conditions as they are written."""
        return f"{BETWEEN} ".join(map(str, self.conditions))

    @property
    def said(self) -> str:
        """What holds, where, and how many draws that leaves."""
        return (f"Only draws in which {' and '.join(map(str, self.conditions))} in "
                f"{self.scenario}: {len(self.kept)} of {self.of}.")  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """For JSON."""
        return {"conditions": [str(c) for c in self.conditions], "in": self.scenario,
                "draws": len(self.kept), "of": self.of}  # fmt: skip


def given(results: Stored, conditions: Sequence[Condition], scenario: str) -> Stored:
    """The results, without the draws in which a condition fails in a scenario."""
    if not conditions:
        return results
    return Given(results, conditions, scenario)  # type: ignore[return-value]
