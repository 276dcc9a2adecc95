"""Legitimacy, loyalty and hazard move for the stated reasons, and move nothing by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from model import Economy
from model.mechanisms.politics import gauge_survival, grant_legitimacy, weigh_loyalty
from model.populations.layout import BOOKED, B
from tests.model.apply import apply

SERIES = ("politics.legitimacy", "politics.loyalty", "politics.hazard")
SHUT = {"border.openness": (("2011-03", 0.0),)}


@pytest.fixture
def country(small):
    """A country after its first month."""
    economy = Economy(small)
    economy.step()
    return economy


def changed(economy, judge, index, **booked):
    """An index of the world after one mechanism, and the same with other sums over households."""
    before = getattr(economy.world, index)
    apply(judge, economy)
    plain = getattr(economy.world, index)
    setattr(economy.world, index, before)
    for name, factor in booked.items():
        economy.nation.booked[BOOKED.index(name)] *= factor
    apply(judge, economy)
    return plain, getattr(economy.world, index)


def test_hunger_costs_legitimacy(country):
    country.nation.booked[B.hungry] = 500_000.0
    plain, hungry = changed(country, grant_legitimacy, "legitimacy", hungry=3.0)
    assert hungry < plain


def test_a_core_that_pulls_away_costs_legitimacy(country):
    plain, unequal = changed(country, grant_legitimacy, "legitimacy", core=1.5)
    assert unequal < plain


def test_a_major_event_raises_legitimacy_and_is_forgotten(country):
    world = country.world
    world.major_events = 1.0
    apply(grant_legitimacy, country)
    assert world.pride == 1.0
    world.major_events = 0.0
    for _ in range(60):
        apply(grant_legitimacy, country)
    assert world.pride < 0.01


@pytest.mark.parametrize("index", ["core", "core_dollars"])
def test_what_the_core_has_keeps_it_loyal(country, index):
    plain, richer = changed(country, weigh_loyalty, "loyalty", **{index: 1.5})
    assert richer > plain


def test_a_court_without_gifts_loses_loyalty(country):
    before = country.world.loyalty
    apply(weigh_loyalty, country)
    with_gifts, country.world.loyalty = country.world.loyalty, before
    country.nation.gifts = 0.0
    apply(weigh_loyalty, country)
    assert country.world.loyalty < with_gifts


def test_the_hazard_falls_with_loyalty_and_rises_with_a_sudden_loss(country):
    apply(gauge_survival, country)
    usual = country.world.hazard
    country.world.loyalty *= 0.5
    apply(gauge_survival, country)
    disloyal = country.world.hazard
    country.nation.living *= 0.8
    apply(gauge_survival, country)
    assert usual < disloyal < country.world.hazard < 1.0


def test_the_opening_is_the_middle_of_the_scale(country):
    assert country.world.legitimacy == pytest.approx(0.5, abs=0.02)
    assert country.world.loyalty == pytest.approx(0.5, abs=0.02)
    assert country.world.hazard == pytest.approx(country.p.politics.usual_hazard, rel=0.1)


def test_without_feedback_the_three_indices_move_nothing(small):
    heavy = {
        "politics.living_weight": 10,
        "politics.luxury_weight": 8,
        "politics.usual_hazard": 0.1,
    }
    plain, other = (Economy(small.with_(parameters=p)).run() for p in ({}, heavy))
    told = [name for name in plain.names if name not in SERIES]
    for name in told:
        np.testing.assert_array_equal(plain[name], other[name], err_msg=name)
    assert (plain["politics.hazard"] != other["politics.hazard"]).any()


def test_with_feedback_fear_raises_gifts_and_presses_markets(small):
    afraid = {"politics.legitimacy_weight": 3, "politics.loyalty_weight": 3}
    free = {"market.tightness": (("2011-01", None),)}
    off, on = (
        Economy(small.with_(parameters=afraid | {"politics.hazard_feedback": f},
                            paths=SHUT | free)).run()
        for f in (0, 1)
    )  # fmt: skip
    assert on["politics.gifts"].sum() > off["politics.gifts"].sum()
    assert on["politics.tightness"][-1] > off["politics.tightness"][-1]
    assert (on["politics.tightness"] >= off["politics.tightness"] - 1e-12).all()


def test_protection_spares_the_core_at_the_cost_of_the_others(small):
    runs = [Economy(small.with_(paths=SHUT | {"court.protection": (("2011-01", p),)})).run()
            for p in (0.0, 0.4, 0.8)]  # fmt: skip
    core = [run["consumption.core"][12:].mean() for run in runs]
    poor = [run["consumption.bottom60"][12:].mean() for run in runs]
    assert core == sorted(core)
    assert core[0] < core[-1]
    assert poor == sorted(poor, reverse=True)
    assert runs[0]["politics.core_supply"].max() == 0.0


def test_a_free_court_answers_a_loss_and_hardly_anything_else(small):
    free = {"court.protection": (("2011-01", None),)}
    calm = Economy(small.with_(paths=free)).run()["politics.core_supply"]
    shut = Economy(small.with_(paths=free | SHUT)).run()["politics.core_supply"]
    assert shut.sum() > 3.0 * calm.sum()


def test_closing_markets_under_the_same_shock_never_raises_what_the_poorest_consume(small):
    runs = [Economy(small.with_(paths=SHUT | {"market.tightness": (("2011-02", t),)})).run()
            for t in (0.1, 0.5, 0.9)]  # fmt: skip
    poor = [run["consumption.bottom60"][6:].mean() for run in runs]
    assert poor == sorted(poor, reverse=True)
