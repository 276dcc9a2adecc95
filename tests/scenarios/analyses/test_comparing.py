"""Outcomes, heat tables, paired differences and the frontier against figures found by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from model.errors import InputError
from scenarios.analysis.results import Results
from scenarios.analysis.sweeps import outcomes
from scenarios.analysis.sweeps.frontier import (
    deterrence_of,
    distance,
    frontier,
    hypervolume,
    pareto,
)
from scenarios.analysis.sweeps.heat import heat
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.analysis.sweeps.paired import paired, said
from scenarios.analysis.sweeps.responses import responses
from scenarios.definition.catalog import load
from tests.scenarios import stores
from tests.scenarios.analyses.known import swept

GRID = {"sanctions.leak": {"values": [0.0, 0.2, 0.4]}, "food.damage": {"values": [0.0, 0.025]}}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Two scenarios; gdp is 100 + replication + 10 in b + the month's number."""
    return Results(stores.make(tmp_path_factory.mktemp("plain")))


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """Two scenarios, three leaks (the last fails), two damages, three seeds."""
    return swept(tmp_path_factory.mktemp("grid") / "s", ("baseline", "drought"), GRID, seeds=3)


# --- outcomes


@pytest.mark.parametrize(("at", "figure", "found"), [
    ("", "mean", 100 + 23.5), ("", "min", 100), ("", "max", 129), ("2011", "mean", 105.5),
    ("2011-03", "mean", 102), ("2011-03..2011-05", "mean", 103), ("2012..2012", "max", 123),
    ("2012", "growth", 100 * 12 / 105.5), ("", "growth", 100 * 12 / 105.5),
    ("2011..2012", "growth", 100 * 12 / 105.5),
])  # fmt: skip
def test_an_outcome_is_one_figure_a_run(plain, at, figure, found):
    values = outcomes.values(plain, Outcome("gdp", at, figure))
    assert values.index.tolist() == list(range(8))
    assert values[0] == pytest.approx(found, rel=1e-6)


MISTAKES = {
    ("gpd", "2012", "mean"): "did you mean 'gdp'",
    ("gdp", "2031", "mean"): "at = 2031-01..2031-12; the runs hold 2011-01 to 2013-06",
    ("gdp", "2012-13", "mean"): "expected YYYY, YYYY-MM",
    ("gdp", "soon", "mean"): "expected YYYY, YYYY-MM",
    ("gdp", "2013..2012", "mean"): "ends before it begins",
    ("gdp", "2012", "median"): "unknown figure 'median'",
    ("power.shortage", "2012", "growth"): "counted in per cent; take its mean",
    ("gdp", "2012-03..2012-05", "growth"): "growth needs a whole year",
    ("gdp", "2011", "growth"): "the runs hold",
}


@pytest.mark.parametrize("asked", MISTAKES)
def test_a_wrong_outcome_is_one_sentence(plain, asked):
    with pytest.raises(InputError) as told:
        outcomes.values(plain, Outcome(*asked))
    assert MISTAKES[asked] in str(told.value)


def test_runs_that_failed_or_end_before_the_span_have_no_figure(tmp_path):
    longer = [*stores.rows(("a",), end="2013-06"), *stores.rows(("a", "b"), end="2012-06")[4:]]
    store = Results(stores.make(tmp_path, longer, states={1: "failed"}))
    values = outcomes.values(store, Outcome("gdp", "2012"))
    assert values.notna().tolist() == [True, False, True, True, *[False] * 4]


def test_a_store_of_summaries_has_outcomes_of_whole_runs(tmp_path):
    kept = swept(tmp_path / "s", factors=GRID, series="none")
    both = swept(tmp_path / "m", factors=GRID)
    last, lowest = Outcome("gdp"), Outcome("gdp", figure="min")
    assert outcomes.values(kept, last).equals(outcomes.values(both, last))
    assert outcomes.values(kept, lowest).equals(outcomes.values(both, lowest))
    with pytest.raises(InputError, match="holds a summary of each run and no series"):
        outcomes.values(kept, Outcome("gdp", "2012"))


def test_annual_series_have_the_outcomes_of_whole_years(tmp_path):
    years, months = (swept(tmp_path / s, factors=GRID, series=s) for s in ("annual", "monthly"))
    for asked in (Outcome("gdp", "2012"), Outcome("gdp", "2011..2012", "growth")):
        theirs = outcomes.values(months, asked)
        assert outcomes.values(years, asked).to_numpy() == pytest.approx(theirs, nan_ok=True)
    with pytest.raises(InputError, match="holds annual series; expected whole years"):
        outcomes.values(years, Outcome("gdp", "2012-03"))
    with pytest.raises(InputError, match="the runs hold 2011-01 to 2012-12"):
        outcomes.values(years, Outcome("gdp", "2013"))


