"""No debate is settled by construction: a parameter inside its range moves each first figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.debates import posed, verdict
from scenarios.definition.catalog import varied
from scenarios.execution.run import run

DRAWS = 8
HOMES = 500
"""Household rows: what is moved here does not hang on how many there are."""


def first_figure(debate, name, value, folder):
    """The first question's figure, a draw each, with a parameter at a value in every run."""
    first = debate.questions[0]
    wanted = {term.scenario for part in first.parts for term in part.terms}
    runs = tuple(varied(one, one.name, {"parameters": {name: value}})
                 for one in debate.runs if one.name in wanted)  # fmt: skip
    alone = replace(debate, runs=runs, questions=(first,))
    series = list(dict.fromkeys(s for part in first.parts for s in part.series))
    results = run(runs, DRAWS, folder, series=series, scale=HOMES, workers=1)
    return verdict.judge(alone, results)[0].values


UNMOVED = pytest.mark.xfail(
    strict=True,
    reason="no parameter tried moves what relief adds to homes by an eighth of it",
)
"""Debate 14: its sentence on what could make it come out otherwise is not borne out."""


@pytest.mark.parametrize("debate", [
    pytest.param(debate, id=debate.name, marks=[UNMOVED] if debate.number == 14 else [])
    for debate in posed.shipped()
])  # fmt: skip
def test_a_parameter_inside_its_range_moves_what_is_judged_by_more_than_its_floor(debate, tmp_path):
    assert debate.otherwise
    assert debate.moved_by
    for name, low, high in debate.moved_by:
        assert f"`{name}`" in debate.otherwise
        ends = [first_figure(debate, name, value, tmp_path / str(value)) for value in (low, high)]
        moved = np.mean(ends[1] - ends[0])
        assert debate.questions[0].floor > 0.0
        assert abs(moved) > debate.questions[0].floor, f"{name} moves it by {moved:.3g}"
