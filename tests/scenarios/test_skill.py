"""Scores of distributions against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.evaluation import skill
from scenarios.evaluation.benchmarks import against

YEARS = range(2012, 2020)


def drawn(spread=1.0, n=4000, shift=0.0):
    rng = np.random.default_rng(3)
    return {y: rng.normal(shift, spread, n) for y in YEARS}


def test_crps_of_a_normal_spread_is_the_known_one():
    truth = dict.fromkeys(YEARS, 0.0)
    assert skill.crps(drawn(), truth) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=0.01)


def test_crps_of_a_single_number_is_its_absolute_error():
    assert skill.crps({2012: np.array([3.0])}, {2012: 1.0}) == pytest.approx(2.0)


def test_crps_does_not_reward_few_draws():
    rng = np.random.default_rng(0)
    few = [skill.crps({2012: rng.normal(0, 1, 5)}, {2012: 0.3}) for _ in range(4000)]
    many = skill.crps({2012: rng.normal(0, 1, 100_000)}, {2012: 0.3})
    assert np.mean(few) == pytest.approx(many, abs=0.02)


def test_bands_cover_what_they_say():
    rng = np.random.default_rng(1)
    samples = {y: rng.normal(0, 1, 500) for y in range(2000)}
    truth = {y: float(v) for y, v in enumerate(rng.normal(0, 1, 2000))}
    found = skill.coverage(samples, truth)
    assert found["50"] == pytest.approx(0.5, abs=0.04)
    assert found["90"] == pytest.approx(0.9, abs=0.03)


def test_the_error_of_the_record_widens_the_bands():
    samples = {0: np.zeros(50)}
    assert skill.coverage(samples, {0: 1.0})["90"] == 0
    assert skill.coverage(samples, {0: 1.0}, error=1.0)["90"] == 1
    assert skill.coverage(samples, {0: 1.0}, error=0.2)["90"] == 0


def test_signs_and_turns_are_counted():
    record = {2012: 1.0, 2013: -1.0, 2014: 2.0}
    assert skill.signs({2012: 0.1, 2013: 0.1, 2014: 0.1}, record) == {"right": 2, "n": 3}
    assert skill.turns({2012: 0.0, 2013: -5.0, 2014: -6.0}, record) == {"right": 1, "n": 2}


def test_the_test_of_two_errors_is_as_published_and_has_two_sides():
    record = dict.fromkeys(YEARS, 0.0)
    near, far = ({y: size * (1 + 0.1 * (y % 3)) for y in YEARS} for size in (0.5, 2.0))
    one, other = (skill.diebold_mariano(*pair, record) for pair in ((near, far), (far, near)))
    assert one["statistic"] == pytest.approx(-other["statistic"])
    assert one["statistic"] < 0
    assert one["p"] == pytest.approx(other["p"])
    gaps = np.array([near[y] ** 2 - far[y] ** 2 for y in YEARS])
    by_hand = gaps.mean() / (gaps.std() / np.sqrt(8)) * np.sqrt(7 / 8)
    assert one["statistic"] == pytest.approx(by_hand)
    assert skill.diebold_mariano(near, near, record)["p"] is None


def test_runs_that_meet_the_other_years_decide_the_one_left_out():
    samples = {y: np.array([0.0, 3.0]) for y in YEARS}
    record = dict.fromkeys(YEARS, 0.0) | {2017: 3.0}
    found = skill.reweighted(samples, record, 1.0, YEARS)
    assert found[2017] == pytest.approx(0.0, abs=1e-3), "2017 itself is not looked at"


def test_a_single_forecast_has_its_absolute_error_as_crps():
    facts = against({2012: 1.0, 2013: 3.0}, {2012: 0.0, 2013: 0.0}, {2012: 0.0, 2013: 0.0})
    assert facts["crps"] == 2.0
    assert facts["diebold_mariano"]["n"] == 2
