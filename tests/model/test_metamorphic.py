"""Change the question in a way whose answer is known, and see that the answer changes so."""

from __future__ import annotations

import numpy as np
import pytest

from model import Economy
from model.drivers import COVERED, EXPORT_CHANNELS, PARTNERS
from model.mechanisms.munitions import deliver_arms
from model.series import SERIES
from tests.model.apply import apply

ALWAYS = "2011-01"


def level(value, *names):
    return dict.fromkeys(names, ((ALWAYS, value),))


COVERAGE = [f"coverage.{c}" for c in COVERED]
COMPLIANCE = [f"compliance.{p}" for p in PARTNERS]


@pytest.fixture(scope="module")
def run(small):
    """The record of the small case with some changes."""

    def record(parameters=None, **changes):
        return Economy(small.with_(parameters=parameters or {}, **changes)).run()

    return record


@pytest.fixture(scope="module")
def plain(small):
    return Economy(small).run()


def test_no_law_and_no_enforcement_are_the_same(run):
    lawless = run(paths=level(0.0, *COVERAGE) | level(1.0, *COMPLIANCE))
    unenforced = run(paths=level(1.0, *COVERAGE) | level(0.0, *COMPLIANCE))
    felt = [name for name, series in SERIES.items() if series.group != "world"]
    for name in felt:  # the law and compliance themselves are not felt
        np.testing.assert_array_equal(lawless[name], unenforced[name], name)


def test_a_ban_that_is_kept_and_does_not_leak_leaves_no_exports(run):
    tight = {"sanctions.leak": 0.0, "sanctions.evasion_start": 0.0}
    record = run(tight, paths=level(1.0, *COVERAGE, *COMPLIANCE))
    assert record["exports.total"].max() == 0.0
    assert record["exports.smuggled"].max() == 0.0


@pytest.mark.parametrize("channel", EXPORT_CHANNELS)
def test_a_ban_on_one_good_stops_that_good_alone(run, plain, channel):
    law = "other_exports" if channel == "other" else channel
    tight = {"sanctions.leak": 0.0, "sanctions.evasion_start": 0.0}
    record = run(tight, paths=level(1.0, f"coverage.{law}", *COMPLIANCE))
    assert record[f"exports.{channel}"].max() == 0.0
    others = [c for c in EXPORT_CHANNELS if c != channel]
    assert all(record[f"exports.{c}"].mean() > 0.5 * plain[f"exports.{c}"].mean() for c in others)


def test_a_leak_lets_some_of_a_ban_through(run):
    law = level(1.0, *COVERAGE, *COMPLIANCE)
    sold = [run({"sanctions.leak": leak}, paths=law)["exports.smuggled"] for leak in (0.1, 0.3)]
    assert 0.0 < sold[0][-1] < sold[1][-1]


def test_a_closed_border_lowers_output_within_two_years(run, plain):
    closed = run(paths=level(0.0, "border.openness"))
    bought = closed["imports.total"] - closed["flows.dollars.crude"]  # crude comes by pipeline
    assert bought[1:].max() == pytest.approx(0.0, abs=1e-9)
    assert closed["gdp"][-12:].mean() < 0.97 * plain["gdp"][-12:].mean()
    assert closed["output.manufacturing"][-1] < plain["output.manufacturing"][-1]


def test_stocks_run_down_before_output_falls(run, plain):
    closed = run(paths=level(0.0, "border.openness"))
    loss = 1.0 - closed["gdp"] / plain["gdp"]
    assert loss[:3].mean() < loss[-3:].mean()


@pytest.mark.parametrize("calm", [0.0, 0.3])
def test_more_threat_never_lowers_the_defence_share(run, calm):
    quiet = run(paths=level(calm, "threat.level"))["defence.share"]
    tense = run(paths=level(calm + 0.5, "threat.level"))["defence.share"]
    assert (tense >= quiet).all()
    assert tense[-1] > quiet[-1]


def test_arms_that_are_not_paid_bring_nothing(small):
    economy = Economy(small.with_(paths=level(500.0, "arms.orders")))
    economy.p.arms.paid_share = 0.0
    economy.step()
    lines = economy.accounts.dollars.lines
    paid = [line for name, line in lines.items() if name.startswith("arms")]
    assert economy.nation.arms_delivered > 0.0
    assert all(amount == 0.0 for line in paid for amount in line.values())


def test_arms_that_are_paid_bring_their_share_in_cash_and_kind(small):
    economy = Economy(small)
    economy.now["arms.orders"] = 500.0
    apply(deliver_arms, economy)
    p, lines = economy.p.arms, economy.accounts.dollars.lines
    paid = economy.nation.arms_delivered * p.paid_share
    assert lines["arms, cash"]["munitions"] == pytest.approx(paid * (1.0 - p.in_kind_share))
    assert lines["arms, in kind"]["munitions"] == pytest.approx(paid * p.in_kind_share)
    assert lines["arms, goods received"]["world"] == pytest.approx(paid * p.in_kind_share)


def test_a_higher_defence_share_orders_less_investment(run):
    doctrine = level("songun", "doctrine")
    low = run({"doctrine.songun_share": 0.20}, paths=doctrine)
    high = run({"doctrine.songun_share": 0.30}, paths=doctrine)
    assert (high["defence.share"] >= low["defence.share"]).all()
    assert high["defence.share"][-1] > low["defence.share"][-1]
    assert (high["investment.orders"] <= low["investment.orders"]).all()
    assert high["munitions.plan"][-1] > low["munitions.plan"][-1]


def test_a_drought_costs_grain_and_no_drought_costs_none(run):
    wet = run(paths=level(0.0, "weather.crop"))["grain.harvest"].sum()
    dry = run(paths=level(1.0, "weather.crop"))["grain.harvest"].sum()
    insured = run({"food.damage": 0.0}, paths=level(1.0, "weather.crop"))["grain.harvest"].sum()
    assert dry < wet
    assert insured == pytest.approx(wet)


def test_less_water_gives_less_power(run):
    full = run(paths=level(1.0, "weather.water"))["power.generation"]
    low = run(paths=level(0.7, "weather.water"))["power.generation"]
    assert (low < full).all()


def test_printing_more_won_buys_fewer_dollars(run):
    less = run(paths=level(0.0, "money.note_issue"))["rate.market"][-1]
    more = run(paths=level(0.05, "money.note_issue"))["rate.market"][-1]
    assert more > less


def test_a_coal_ban_leaves_more_coal_at_home(run, plain):
    tight = {"sanctions.leak": 0.0, "sanctions.evasion_start": 0.0}
    banned = run(tight, paths=level(1.0, "coverage.coal", *COMPLIANCE))
    assert banned["coal.domestic"][:12].sum() > plain["coal.domestic"][:12].sum()


def test_a_driver_that_stands_at_its_default_changes_nothing(small):
    bare = Economy(small.with_(end="2011-12")).run().values
    spelt = small.with_(end="2011-12", paths=level(0.0, "housing.announced"))
    np.testing.assert_array_equal(Economy(spelt).run().values, bare)
