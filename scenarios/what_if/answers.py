"""What if: a question of dials turned from a month on, and what the ensemble's draws answer.

    with Bench() as bench:  # scenarios.what_if.bench
        answer = bench.ask(Question("baseline", "2026-01", 120, {"market.tightness": 0.8}))

A draw is a replication of `byungjin run`: a parameter set of the ensemble with its luck, the same
in the baseline and beside it. Forty of the ensemble's draws stand for all (docs/decisions/0021);
`tools.draws` chooses them.
"""

from __future__ import annotations

import json
import shlex
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.case import FIRST_MONTH, LAST_MONTH, Case, month_name, month_number
from model.errors import InputError
from model.series.units import unit
from scenarios.analysis.measures import difference
from scenarios.analysis.sureness import Effect, effect
from scenarios.definition import catalog, parameter_sets
from scenarios.definition.controls import ASSUMPTIONS, Settings, dials, turned, written
from scenarios.what_if.branches import Branches

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = Path(__file__).parent / "draws.toml"
FIRST = 8
"""Draws of the first answer, which stand first among all."""
LONGEST = 120
"""Months that are run on from the date of change, at most."""
SHORTEST = 12
YEAR = 12
BASELINE, CHANGED = "baseline", "what-if"

Values = NDArray[np.float64]


@cache
def draws() -> tuple[int, ...]:
    """Numbers of the draws that answer, those of the first answer first."""
    return tuple(tomllib.loads(NUMBERS.read_text(encoding="utf-8"))["draws"])


def ensemble_size() -> int:
    """Draws of the whole ensemble."""
    return parameter_sets.shipped().size


@dataclass(frozen=True)
class Question:
    """Which scenario, changed how, from when, for how long.

    Raises:
        InputError: a month or a number of months that is not allowed.
    """

    scenario: str = "baseline"
    month: str = "2026-01"
    """Date of change, YYYY-MM."""
    months: int = LONGEST
    settings: Settings = field(default_factory=dict)
    """Dials that are turned, by name."""
    both: bool = False
    """Whether assumptions are turned in the baseline too."""

    def __post_init__(self) -> None:
        first = month_number(FIRST_MONTH) + SHORTEST
        last = month_number(LAST_MONTH) - SHORTEST + 1
        if not first <= month_number(self.month, "date of change") <= last:
            raise InputError(f"date of change = {self.month}; expected {month_name(first)} to "
                             f"{month_name(last)}")  # fmt: skip
        if not SHORTEST <= self.months <= LONGEST:
            raise InputError(f"months = {self.months}; expected {SHORTEST} to {LONGEST}")

    @property
    def branch(self) -> int:
        """Months that are run before the date of change."""
        return month_number(self.month) - month_number(FIRST_MONTH)

    @property
    def origin(self) -> Case:
        """The scenario's own case, up to where the question looks."""
        last = min(month_number(self.month) + self.months - 1, month_number(LAST_MONTH))
        return _case(self.scenario).with_(end=month_name(last))

    @property
    def before(self) -> Case:
        """The scenario's own case up to the date of change."""
        return _case(self.scenario).with_(end=month_name(month_number(self.month) - 1))

    @property
    def assumed(self) -> Settings:
        """The assumptions among the settings."""
        known = dials()
        return {n: v for n, v in self.settings.items() if known[n].group == ASSUMPTIONS}

    def spread(self, dial: str) -> tuple[float, float] | None:
        """The least and the most a dial stands at over the draws; None if it is the same in all."""
        target, known = dials()[dial].targets[0], parameter_sets.shipped()
        dated = any(month <= self.month for month, _ in self.origin.dated.get(target, ()))
        if target not in known.names or target in self.origin.parameters or dated:
            return None
        found = [known.values(known.number(draw))[target] for draw in draws()]
        return min(found), max(found)

    def cases(self) -> tuple[Case, Case]:
        """The baseline, and what is compared with it."""
        base = turned(self.origin, self.assumed if self.both else {}, self.month)
        return base, turned(self.origin, self.settings, self.month)

    @property
    def command(self) -> str:
        """The command that answers it, from the same draws."""
        words = ["byungjin", "whatif", shlex.quote(self.scenario)]
        for name, value in self.settings.items():
            words += ["--set", f"{name}={value}"]
        words += ["--from", self.month, "--months", str(self.months), *["--both"] * self.both]
        return " ".join(words)

    def file(self) -> str:
        """The scenario file that `byungjin run` makes the same runs from."""
        found = catalog.load(self.scenario)
        head = [
            f"# {found.title}, but for what is changed below from {self.month} on.",
            "# Run it beside what it extends, with paired luck:",
            f"#   byungjin run {self.scenario} FILE.toml --seeds {ensemble_size()}",
            f"# What if asks {len(draws())} of these draws; the same figures again:",
            f"#   {self.command}",
            f"title = {json.dumps(f'{found.title}, what if', ensure_ascii=False)}",
            f'about = "Turned on the What if page from {self.month} on."',
            'group = "own"',
            'expectation = ""',
            f'extends = "{self.scenario}"',
            f'end = "{self.origin.end}"',
        ]
        if self.both and self.assumed:
            head.insert(1, "# The assumptions under [parameters] were changed in the baseline too.")
        tables = written(self.origin, self.settings, self.month)
        return "\n".join([*head, "", tables])


