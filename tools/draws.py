"""Which of the ensemble's draws answer What if, chosen and tested on questions made at random.

    uv run python -m tools.draws            # run, choose, write the numbers and the page
    uv run python -m tools.draws --from F   # the same from figures kept in F (made if missing)

All 200 draws answer 100 questions. On every second one the draws are ranked; those are chosen whose
ranks lie nearest to all 200 by energy distance (support points, Mak and Joseph 2018), found by
exchanging one for another while that helps. The other questions say how far off quantiles are.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.case import month_name, month_number
from scenarios import ensemble, library, pool
from scenarios.branches import go_on
from scenarios.compare import MEASURES
from scenarios.dials import dials
from scenarios.measures import difference
from scenarios.whatif import FIRST, NUMBERS, PAGE, Question

Values = NDArray[np.float64]
PLACES = (
    ("baseline", "2026-01"), ("baseline", "2018-01"), ("baseline", "2030-01"),
    ("full-embargo", "2026-01"), ("market-opening", "2026-01"),
)  # fmt: skip
EACH = 20
COUNT, STARTS, YEAR = 40, 20, 12
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def questions(seed: int) -> list[Question]:
    """One to three dials turned anywhere in their range, from five places on."""
    rng = np.random.default_rng(seed)
    names, made = list(dials()), []
    for scenario, month in PLACES:
        for _ in range(EACH):
            turned = rng.choice(names, rng.integers(1, 4), replace=False)
            settings = {str(name): _value(name, rng) for name in turned}
            months = int(rng.choice((24, 60, 120)))
            made.append(Question(scenario, month, months, settings))
    return made


def _value(name: str, rng: np.random.Generator) -> float | str:
    dial = dials()[name]
    if dial.choices:
        return str(rng.choice(dial.choices))
    return float(rng.uniform(dial.low, dial.high))


def figures(asked: list[Question]) -> Values:
    """Paired differences over the last year asked for, shape (questions, draws, series)."""
    halves = [range(k, ensemble.shipped().size, 2) for k in range(2)]
    found = np.full((len(asked), ensemble.shipped().size, len(MEASURES)), np.nan)
    with pool.one_thread_each(), pool.processes(1) as one, pool.processes(1) as two:
        for place, question in enumerate(asked):
            tasks = [
                pool.handed_out(executor, differences, question, tuple(half))
                for executor, half in zip((one, two), halves, strict=True)
            ]
            for task, half in zip(tasks, halves, strict=True):
                found[place, list(half)] = task.result()
            print(f"{place + 1} of {len(asked)} questions", end="\r", flush=True)
    return found


def differences(question: Question, draws: tuple[int, ...]) -> Values:
    """In a process: one question's figures, a row a draw; NaN where a run did not end."""
    from model.series import SERIES

    before = month_name(month_number(question.month) - 1)
    origin = library.load(question.scenario).case.with_(end=before)
    base, changed = (go_on(origin, case, draws, tuple(MEASURES)) for case in question.cases())
    rows = np.full((len(draws), len(MEASURES)), np.nan)
    for row, draw in enumerate(draws):
        if draw in base.values and draw in changed.values:
            a, b = (one.values[draw][-YEAR:].mean(axis=0) for one in (changed, base))
            for column, name in enumerate(MEASURES):
                percent = not SERIES[name].unit.startswith("%")
                rows[row, column] = difference(a[column : column + 1], b[column : column + 1],
                                               percent)[0]  # fmt: skip
    return rows
