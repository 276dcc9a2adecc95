"""Axes hide nothing, ticks are round, labels keep their distance."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboards.figures.axis import apart, span, tick_labels, ticks

heights = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(heights, min_size=1, max_size=20), st.booleans())
def test_every_value_is_on_the_axis(values: list[float], zero: bool) -> None:
    low, high = span(values, zero=zero)
    assert low < high
    assert low <= min(values)
    assert high >= max(values)
    assert not zero or low <= 0 <= high


def test_an_axis_of_nothing_still_has_two_ends() -> None:
    assert span([], zero=False) < (0.0, 1.1)
    assert span([math.nan, math.inf], zero=True)[0] == 0


@given(heights, st.floats(1e-3, 1e6))
def test_ticks_are_few_round_and_inside(low: float, width: float) -> None:
    marks = ticks(low, low + width)
    assert 1 <= len(marks) <= 6
    slack = 1e-6 * max(width, abs(low))
    assert all(low - slack <= mark <= low + width + slack for mark in marks)


def test_tick_labels_have_a_true_minus_and_no_signed_zero() -> None:
    assert tick_labels([-5, 0, 5], signed=True) == ["−5", "0", "+5"]
    assert tick_labels([0, 2.5, 5], signed=False) == ["0.0", "2.5", "5.0"]
    assert tick_labels([0, 5000, 10000], signed=False) == ["0", "5,000", "10,000"]
    assert tick_labels([0, 50_000, 200_000], signed=True) == ["0", "+50k", "+200k"]
    assert tick_labels([-2e8, 0], signed=False) == ["−200m", "0"]


@given(st.lists(st.floats(0, 200), min_size=1, max_size=5))
def test_labels_stay_apart_in_order_and_inside(wanted: list[float]) -> None:
    placed = apart(wanted, 15, 8, 210)
    rising = sorted(zip(wanted, placed, strict=True))
    gaps = [b - a for (_, a), (_, b) in pairwise(rising)]
    assert all(gap >= 14.9 for gap in gaps)
    assert all(7.9 <= place <= 210.1 for place in placed)


def test_labels_with_room_do_not_move() -> None:
    assert apart([20.0, 100.0], 15, 8, 210) == [20.0, 100.0]