def test_an_outcome_says_what_it_is(plain):
    assert Outcome("gdp", "2011..2012", "growth").label == "gdp, growth of 2011 to 2012"
    assert Outcome("gdp").label == "gdp, mean of the last twelve months"
    assert Outcome("gdp", "2012", "growth").unit(plain) == "% a year"


def test_responses_have_a_row_a_draw_and_name_what_is_missing(grid):
    given = responses(grid, Outcome("gdp", "2012"), "drought")
    assert given.values.shape == (6, 3)
    assert given.whole.tolist() == [True] * 4 + [False] * 2
    assert given.missing.state.tolist() == ["failed"] * 6
    assert given.places[:, 0].tolist() == [0, 0, 0.5, 0.5, 1, 1]
    with pytest.raises(InputError, match=r"holds 2 scenarios \(baseline, drought\)"):
        responses(grid, Outcome("gdp"))
    with pytest.raises(InputError, match="did you mean 'drought'"):
        responses(grid, Outcome("gdp"), "draught")


def test_plain_runs_are_no_sweep(plain):
    with pytest.raises(InputError, match="expected the folder of a sweep"):
        responses(plain, Outcome("gdp"))


# --- heat


def test_a_heat_table_has_a_figure_for_every_pair_of_values(grid):
    table = heat(grid, Outcome("price.rice"), "sanctions.leak", "food.damage")
    assert table.index.tolist() == [0, 0.025]
    assert table.columns.tolist() == [0.0, 0.2], "the runs with a leak of 0.4 failed"
    assert (table.index.name, table.columns.name) == ("food.damage", "sanctions.leak")
    assert (table[0.2] - table[0.0]).tolist() == pytest.approx([5, 5], abs=1e-5)
    assert (table.attrs["runs"], table.attrs["missing"]) == (24, 12)


def test_a_heat_table_counts_shares_and_spreads(grid):
    rice, over = Outcome("price.rice"), ("sanctions.leak", "scenario")
    share = heat(grid, rice, *over, "share", threshold=3)
    assert share.loc["baseline"].tolist() == [0, 1]
    assert share.attrs["unit"] == "share of runs"
    assert heat(grid, rice, *over, "count").loc["drought"].tolist() == [6, 6]
    q95, most = heat(grid, rice, *over, "q95"), heat(grid, rice, *over, "max")
    assert (q95 <= most).all(axis=None)


def test_a_factor_of_many_values_is_cut_into_ten(tmp_path):
    ranges = {"food.damage": {"range": [0.0, 0.05]}, "sanctions.leak": {"range": [0.0, 0.3]}}
    spread = swept(tmp_path / "s", factors=ranges, method="lhs", n=60, seeds=1)
    table = heat(spread, Outcome("price.rice"), "sanctions.leak", "food.damage")
    assert table.shape == (10, 10)
    assert table.columns[0] == pytest.approx(0.015, abs=0.005)
    assert table.mean().is_monotonic_increasing


@pytest.mark.parametrize(("asked", "told"), [
    (("leak", "food.damage"), "unknown factor 'leak'"),
    (("food.damage", "food.damage"), "needs two"),
    (("sanctions.leak", "food.damage", "avg"), "unknown statistic 'avg'"),
    (("sanctions.leak", "food.damage", "share"), "share needs a threshold"),
])  # fmt: skip
def test_a_wrong_heat_table_is_one_sentence(grid, asked, told):
    with pytest.raises(InputError, match=told):
        heat(grid, Outcome("gdp"), *asked)


# --- paired


def test_scenarios_differ_by_what_sets_them_apart_and_not_by_luck(plain):
    found = paired(plain, Outcome("gdp", "2012"))
    row = found.rows.iloc[0]
    assert (found.by, found.baseline, row.value, found.seeds) == ("scenario", "a", "b", 4)
    assert (row["median"], row.q05, row.q95, row.share_same_sign, row.n) == (10, 10, 10, 1, 4)
    assert row.word == "in every draw"
    assert paired(plain, Outcome("power.shortage"), percent=True).unit == "points"
    back = paired(plain, Outcome("gdp", "2012"), baseline="b", percent=True)
    assert (back.unit, back.rows.value[0]) == ("%", "a")
    by_hand = -1000 / np.array([127.5, 128.5, 129.5, 130.5])
    assert back.rows["median"][0] == pytest.approx(np.median(by_hand))


