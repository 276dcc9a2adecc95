"""Sweeps handed to other programs, each opened by the library it is meant for."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from byungjin import command_line
from scenarios.analysis.results import Results
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.analysis.sweeps.responses import responses
from scenarios.definition import sweep_design
from scenarios.execution import sweep
from scenarios.storage import extras
from tests.scenarios import stores
from tests.scenarios.analyses.known import swept
from tests.scenarios.sweeps import Here

PLACES = {"food.damage": {"range": [0.0, 0.05]}, "fx.gifts": {"range": [0.0, 40.0]}}


pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """Two scenarios, three leaks (the last fails), two lines, two seeds."""
    factors = {"sanctions.leak": {"values": [0.0, 0.2, 0.4]},
               "doctrine": {"values": ["songun", "byungjin"]}}  # fmt: skip
    return swept(tmp_path_factory.mktemp("grid") / "s", ("baseline", "drought"), factors)


def call(*arguments, code=0):
    result = CliRunner().invoke(command_line.cli, ["export", *(str(a) for a in arguments)])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


# --- xarray and NetCDF


def test_netcdf_opens_in_xarray_as_it_was(grid):
    import xarray

    told = call(grid.path, "--netcdf", "s.nc").stdout
    assert told == "Wrote s.nc\nRuns without figures are not in it: 8 failed\n"
    with xarray.open_dataset("s.nc") as opened:
        found = opened.load()
    assert found.gdp.dims == ("scenario", "draw", "replication", "month")
    assert found.gdp.shape == (2, 6, 2, 24)
    assert found.gdp.attrs["units"] == grid.units["gdp"]
    assert found.doctrine.to_numpy().tolist() == ["songun", "byungjin"] * 3
    frame = grid.frame("gdp", ["drought"])
    mine = frame[(frame.draw == 3) & (frame.replication == 1)].gdp
    theirs = found.gdp.sel(scenario="drought", draw=3, replication=1)
    assert theirs.to_numpy().tolist() == mine.tolist()
    failed = found.where(found["sanctions.leak"] == 0.4, drop=True)
    assert failed.gdp.isnull().all()
    assert set(failed.state.to_numpy().ravel()) == {"failed"}
    assert str(found.month[-1].to_numpy())[:7] == "2012-12"


def test_a_factor_that_is_a_series_too_keeps_its_values_beside_it(tmp_path):
    factors = {"compliance.china": {"values": [0.25, 0.5], "from": "2012-01"}}
    found = swept(tmp_path / "s", factors=factors, seeds=1, only=("gdp", "compliance.china"))
    call("s", "--netcdf", "s.nc")
    dataset = found.to_xarray()
    assert dataset["factor.compliance.china"].to_numpy().tolist() == [0.25, 0.5]
    assert dataset["compliance.china"].dims == ("scenario", "draw", "replication", "month")


def test_a_sweep_of_which_nothing_has_ended_says_so(tmp_path):
    few = sweep_design.make("few", {"sanctions.leak": {"values": [0.1]}}, end="2011-03", scale=500)
    sweep.run(few, tmp_path / "s", workers=1, processes=Here, part=(2, 2))
    for kind in ("csv", "parquet", "netcdf", "ema"):
        told = call("s", f"--{kind}", "x", code=2).stderr
        assert "no run has ended well" in told
    assert sorted(file.name for file in tmp_path.iterdir()) == ["s"]


def test_plain_runs_are_a_dataset_without_draws(tmp_path):
    found = Results(stores.make(tmp_path / "runs")).to_xarray("gdp")
    assert found.gdp.dims == ("scenario", "replication", "month")
    assert float(found.gdp.sel(scenario="b", replication=2)[0]) == 112
    assert "power.shortage" not in found


# --- SALib


def loaded():
    facts = json.loads(Path("p.json").read_text(encoding="utf-8"))
    return facts, np.array(facts["X"]), np.array(facts["Y"])


def test_salib_makes_of_a_saltelli_design_what_we_make(tmp_path):
    from SALib.analyze import sobol as salib

    from scenarios.analysis.sweeps.sobol import sobol

    stored = swept(tmp_path / "s", factors=PLACES, method="saltelli", n=256, seeds=1)
    call("s", "--salib", "p.json", "--outcome", "gdp", "--at", "2012")
    facts, x, y = loaded()
    given = responses(stored, Outcome("gdp", "2012"))
    luck = np.random.default_rng(stored.runs.seed[0]).normal(0, 0.1)
    places = x / [0.05, 40] * 2 - 1
    sine = 7 * np.sin(np.pi * places[:, 0]) ** 2  # the first place, the leak's, is 0: sin is 0
    assert y == pytest.approx(sine + luck + 1.4583, abs=1e-3), "every row stands by its own"
    second = facts["calc_second_order"]
    theirs = salib.analyze(facts["problem"], y, calc_second_order=second, seed=1)
    ours = sobol(given).factors.set_index("factor").loc[facts["problem"]["names"]]
    assert ours["first"].to_numpy() == pytest.approx(theirs["S1"], abs=0.01)
    assert ours["total"].to_numpy() == pytest.approx(theirs["ST"], abs=0.01)


def test_salib_makes_of_a_morris_design_what_we_make(tmp_path):
    from SALib.analyze import morris as salib

    from scenarios.analysis.sweeps.morris import morris

    stored = swept(tmp_path / "s", factors=PLACES, method="morris", n=12)
    call("s", "--salib", "p.json", "--outcome", "gdp")
    facts, x, y = loaded()
    theirs = salib.analyze(facts["problem"], x, y, num_levels=facts["num_levels"])
    ours = morris(responses(stored, Outcome("gdp"))).factors.set_index("factor")
    for name, mu, star in zip(theirs["names"], theirs["mu"], theirs["mu_star"], strict=True):
        assert ours.mu[name] == pytest.approx(mu, abs=1e-5)
        assert ours.mu_star[name] == pytest.approx(star, abs=1e-5)


def test_salib_is_not_handed_a_design_with_holes_nor_without_an_outcome(grid):
    told = call(grid.path, "--salib", "--outcome", "gdp", "--scenario", "baseline", code=2).stderr
    assert "4 of 12 runs have no figure" in told
    assert "--retry-failed makes them" in told
    assert "--leave-out-failed" not in told, "an option of analyse, not of export"
    assert "expected --outcome" in call(grid.path, "--salib", code=2).stderr
    assert "holds 2 scenarios" in call(grid.path, "--salib", "--outcome", "gdp", code=2).stderr


def test_names_are_places_in_a_list_for_salib(tmp_path):
    factors = {"doctrine": {"values": ["songun", "byungjin"]}, **PLACES}
    swept(tmp_path / "s", factors=factors, method="lhs", n=8, seeds=1)
    call("s", "--salib", "p.json", "--outcome", "gdp")
    facts, x, _ = loaded()
    assert facts["values"] == {"doctrine": ["songun", "byungjin"]}
    assert facts["problem"]["bounds"] == [[0, 1], [0, 0.05], [0, 40]]
    words = [facts["values"]["doctrine"][int(place)] for place in x[:, 0]]
    assert words == Results("s").runs.doctrine.tolist()


# --- the EMA Workbench


@pytest.fixture(scope="module")
def workbench():
    return extras.need("ema_workbench", "a test")


def test_the_workbench_opens_scalars_of_every_finished_run(grid, workbench):
    told = call(grid.path, "--ema", "s.tar.gz").stdout
    assert "8 failed" in told
    experiments, outcomes = workbench.load_results("s.tar.gz")
    assert list(experiments.columns) == ["sanctions_leak", "doctrine", "scenario", "policy",
                                         "replication", "model"]  # fmt: skip
    good = grid.runs[grid.runs.state == "ok"]
    assert experiments.doctrine.dtype == "category"
    assert experiments.policy.tolist() == good.scenario.tolist()
    assert experiments.sanctions_leak.tolist() == good["sanctions.leak"].tolist()
    last = grid.summary("price.rice").last12.sort_index()
    assert outcomes["price_rice_last12"] == pytest.approx(last.to_numpy())


def test_the_workbench_opens_series_with_their_time(grid, workbench):
    call(grid.path, "--ema", "s.tar.gz", "--series", "price.rice", "--series", "gdp")
    _, outcomes = workbench.load_results("s.tar.gz")
    assert outcomes["price_rice"].shape == (16, 24)
    assert outcomes["TIME"][0, [0, 12]].tolist() == [2011, 2012]
    frame = grid.frame("gdp")
    assert outcomes["gdp"].ravel() == pytest.approx(frame.gdp.to_numpy())


# --- what is missing


@pytest.mark.parametrize(("kind", "library", "extra"), [
    ("netcdf", "xarray", "export"), ("ema", "ema_workbench", "sensitivity"),
])  # fmt: skip
def test_a_missing_extra_is_one_line_that_names_it(grid, monkeypatch, folder, kind, library, extra):
    import sys

    monkeypatch.setitem(sys.modules, library, None)  # as Python does for what is not there
    told = call(grid.path, f"--{kind}", code=2).stderr
    assert len(told.splitlines()) == 1
    assert f"needs {library}, which is in the extra `{extra}`" in told
    assert list(folder.iterdir()) == []


def test_results_hand_out_tables(grid):
    assert grid.heat("gdp", "sanctions.leak", "doctrine", at="2012").shape == (2, 2)
    assert grid.paired("gdp", at="2012").value.tolist() == ["drought"]
    assert grid.fan("gdp").shape == (24, 6)
    one = grid.run(0)
    assert list(one.columns) == ["month", "gdp", "price.rice"]
    assert len(one) == 24
    with pytest.raises(ValueError, match="run 8 is failed"):
        grid.run(8)
    with pytest.raises(ValueError, match="no run 99; expected 0 to 23"):
        grid.run(99)
