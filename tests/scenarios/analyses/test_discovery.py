"""Boxes, trees and rankings on toys whose answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.errors import InputError
from scenarios.analysis.sweeps.discovery import discover, peel, quasi_p
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.analysis.sweeps.ranking import partial_rank_correlations, ranking
from scenarios.analysis.sweeps.responses import responses
from scenarios.analysis.sweeps.tree import tree
from scenarios.storage import extras
from tests.scenarios.analyses.known import ishigami, responded, swept


def toy(n=2000, seed=1):
    """Draws in five dimensions; 95 % of those with x0 < 0.35 and x1 > 0.55 are looked for, 3 %
    elsewhere."""
    given = responded("lhs", n, lambda places: places[:, 0], k=5, seed=seed)
    inside = (given.places[:, 0] < 0.35) & (given.places[:, 1] > 0.55)
    hit = np.random.default_rng(seed).random(n) < np.where(inside, 0.95, 0.03)
    return replace(given, values=hit[:, None].astype(float)), inside & hit


def test_a_density_is_a_share():
    with pytest.raises(InputError, match="density = 3; expected a share"):
        discover(toy(50)[0], above=0.5, density=3)


@pytest.mark.parametrize("n", [500, 2000, 5000])
def test_the_box_of_a_toy_is_found(n):
    given, hits = toy(n)
    found = discover(given, above=0.5)
    limits = found.box.limits.set_index("factor")
    assert sorted(limits.index) == ["x0", "x1"]
    assert limits.high["x0"] == pytest.approx(0.35, abs=0.03)
    assert limits.low["x1"] == pytest.approx(0.55, abs=0.03)
    assert found.box.coverage == pytest.approx(hits.sum() / found.wanted.sum(), abs=0.03)
    assert found.box.density == pytest.approx(0.95, abs=0.04)
    assert (limits.quasi_p < 1e-6).all()


def test_the_trajectory_goes_from_all_draws_to_few():
    given, _ = toy()
    found = discover(given, above=0.5)
    steps = found.trajectory
    assert steps.loc[0, ["coverage", "mass", "dimensions"]].tolist() == [1, 1, 0]
    assert steps.coverage.is_monotonic_decreasing
    assert steps.mass.is_monotonic_decreasing
    assert steps.mass.iloc[-1] >= 0.05
    y = given.of()
    for box in (found.boxes[5], found.boxes[-1]):
        inside = np.ones(len(y), bool)
        for r in box.limits.fillna({"low": -1, "high": 2}).itertuples():
            inside &= given.draws[r.factor].between(r.low, r.high).to_numpy()
        assert box.mass == inside.mean()
        assert box.density == (y[inside] > 0.5).mean()
        assert box.mean == pytest.approx(y[inside].mean())


def test_a_density_that_is_asked_for_is_met_by_the_widest_box():
    given, _ = toy()
    found = discover(given, above=0.5, density=0.6)
    steps = found.trajectory
    assert steps.density[found.chosen] >= 0.6
    assert (steps.density[: found.chosen] < 0.6).all()


def test_limits_that_may_be_chance_are_dropped():
    given, _ = toy()
    found = discover(given, above=0.5, density=1)
    last = found.boxes[found.chosen]
    assert len(found.box.limits) < len(last.limits) or (last.limits.quasi_p <= 0.05).all()
    assert (found.box.limits.quasi_p <= 0.05).all()


def test_a_quasi_p_value_is_a_binomial_test_without_the_limit():
    column, other = np.arange(10.0), np.zeros(10)
    wanted = column >= 7
    found = quasi_p([column, other], {0: (4.5, np.inf), 1: (-1.0, 1.0)}, wanted)
    chance = [0.3**3 * 0.7**2 * 10, 0.3**4 * 0.7 * 5, 0.3**5]
    assert found[0] == pytest.approx(sum(chance))
    assert found[1] > 0.5


def test_names_are_peeled_one_by_one():
    names = np.array(["a", "b", "c"] * 40)
    steps = list(peel([names, np.arange(120.0)], names == "b"))
    assert steps[-1][0] == frozenset({"b"})


def test_a_threshold_is_needed_that_parts_the_draws():
    given, _ = toy(200)
    mistakes = (({}, "say what is looked for"), ({"above": 1, "below": 2}, "were both given"),
                ({"above": 7}, "no draws are above 7"), ({"below": 7}, "all draws"))  # fmt: skip
    for asked, told in mistakes:
        with pytest.raises(InputError, match=told):
            discover(given, **asked)


def test_a_tree_finds_the_same_cuts():
    given, _ = toy()
    leaves = tree(given, given.of() > 0.5, leaves=4)
    assert leaves.mass.sum() == pytest.approx(1)
    assert leaves.coverage.sum() == pytest.approx(1)
    best = leaves.iloc[0]
    cuts = {part.split()[0]: float(part.split()[2]) for part in best.rule.split(" and ")}
    assert cuts == {"x0": pytest.approx(0.35, abs=0.02), "x1": pytest.approx(0.55, abs=0.02)}
    assert best.density > 0.85


def test_a_rule_of_a_tree_names_each_side_of_a_factor_once():
    given, _ = toy()
    stripes = given.places[:, 0] * 6 % 2 < 1
    rules = tree(given, stripes, leaves=6).rule
    assert len(rules) == 6
    for rule in rules:
        sides = [tuple(part.split()[:2]) for part in rule.split(" and ")]
        assert len(sides) == len(set(sides)), rule


# --- ranking


def test_ishigami_is_ranked_as_by_others():
    found = ranking(responded("lhs", 2000))
    score = found.factors.set_index("factor").score
    assert score.sum() == pytest.approx(1)
    assert score["x0"] == pytest.approx(0.40, abs=0.06)
    assert score["x1"] == pytest.approx(0.37, abs=0.06)
    assert score["x2"] == pytest.approx(0.23, abs=0.06)
    assert found.noise < 0.1
    assert found.explained > 0.8


def test_rank_correlations_hold_the_other_factors():
    rng = np.random.default_rng(2)
    places = rng.random((3000, 3))
    places[:, 2] = places[:, 0]
    places[:, 2] += 0.3 * rng.random(3000)  # goes with the first, does nothing itself
    found = partial_rank_correlations(places, np.exp(3 * places[:, 0]) - 0.1 * places[:, 1])
    assert found[0] > 0.99
    assert found[1] < -0.2
    assert abs(found[2]) < 0.1
    assert partial_rank_correlations(np.column_stack([places[:, 0], np.ones(3000)]),
                                     places[:, 0])[1] == 0  # fmt: skip


def test_partial_correlations_are_those_of_residuals():
    rng = np.random.default_rng(4)
    places = rng.random((200, 2))
    y = ishigami(np.column_stack([places, rng.random(200)]))
    rank = np.argsort(np.argsort(np.column_stack([places, y]), axis=0), axis=0).astype(float)
    with_one = np.column_stack([np.ones(200), rank[:, 1]])
    left = [v - with_one @ np.linalg.lstsq(with_one, v, rcond=None)[0] for v in rank[:, [0, 2]].T]
    assert partial_rank_correlations(places, y)[0] == pytest.approx(np.corrcoef(left)[0, 1])


@pytest.mark.parametrize("draws", [6, 9, 16])
def test_a_factor_without_effect_goes_with_nothing_in_a_small_design_without_noise(draws):
    """What one factor tells to the end leaves nothing for another to go with by chance."""
    places = np.random.default_rng(draws).random((draws, 3))
    y = places[:, 0] ** 3
    assert partial_rank_correlations(places, y) == pytest.approx([1, 0, 0], abs=1e-6)
    assert partial_rank_correlations(places, -y) == pytest.approx([-1, 0, 0], abs=1e-6)
    twice = np.column_stack([places, places[:, 0]])
    assert partial_rank_correlations(twice, y) == pytest.approx([0, 0, 0, 0], abs=1e-6)


def test_a_library_that_is_missing_is_named_with_its_extra(monkeypatch):
    with pytest.raises(InputError, match=r"a tree needs xarray, .* extra `export`: uv sync"):
        extras.need("xarray.no_such_module", "a tree")
    monkeypatch.setattr(extras, "has", lambda library: False)
    found = ranking(responded("lhs", 300, lambda places: places @ np.array([1, -3, 0])))
    assert found.factors.factor.tolist() == ["x1", "x0", "x2"]
    assert found.factors.score.isna().all()


def test_draws_without_a_figure_are_left_out_and_counted(tmp_path):
    factors = {"sanctions.leak": {"range": [0.2, 0.4]}, "food.damage": {"range": [0.0, 0.05]},
               "doctrine": {"values": ["songun", "byungjin"]}}  # fmt: skip
    stored = swept(tmp_path / "s", factors=factors, method="lhs", n=60)
    given = responses(stored, Outcome("price.rice"))
    lost = int((~given.whole).sum())
    assert lost
    assert ranking(given).left_out == lost
    assert ranking(given).factors.factor[0] == "sanctions.leak"
    found = discover(given, above=7.5)
    assert found.left_out == lost
    assert found.box.limits.factor.tolist() == ["sanctions.leak"]
    assert found.box.limits.low[0] == pytest.approx(0.3, abs=0.02)
    assert "sanctions.leak > 0.3" in tree(given, found.wanted).rule[0]
