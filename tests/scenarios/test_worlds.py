"""Draws that answer in two ways, and the parameter that tells which is which."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import linprog

from scenarios.analysis import modes
from scenarios.analysis.worlds import Table, parted, sorts, varying, worlds
from scenarios.definition import parameter_sets

RNG = np.random.default_rng(4)
PLAIN = {
    "normal": RNG.normal(size=200), "uniform": RNG.random(200), "skewed": RNG.lognormal(size=200),
    "an atom and a tail": np.concatenate([np.zeros(50), RNG.exponential(size=150)]),
}  # fmt: skip
TWO = {
    "a gap": np.concatenate([RNG.random(60) - 3, RNG.random(140) + 3]),
    "no gap": np.concatenate([RNG.normal(size=100), RNG.normal(5, 1, 100)]),
    "an atom and a mode": np.concatenate([np.zeros(60), RNG.normal(9, 1, 140)]),
}


@pytest.fixture(scope="module")
def shipped():
    """The parameters of 200 draws."""
    held = parameter_sets.shipped()
    return varying(held.names, np.array(held.sets))


@pytest.mark.parametrize("name", PLAIN)
def test_one_mode_is_not_taken_for_two(name):
    assert not modes.has_modes(PLAIN[name])
    assert not parted(PLAIN[name] + 20)


@pytest.mark.parametrize("name", TWO)
def test_two_modes_are_parted_between_them(name):
    assert modes.has_modes(TWO[name])
    found = {words: (at, above.mean()) for words, at, above in modes.partings(TWO[name] + 20)}
    ((_, share),) = found.values()
    assert 0.2 <= share <= 0.8


def test_the_dip_test_errs_once_in_a_hundred_uniform_samples():
    for n in (60, 200):
        wrong = sum(modes.has_modes(RNG.random(n)) for _ in range(1500))
        assert 3 <= wrong <= 30


def nearest(sample):
    """Half the least distance from a distribution that is convex, then concave: by programming."""
    x = np.sort(sample)
    n, least = len(x), np.inf
    for mode in range(n):
        # unknown: heights at each point (two at the mode, which may be an atom), and the distance
        heights = [*range(mode + 1), *range(mode, n)]
        low = np.array([(i if place <= mode else i + 1) / n if i == mode else np.nan
                        for place, i in enumerate(heights)])  # fmt: skip
        rows, bounds = [], []

        def limit(terms, bound, rows=rows, bounds=bounds, heights=heights):
            row = np.zeros(len(heights) + 1)
            for place, factor in terms:
                row[place] += factor
            rows.append(row)
            bounds.append(bound)

        for place, i in enumerate(heights):
            above, below = ((i + 1) / n, i / n) if np.isnan(low[place]) else (low[place],) * 2
            limit([(place, -1), (len(heights), -1)], -above)  # height >= above - d
            limit([(place, 1), (len(heights), -1)], below)  # height <= below + d
        for first, last in pairwise(range(len(heights))):
            limit([(first, 1), (last, -1)], 0)  # it rises
        for part, sign in ((range(mode + 1), 1), (range(mode + 1, n + 1), -1)):
            for a, b, c in zip(part, part[1:], part[2:], strict=False):
                one, two = (x[heights[k]] - x[heights[j]] for j, k in ((a, b), (b, c)))
                limit([(b, sign * (one + two)), (a, -sign * two), (c, -sign * one)], 0)
        goal = np.eye(len(heights) + 1)[-1]
        found = linprog(goal, A_ub=np.array(rows), b_ub=bounds, bounds=(0, 1))
        least = min(least, found.fun)
    return least


@pytest.mark.parametrize("n", [6, 9, 12])
def test_the_dip_is_the_distance_to_the_nearest_distribution_with_one_mode(n):
    for _ in range(4):
        sample = np.concatenate([RNG.normal(size=n // 2), RNG.normal(3, 1, n - n // 2)])
        assert modes.dip(sample) == pytest.approx(nearest(sample), abs=1e-6)


def test_two_worlds_are_named_with_the_answer_in_each(shipped):
    by = shipped.names.index("defence.stock_cover")
    column = shipped.values[:, by]
    limit = float(np.median(column))
    luck = RNG.normal(scale=0.4, size=200)
    found = worlds(np.where(column > limit, 2.0, -1.0) + luck, shipped)
    assert found is not None
    assert (found.parameter, found.limit) == ("defence.stock_cover", pytest.approx(limit))
    assert found.right > 0.95
    assert found.below.median == pytest.approx(-1, abs=0.2)
    assert found.above.median == pytest.approx(2, abs=0.2)
    assert found.below.n + found.above.n == 200
    assert "defence.stock_cover" in found.said(str)


def test_draws_that_the_choice_does_not_move_are_a_world(shipped):
    column = shipped.values[:, shipped.names.index("defence.stock_cover")]
    live = column <= np.quantile(column, 0.6)
    found = worlds(np.where(live, -5.0 + RNG.normal(size=200), 0.0), shipped)
    assert found is not None
    assert found.above.word == "no difference"
    assert found.below.word == "in every draw"


def test_a_parameter_is_not_named_for_luck(shipped):
    named = [worlds(RNG.normal(size=200), shipped) for _ in range(40)]
    assert named == [None] * 40, "281 parameters, none of them the cause"


def test_a_parameter_that_sorts_the_draws_it_was_chosen_by_is_not_enough(shipped):
    above = RNG.random(60) > 0.5
    right, place, limit = sorts(above, shipped.values[:60])
    told = shipped.values[:60, place] > limit
    assert max(np.mean(told == above), np.mean(told != above)) > 0.65, "chosen by these draws"
    assert right < 0.7, "on draws that did not choose it"


def test_a_few_draws_name_nothing_and_one_sign_is_no_two_worlds(shipped):
    column = shipped.values[:, 0]
    sided = np.where(column > np.median(column), 1.0, -1.0)
    assert worlds(sided, shipped) is not None
    assert worlds(sided[:40], Table(shipped.names, shipped.values[:40])) is None
    assert worlds(np.abs(RNG.normal(size=200)) + 1, shipped) is None
