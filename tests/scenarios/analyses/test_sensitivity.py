"""Screening and Sobol indices against functions whose answer is known, and against SALib."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.errors import InputError
from scenarios.analysis.sweeps import sobol as sobol_
from scenarios.analysis.sweeps.morris import elementary_effects, morris
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.analysis.sweeps.responses import responses
from scenarios.analysis.sweeps.sobol import sobol
from tests.scenarios.analyses.known import FIRST, TOTAL, ishigami, responded, swept

PROBLEM = {"num_vars": 3, "names": ["x0", "x1", "x2"], "bounds": [[0, 1]] * 3}


def by_name(found):
    return found.factors.set_index("factor").loc[["x0", "x1", "x2"]]


# --- Sobol


def errors(n):
    found = [by_name(sobol(responded("saltelli", n, seed=s), resamples=2)) for s in range(5)]
    first = [np.abs(f["first"] - FIRST).max() for f in found]
    total = [np.abs(f["total"] - TOTAL).max() for f in found]
    return np.median(first), np.median(total)


@pytest.mark.parametrize(("n", "first", "total"), [(2**10, 0.01, 0.01), (2**12, 0.003, 0.002)])
def test_indices_of_ishigami_are_found(n, first, total):
    found = errors(n)
    assert found[0] <= first
    assert found[1] <= total


def test_factors_that_act_together_are_found_without_further_runs():
    pairs = sobol(responded("saltelli", 2**12)).pairs
    assert pairs.loc[0, ["factor", "other"]].tolist() == ["x0", "x2"]
    assert pairs.share[0] == pytest.approx(0.2437, abs=0.01)
    assert pairs.low[0] < 0.2437 < pairs.high[0]
    assert pairs.share[1:].abs().max() < 0.02


def test_indices_are_those_of_scipy():
    from scipy import stats

    given = responded("saltelli", 256)
    a, b, mixed = np.split(given.values[:, 0], [256, 512])
    theirs = stats.sobol_indices(
        func={"f_A": a[None], "f_B": b[None], "f_AB": mixed.reshape(3, 1, 256)}, n=256
    )
    ours = by_name(sobol(given, resamples=2))
    assert ours["first"].to_numpy() == pytest.approx(theirs.first_order, abs=1e-12)
    assert ours["total"].to_numpy() == pytest.approx(theirs.total_order, abs=1e-12)


def test_indices_and_intervals_are_those_of_salib():
    from SALib.analyze import sobol as salib

    given = responded("saltelli", 1024)
    base = given.values[:, 0].reshape(5, 1024)
    order = base[[0, 2, 3, 4, 1]].T.ravel()  # SALib goes point by point: A, the mixed ones, B
    theirs = salib.analyze(PROBLEM, order, calc_second_order=False, num_resamples=1000, seed=1)
    ours = by_name(sobol(given))
    assert ours["first"].to_numpy() == pytest.approx(theirs["S1"], abs=2e-3)
    assert ours["total"].to_numpy() == pytest.approx(theirs["ST"], abs=2e-3)
    half = (ours["total_high"] - ours["total_low"]) / 2
    assert half.to_numpy() == pytest.approx(theirs["ST_conf"], rel=0.15)
    half = (ours["first_high"] - ours["first_low"]) / 2
    assert half.to_numpy() == pytest.approx(theirs["S1_conf"], rel=0.15)


def test_luck_shared_by_all_draws_leaves_indices_alone():
    noisy = by_name(sobol(responded("saltelli", 2**10, seeds=4, noise=2.0), resamples=2))
    plain = by_name(sobol(responded("saltelli", 2**10), resamples=2))
    assert noisy["total"].to_numpy() == pytest.approx(plain["total"].to_numpy(), abs=1e-9)


def test_the_share_of_the_seed_is_told_and_the_halves_compared():
    found = sobol(responded("saltelli", 2**10, seeds=8, noise=2.0, common=False), resamples=2)
    variance = ishigami(np.random.default_rng(0).random((10**6, 3))).var()
    assert found.seed_share == pytest.approx(4 / (4 + variance), abs=0.02)
    assert 0 < found.half_gap < 0.2
    one = sobol(responded("saltelli", 2**6), resamples=2)
    assert np.isnan(one.seed_share)
    assert np.isnan(one.half_gap)


def test_the_spread_over_seeds_is_analysed_apart():
    given = responded("saltelli", 256, lambda places: 0 * places[:, 0], seeds=6, noise=1.0)
    scale = given.places[:, [1]]
    spread = replace(given, values=scale * given.values)
    found = by_name(sobol(spread, "spread", resamples=2))
    assert found["first"].tolist() == pytest.approx([0, 1, 0], abs=0.02)
    with pytest.raises(InputError, match="one seed a draw"):
        sobol(responded("saltelli", 16), "spread")


def test_an_outcome_that_never_changes_has_no_indices():
    with pytest.raises(InputError, match="the same in every run"):
        sobol(responded("saltelli", 16, lambda places: 5 + 0 * places[:, 0]))


def test_weights_of_one_resample_are_the_resampled_points():
    y = responded("saltelli", 64).values.reshape(5, 64)
    picks = np.random.default_rng(1).integers(0, 64, 64)
    weight = np.bincount(picks, minlength=64)[None] / 64
    ones = np.full((1, 64), 1 / 64)
    by_weight, by_hand = sobol_.estimate(y, weight), sobol_.estimate(y[:, picks], ones)
    for ours, theirs in zip(by_weight, by_hand, strict=True):
        assert ours == pytest.approx(theirs, abs=1e-10)


# --- Morris


def test_effects_of_a_plane_are_its_slopes():
    slopes = np.array([3.0, -2.0, 0.0])
    found = by_name(morris(responded("morris", 6, lambda places: places @ slopes)))
    assert found["mu"].tolist() == pytest.approx([3, -2, 0])
    assert found["mu_star"].tolist() == pytest.approx([3, 2, 0])
    assert found["sigma"].tolist() == pytest.approx([0, 0, 0], abs=1e-12)


def test_effects_of_ishigami_are_those_of_the_grid_of_four_levels():
    found = by_name(morris(responded("morris", 1000), resamples=200))
    half, whole, sine = (np.pi / 3) ** 4, np.pi**4, np.sin(np.pi / 3)
    by_hand = 1.5 * sine * (1 + (half + whole) / 20), 0.15 * (whole - half) * sine / 2
    assert found["mu_star"]["x1"] == pytest.approx(7.875)
    assert found["mu_star"]["x0"] == pytest.approx(by_hand[0], abs=0.5)
    assert found["mu_star"]["x2"] == pytest.approx(by_hand[1], abs=0.5)
    assert (found["low"] <= found["mu_star"]).all()


def test_effects_and_intervals_are_those_of_salib():
    from SALib.analyze import morris as salib

    given = responded("morris", 40)
    problem = {**PROBLEM, "groups": None}
    theirs = salib.analyze(problem, given.places, given.values[:, 0], num_resamples=1000, seed=3)
    ours = by_name(morris(given))
    for name in ("mu", "mu_star", "sigma"):
        assert ours[name].to_numpy() == pytest.approx(np.array(theirs[name]), abs=1e-9)
    half = ((ours["high"] - ours["low"]) / 2).to_numpy()
    assert half == pytest.approx(np.array(theirs["mu_star_conf"]), rel=0.2, abs=1e-9)


def test_an_effect_is_judged_by_the_factor_that_moved():
    places = np.array([[0, 0], [2 / 3, 0], [2 / 3, 2 / 3], [1, 1], [1, 1 / 3], [1 / 3, 1 / 3]])
    y = np.array([0.0, 1.0, 5.0, 5.0, 3.0, 2.0])
    assert elementary_effects(places, y) == pytest.approx(np.array([[1.5, 6.0], [1.5, 3.0]]))


# --- stored sweeps


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A saltelli sweep some of whose runs failed."""
    return swept(tmp_path_factory.mktemp("broken") / "s", method="saltelli", n=32)


