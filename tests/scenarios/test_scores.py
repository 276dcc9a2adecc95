"""Claims about scores and the naive forecasts beside them."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest

from model.errors import InputError
from scenarios import history
from scenarios.evaluation import scores
from scenarios.evaluation.validation import TARGETS, validate

FIT, HELD_OUT = range(2012, 2020), range(2020, 2025)


def recorded(series):
    frame = history.observations()
    part = frame[frame["series"] == series]
    return dict(zip(part["year"], part["value"], strict=True))


GDP = recorded("bok_real_gdp_growth")
EXPORTS = recorded("exports_ex_interkorean")


def perfect_runs(**scaled):
    """Runs that repeat the record, some series multiplied from 2015 on."""
    frames = [f.assign(series=name) for name, f in history.recorded_series().items()]
    runs = pd.concat(frames)[["year", "series", "value"]].query("year >= 2011")
    runs = runs.reset_index(drop=True)
    for name, factor in scaled.items():
        later = (runs["series"] == name.replace("__", ".")) & (runs["year"] >= 2015)
        runs.loc[later, "value"] *= factor
    return runs


@pytest.mark.parametrize(
    ("growth", "inside", "left_out", "outside"),
    [(scores.log_growth, 1.63, 4.87, 1.99), (scores.percent_growth, 1.37, 2.13, 3.97)],
    ids=["logs", "percent"],
)
def test_the_regression_on_exports_gives_the_published_errors(growth, inside, left_out, outside):
    forecast = scores.bridge(GDP, [growth(EXPORTS)], FIT, HELD_OUT)
    assert scores.rmse(forecast.in_sample, GDP) == pytest.approx(inside, abs=0.01)
    assert scores.rmse(forecast.leave_one_out, GDP) == pytest.approx(left_out, abs=0.01)
    assert scores.rmse(forecast.frozen, GDP) == pytest.approx(outside, abs=0.01)
    assert len(forecast.in_sample) == len(forecast.leave_one_out) == 8
    assert len(forecast.frozen) == 5


@pytest.mark.parametrize(("years", "error"), [(FIT, 2.49), (HELD_OUT, 2.95)])
def test_zero_growth_gives_the_published_errors(years, error):
    assert scores.rmse(scores.zero(GDP, years), GDP) == pytest.approx(error, abs=0.01)


@pytest.mark.parametrize(
    ("forecast", "error"),
    [(scores.zero, 2.68), (scores.expanding_mean, 2.84), (scores.autoregression, 3.09),
     (scores.random_walk, 3.51)],
)  # fmt: skip
def test_naive_forecasts_give_the_published_errors_over_2012_to_2024(forecast, error):
    years = range(2012, 2025)
    assert scores.rmse(forecast(GDP, years), GDP) == pytest.approx(error, abs=0.01)


@pytest.mark.parametrize("forecast", scores.NAIVE.values(), ids=scores.NAIVE)
def test_a_forecast_of_a_year_does_not_see_it_or_a_later_one(forecast):
    spoilt = {y: v + 50 * (y >= 2016) for y, v in GDP.items()}
    assert forecast(spoilt, [2016]) == forecast(GDP, [2016])


def test_naive_forecasts_learn_from_2000_on():
    spoilt = {y: v - 90 * (y < 2000) for y, v in GDP.items()}
    assert scores.expanding_mean(spoilt, FIT) == scores.expanding_mean(GDP, FIT)
    assert scores.autoregression(spoilt, FIT) == scores.autoregression(GDP, FIT)


def test_a_gap_in_the_record_makes_no_pair():
    gappy = {y: float(y % 3) for y in range(2000, 2012) if y != 2011}
    assert scores.random_walk(gappy, [2012]) == {}
    assert scores.autoregression(gappy, [2012]) == {}


def test_correlation_is_one_for_a_rising_line_of_the_record_and_none_for_a_constant():
    assert scores.correlation({y: 3 + 2 * v for y, v in GDP.items()}, GDP) == pytest.approx(1)
    assert math.isnan(scores.correlation(dict.fromkeys(GDP, 1.0), GDP))


def test_a_perfect_run_scores_nought_and_fed_series_are_not_scored():
    card = validate({"conditional": perfect_runs(), "semi_endogenous": perfect_runs()})
    conditional, semi = card["modes"]["conditional"], card["modes"]["semi_endogenous"]
    assert set(semi) == set(TARGETS)
    assert set(TARGETS) - set(conditional) == {"utilities", "exports", "imports", "power"}
    for figures in (conditional, semi):
        for name, windows in figures.items():
            for score in windows.values():
                assert score["rmse"] == pytest.approx(0, abs=1e-9), name


def test_a_mode_with_a_remark_is_still_that_mode():
    card = validate({"conditional without held-out parameters": perfect_runs()})
    assert "exports" not in card["modes"]["conditional without held-out parameters"]


def test_scores_say_on_how_many_years_they_rest():
    figures = validate({"free": perfect_runs()})["modes"]["free"]
    assert {w: s["n"] for w, s in figures["gdp"].items()} == {"fit": 8, "held_out": 5}
    assert figures["coal"]["held_out"]["n"] == 4
    assert figures["rice_price"]["fit"]["n"] == 7
    assert figures["market_rate"]["fit"]["n"] == 6


def test_a_naive_forecast_of_fewer_years_is_not_shown_beside_the_score():
    card = validate({"free": perfect_runs()})
    utilities = card["modes"]["free"]["utilities"]["fit"]
    assert utilities["naive"]["ar1"]["n"] < utilities["n"]  # growth of 2007 and 2009 is not known
    from commands.scores import _naive

    assert "ar1" not in _naive(utilities)
    assert _naive(utilities)["zero"] is not None


def test_gdp_stands_beside_its_naive_forecasts_and_regressions():
    gdp = validate({"conditional": perfect_runs()})["modes"]["conditional"]["gdp"]
    fit, held_out = gdp["fit"]["naive"], gdp["held_out"]["naive"]
    assert fit["zero"]["rmse"] == pytest.approx(2.49, abs=0.01)
    assert fit["exports_percent"]["leave_one_out"] == pytest.approx(2.13, abs=0.01)
    assert held_out["exports_log"]["rmse"] == pytest.approx(1.99, abs=0.01)


def test_an_error_of_the_model_shows_in_the_year_it_was_made():
    card = validate({"conditional": perfect_runs(output__mining=1.1)})
    mining = card["modes"]["conditional"]["mining"]["fit"]
    grown = 1.1 * (1 + recorded("bok_growth_mining")[2015] / 100) - 1
    assert mining["predicted"][2015] == pytest.approx(100 * grown)
    assert mining["predicted"][2014] == pytest.approx(recorded("bok_growth_mining")[2014])
    assert mining["rmse"] > 3


def test_prices_are_scored_in_logs_of_the_level():
    card = validate({"conditional": perfect_runs(rate__market=math.e)})
    rate = card["modes"]["conditional"]["market_rate"]["held_out"]
    assert rate["rmse"] == pytest.approx(1)
    assert set(rate["naive"]) == {"random_walk"}


def test_predictions_left_out_one_by_one_are_scored_on_the_fit_years():
    left_out = dict.fromkeys(range(2012, 2025), 0.0)
    card = validate({"conditional": perfect_runs()}, leave_one_out={"conditional": left_out})
    gdp = card["modes"]["conditional"]["gdp"]
    assert gdp["fit"]["leave_one_out"] == pytest.approx(2.49, abs=0.01)
    assert gdp["fit"]["leave_one_out_n"] == 8
    assert "leave_one_out" not in gdp["held_out"]


@pytest.mark.usefixtures("fit_years_only")
def test_held_out_years_stay_unread_until_asked_for():
    card = validate({"conditional": perfect_frame_until_2019()}, held_out=False)
    assert "held_out" not in card["modes"]["conditional"]["gdp"]
    assert max(max(o["values"]) for o in card["observations"].values()) == 2019
    with pytest.raises(AssertionError, match="after 2019"):
        validate({"conditional": perfect_frame_until_2019()})


def perfect_frame_until_2019():
    rows = [(year, "gdp", 1.01 ** (year - 2011)) for year in range(2011, 2020)]
    return pd.DataFrame(rows, columns=["year", "series", "value"])


def test_a_series_missing_from_the_runs_is_said_and_not_scored():
    card = validate({"free": perfect_frame_until_2019()})
    assert set(card["modes"]["free"]) == {"gdp"}
    assert any("output.mining is not in the runs" in note for note in card["notes"])


def test_one_year_told_twice_is_refused():
    runs = perfect_runs()
    with pytest.raises(InputError, match="more than one value"):
        validate({"conditional": pd.concat([runs, runs])})


def test_a_missing_column_is_refused():
    with pytest.raises(InputError, match="'value' is missing"):
        validate({"conditional": perfect_runs().drop(columns="value")})


def test_the_scorecard_can_be_written_as_json():
    json.dumps(validate({"free": perfect_runs()}), allow_nan=False)


def test_a_regression_on_several_series_uses_the_years_they_share():
    crops = {y: v for y, v in recorded("bok_growth_agri_forestry_fishing").items() if y != 2012}
    forecast = scores.bridge(GDP, [scores.log_growth(EXPORTS), crops], FIT, HELD_OUT)
    assert len(forecast.in_sample) == len(forecast.leave_one_out) == 7
    inside = scores.rmse(forecast.in_sample, GDP)
    assert inside < scores.rmse(forecast.leave_one_out, GDP)
    assert min(forecast.rolling_origin) == 2017, "four years before it are needed"


def test_a_forecast_by_two_series_sees_neither_of_the_year_itself():
    growth = scores.log_growth(EXPORTS)
    spoilt = ({y: v + 50 * (y >= 2016) for y, v in one.items()} for one in (GDP, growth))
    assert scores.vector_autoregression(*spoilt, [2016]) == pytest.approx(
        scores.vector_autoregression(GDP, growth, [2016]))  # fmt: skip
    assert set(scores.vector_autoregression(GDP, growth, FIT)) == set(FIT)


def test_the_sector_panel_counts_every_sector_and_year():
    panel = validate({"semi_endogenous": perfect_runs(), "conditional": perfect_runs()})["panel"]
    assert panel["semi_endogenous"]["fit"]["n"] == 6 * 8
    assert panel["semi_endogenous"]["fit"]["correlation"] == pytest.approx(1)
    assert panel["conditional"]["fit"]["n"] == 5 * 8
    assert panel["conditional"]["held_out"]["naive"]["zero"]["n"] == 5 * 5


def test_replications_give_bands_and_their_mean_is_scored():
    runs = [perfect_runs().assign(replication=r) for r in range(3)]
    for sign, frame in zip((1, -1), runs, strict=False):
        frame["value"] *= 1 + sign * 0.01 * (frame.year - 2011)
    gdp = validate({"free": pd.concat(runs)})["modes"]["free"]["gdp"]["fit"]
    assert gdp["coverage"]["90"] == 1
    assert gdp["coverage"]["with_error"]["90"] == 1
    assert gdp["crps"] < 0.3
    assert gdp["rmse"] == pytest.approx(0, abs=1e-9)
    assert gdp["signs"] == {"right": 8, "n": 8}
    single = validate({"free": perfect_runs()})["modes"]["free"]["gdp"]["fit"]
    assert single["coverage"] is None


def test_all_years_left_out_in_turn_is_marked_as_using_held_out_years():
    card = validate({"free": perfect_runs()})
    assert card["descriptive"]["uses_held_out_years"] is True
    assert card["descriptive"]["leave_one_out"]["free"]["n"] == 13
    assert card["descriptive"]["leave_one_out"]["exports_log"]["rmse"] == pytest.approx(
        2.15, abs=0.01
    )
    assert "descriptive" not in validate({"free": perfect_frame_until_2019()}, held_out=False)


def test_every_score_of_growth_is_tested_against_its_naive_forecasts():
    gdp = validate({"free": perfect_runs()})["modes"]["free"]["gdp"]
    for entry in gdp["fit"]["naive"].values():
        assert entry["diebold_mariano"]["n"] == entry["n"]
    assert gdp["held_out"]["naive"]["zero"]["diebold_mariano"]["statistic"] < 0
