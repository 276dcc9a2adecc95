"""The year's munitions plan is set in January and its fulfilment adds up over the year."""

from __future__ import annotations

import numpy as np
import pytest

from model.case import Case
from model.economy import Economy


@pytest.fixture(scope="module")
def record():
    orders = {"arms.orders": (("2012-01", 100.0),)}
    return Economy(Case(end="2013-12", scale=500, paths=orders)).run()


def test_the_plan_stands_for_the_year(record):
    plan = record["munitions.plan"].reshape(-1, 12)
    assert np.ptp(plan, axis=1) == pytest.approx(np.zeros(len(plan)))
    assert np.ptp(plan[:, 0]) > 0.001


def test_what_is_made_adds_up_from_january(record):
    made = record["munitions.made"].reshape(-1, 12)
    assert (np.diff(made, axis=1) > 0).all()
    assert (made[1:, 0] < made[:-1, -1]).all()


def test_december_closes_the_year(record):
    year = record["munitions.made"].reshape(-1, 12)[:, -1]
    plan = record["munitions.plan"].reshape(-1, 12)[:, -1]
    closed = record["munitions.fulfilment"].reshape(-1, 12)[:, -1]
    assert closed == pytest.approx(100 * year / plan)
