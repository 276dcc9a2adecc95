"""How sure a difference is: words, shares and the error of the median."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from scenarios.analysis.sureness import WORDS, effect


@pytest.mark.parametrize(("draws", "word"), [
    ([1] * 20, "in every draw"),
    ([1] * 19 + [-1], "sure"),
    ([-1] * 18 + [1] * 2, "sure"),
    ([1] * 17 + [-1] * 3, "likely"),
    ([1] * 16 + [-1] * 4, "likely"),
    ([1] * 15 + [-1] * 5, "open"),
    ([0.0] * 20, "no difference"),
    ([0.0] * 12 + [1] * 8, "open"),
    ([1], "open"),
    ([], "open"),
])  # fmt: skip
def test_draws_earn_a_word(draws, word):
    assert effect(np.array(draws, dtype=float)).word == word
    assert word in WORDS


def test_nine_tenths_are_only_likely_where_the_median_is_within_its_error():
    draws = np.concatenate([np.full(11, 0.01), np.full(8, 50.0), np.full(1, -90.0)])
    found = effect(draws)
    assert found.share_same_sign >= 0.9
    assert found.mc_error > found.median
    assert found.word == "likely"


def test_more_computing_does_not_make_a_divided_sign_sure():
    rng = np.random.default_rng(2)
    for n in (20, 200, 5000):
        found = effect(rng.choice([-1.0, 1.2], n))
        assert (found.word, found.filled) == ("open", False)


def test_a_figure_that_is_missing_is_left_out_and_not_counted():
    found = effect(np.array([1.0, 2.0, 3.0, np.nan]))
    assert (found.median, found.n) == (2, 3)
    assert json.dumps(effect(np.array([np.nan])).as_dict(), allow_nan=False)


@pytest.mark.parametrize("n", [5, 20, 100])
def test_the_error_of_a_median_is_how_far_medians_of_other_draws_lie(n):
    rng = np.random.default_rng(7)
    draws = rng.lognormal(size=(2000, n))
    told = np.mean([effect(one).mc_error for one in draws[:400]])
    assert told == pytest.approx(np.median(draws, axis=1).std(), rel=0.4 if n == 5 else 0.15)


def test_the_error_is_that_of_maritz_and_jarrett_and_falls_with_more_draws():
    from scipy.stats.mstats import mjci

    draws = np.random.default_rng(1).normal(size=200)
    assert effect(draws).mc_error == pytest.approx(mjci(draws, [0.5])[0], rel=0.02), (
        "SciPy puts the middle half a rank lower"
    )
    assert all(a.mc_error > b.mc_error for a, b in pairwise(map(effect, (draws[:50], draws))))
