"""`byungjin analyse`, as a user meets it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from byungjin import command_line
from tests.scenarios.analyses.known import swept

NARROW = {"food.damage": {"range": [0.0, 0.05]}, "fx.gifts": {"range": [0.0, 40.0]}}
GRID = {"sanctions.leak": {"values": [0.0, 0.2, 0.4]},
        "doctrine": {"values": ["songun", "byungjin", "economy_first"]}}  # fmt: skip

PAIR = ("--deterrence", "gdp", "--consumption", "price.rice")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A grid of two scenarios with failed runs, and small designs of the other methods."""
    home = tmp_path_factory.mktemp("home")
    swept(home / "grid", ("baseline", "drought"), GRID)
    swept(home / "saltelli", factors=NARROW, method="saltelli", n=64)
    swept(home / "morris", factors=NARROW, method="morris", n=8)
    swept(home / "lhs", factors=NARROW, method="lhs", n=60, seeds=1)
    swept(home / "broken", method="saltelli", n=32)
    return home


@pytest.fixture(autouse=True)
def folder(home, monkeypatch):
    monkeypatch.chdir(home)
    monkeypatch.setenv("COLUMNS", "80")


def call(*arguments, code=0):
    result = CliRunner().invoke(command_line.cli, ["analyse", *(str(a) for a in arguments)])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


SAYS = {
    ("paired", "grid", "--outcome", "price.rice", "--by", "sanctions.leak"): (
        "differences from sanctions.leak 0 ", "+5", "in every draw",
        "12 pairs are left out: a run"),
    ("paired", "grid", "--outcome", "price.rice", "--at", "2012", "--percent"): (
        "drought", "no difference", "6 pairs are left out: a run"),
    ("morris", "morris", "--outcome", "gdp", "--at", "2012"): (
        "food.damage", "7.875", "8 trajectories, 2 seeds"),
    ("sobol", "saltelli", "--outcome", "gdp", "--at", "2012"): (
        "food.damage", "64 base points, 2 seeds", "Standard deviation over the factors: 2.48"),
    ("sobol", "broken", "--outcome", "gdp", "--leave-out-failed"): ("more left out",),
    ("rank", "lhs", "--outcome", "gdp"): ("food.damage", "Noise scores", "60 draws"),
    ("rank", "grid", "--outcome", "price.rice", "--scenario", "drought"): (
        "sanctions.leak", "6 draws (3 more left out"),
    ("discover", "lhs", "--outcome", "gdp", "--above", "7"): (
        "food.damage", "The peeling trajectory", "A tree of the same draws"),
    ("frontier", "grid", *PAIR, "--by", "doctrine"): (
        "songun", "Distance to the frontier", "12 runs have no figure; 6 points have none"),
    ("frontier", "grid", *PAIR, "--beside", "lhs"): (
        "baseline (beside)", "baseline, 0.2, songun, –"),
}  # fmt: skip


@pytest.mark.parametrize("asked", SAYS, ids=lambda a: "-".join(a[:2]))
def test_an_analysis_fits_the_terminal_and_names_what_counts(asked):
    told = call(*asked).stdout
    words = " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 80
    for part in SAYS[asked]:
        assert part in words


@pytest.mark.parametrize("asked", SAYS, ids=lambda a: "-".join(a[:2]))
def test_an_analysis_is_json_for_programs(asked):
    facts = json.loads(call(*asked, "--json").stdout)
    assert facts["store"] == asked[1]
    assert all(facts[key] is not None for key in ("unit", "units") if key in facts)
    tables = [value for value in facts.values() if isinstance(value, list) and value]
    assert any(isinstance(table[0], dict) for table in tables)


MISTAKES = {
    (
        "sobol",
        "grid",
        "--outcome",
        "gdp",
        "--scenario",
        "baseline",
    ): "sobol needs a saltelli design",
    ("morris", "lhs", "--outcome", "gdp"): "a lhs design; morris needs a morris design",
    ("sobol", "broken", "--outcome", "gdp"): "runs have no figure",
    ("sobol", "saltelli", "--outcome", "gpd"): "unknown outcome 'gpd'; did you mean 'gdp'?",
    ("sobol", "saltelli", "--outcome", "gdp", "--at", "2031"): "the runs hold 2011-01 to 2012-12",
    ("sobol", "saltelli", "--outcome", "gdp", "--statistic", "max"): "unknown statistic 'max'",
    ("rank", "grid", "--outcome", "gdp"): "name one with --scenario",
    ("discover", "lhs", "--outcome", "gdp"): "say what is looked for, --above or --below",
    ("discover", "lhs", "--outcome", "gdp", "--above", "99"): "no draws are above 99",
    ("paired", "grid", "--outcome", "gdp", "--by", "leak"): "unknown factor 'leak'",
    ("paired", "lhs", "--outcome", "gdp"): "holds one scenario, baseline",
    ("frontier", "grid"): "stores none of programme.progress, munitions.stock, defence.share",
    ("frontier", "grid", "--deterrence", "gdp"): "unknown outcome 'consumption.civilian'",
    ("sobol", "gone", "--outcome", "gdp"): "gone: does not exist",
}


@pytest.mark.parametrize("asked", MISTAKES, ids="-".join)
def test_a_mistake_is_one_line(asked):
    told = call(*asked, code=2).stderr
    assert len(told.splitlines()) == 1
    assert MISTAKES[asked] in told


def test_of_a_folder_of_stores_the_newest_is_taken_and_named(tmp_path):
    from tests.scenarios import stores

    newest = [stores.make(tmp_path / "runs") for _ in range(2)][-1]
    told = call("paired", tmp_path / "runs", "--outcome", "gdp")
    assert told.stderr == f"The newest in {tmp_path / 'runs'}: {newest}\n"
    assert call("paired", newest, "--outcome", "gdp").stderr == ""


def test_an_unfinished_sweep_says_how_many_runs_are_to_come(tmp_path):
    from scenarios.definition import sweep_design
    from scenarios.execution import sweep
    from tests.scenarios.analyses.known import MAKE
    from tests.scenarios.sweeps import Here

    plan = sweep_design.make("half", NARROW, method="saltelli", n=4, end="2011-12", scale=500,
                       only=["gdp"])  # fmt: skip
    sweep.run(plan, tmp_path / "s", workers=1, make=MAKE, processes=Here, part=(1, 2))
    told = call("sobol", tmp_path / "s", "--outcome", "gdp", code=2).stderr
    assert "8 of 16 runs have no figure" in told
    assert "8 pending" in told
    assert f"byungjin sweep run {tmp_path / 's'} makes them" in told, "nothing failed"
