"""Bands, paired differences and growth, against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from model.errors import InputError
from scenarios.analysis import measures
from scenarios.analysis.compare import comparison
from scenarios.analysis.results import Results
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
    assert measures.difference_in_year(results, "gdp", "b", "a").effect.n == 2


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


def test_the_difference_in_a_year_is_one_figure_a_draw(results):
    found = measures.difference_in_year(results, "gdp", "b", "a", percent=True)
    base = 117.5 + np.arange(4)
    assert found.figures.tolist() == pytest.approx((1000 / base).tolist())
    assert (found.year, found.baseline, found.scenario) == (2012, 119.0, 129.0), "medians"
    assert found.effect.n == 4
    same = measures.difference_in_year(results, "gdp", "b", "a").effect
    assert (same.median, same.q05, same.q95, same.word) == (10, 10, 10, "in every draw")


def test_what_is_nought_in_some_draws_is_compared_in_its_unit(results):
    real = results.matrix

    class Closed:
        units, tier = results.units, results.tier

        def matrix(self, series, scenario):
            months, numbers, values = real(series, scenario)
            return months, numbers, values * (numbers > 1)[:, None]

    found = measures.difference_in_year(Closed(), "gdp", "b", "a", percent=True)
    assert found.difference_unit == "index"
    assert found.figures.tolist() == [0, 0, 10, 10], "no draw is lost"


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
    assert lines[0].as_dict()["label"] == "GDP"
