"""Which of the ensemble's draws answer What if, chosen and tested on questions made at random.

    uv run python -m tools.draws            # run, choose, write the numbers and docs/draws.md
    uv run python -m tools.draws --from F   # the same from figures kept in F (made if missing)

All draws of the ensemble answer 100 questions. On every second one those are chosen that stand for
all: first by energy distance of their ranks (support points, Mak and Joseph 2018), then by the
error of quantiles, exchanging one draw for another as long as that helps. The other questions say
how far off quantiles are. About twenty minutes of processor time, nearly all of it runs.
"""

from __future__ import annotations

import argparse
import tempfile
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from model.case import month_name, month_number
from scenarios.analysis.compare import MEASURES
from scenarios.analysis.measures import difference
from scenarios.definition import catalog, parameter_sets
from scenarios.definition.controls import dials
from scenarios.execution import pool
from scenarios.what_if.answers import FIRST, NUMBERS, YEAR, Question
from scenarios.what_if.branches import go_on

Values = NDArray[np.float64]
PLACES = (
    ("baseline", "2026-01"), ("baseline", "2018-01"), ("baseline", "2030-01"),
    ("full-embargo", "2026-01"), ("market-opening", "2026-01"),
)  # fmt: skip
EACH = 20
COUNT = 40
TRIES = 30_000
"""Exchanges that are tried for the error of quantiles."""
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
APART = 0.25
"""Of the 5 to 95 % width: the most that medians and widths should differ by."""
PAGE = Path(__file__).parents[1] / "docs" / "draws.md"


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
    halves = [range(k, parameter_sets.shipped().size, 2) for k in range(2)]
    found = np.full((len(asked), parameter_sets.shipped().size, len(MEASURES)), np.nan)
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
    origin = catalog.load(question.scenario).case.with_(end=before)
    base, changed = (go_on(origin, case, draws, tuple(MEASURES)) for case in question.cases())
    rows = np.full((len(draws), len(MEASURES)), np.nan)
    for row, draw in enumerate(draws):
        if draw in base.values and draw in changed.values:
            a, b = (one.values[draw][-YEAR:].mean(axis=0) for one in (changed, base))
            for column, name in enumerate(MEASURES):
                percent = not SERIES[name].counted.in_points
                rows[row, column] = difference(a[column : column + 1], b[column : column + 1],
                                               percent)[0]  # fmt: skip
    return rows


def columns(found: Values) -> Values:
    """Draws by question and series, shape (draws, columns); without those that say nothing."""
    flat = found.transpose(1, 0, 2).reshape(found.shape[1], -1)
    return flat[:, np.isfinite(flat).all(axis=0) & (np.ptp(flat, axis=0) > 0)]


def distances(figures_: Values) -> Values:
    """How far any two draws lie apart, mean over columns of their ranks, shape (draws, draws)."""
    ranks = rankdata(figures_, axis=0) / len(figures_)
    return np.array([np.abs(ranks - rank).mean(axis=1) for rank in ranks])


def spread(apart: Values, among: list[int], count: int) -> list[int]:
    """Draws whose energy distance to all is least: one after the other, then by exchanges."""
    middle, chosen = apart.mean(axis=1), list[int]()

    def cost(some: list[int]) -> float:
        return float(2 * middle[some].mean() - apart[np.ix_(some, some)].mean())

    while len(chosen) < count:
        chosen.append(min(set(among) - set(chosen), key=lambda one: cost([*chosen, one])))
    while True:
        swaps = [
            [*chosen[:place], one, *chosen[place + 1 :]]
            for place in range(count) for one in among if one not in chosen
        ]  # fmt: skip
        best = min(swaps, key=cost)
        if cost(best) >= cost(chosen):
            return chosen
        chosen = best


class Errors:
    """How far quantiles of some draws lie from those of all, in widths of 5 to 95 %."""

    def __init__(self, all_draws: Values) -> None:
        quantiles = np.quantile(all_draws, LEVELS, axis=0)
        width = quantiles[-1] - quantiles[0]
        self.known = width > 0
        self.scaled = all_draws[:, self.known] / width[self.known]
        self.wanted = quantiles[:, self.known] / width[self.known]

    def of(self, some: list[int]) -> Values:
        """Quantile by quantile and column by column, signed."""
        ordered, last = np.sort(self.scaled[some], axis=0), len(some) - 1
        places = [(int(level * last), level * last % 1) for level in LEVELS]
        found = [ordered[i] + part * (ordered[min(i + 1, last)] - ordered[i]) for i, part in places]
        return np.array(found) - self.wanted

    def cost(self, some: list[int]) -> float:
        """One figure for all of them; an error of a whole width counts as the worst."""
        off = self.of(some)
        width = np.minimum(np.abs(off[-1] - off[0]), 1)
        ends, inside = off[[0, -1]], off[1:-1]
        tails, middle = (np.minimum(np.abs(part), 1) for part in (ends, inside))
        return float(2 * (tails**2).mean() + (middle**2).mean() + (width**2).mean())


