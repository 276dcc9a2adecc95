"""The shipped parameters are the fitted set, and the fit saw no year after 2019."""

from __future__ import annotations

import numpy as np
import pytest

from model.parameters import shipped
from scenarios.estimation import calibration, opening_prices
from scenarios.history import tables


@pytest.fixture(scope="module")
def stored():
    return calibration.fitted()


def test_the_shipped_values_are_the_fitted_ones(stored):
    assert set(stored["values"]) == set(calibration.FITTED)
    for name, value in stored["values"].items():
        assert shipped()[name].value == value
        assert shipped()[name].grade == "fitted"
    graded = {p.name for p in shipped().values() if p.grade == "fitted"}
    assert graded - set(opening_prices.SOLVED) == set(calibration.FITTED)


def test_at_most_six_parameters_answer_to_annual_growth():
    assert len(calibration.FITTED) <= 6


def test_no_year_after_2019_is_fitted():
    years = {year for series in calibration.observed().values() for year in series}
    assert max(years) == 2019 == max(calibration.YEARS)


def test_the_model_gives_the_growth_the_fit_reported(stored):
    growth = calibration.simulated(stored["values"])["gdp"]
    reported = [stored["growth"][str(year)] for year in calibration.YEARS]
    assert growth == pytest.approx(reported, abs=1e-2)


def test_the_reported_errors_follow_from_the_reported_predictions(stored):
    record = calibration.observed()["gdp"]
    for table, error in (("growth", "rmse"), ("leave_one_out", "leave_one_out_rmse")):
        misses = [float(v) - record[int(y)] for y, v in stored[table].items()]
        rmse = float(np.sqrt(np.mean(np.square(misses))))
        assert stored["provenance"][error] == pytest.approx(rmse, abs=1e-2)


def test_a_year_left_out_is_predicted_as_reported(stored):
    years = [year for year in calibration.YEARS if year != 2014]
    start = calibration.places(stored["values"])
    values = calibration.values_at(calibration._solve(years, start))
    predicted = calibration.simulated(values)["gdp"][calibration.YEARS.index(2014)]
    assert predicted == pytest.approx(stored["leave_one_out"]["2014"], abs=0.15)


def test_a_fit_is_stored_and_shipped_as_it_was_found(tmp_path, monkeypatch):
    file = tmp_path / "plan.toml"
    file.write_text(
        '[export_dependence]\nvalue = 0.1\ngrade = "assumption"\n\n[other]\nvalue = 1\n'
    )
    monkeypatch.setattr(calibration, "VALUES", tmp_path)
    calibration.ship({"plan.export_dependence": 0.25})
    assert file.read_text() == (
        '[export_dependence]\nvalue = 0.25\ngrade = "fitted"\n\n[other]\nvalue = 1\n'
    )


@pytest.mark.xfail(strict=True, reason="since households' dollars reach importers the rate of 2011 "
                   "opens lower than on record; to be solved anew before the next fit")  # fmt: skip
def test_the_shipped_opening_repeats_the_prices_of_2011():
    path = {row["date"][:7]: row["value"]
            for row in tables.of_series("coded", opening_prices.ISSUE)}  # fmt: skip
    issue = [float(path[half]) for half in opening_prices.HALVES]
    values = [shipped()[name].value for name in opening_prices.SOLVED]
    made, record = opening_prices.simulated(values, issue), opening_prices.targets()
    for name in opening_prices.EXACT:
        assert made[name] == pytest.approx(record[name], rel=1e-3)


def test_the_opening_answers_to_no_year_after_2013():
    assert max(opening_prices.YEARS) == 2013
    assert {name.split()[-1] for name in opening_prices.targets()} == {"2011", "2012", "2013"}


def test_a_solved_opening_is_shipped_as_it_was_found(tmp_path, monkeypatch):
    coded, money = tmp_path / "coded.csv", tmp_path / "money.toml"
    coded.write_text("2011-01-01,money.note_issue,0.1,trn\n2013-07-01,money.note_issue,free,trn\n")
    money.write_text('[opening_scale]\nvalue = 1\ngrade = "assumption"\n')
    monkeypatch.setattr(tables, "RECORD", tmp_path)
    monkeypatch.setattr(calibration, "VALUES", tmp_path)
    found = opening_prices.Opening({"money.opening_scale": 1.5}, {"2011-01": 0.14}, {})
    opening_prices.ship(found)
    assert coded.read_text().splitlines() == [
        "2011-01-01,money.note_issue,0.14,trn",
        "2013-07-01,money.note_issue,free,trn",
    ]
    assert money.read_text() == '[opening_scale]\nvalue = 1.5\ngrade = "fitted"\n'