@cache
def titles() -> dict[str, str]:
    """The shipped scenarios by name, those of the future first."""
    found = {name: catalog.load(name) for name in catalog.names()}
    future = sorted(found, key=lambda n: (found[n].case.end <= "2025", found[n].title))
    return {name: found[name].title for name in future}


@lru_cache(32)
def _case(name: str) -> Case:
    return catalog.load(name).case


@dataclass(frozen=True)
class Answer:
    """Runs of the baseline and of what is compared with it, draw by draw; read as `Results` are."""

    question: Question
    series: tuple[str, ...]
    branches: Mapping[str, Branches]
    """Of either the draws that have ended in both."""
    tried: frozenset[int]
    """Numbers of the draws that were tried so far in both."""
    wanted: int
    """Draws there will be."""
    tier: str = "monthly"
    """What is kept, as of `Results`."""

    @property
    def done(self) -> int:
        """How many draws were tried so far."""
        return len(self.tried)

    @property
    def complete(self) -> bool:
        """Whether no draw is still to come."""
        return self.done >= self.wanted

    @property
    def draws(self) -> tuple[int, ...]:
        """Numbers of the draws it rests on."""
        return tuple(sorted(self.branches[BASELINE].values))

    def of(self, numbers: Collection[int]) -> Answer:
        """The same answer by some of its draws."""
        branches = {
            name: Branches({n: v for n, v in found.values.items() if n in numbers},
                           {n: e for n, e in found.errors.items() if n in numbers})
            for name, found in self.branches.items()
        }  # fmt: skip
        return replace(self, branches=branches, tried=self.tried.intersection(numbers))

    @property
    def units(self) -> dict[str, str]:
        """Unit of every series."""
        from model.series import SERIES

        return {name: SERIES[name].unit for name in self.series}

    @property
    def failed(self) -> tuple[str, ...]:
        """What went wrong in draws that did not end, a line each."""
        found = {d: e for branch in self.branches.values() for d, e in branch.errors.items()}
        return tuple(found.values())

    def matrix(
        self, series: str, scenario: str
    ) -> tuple[pd.DatetimeIndex, NDArray[np.int64], Values]:
        """Months, draws and values[draw, month], as `Results.matrix` gives them.

        Raises:
            InputError: none of the runs ended.
        """
        found = self.branches[scenario].values
        if not found:
            raise InputError(f"none of the {self.done} runs ended; the first error: "
                             f"{self.failed[0] if self.failed else 'none'}")  # fmt: skip
        place = self.series.index(series)
        values = np.stack([found[draw][:, place] for draw in self.draws])
        return _months(values.shape[1]), np.array(self.draws), values

    @property
    def last_year(self) -> str:
        """The months that `effect` looks at."""
        last = month_number(self.question.origin.end)
        return f"{month_name(last - YEAR + 1)} to {month_name(last)}"

    def effect_unit(self, series: str) -> str:
        """What `effect` is counted in: points of a share, per cent of a level."""
        return "points" if unit(self.units[series]).in_points else "%"

    def effect(self, series: str) -> Effect:
        """What the change does to the mean of the last twelve months, draw by draw.

        Levels in per cent of the baseline, shares in points.
        """
        changed, base = (
            self.matrix(series, name)[2][:, -YEAR:].mean(axis=1) for name in (CHANGED, BASELINE)
        )
        return effect(difference(changed, base, percent=self.effect_unit(series) == "%"))


def joined(
    question: Question, series: Sequence[str], pair: Mapping[str, Branches], wanted: int
) -> Answer:
    """An answer from the draws that both cases have."""
    tried = [frozenset(found.values) | frozenset(found.errors) for found in pair.values()]
    ended = set.intersection(*(set(found.values) for found in pair.values()))
    branches = {
        name: Branches({draw: found.values[draw] for draw in ended}, dict(found.errors))
        for name, found in pair.items()
    }
    return Answer(question, tuple(series), branches, frozenset.intersection(*tried), wanted)


@lru_cache(32)
def _months(count: int) -> pd.DatetimeIndex:
    import pandas as pd

    return pd.date_range(f"{FIRST_MONTH}-01", periods=count, freq="MS", unit="s", name="month")
