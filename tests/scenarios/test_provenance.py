"""What differs, what it rests on, and what to type to make it again."""

from __future__ import annotations

import shlex

import pytest

from model import parameters
from scenarios.analysis.results import Results
from scenarios.definition.catalog import load
from scenarios.execution.run import run
from scenarios.reference import provenance
from tests.commandline import process

BASE, OTHER = "history-semi-endogenous", "doctrine-songun"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    leaky = load(OTHER).with_("leaky", parameters={"sanctions.leak": 0.3})
    steps = {"sanctions.leak": (("2016-01", 0.1), ("2018-01", 0.2))}
    dated = load(OTHER).with_("dated", dated=steps)
    both = leaky.with_("leaky-dated", dated=steps)
    return run([BASE, OTHER, leaky, dated, both], 1, tmp_path_factory.mktemp("runs"), workers=1,
               scale=500, best=True)  # fmt: skip


def test_only_what_differs_is_listed_with_every_value(results):
    shipped = parameters.get("sanctions.leak").value
    found = provenance.differing_parameters(results, [BASE, OTHER, "leaky"])
    assert found == {"sanctions.leak": [shipped, shipped, 0.3]}
    assert provenance.differing_parameters(results, [BASE, OTHER]) == {}
    paths = provenance.differing_paths(results, [BASE, OTHER])
    assert "doctrine" in paths
    assert paths["doctrine"][1].startswith("songun from")
    assert provenance.differing_paths(results, [OTHER, "leaky"]) == {}
    assert provenance.differing_paths(results, [BASE]) == {}


def test_paths_are_said_in_words_and_long_ones_are_cut():
    assert provenance.said("border.openness", [["2012-01", 0.25]]) == "0.25 from 2012-01"
    steps = [[f"20{year}-01", year / 100] for year in range(12, 24)]
    said = provenance.said("border.openness", steps)
    assert "… 7 more …" in said
    assert said.endswith("0.23 from 2023-01")
    assert "throughout" in provenance.said("border.openness", None)
    assert provenance.said("power.generation", None) == "the model decides"


def test_commands_name_the_baseline_and_the_view(results):
    first, second, third = provenance.commands(results, [BASE, OTHER], "flows?year=2016&kind=grain")
    home = results.path
    assert first == f"byungjin run {BASE} {OTHER} --seeds 1 --best --scale 500"
    assert second == f"byungjin dashboard {home}"
    assert third == f"byungjin report 'flows?year=2016&kind=grain' {home} --out report.html"


OWN = """title = "Own"
extends = "history-free"
end = "2012-12"
"""
CLAIM = """number = 90
title = "Own claim"
claim = "Up"
counter = "Down"
[run.short]
extends = "own.toml"
paths = { "border.openness" = { from = "2012-01", set = 0.9 } }
[run.long]
extends = "own.toml"
[[question]]
asks = "Is there more?"
series = "gdp"
plus = ["short@2012"]
minus = ["long@2012"]
claim = { above = 0 }
counter = { below = 0 }
"""
MADE = {
    "run": "run own.toml history-free --seeds 2 --set sanctions.leak=0.3 --scale 500 --workers 1",
    "sweep": "sweep run --vary sanctions.leak=0,0.4 --seeds 1 --end 2011-06 --scale 500 "
             "--workers 1 --out runs/leak",
    "debate": "debate claim.toml --seeds 2",
}  # fmt: skip


@pytest.mark.parametrize("kind", MADE)
def test_what_runs_it_again_can_be_typed_and_gives_the_same_runs(folder, kind):
    (folder / "own.toml").write_text(OWN)
    (folder / "claim.toml").write_text(CLAIM)
    made = process(*MADE[kind].split())
    assert made.returncode == 0, made.stderr
    first = Results("runs")
    lines = provenance.again(first, first.scenarios)
    assert len(lines) == 1
    program, *words = shlex.split(lines[0])
    assert program == "byungjin"
    first.path.rename(folder / "kept")  # so that nothing is taken from there
    again = process(*words)
    assert again.returncode == 0, again.stderr
    second = Results("leak-again" if kind == "sweep" else "runs")
    assert second.manifest["design_hash"] == first.manifest["design_hash"]
    assert second.runs.state.eq("ok").all()


def test_what_made_the_runs_has_hashes_and_versions_and_no_path(results):
    facts = provenance.made_by(results)
    assert {"store", "design hash", "root of the seeds", "numpy", "sources, SHA-256"} <= set(facts)
    assert "/" not in facts["command"]


def test_every_number_is_counted_once_by_grade():
    counts = provenance.grades()
    assert sum(counts["All parameters"].values()) == len(parameters.shipped())
    kinds = ("Uncertainties", "Levers", "Settings")
    assert sum(sum(counts[kind].values()) for kind in kinds) == len(parameters.shipped())
    assert counts["Recorded drivers"]["derived"] > 0


def test_parameters_that_change_on_a_date_are_listed_with_old_and_new_value(results):
    first, second = provenance.dated_parameters(results, [BASE, OTHER, "dated"])
    shipped = parameters.get("sanctions.leak").value
    assert (first.scenario, first.month, first.old, first.new) == ("dated", "2016-01", shipped, 0.1)
    assert (second.month, second.old, second.new) == ("2018-01", 0.1, 0.2)
    assert first.parameter.source
    assert provenance.differing_dates(results, [BASE, "dated"]) == ["sanctions.leak"]
    assert provenance.differing_dates(results, [BASE, OTHER]) == []


def test_what_a_date_changes_starts_from_the_scenarios_own_value(results):
    found = provenance.dated_parameters(results, ["leaky-dated"])
    assert [(d.old, d.new) for d in found] == [(0.3, 0.1), (0.1, 0.2)]
