"""From a store of history to the scores."""

from __future__ import annotations

import numpy as np
import pytest

from model import parameters
from model.errors import InputError
from scenarios.definition import catalog, parameter_sets
from scenarios.estimation import calibration
from scenarios.estimation.calibration import Fit
from scenarios.evaluation import acceptance_criteria, scorecard
from scenarios.execution.run import run
from tests.scenarios import stores


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    names = [name for name in scorecard.MODES.values() if catalog.exists(name)]
    return run(names, seeds=2, out=tmp_path_factory.mktemp("runs") / "runs", scale=500, workers=1)


def test_years_are_means_over_months_of_every_replication(results):
    table = scorecard.yearly(results, "history-conditional")
    found = table[(table.series == "gdp") & (table.year == 2015)].sort_values("replication").value
    months, _, values = results.matrix("gdp", "history-conditional")
    assert found.tolist() == pytest.approx(values[:, months.year == 2015].mean(axis=1).tolist())


def test_both_modes_are_scored_and_no_year_after_2019_unless_asked(results):
    card = scorecard.scorecard(results, held_out=False)
    assert {"conditional", "semi_endogenous"} <= set(card["modes"]) <= set(scorecard.MODES)
    for figures in card["modes"].values():
        assert all(set(windows) == {"fit"} for windows in figures.values())
    assert card["seeds"] == 2
    growth = card["modes"]["conditional"]["gdp"]["fit"]["predicted"]
    annual = results.annual("gdp", ["history-conditional"]).groupby("year").gdp.mean()
    assert growth[2014] == pytest.approx(100 * (annual[2014] / annual[2013] - 1))


def test_the_stored_fits_give_the_scores_with_each_year_left_out(results, tmp_path, monkeypatch):
    file = tmp_path / "fitted.toml"
    record = calibration.observed()["gdp"]
    one_off = {year: growth + 1 for year, growth in record.items()}
    calibration.store(Fit({"technology.drift": 0.0}, one_off, 1.0, one_off), file)
    monkeypatch.setattr(calibration, "FITTED_FILE", file)
    gdp = scorecard.scorecard(results, held_out=False)["modes"]["conditional"]["gdp"]["fit"]
    assert gdp["leave_one_out_single"] == pytest.approx(1, abs=1e-3)
    assert gdp["leave_one_out_single_n"] == len(record)
    told = parameter_sets.provenance()["leave_one_out"]["conditional"]
    misses = [float(told[str(year)]) - record[year] for year in record]
    assert gdp["leave_one_out"] == pytest.approx(np.sqrt(np.mean(np.square(misses))), abs=1e-4)


def test_what_later_years_informed_is_switched_off_in_the_uninformed_runs():
    informed = {p.name for p in parameters.shipped().values() if p.informed_by_held_out}
    assert informed
    for name in scorecard.UNINFORMED.values():
        case = catalog.load(name).case
        assert informed <= set(case.parameters), name
        assert case.drivers()["wages.state"].max() == 1


def test_scores_come_with_and_without_what_later_years_informed(results, tmp_path):
    names = [*scorecard.UNINFORMED.values(), "history-conditional"]
    both = run(names, seeds=1, out=tmp_path / "runs", scale=500, workers=1)
    card = scorecard.scorecard(both)
    assert set(card["without_held_out_parameters"]) == set(scorecard.UNINFORMED)
    assert card["frozen"]["years"] == [2012, 2019]
    assert "without_held_out_parameters" not in scorecard.scorecard(results)


def test_what_was_aimed_at_stands_with_what_came_out(results):
    found = {aim["name"]: aim for aim in scorecard.scorecard(results)["targets"]}
    assert found["mode A, GDP, each year left out"]["range"] == [0.0, 1.6]
    for aim in found.values():
        low, high = aim["range"]
        assert aim["met"] is (None if aim["value"] is None else low <= aim["value"] <= high)


def test_a_band_over_all_years_is_not_read_off_some_of_them(results):
    whole = {a["name"]: a for a in scorecard.scorecard(results)["targets"] if "band" in a}
    fitted = {a["name"]: a for a in scorecard.scorecard(results, held_out=False)["targets"]}
    assert whole
    for name, aim in whole.items():
        if aim["band"]["years"] == "2012-2019":
            assert fitted[name]["value"] == aim["value"]
        else:
            assert fitted[name]["value"] is None


def test_coverage_of_every_figure_is_a_share_of_its_observations(results):
    card = scorecard.scorecard(results)
    scored = card["modes"]["conditional"].values()
    inside = [(f["fit"]["coverage"]["90"], f["fit"]["n"]) for f in scored if "fit" in f]
    share = sum(part * n for part, n in inside) / sum(n for _, n in inside)
    name = "mode A, all figures in the 90 % band, 2012-2019"
    aim = next(a for a in card["targets"] if a["name"] == name)
    assert aim["value"] == pytest.approx(share)


def test_a_figure_without_a_stated_error_counts_as_by_the_runs_alone():
    stated = {"n": 8, "coverage": {"90": 0.5, "with_error": {"90": 1.0}}}
    none = {"n": 8, "coverage": {"90": 0.25}}
    modes = {"semi_endogenous": {"gdp": {"fit": stated}, "exports": {"fit": none}}}
    value = {
        aim["name"]: aim["value"]
        for aim in acceptance_criteria.reached({"panel": {}, "modes": modes})
    }
    assert value["mode B, all figures in the 90 % band, 2012-2019"] == 0.375
    assert value["mode B, all figures in the 90 % band, 2012-2019, with error"] == 0.625


def test_a_store_without_history_has_no_scores(tmp_path):
    from scenarios.analysis.results import Results

    with pytest.raises(InputError, match="nothing to score"):
        scorecard.scorecard(Results(stores.make(tmp_path)))


def test_figures_are_finite(results):
    for name in results.series:
        for scenario in results.scenarios:
            assert np.isfinite(results.matrix(name, scenario)[2]).all(), name