def chosen_from(found: Values) -> list[int]:
    """The draws that answer, those of the first answer first."""
    figures_ = columns(found)
    apart, errors = distances(figures_), Errors(figures_)
    some = spread(apart, list(range(len(apart))), COUNT)
    cost, rng = errors.cost(some), np.random.default_rng(1)
    for place, one in zip(
        rng.integers(COUNT, size=TRIES), rng.integers(len(apart), size=TRIES), strict=True
    ):
        other = [*some[:place], int(one), *some[place + 1 :]]
        if one not in some and errors.cost(other) < cost:
            some, cost = other, errors.cost(other)
    first = sorted(spread(apart, some, FIRST))
    return [*first, *sorted(set(some) - set(first))]


def page(some: list[int], chosen: Values, tested: Values) -> str:
    """docs/draws.md: what the draws are and how far off they are."""
    size, rng = chosen.shape[1], np.random.default_rng(2)
    lots = [list(rng.choice(size, COUNT, replace=False)) for _ in range(100)]
    rows = [
        row("chosen on", chosen, [some]),
        row("others", tested, [some]),
        row("others", tested, [some[:FIRST]]),
        row("others, draws by lot", tested, lots),
    ]
    return _PAGE.format(
        count=COUNT, first=FIRST, size=size, half=len(chosen), series=len(MEASURES),
        rows="\n".join(rows), numbers=", ".join(map(str, some)),
    )  # fmt: skip


def row(name: str, found: Values, choices: list[list[int]]) -> str:
    """A row of the table, the mean over several choices of draws."""
    errors = Errors(columns(found))
    off = np.array([errors.of(some) for some in choices])
    size, width = np.abs(off), np.abs(off[:, -1] - off[:, 0])
    high = np.quantile(size, 0.9, axis=2).mean(axis=0)
    cells = [f"{m:.3f} ({h:.3f})" for m, h in zip(size.mean(axis=(0, 2)), high, strict=True)]
    beyond = [f"{100 * np.mean(far > APART):.0f} %" for far in (size[:, 2], width)]
    return f"| {name} | {len(choices[0])} | {' | '.join([*cells, *beyond])} |"


_PAGE = """\
# The draws that answer What if

Written by `uv run python -m tools.draws`; why forty is in
[decision 21](decisions/0021-what-if-over-the-ensemble.md).

A draw is a replication of `byungjin run`: a parameter set of the ensemble with its luck. {count} of
the {size} stand for all on the page What if and in `byungjin whatif`, {first} of them in the first
answer. They were chosen on {half} questions made at random (one to three dials, from 2018, 2026 or
2030 on, for 2, 5 or 10 years, in three scenarios) and tested on {half} others. A figure is the
difference over the last year in one of {series} series. Errors of quantiles are counted in widths
of the 5 to 95 % band of all {size} draws: their mean and, in brackets, what nine in ten keep below.
The last two columns are shares of figures: whose median is off by more than a quarter of the width,
and whose width is.

| questions | draws | 5 % | 25 % | median | 75 % | 95 % | median off | width off |
|---|---|---|---|---|---|---|---|---|
{rows}

Medians and halves hold; the ends of the 5 to 95 % band are what few draws say least about. Where an
end matters ask all: save the scenario on the page and `byungjin run` it with `--seeds {size}`.

Numbers of the draws, the first answer's first: {numbers}.
"""


def main() -> None:
    """Run what is not kept, choose, and write both files."""
    parser = argparse.ArgumentParser(prog="python -m tools.draws")
    parser.add_argument("--from", dest="kept", type=Path, help="figures (.npy); made if missing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = asked.kept or Path(folder) / "figures.npy"
        if not kept.exists():
            np.save(kept, figures(questions(1)))
        found = np.load(kept)
    some = chosen_from(found[0::2])
    head = "# Draws that answer What if, the first answer's first; see `tools.draws`.\n"
    facts = f'ensemble = "{parameter_sets.shipped().hash}"\ndraws = {some}\n'
    NUMBERS.write_text(head + facts, encoding="utf-8")
    PAGE.write_text(page(some, found[0::2], found[1::2]), encoding="utf-8")


if __name__ == "__main__":
    # worker processes find its functions in the module, not in a program's main
    import_module("tools.draws").main()
