"""What runs say of a debate: for the claim, against it, or undecided and by what.

Every parameter set gives one figure, the mean over its luck; runs of one replication share set and
luck over all scenarios. A side has it if four fifths of the sets speak for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.errors import InputError
from scenarios.analysis import deliveries
from scenarios.analysis.given import given
from scenarios.analysis.measures import MONTHS
from scenarios.analysis.sureness import LIKELY, Effect, effect
from scenarios.analysis.worlds import Worlds, varying, worlds
from scenarios.debates.posed import Debate, Question, Sum, Term
from scenarios.definition import parameter_sets

if TYPE_CHECKING:
    from scenarios.analysis.given import Condition
    from scenarios.definition.catalog import Scenario
    from scenarios.storage.stored import Stored

Array = NDArray[np.float64]

SIDES = ("supported", "refuted")
UNDECIDED = "undecided"
MOST = LIKELY
"""Part of the parameter sets that must speak for a side."""
LEAST_SETS = 40
"""Below so many sets nothing is said of what decides."""
DOUBT = 0.05
"""Chance, over all parameters together, of naming one that decides nothing."""
LEAST_SIDE = 0.2
"""Part of the sets that must lie on either side of a limit."""
LEAST_TURN = 0.1
"""By how much what speaks for the claim must differ on its two sides."""


@dataclass(frozen=True)
class Decider:
    """The parameter that goes most with an answer, and where it turns."""

    parameter: str
    correlation: float
    """Of ranks, over sets."""
    limit: float
    below: float
    """Part of the sets up to the limit that speak for the claim."""
    above: float


@dataclass(frozen=True)
class Answer:
    """What came out of a question."""

    question: Question
    values: Array
    """One figure a parameter set; NaN where there is none."""
    claim: float
    """Part of the sets that speak for the claim."""
    counter: float
    decider: Decider | None
    worlds: Worlds | None = None
    """The two worlds that the sets fall into, if they do."""

    @property
    def verdict(self) -> str:
        """What becomes of the claim: one of `SIDES`, or undecided."""
        for side, share in zip(SIDES, (self.claim, self.counter), strict=True):
            if share >= MOST:
                return side
        return UNDECIDED

    @property
    def turns_on(self) -> Decider | None:
        """What one would have to know: where the answer is open and a parameter parts the sets."""
        d = self.decider
        if d is None or self.verdict != UNDECIDED or abs(d.above - d.below) < LEAST_TURN:
            return None
        return d

    @cached_property
    def effect(self) -> Effect:
        """What the sets say of the figure, each with its mean over luck."""
        return effect(self.values)

    @property
    def sure(self) -> str:
        """How sure the sign of a change is; empty for levels and quotients."""
        q = self.question
        return self.effect.words if q.per is None and q.of.minus else ""

    @property
    def band(self) -> tuple[float, float, float]:
        """5 %, median and 95 % over sets; NaN where no set has a figure."""
        return self.effect.q05, self.effect.median, self.effect.q95

    @property
    def facts(self) -> dict[str, Any]:
        """As a program reads it."""
        said = self.effect.as_dict()
        return {
            "asks": self.question.asks,
            "verdict": self.verdict,
            **said,
            "band_90": [said["q05"], said["q95"]],
            "sure": self.sure,
            "change": self.question.change if self.question.per is None else "quotient",
            "for_claim": self.claim,
            "for_counter": self.counter,
            "sets": len(self.values),
            "goes_with": None if self.decider is None else asdict(self.decider),
            "turns_on": None if self.turns_on is None else self.turns_on.parameter,
            "worlds": None if self.worlds is None else self.worlds.as_dict(),
        }


def seeds_of_all() -> int:
    """Replications that take every parameter set once."""
    return parameter_sets.shipped().size


def asked(
    debates: Sequence[Debate], conditions: Sequence[Condition] = ()
) -> tuple[list[Scenario], list[str]]:
    """Every run some debates look at, once, and the series they, conditions and notes look at.

    Raises:
        InputError: two debates mean different runs by one name.
    """
    scenarios: dict[str, Scenario] = {}
    for scenario in (run for debate in debates for run in debate.runs):
        if scenarios.setdefault(scenario.name, scenario).case.hash != scenario.case.hash:
            raise InputError(f"run {scenario.name}: means different things in two debates")
    series = dict.fromkeys(name for debate in debates for name in debate.series)
    series |= dict.fromkeys(condition.series for condition in conditions)
    return list(scenarios.values()), list(series | dict.fromkeys(deliveries.SERIES))


def judge(debate: Debate, results: Stored) -> list[Answer]:
    """The answer to each question; the first one's verdict is the debate's."""
    return [_answer(question, results) for question in debate.questions]


def kept(debate: Debate, results: Stored, conditions: Sequence[Condition]) -> Stored:
    """The runs in which conditions hold: in what the first question compares with.

    That is the first run on its minus side, or on its plus side where it compares with none; all
    questions then look at the same draws.
    """
    of = debate.questions[0].of
    return given(results, conditions, (*of.minus, *of.plus)[0].scenario)


def notes(debate: Debate, results: Stored) -> list[str]:
    """What is to be said of the runs that a debate looks at."""
    terms = (term.scenario for q in debate.questions for part in q.parts for term in part.terms)
    return deliveries.sentences(results, list(dict.fromkeys(terms)), debate.series)


def facts(
    debate: Debate,
    answers: Sequence[Answer],
    conditions: dict[str, Any] | None = None,
    said: Sequence[str] = (),
) -> dict[str, Any]:
    """A debate, its answers and what is said of its runs as a program reads them.

    ``conditions`` is `Given.facts`.
    """
    return {
        "number": debate.number,
        "name": debate.name,
        "title": debate.title,
        "claim": debate.claim,
        "counter": debate.counter,
        "verdict": answers[0].verdict,
        "given": conditions,
        "questions": [answer.facts for answer in answers],
        "known": debate.known,
        "unknown": debate.unknown,
        "otherwise": debate.otherwise,
        "passages": list(debate.passages),
        "notes": list(said),
    }


def _answer(question: Question, results: Stored) -> Answer:
    replications = _shared(question, results)
    figures = _worked_out(question, results, replications)
    numbers = replications % parameter_sets.shipped().size
    sets = np.unique(numbers)
    values = np.array([figures[numbers == one].mean() for one in sets])
    claim, counter = (float(side.holds(values).mean())
                      for side in (question.claim, question.counter))  # fmt: skip
    held = parameter_sets.shipped()
    table = varying(held.names, np.array(held.sets)[sets])
    return Answer(question, values, claim, counter, decider(question, values, sets),
                  worlds(values, table))  # fmt: skip


def _shared(question: Question, results: Stored) -> NDArray[np.int64]:
    """Replications that ended in every run the question looks at."""
    ended = [results.matrix(part.series[0], term.scenario)[1]
             for part in question.parts for term in part.terms]  # fmt: skip
    shared = set(ended[0]).intersection(*ended[1:])
    if not shared:
        raise InputError("no replication ended in every run that is compared")
    return np.array(sorted(shared), np.int64)


def _worked_out(question: Question, results: Stored, replications: NDArray[np.int64]) -> Array:
    """The figure of each replication."""
    of, *per = (_put_together(part, question.change, results, replications)
                for part in question.parts)  # fmt: skip
    if not per:
        return of
    ratio: Array = np.divide(of, per[0], out=np.full(of.shape, np.nan), where=per[0] != 0.0)
    return ratio


def _put_together(
    part: Sum, change: str, results: Stored, replications: NDArray[np.int64]
) -> Array:
    signs = [1.0] * len(part.plus) + [-1.0] * len(part.minus)
    means = [_mean(part.series, term, results, replications) for term in part.terms]
    if change == "level":
        return np.sum([s * m for s, m in zip(signs, means, strict=True)], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.prod([m**s for s, m in zip(signs, means, strict=True)], axis=0)
    percent: Array = np.where(np.isfinite(ratio), 100.0 * (ratio - 1.0), np.nan)
    return percent


def _mean(
    series: Sequence[str], term: Term, results: Stored, replications: NDArray[np.int64]
) -> Array:
    """Mean over the years of a term of all series together, one figure a replication."""
    found = np.zeros(len(replications))
    for name in series:
        months, known, values = results.matrix(name, term.scenario)
        inside = (months.year >= term.first) & (months.year <= term.last)
        if inside.sum() != MONTHS * (term.last - term.first + 1):
            raise InputError(f"{term.scenario}: has not every month of {term.first}-{term.last}")
        found += values[np.searchsorted(known, replications)][:, inside].mean(axis=1)
    return found


def decider(question: Question, values: Array, sets: NDArray[np.int64]) -> Decider | None:
    """The parameter whose ranks go most with the figure; None if chance would do as much.

    Spearman's correlation of every parameter with the figure over sets, the smallest p-value times
    the number of parameters (Bonferroni); the limit parts sets that speak for the claim from those
    that do not as well as any does.
    """
    from scipy import stats

    held, known = parameter_sets.shipped(), np.isfinite(values)
    if known.sum() < LEAST_SETS or np.ptp(values[known]) == 0:
        return None
    table = np.array(held.sets)[sets][known]
    varied = np.flatnonzero(np.ptp(table, axis=0) > 0)
    ranks = stats.rankdata(np.column_stack([table[:, varied], values[known]]), axis=0)
    correlations = np.corrcoef(ranks, rowvar=False)[:-1, -1]
    best = int(np.argmax(np.abs(correlations)))
    column = table[:, varied[best]]
    if stats.spearmanr(column, values[known]).pvalue * len(varied) > DOUBT:
        return None
    limit, below, above = _parted(column, question.claim.holds(values[known]))
    return Decider(held.names[varied[best]], float(correlations[best]), limit, below, above)


def _parted(column: Array, holds: NDArray[np.bool_]) -> tuple[float, float, float]:
    """The limit at which the part that speaks for the claim differs most, and both parts."""
    order = np.argsort(column, kind="stable")
    column, holds = column[order], holds[order]
    least = max(1, round(LEAST_SIDE * len(column)))
    cuts = np.arange(least, len(column) - least + 1)
    low = np.cumsum(holds)[cuts - 1] / cuts
    high = (holds.sum() - np.cumsum(holds)[cuts - 1]) / (len(column) - cuts)
    best = int(np.argmax(np.abs(high - low)))
    limit = (column[cuts[best] - 1] + column[cuts[best]]) / 2
    return float(limit), float(low[best]), float(high[best])
