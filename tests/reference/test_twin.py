"""The kernels of the household and enterprise month equal one object per agent."""

from __future__ import annotations

import numpy as np
import pytest

from model.populations.enterprises import COLUMNS as ENTERPRISE
from model.populations.enterprises import E
from model.populations.households import COLUMNS as HOUSEHOLD
from model.populations.layout import BOOKED, BRANCHES, DECIDED, SUMS
from tests.reference.country import Country
from tests.reference.tape import twinned_months

EXACT = 1e-9
ELSEWHERE = ("structures", "equipment", "productivity", "imported", "fuel", "cash", "deposits",
             "dollars")  # fmt: skip
"""Columns of enterprises that mechanisms outside the twin move between two months."""


@pytest.fixture(scope="module")
def stories(heard):
    """Month by month: what the kernels left and what the twin left."""
    economy, calls = heard
    country = Country(economy)
    story = []
    for month, called in twinned_months(calls):
        _meanwhile(country, called["_produce"].before["e"])
        country.month = month
        country.step()
        story.append((called, _table(country.households, HOUSEHOLD),
                      _table(country.enterprises, ENTERPRISE)))  # fmt: skip
    return country, story


def _meanwhile(country, rows):
    """Let the rest of the economy happen to enterprises: investment, imports, payments."""
    for i, enterprise in enumerate(country.enterprises):
        for name in ELSEWHERE:
            setattr(enterprise, name, rows[getattr(E, name), i].item())


def _table(agents, columns):
    return np.array([[getattr(agent, column.name) for agent in agents] for column in columns])


def _same(kernel, twin, names):
    """Equal to 1e-9 of each row's largest figure."""
    for name, a, b in zip(names, kernel, twin, strict=True):
        gap = np.abs(a - b).max()
        assert gap <= EXACT * max(1.0, np.abs(a).max()), f"{name}: {gap}"


def test_every_household_column_equals_the_twin_month_after_month(stories):
    _, story = stories
    for called, households, _ in story:
        _same(called["_book"].after["h"], households, [c.name for c in HOUSEHOLD])


def test_every_enterprise_column_equals_the_twin_month_after_month(stories):
    _, story = stories
    for called, _, enterprises in story:
        _same(called["_produce"].after["e"], enterprises, [c.name for c in ENTERPRISE])


def test_every_sum_over_households_equals_the_twin(stories):
    country, story = stories
    collected = country.datacollector.get_model_vars_dataframe()
    for kernel, kind, names in (("_decide", "decided", DECIDED), ("_book", "booked", BOOKED)):
        for month, (called, *_) in enumerate(story):
            sums = called[kernel].after["sums"].sum(axis=0)
            twin = [collected[f"{kind}/{name}"][month] for name in names]
            np.testing.assert_allclose(twin, sums, rtol=EXACT, err_msg=f"{kernel} {names}")


def test_every_sum_over_enterprises_equals_the_twin(stories):
    country, story = stories
    collected = country.datacollector.get_model_vars_dataframe()
    for month, (called, *_) in enumerate(story):
        for b, branch in enumerate(BRANCHES):
            twin = [collected[f"{branch}/{name}"][month] for name in SUMS]
            np.testing.assert_allclose(twin, called["_produce"].after["sums"][:, b], rtol=EXACT)


def test_the_months_compared_are_lively(stories):
    """A comparison of constants would prove nothing: every decision is taken by somebody."""
    country, story = stories
    last = story[-1][0]["_book"].after["sums"].sum(axis=0)
    assert (last[[BOOKED.index(n) for n in ("cash", "eaten", "consumption", "income")]] > 0.0).all()
    assert country.decided["dollars_bought"] > 0.0 or country.decided["dollars_sold"] > 0.0
    assert np.ptp([agent.shock for agent in country.enterprises]) > 0.0
