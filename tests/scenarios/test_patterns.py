"""Eighteen patterns, each passed, failed or not scored, and the cases they need."""

from __future__ import annotations

import numpy as np
import pytest

from model.case import Case
from scenarios.definition import catalog
from scenarios.evaluation.patterns import card, cases
from scenarios.evaluation.patterns.evidence import Evidence
from scenarios.evaluation.patterns.values import VALUES
from scenarios.evaluation.scorecard import UNINFORMED
from scenarios.execution.run import run
from scenarios.history import paths, tables

ROWS = tables.read("patterns")
MODES = {"conditional": "history-conditional", "semi_endogenous": "history-semi-endogenous"}


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    names = [*MODES.values(), UNINFORMED["conditional"]]
    asked = [*map(catalog.load, names), *cases.counterfactuals()]
    found = run(asked, seeds=1, out=tmp_path_factory.mktemp("r") / "r", scale=500, workers=1)
    scores = {"modes": {"conditional": {"mining": {"fit": {"correlation": 0.9}}}}}
    return Evidence(found, MODES, scores)


def test_every_part_of_the_table_can_be_read_and_every_reader_is_used():
    assert {row["part"] for row in ROWS} == set(VALUES)
    assert all(row["window"] in card.WINDOWS for row in ROWS)


def test_parts_of_one_pattern_are_told_apart_by_words():
    for number in range(1, 19):
        words = [r["words"] for r in ROWS if r["kind"] == "pattern" and int(r["number"]) == number]
        assert len(set(words)) == len(words)
        assert all(words) or len(words) == 1


def test_there_are_eighteen_patterns_with_the_facts_a_reader_needs(evidence):
    found = card.patterns(evidence)
    assert [p["number"] for p in found] == list(range(1, 19))
    for pattern in found:
        assert {"name", "passed", "value", "range", "source", "window"} <= set(pattern)
        assert pattern["passed"] in (True, False, None)
        for part in pattern["parts"]:
            if part["value"] is not None:
                low, high = part["range"]
                inside = (low is None or part["value"] >= low) and (
                    high is None or part["value"] <= high)  # fmt: skip
                assert part["passed"] is inside
    counted = card.counts(found)
    assert sum(sum(by.values()) for by in counted.values()) == 18


def test_a_pattern_without_runs_or_scores_to_read_is_not_scored(evidence):
    found = {p["number"]: p for p in card.patterns(evidence)}
    assert found[16]["passed"] is None
    assert found[1]["passed"] is None
    assert found[1]["value"] is None


def test_held_out_patterns_stay_unread_until_asked_for(evidence):
    for pattern in card.patterns(evidence, held_out=False):
        if pattern["window"] == "held_out":
            assert pattern["passed"] is None
            assert all(part["value"] is None for part in pattern["parts"])


def test_checks_stand_beside_the_patterns(evidence):
    found = card.checks(evidence)
    assert len(found) == 8
    assert all(c["passed"] in (True, False) for c in found)


def test_frozen_trade_repeats_2016_and_leaves_all_else_alone():
    made, history = cases.trade_frozen().case, catalog.load(cases.CONDITIONAL).case
    assert made.end == "2019-12"
    for name in ("exports.coal", "imports.oil"):
        frozen, recorded = (paths.held(c.paths[name]) for c in (made, history))
        assert [frozen[f"2018-{m:02d}"] for m in range(1, 13)] == [
            recorded[f"2016-{m:02d}"] for m in range(1, 13)
        ]
        assert frozen["2015-05"] == recorded["2015-05"]
    assert made.paths["power.generation"] == history.paths["power.generation"]
    assert made.paths["coverage.coal"] == history.paths["coverage.coal"]


def test_regional_losses_are_none_where_nothing_differs(evidence):
    same = Evidence(evidence.results, {"conditional": cases.FROZEN}, {"modes": {}})
    for loss in same.regional_loss.values():
        assert loss == pytest.approx(np.zeros(len(loss)))


def test_the_cases_are_cases():
    assert all(isinstance(s.case, Case) for s in cases.counterfactuals())
    base, other = (s.case for s in reversed(cases.embargo()))
    assert base.end == other.end == "2028-12"