def test_a_design_with_failed_runs_is_refused_with_what_failed(broken):
    given = responses(broken, Outcome("gdp", "2012"))
    bad = int(broken.runs.state.eq("failed").sum())
    assert bad
    with pytest.raises(InputError, match=rf"{bad} of 320 runs .*{bad} failed.*won do not close"):
        sobol(given)


def test_base_points_of_failed_runs_are_left_out_whole_and_counted(broken):
    given = responses(broken, Outcome("gdp", "2012"))
    found = sobol(given, leave_out=True)
    points = set((given.missing.draw % 32).tolist())
    assert found.left_out == len(points)
    assert found.base_points == 32 - len(points)
    y = given.values.mean(axis=1).reshape(5, 32)[:, [p for p in range(32) if p not in points]]
    by_hand = sobol_.estimate(y, np.full((1, y.shape[1]), 1 / y.shape[1]))[0][0]
    assert sorted(found.factors["first"]) == pytest.approx(sorted(by_hand))


def test_a_stored_morris_design_is_analysed_in_the_order_of_its_trajectories(tmp_path):
    factors = {"food.damage": {"range": [0.0, 0.05]}, "fx.gifts": {"range": [0, 40]}}
    stored = swept(tmp_path / "s", method="morris", n=10, factors=factors)
    given = responses(stored, Outcome("gdp", "2012"))
    assert given.places[:, 0] == pytest.approx(given.draws["food.damage"] / 0.05)
    found = morris(given).factors.set_index("factor")
    assert found.mu_star["food.damage"] == pytest.approx(7.875, abs=1e-5)
    assert found.mu_star["fx.gifts"] == pytest.approx(0, abs=1e-5)


def test_another_design_is_refused(broken):
    given = responses(broken, Outcome("gdp"))
    with pytest.raises(InputError, match="a saltelli design; morris needs a morris design"):
        morris(given)
    with pytest.raises(InputError, match="a morris design; sobol needs a saltelli design"):
        sobol(responded("morris", 4))
