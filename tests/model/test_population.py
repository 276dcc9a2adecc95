"""Columns are read by name, written through, and handed out a member at a time."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

from model import Economy
from model.population import Population
from model.populations.enterprises import Enterprises
from model.populations.farms import Farms
from model.populations.households import H, Households
from model.populations.traders import Traders
from model.populations.trading_companies import TradingCompanies
from tests.model.holdings import POPULATIONS

KINDS = [Enterprises, Farms, Households, Traders, TradingCompanies]


@pytest.fixture(scope="module")
def economy(small):
    return Economy(small)


def test_a_column_is_a_view_of_the_array(economy):
    people = economy.households
    people.cash[17] = 123.0
    assert people.data[H.cash, 17] == 123.0
    assert np.shares_memory(people.cash, people.data)
    people.data[H.cash, 17] = 456.0
    assert people.cash[17] == 456.0


def test_a_member_can_be_looked_at(economy):
    member = economy.households[17]
    assert member.row == 17
    assert member.cash == economy.households.cash[17]
    assert isinstance(member.cash, float)
    assert isinstance(member.region, int)
    assert repr(member).startswith("Households[17] weight=")


def test_a_member_shows_the_present_not_the_past(economy):
    member = economy.households[3]
    economy.households.cash[3] += 1.0
    assert member.cash == economy.households.cash[3]


def test_members_count_from_either_end(economy):
    people = economy.households
    assert people[-1].row == len(people) - 1
    assert sum(1 for _ in people) == len(people) == 500
    with pytest.raises(IndexError, match="Households has 500 rows, not 500"):
        people[500]


def test_a_total_is_weight_times_figure(economy):
    people = economy.households
    assert people.total("cash") == pytest.approx((people.weight * people.cash).sum())


@pytest.mark.parametrize("name", ["csh", "columns_", "_hidden"])
def test_an_unknown_column_is_refused(economy, name):
    with pytest.raises(AttributeError, match=f"no attribute '{name}'"):
        getattr(economy.households, name)


def test_a_population_is_one_agent_of_the_model(economy):
    assert {type(a) for a in economy.agents} >= set(KINDS)
    assert all(isinstance(getattr(economy, name), mesa.Agent) for name in POPULATIONS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_has_unit_and_meaning_and_a_name_of_its_own(kind):
    declared = [*kind.columns, *kind.labels]
    assert all(c.unit and c.about for c in declared)
    names = [c.name for c in declared]
    assert len(set(names)) == len(names)
    assert not {n for n in names if hasattr(Population, n)}
    assert names[0] == "weight"
    assert kind.labels[0].name == "identity"


def test_two_economies_do_not_share_their_rows(small):
    one, other = Economy(small), Economy(small)
    one.households.cash[:] = 0.0
    assert other.households.cash.sum() > 0.0
