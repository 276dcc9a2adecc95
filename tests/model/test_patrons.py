"""Patrons of trading companies differ: in what they can smuggle, whom they pay, what they hold."""

from __future__ import annotations

import numpy as np
import pytest

from model.case import Case
from model.economy import Economy
from model.populations.layout import ARMY, CABINET, PARTY, PATRONS, SECOND_ECONOMY


def economy(months="2012-12", paths=None, **parameters):
    case = Case(end=months, scale=500, paths=paths or {})
    return Economy(case, **parameters)


BANNED = {
    "coverage.coal": (("2011-01", 1.0),),
    "compliance.china": (("2011-01", 1.0),),
    "compliance.russia": (("2011-01", 1.0),),
}


def test_licences_add_up_to_all_trade():
    country = economy()
    country.run()
    assert country.nation.licences.sum() == pytest.approx(1.0)
    by_row = country.companies.weight * country.companies.licence
    held = np.bincount(country.companies.patron, by_row)
    assert held == pytest.approx(country.nation.licences)


def test_a_rising_defence_share_moves_licences_to_army_and_munitions():
    def held(share):
        return economy(doctrine__songun_share=share).run()

    low, high = held(0.18), held(0.32)
    for patron, sign in (("army", 1), ("munitions", 1), ("party", -1), ("cabinet", -1)):
        assert sign * (high[f"licences.{patron}"][-1] - low[f"licences.{patron}"][-1]) > 0.001


def test_companies_of_party_army_and_munitions_learn_to_smuggle_more_than_the_cabinets():
    country = economy(paths=BANNED)
    country.run()
    skill = [country.companies.skill[country.companies.patron == k][0] for k in range(len(PATRONS))]
    assert skill[PARTY] == skill[ARMY] == skill[SECOND_ECONOMY] > skill[CABINET]
    n = country.nation
    assert n.evaders[PARTY] > n.licences[PARTY]
    assert n.evaders[CABINET] < n.licences[CABINET]
    assert n.evaders.sum() == pytest.approx(1.0)


def test_under_a_ban_the_courts_part_of_fees_grows_with_the_edge_of_its_companies():
    def part(edge):
        country = economy(paths=BANNED, sanctions__patron_edge=edge)
        country.run()
        paid = country.accounts.dollars.lines["licences"]
        return paid["court"] / -paid["trading companies"]

    assert part(0.8) > part(0.0)


def test_without_an_edge_all_patrons_evade_alike():
    country = economy(paths=BANNED, sanctions__patron_edge=0.0)
    country.run()
    assert np.ptp(country.companies.skill) < 1e-12
    assert country.nation.evaders == pytest.approx(country.nation.licences)
