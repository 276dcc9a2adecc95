"""Bands, paired differences, growth and intervals, against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from model.errors import InputError
from scenarios import measures
from scenarios.compare import comparison
from scenarios.results import Results
from tests.scenarios import stores


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return Results(stores.make(tmp_path_factory.mktemp("home")))


def test_a_fan_has_the_quantiles_over_replications(results):
    fan = measures.fan(results, "gdp", "a")
    assert list(fan.columns) == ["month", "q05", "q25", "q50", "q75", "q95"]
    assert fan.month[0] == pd.Timestamp("2011-01-01")
    assert len(fan) == 30
    by_hand = np.quantile([100, 101, 102, 103], [0.05, 0.25, 0.5, 0.75, 0.95])
    assert fan.iloc[0, 1:].tolist() == pytest.approx(by_hand)


def test_differences_are_paired_before_they_are_summarised(results):
    gap = measures.paired_difference(results, "gdp", "b", "a")
    assert (gap.drop(columns="month") == 10).all(axis=None), "the spread of seeds falls away"


def test_a_difference_in_per_cent_is_of_the_baseline_of_the_same_seed(results):
    gap = measures.paired_difference(results, "gdp", "b", "a", percent=True)
    assert gap.q50[0] == pytest.approx(np.median([1000 / (100 + r) for r in range(4)]))
    assert measures.difference_unit(results, "gdp", percent=True) == "%"
    assert measures.difference_unit(results, "gdp") == "index"


def test_a_series_in_per_cent_is_compared_in_points(results):
    gap = measures.paired_difference(results, "power.shortage", "b", "a", percent=True)
    assert (gap.q50 == 5).all()
    assert measures.difference_unit(results, "power.shortage", percent=True) == "points"


def test_only_replications_that_finished_in_both_are_compared(tmp_path):
    results = Results(stores.make(tmp_path, states={1: "failed", 6: "crashed"}))
    _, values = measures.paired(results, "gdp", "b", "a")
    assert values.shape[0] == 2
    assert (values == 10).all()
    assert measures.difference_in_year(results, "gdp", "b", "a").n == 2


def test_scenarios_of_different_length_share_the_months_of_both(tmp_path):
    longer = [*stores.rows(("a",), end="2013-06"), *stores.rows(("a", "b"), end="2012-12")[4:]]
    results = Results(stores.make(tmp_path, longer))
    months, values = measures.paired(results, "gdp", "b", "a")
    assert (len(months), values.shape) == (24, (4, 24))
    assert results.months[-1] == "2013-06"


def test_annual_means_are_of_whole_years(results):
    years, values = measures.annual_means(results, "gdp", "a")
    assert years.tolist() == [2011, 2012]
    assert values[0].tolist() == [105.5, 117.5]
    frame = results.annual("gdp", ["a"])
    assert frame[frame.replication == 0].gdp.tolist() == [105.5, 117.5]


def test_growth_is_of_annual_means_in_per_cent(results):
    growth = measures.annual_growth(results, "gdp", "a")
    assert growth.year.tolist() == [2012]
    assert growth.q95[0] <= 100 * 12 / 105.5
    assert measures.growth(np.array([0.0, 1.0, 2.0]))[1] == 100
    assert np.isnan(measures.growth(np.array([0.0, 1.0])))[0]


def test_the_difference_in_a_year_has_an_interval_around_it(results):
    found = measures.difference_in_year(results, "gdp", "b", "a", percent=True)
    assert found.year == 2012
    assert found.low <= found.difference <= found.high
    assert (found.baseline, found.scenario, found.n) == (119.0, 129.0, 4)
    same = measures.difference_in_year(results, "gdp", "b", "a")
    assert (same.difference, same.low, same.high) == (10, 10, 10)


@pytest.mark.parametrize("n", [2, 3, 5, 40])
def test_an_interval_covers_the_mean_as_often_as_it_says_however_few_the_seeds(n):
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(1000):
        low, high = measures.interval(rng.normal(5, 2, n))
        inside += low <= 5 <= high
    assert 0.93 <= inside / 1000 <= 0.97


def test_an_interval_is_students():
    low, high = measures.interval(np.array([1.0, 2.0, 3.0, np.nan]))
    assert (low, high) == pytest.approx((2 - 4.302653 / 3**0.5, 2 + 4.302653 / 3**0.5))


def test_two_seeds_that_agree_on_a_sign_are_not_sure_of_it():
    def seen(*moves):
        return measures.Difference(
            "gdp", "", 2030, 0, 0, 2, *measures.interval(np.array(moves)), "%", len(moves)
        )

    assert not seen(1.0, 3.0).sure
    assert not seen(2.0).sure
    assert seen(1.9, 2.0, 2.1).sure


def test_one_run_has_no_interval():
    assert np.isnan(measures.interval(np.array([1.0]))).all()
    assert measures.interval(np.array([1.0, 3.0])) == measures.interval(np.array([1.0, 3.0]))


def test_a_year_that_is_not_there_is_refused_with_those_that_are(results):
    with pytest.raises(InputError, match=r"year 2030 .* expected 2011 to 2012"):
        measures.difference_in_year(results, "gdp", "b", "a", year=2030)


def test_missing_figures_do_not_spread():
    values = np.array([[1.0, np.nan, np.nan], [3.0, 2.0, np.nan]])
    bands = measures.bands(values, pd.Index([1, 2, 3], name="year"))
    assert bands.q50[:2].tolist() == [2.0, 2.0]
    assert np.isnan(bands.q50[2])


def test_a_comparison_speaks_of_the_measures_that_are_stored(results):
    lines = comparison(results, "b", "a")
    assert [line.difference.series for line in lines] == ["gdp", "power.shortage"]
    assert lines[1].difference.difference_unit == "points"
    assert lines[0].as_dict()["label"] == "Output (GDP)"
