"""E2 divides a physical supply: a floor for all, the rest by priority, nothing beyond need."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.mechanisms.rationing import ration

NEEDS = arrays(np.float64, st.integers(1, 16), elements=st.floats(0.0, 1e6))
SHARES = st.floats(0.0, 1.0)
FAIR = settings(deadline=None, derandomize=True)


def divide(need, priority, available, guarantee):
    granted = np.full(len(need), np.nan)
    left = ration(need, priority, available, guarantee, granted)
    return granted, left


def priorities(data, size):
    return data.draw(arrays(np.float64, size, elements=st.floats(0.1, 10.0)))


@FAIR
@given(NEEDS, SHARES, SHARES, st.data())
def test_nobody_gets_more_than_need_or_less_than_nothing(need, supply, guarantee, data):
    granted, left = divide(need, priorities(data, len(need)), supply * need.sum(), guarantee)
    assert (granted >= 0.0).all()
    assert (granted <= need * (1.0 + 1e-12)).all()
    assert left >= 0.0


@FAIR
@given(NEEDS, SHARES, SHARES, st.data())
def test_a_short_supply_is_handed_out_in_full(need, supply, guarantee, data):
    available = supply * need.sum()
    granted, left = divide(need, priorities(data, len(need)), available, guarantee)
    assert abs(granted.sum() + left - available) <= 1e-9 * max(1.0, available)
    assert left <= 1e-9 * max(1.0, available)


@FAIR
@given(NEEDS, st.floats(1.0, 3.0), SHARES, st.data())
def test_an_ample_supply_meets_every_need_and_hands_back_the_rest(need, supply, guarantee, data):
    available = supply * need.sum() * (1.0 + 1e-9)  # sums differ by order in the last bits
    granted, left = divide(need, priorities(data, len(need)), available, guarantee)
    np.testing.assert_array_equal(granted, need)
    assert abs(left - (available - need.sum())) <= 1e-9 * max(1.0, available)


@FAIR
@given(NEEDS, SHARES, SHARES, st.data())
def test_everyone_gets_the_guarantee_if_supply_allows_it(need, supply, guarantee, data):
    available = supply * need.sum()
    assume(available >= guarantee * need.sum())
    granted, _ = divide(need, priorities(data, len(need)), available, guarantee)
    assert (granted >= guarantee * need * (1.0 - 1e-9)).all()


@FAIR
@given(NEEDS, SHARES, SHARES, st.data())
def test_short_of_the_guarantee_all_get_the_same_share(need, supply, guarantee, data):
    available = supply * guarantee * need.sum()
    assume(need.sum() > 0.0)
    granted, _ = divide(need, priorities(data, len(need)), available, guarantee)
    np.testing.assert_allclose(granted, need * available / need.sum(), rtol=1e-9)


@FAIR
@given(st.floats(0.1, 1e3), SHARES, SHARES, st.floats(1.0, 5.0))
def test_of_two_like_users_the_one_with_priority_gets_no_less(need, supply, guarantee, more):
    both = np.full(2, need)
    granted, _ = divide(both, np.array([more, 1.0]), supply * both.sum(), guarantee)
    assert granted[0] >= granted[1] * (1.0 - 1e-12)


@FAIR
@given(NEEDS, SHARES, SHARES, st.data())
def test_more_supply_leaves_nobody_with_less(need, supply, guarantee, data):
    priority, total = priorities(data, len(need)), need.sum()
    less, _ = divide(need, priority, 0.9 * supply * total, guarantee)
    more, _ = divide(need, priority, supply * total, guarantee)
    assert (more >= less * (1.0 - 1e-9) - 1e-9).all()


def test_the_rest_goes_by_priority_times_unmet_need():
    granted, _ = divide(np.array([10.0, 10.0]), np.array([3.0, 1.0]), 10.0, 0.2)
    np.testing.assert_allclose(granted, [2.0 + 4.5, 2.0 + 1.5])


def test_what_a_full_user_cannot_take_goes_to_the_others():
    granted, left = divide(np.array([1.0, 10.0]), np.array([9.0, 1.0]), 9.0, 0.0)
    np.testing.assert_allclose(granted, [1.0, 8.0])
    assert left == 0.0


def test_the_kernel_is_its_own_python_twin():
    need, priority = np.array([3.0, 0.0, 7.0, 2.0]), np.array([1.0, 2.0, 0.5, 4.0])
    compiled, plain = np.zeros(4), np.zeros(4)
    ration(need, priority, 6.0, 0.3, compiled)
    ration.py_func(need, priority, 6.0, 0.3, plain)
    np.testing.assert_array_equal(compiled, plain)