def test_values_of_a_factor_are_compared_where_all_else_is_alike(grid):
    found = paired(grid, Outcome("price.rice"), "sanctions.leak", baseline="0.2")
    rows = found.rows.set_index("value")
    assert rows["median"][0.0] == pytest.approx(-5, abs=1e-5)
    assert (rows.n[0.0], rows.missing[0.0], rows.word[0.0]) == (12, 0, "in every draw")
    assert (rows.n[0.4], rows.missing[0.4]) == (0, 12), "what failed is counted"
    assert np.isnan(rows["median"][0.4])


@pytest.mark.parametrize(("by", "baseline", "told"), [
    ("leak", None, "unknown factor 'leak'"),
    ("sanctions.leak", 0.3, "sanctions.leak is never 0.3; its values: 0, 0.2, 0.4"),
])  # fmt: skip
def test_a_wrong_difference_is_one_sentence(grid, by, baseline, told):
    with pytest.raises(InputError, match=told):
        paired(grid, Outcome("gdp"), by, baseline)


def test_the_first_name_given_is_the_baseline_and_a_value_is_found_as_it_stands(tmp_path):
    factors = {"doctrine": {"values": ["songun", "byungjin"]},
               "sanctions.leak": {"values": [0.0, 1e-11, 2e-11]}}  # fmt: skip
    found = swept(tmp_path / "s", factors=factors)
    assert paired(found, Outcome("gdp"), "doctrine").baseline == "songun"
    rows = paired(found, Outcome("gdp"), "sanctions.leak", baseline="2e-11").rows
    assert rows.value.tolist() == [0.0, 1e-11]


def test_scenarios_that_end_at_different_times_are_not_compared_by_their_ends(tmp_path):
    ends = {"short": "2011-12", "long": "2012-12"}
    chosen = [load("baseline").with_(name, end=end) for name, end in ends.items()]
    found = swept(tmp_path / "s", chosen, GRID, end=None)
    for figure in ("mean", "max"):
        with pytest.raises(InputError, match="short ends 2011-12, long 2012-12; say when"):
            paired(found, Outcome("gdp", figure=figure))
    with pytest.raises(InputError, match="say when with --at"):
        frontier(found, Outcome("gdp"), Outcome("price.rice"))
    assert paired(found, Outcome("gdp", "2011")).rows.n.tolist() == [8]
    assert len(paired(found, Outcome("gdp"), "food.damage").rows)


def test_a_sampled_factor_has_no_pairs(tmp_path):
    ranges = {"food.damage": {"range": [0.0, 0.05]}, "sanctions.leak": {"range": [0.0, 0.3]}}
    spread = swept(tmp_path / "s", factors=ranges, method="lhs", n=8, seeds=1)
    with pytest.raises(InputError, match="no two draws differ in"):
        paired(spread, Outcome("gdp"), "food.damage")


@pytest.mark.parametrize(("draws", "seeds"), [(1, 5), (1, 30), (30, 1), (3, 30), (30, 30)])
def test_the_error_is_how_far_the_median_lies_from_that_of_other_draws_and_seeds(draws, seeds):
    rng, found = np.random.default_rng(5), []
    for _ in range(500):
        of_draw = rng.normal(0, 1, (draws, 1)) if draws > 1 else np.zeros((1, 1))
        of_seed = rng.normal(0, 1, (1, seeds)) if seeds > 1 else np.zeros((1, 1))
        found.append(said(2 + of_draw + of_seed, draws_too=draws > 1))
    off = np.std([one.median for one in found])
    told = np.mean([one.mc_error for one in found])
    assert 0.9 * off < told < 1.8 * off, "never too small"


def test_luck_that_draws_share_counts_once():
    of_seed = np.array([[1.0, 2.0, 3.0]])
    alone = said(of_seed, False)
    for draws_too in (False, True):
        repeated = said(np.repeat(of_seed, 50, axis=0), draws_too)
        assert repeated.mc_error == pytest.approx(alone.mc_error)
        assert (repeated.median, repeated.n) == (alone.median, 150)


def test_one_seed_does_not_tell_the_error_and_so_is_never_sure():
    found = said(np.array([[1.0]] * 19 + [[-1.0]]), False)
    assert np.isnan(found.mc_error)
    assert found.word == "likely"


def test_a_missing_run_costs_its_seed_nothing_and_an_empty_seed_is_left_out():
    gap = np.array([[1.0, 3.0, np.nan], [1.0, np.nan, np.nan]])
    found = said(gap, False)
    assert found.mc_error == said(np.array([[1.0, 3.0]]), False).mc_error
    assert found.n == 3


