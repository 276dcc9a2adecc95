"""Runs take one parameter set each, the same in every scenario, and what is set wins over it."""

from __future__ import annotations

import numpy as np
import pytest

from model.case import Case
from model.errors import InputError
from model.parameters import shipped
from scenarios.definition import catalog, parameter_sets, sweep_design
from scenarios.definition.parameter_sets import BEST, Ensemble
from scenarios.execution import sweep
from scenarios.execution.maintenance import replay
from scenarios.execution.run import run, run_or_reuse
from scenarios.storage import tables

SHORT = Case(end="2011-03", scale=500)
LEAK = "sanctions.leak"


def scenario(name, **changes):
    return catalog.Scenario(name, name.title(), SHORT.with_(**changes))


@pytest.fixture
def three(monkeypatch):
    """An ensemble of three sets of two parameters."""
    names = (LEAK, "technology.drift")
    sets = Ensemble(names, ((0.1, 0.001), (0.2, 0.002), (0.3, 0.003)))
    monkeypatch.setattr(parameter_sets, "shipped", lambda: sets)
    return sets


def test_a_replication_takes_its_set_over_and_over_in_every_scenario(three, tmp_path):
    found = run([scenario("a"), scenario("b")], seeds=5, out=tmp_path / "r", workers=1)
    taken = found.runs.pivot(index="replication", columns="scenario", values="parameter_set")
    assert taken.a.tolist() == taken.b.tolist() == [0, 1, 2, 0, 1]
    assert found.runs[LEAK].tolist() == [0.1, 0.2, 0.3, 0.1, 0.2] * 2
    assert found.manifest["ensemble"] == three.hash


def test_what_a_scenario_or_a_user_sets_wins_over_the_set(three, tmp_path):
    own = scenario("own", parameters={LEAK: 0.33})
    found = run(own, seeds=2, out=tmp_path / "r", parameters={"technology.drift": 0.01}, workers=1)
    assert found.runs[LEAK].tolist() == [0.33, 0.33]
    assert found.runs["technology.drift"].tolist() == [0.01, 0.01]


def test_the_best_single_set_is_the_shipped_values(three, tmp_path):
    found = run(scenario("a"), seeds=2, out=tmp_path / "r", workers=1, best=True)
    assert found.runs.parameter_set.tolist() == [BEST, BEST]
    assert LEAK not in found.runs
    assert found.manifest["ensemble"] is None


def test_a_run_is_made_again_exactly_from_its_row(three, tmp_path):
    found = run(scenario("a"), seeds=4, out=tmp_path / "r", workers=1)
    for row in found.runs.itertuples():
        case = tables.case_from(row.case, int(row.seed))
        assert case.hash == row.case_hash
        assert case.parameters[LEAK] == three.values(row.parameter_set)[LEAK]


def test_runs_of_the_best_set_do_not_stand_in_for_the_ensemble(three, tmp_path):
    best = run_or_reuse([scenario("a")], 1, tmp_path / "r", best=True)
    many = run_or_reuse([scenario("a")], 1, tmp_path / "r")
    assert many.path != best.path
    assert run_or_reuse([scenario("a")], 1, tmp_path / "r").path == many.path
    assert run_or_reuse([scenario("a")], 1, tmp_path / "r", best=True).path == best.path


def test_a_sweep_may_take_the_ensemble_and_its_factors_win(tmp_path):
    made = sweep_design.make("s", {"technology.drift": {"values": [0.0, 0.01]}}, [scenario("a")],
                       seeds=2, parameters="ensemble")  # fmt: skip
    found = sweep.run(made, out=tmp_path / "s", workers=1)
    assert found.runs.parameter_set.tolist() == [0, 1, 0, 1]
    assert found.runs["technology.drift"].tolist() == [0.0, 0.0, 0.01, 0.01]
    again = replay(tmp_path / "s", 3)
    assert again.same
    plain = sweep_design.make("s", {"technology.drift": {"values": [0.0, 0.01]}}, [scenario("a")],
                        seeds=2)  # fmt: skip
    assert plain.hash != made.hash
    single = sweep.run(plain, out=tmp_path / "p", workers=1)
    assert set(single.runs.parameter_set) == {BEST}
    _, _, a = found.matrix("gdp", "a:1")
    _, _, b = single.matrix("gdp", "a:1")
    assert not np.array_equal(a, b)


def test_a_sweep_does_not_go_on_with_other_sets(tmp_path, monkeypatch):
    made = sweep_design.make("s", {"technology.drift": {"values": [0.0]}}, [scenario("a")],
                       parameters="ensemble")  # fmt: skip
    sweep.run(made, out=tmp_path / "s", workers=1)
    other = Ensemble((LEAK,), ((0.1,),))
    monkeypatch.setattr(parameter_sets, "shipped", lambda: other)
    with pytest.raises(InputError, match="the ensemble"):
        sweep.run(tmp_path / "s", workers=1)


def test_the_shipped_sets_are_of_known_parameters_in_their_ranges():
    sets = parameter_sets.shipped()
    assert sets.size >= 100
    known = {name: shipped()[name] for name in sets.names}
    assert all(p.kind == "uncertainty" for p in known.values())
    for one in sets.sets:
        for name, value in zip(sets.names, one, strict=True):
            known[name].check(value)


def test_the_shipped_sets_are_those_of_their_provenance():
    facts = parameter_sets.provenance()
    assert facts["sets_hash"] == parameter_sets.shipped().hash
    assert facts["sets"] == parameter_sets.shipped().size
    assert facts["years"] == [2012, 2019]


def test_an_ensemble_is_read_back_as_it_was_written(tmp_path):
    sets = Ensemble((LEAK,), ((0.1,), (0.25,)))
    facts = {"date": "2026-11-22", "years": [2012, 2019], "fit": {"a": 1.5}}
    parameter_sets.write(sets, facts, tmp_path / "e.csv")
    assert parameter_sets.read(tmp_path / "e.csv") == sets
    assert parameter_sets.provenance(tmp_path / "e.toml") == facts


@pytest.mark.parametrize("text", ["", "a,b\n", "a,b\n1\n", "a\nword\n"])
def test_a_table_that_is_none_is_refused(tmp_path, text):
    file = tmp_path / "e.csv"
    file.write_text(text)
    with pytest.raises(InputError, match=r"e\.csv"):
        parameter_sets.read(file)