def test_scenarios_that_never_differ_are_said_not_to(grid):
    row = paired(grid, Outcome("price.rice")).rows.iloc[0]
    assert (row.value, row["median"], row.q05, row.q95) == ("drought", 0, 0, 0)
    assert row.word == "no difference"


# --- the frontier


def test_the_front_of_a_quarter_circle_is_the_circle():
    rng = np.random.default_rng(1)
    angle, radius = rng.random(20_000) * np.pi / 2, np.sqrt(rng.random(20_000))
    values = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    front = values[pareto(values)]
    assert np.hypot(*front.T).min() > 0.95
    assert hypervolume(front, np.zeros(2)) == pytest.approx(np.pi / 4, abs=0.01)
    behind = distance(values, front)
    assert (behind[pareto(values)] == 0).all()
    assert behind == pytest.approx(1 - radius, abs=0.05)


def test_a_point_is_beaten_only_by_one_that_is_better_in_one_and_no_worse_in_the_other():
    values = np.array([[1, 3], [2, 2], [2, 2], [2, 1], [3, 1], [3, 0], [0, 3.0]])
    by_hand = [not any((w >= v).all() and (w > v).any() for w in values) for v in values]
    assert pareto(values).tolist() == by_hand == [True, True, True, False, True, False, False]
    assert hypervolume(values, np.zeros(2)) == 3 + 2 + 1


def test_points_of_a_sweep_are_placed_and_groups_compared(grid):
    found = frontier(grid, Outcome("gdp", "2012"), Outcome("price.rice", "2012"), "food.damage")
    assert (found.left_out, found.missing, found.seeds) == (4, 12, 3)
    assert found.points.deterrence.isna().sum() == 4
    assert found.groups.points.tolist() == [4, 4]
    gone = found.points.deterrence.isna()
    assert found.points[gone]["sanctions.leak"].eq(0.4).all()
    assert not found.points[gone].on_frontier.any()


def test_what_a_step_along_the_front_costs_is_told(tmp_path):
    leaks = {"sanctions.leak": {"values": [0.3, 0.33, 0.36, 0.38]}}
    stored = swept(tmp_path / "s", factors=leaks, seeds=1)
    found = frontier(stored, Outcome("gdp"), Outcome("price.rice"))
    gained, given_up = found.front.deterrence.diff(), -found.front.consumption.diff()
    assert len(found.front) == 4, "beyond 0.3 more of one is less of the other"
    assert found.front.cost[1] == pytest.approx(given_up[1] / gained[1])
    assert np.isnan(found.front.cost[0])
    assert found.points.often.isna().all()


def test_stored_scenarios_stand_beside_the_frontier_without_moving_it(plain):
    pair = Outcome("gdp", "2012"), Outcome("power.shortage", "2012")
    alone, beside = frontier(plain, *pair), frontier(plain, *pair, beside=plain)
    assert alone.front.scenario.tolist() == ["b"], "more of both"
    assert beside.front.drop(columns="beside").equals(alone.front.drop(columns="beside"))
    rows = beside.groups.set_index(["group", "beside"])
    assert rows.nearest["b", True] == 0
    assert rows.nearest["a", True] == rows.nearest["a", False] == pytest.approx(np.sqrt(2))
    assert alone.points.often.tolist() == [0, 1]


def test_deterrence_falls_back_on_what_is_stored(plain, tmp_path):
    with pytest.raises(InputError, match=r"stores none of programme\.progress, munitions\.stock"):
        deterrence_of(plain)
    assert deterrence_of(plain, "gdp", "2012") == Outcome("gdp", "2012")
    armed = swept(tmp_path / "s", factors=GRID, only=["defence.share", "munitions.stock"])
    assert deterrence_of(armed).series == "defence.share", "munitions never differ there"
    same = swept(tmp_path / "t", factors=GRID, only=["munitions.stock"])
    assert deterrence_of(same).series == "munitions.stock"


def test_figures_are_of_the_runs_that_have_them(tmp_path):
    some = Results(stores.make(tmp_path, states={1: "failed", 6: "crashed"}))
    found = frontier(some, Outcome("gdp", "2012"), Outcome("power.shortage", "2012"))
    assert found.missing == 2
    assert found.points.deterrence.tolist() == pytest.approx(
        [117.5 + np.mean([0, 2, 3]), 127.5 + np.mean([0, 1, 3])]
    )
    assert isinstance(found.points, pd.DataFrame)
