"""Every statement of the doctrine is run or varied, and its series moves for the stated reason.

Runs are small and paired by seed. Those from 2026 branch off one baseline; a lever is then a value
from that month on.
"""

from __future__ import annotations

import sys

import numpy as np
import pytest

from model import Economy, fork
from model.drivers import DOCTRINES, DRIVERS
from model.parameters import shipped
from model.series import SERIES
from scenarios.definition import catalog
from scenarios.reference.doctrine import PAGE, TESTS, page, rows

SEEDS, SCALE, BRANCH = (0, 1), 500, "2026-01"
HISTORY = "history-semi-endogenous"
WITHOUT_A_TEST = {14}
FREE = (("2011-01", None),)


def always(value, *names):
    return dict.fromkeys(names, (("2011-01", value),))


class Story:
    """Runs of one case, a seed each."""

    def __init__(self, records):
        self.records = records

    def last(self, series):
        """Mean of the last twelve months, seed by seed."""
        return np.array([record[series][-12:].mean() for record in self.records])

    def months(self, series):
        return np.array([record[series] for record in self.records])


def above(one, other, series):
    """Whether a series ends higher in every seed."""
    return (one.last(series) > other.last(series)).all()


@pytest.fixture(scope="module")
def kept():
    """The baseline as it stands in January 2026, by seed."""
    states = {}
    for seed in SEEDS:
        case = catalog.load("baseline").case.with_(end="2028-12", seed=seed, scale=SCALE)
        economy = Economy(case)
        while economy.month_name < BRANCH:
            economy.step()
        states[seed] = fork.keep(economy)
    return states


@pytest.fixture(scope="module")
def future(kept):
    """A scenario from 2026 to 2028, with some parameters from 2026 on; told once, then kept."""
    told = {}

    def story(name="baseline", parameters=None, paths=None):
        parameters, paths = parameters or {}, paths or {}
        key = (name, *sorted(parameters.items()), *sorted(paths.items()))
        if key not in told:
            dated = {n: ((BRANCH, value),) for n, value in parameters.items()}
            case = catalog.load(name).case.with_(
                end="2028-12", scale=SCALE, paths=paths, dated=dated
            )
            told[key] = Story([fork.resume(kept[s], case.with_(seed=s)).run() for s in SEEDS])
        return told[key]

    return story


@pytest.fixture(scope="module")
def past():
    """A scenario from the opening to a year's end, told once, then kept."""
    told = {}

    def story(name=HISTORY, parameters=None, paths=None, end="2015-12"):
        parameters, paths = parameters or {}, paths or {}
        key = (name, end, *sorted(parameters.items()), *sorted(paths.items()))
        if key not in told:
            case = catalog.load(name).case.with_(
                end=end, scale=SCALE, parameters=parameters, paths=paths
            )
            told[key] = Story([Economy(case, rng=seed).run() for seed in SEEDS])
        return told[key]

    return story


def test_row_01_the_deterrent_frees_men_and_plants(future, past):
    half = future("baseline", {"defence.substitution": 0.2})
    full, none = future("deterrent-substitutes"), future()
    for series in ("defence.freed_soldiers", "output.construction", "munitions.dual_use"):
        assert above(full, half, series)
        assert above(half, none, series)
    assert (none.last("defence.freed_soldiers") == 0.0).all()
    assert above(past("doctrine-songun"), past("doctrine-byungjin"), "defence.share")


def test_row_02_the_planner_splits_resources_between_the_tracks(future, past):
    arms, butter = past("doctrine-songun"), past("doctrine-economy-first")
    assert above(arms, butter, "output.munitions")
    for series in ("investment.total", "output.light", "output.agriculture"):
        assert above(butter, arms, series)
    sure, bare = (future("baseline", {"power.guarantee": share}) for share in (0.8, 0.0))
    assert above(sure, bare, "power.home_hours")  # homes come last without a guarantee
    assert above(bare, sure, "flows.power.munitions")


def test_row_03_tolerated_markets_raise_income_and_productivity(future):
    free, tight = future("market-opening"), future("market-tightening")
    # of output draws are open after three years (seven in ten rise), so it is not asserted here
    for series in ("informal.income_share", "consumption.bottom60", "technology.heavy"):
        assert above(free, tight, series)


def test_row_04_legitimacy_rests_on_daily_life_and_sovereignty(future):
    assert above(future(), future("full-embargo"), "politics.legitimacy")
    assert above(future("full-embargo"), future(), "politics.hazard")
    proud, humble = (
        future("baseline", {"politics.sovereignty_weight": weight}) for weight in (0.6, 0.0)
    )
    assert (proud.last("politics.legitimacy") >= humble.last("politics.legitimacy")).all()
    assert proud.months("events.major").sum() > 0.0
    assert proud.months("politics.legitimacy").mean() > humble.months("politics.legitimacy").mean()
    rich, poor = (future("baseline", {"fx.gifts": gifts}) for gifts in (150, 10))
    assert above(rich, poor, "politics.loyalty")


def test_row_05_a_ban_on_machinery_stops_upgrading(past):
    kept_law = always(1.0, "compliance.china", "compliance.russia", "compliance.others")
    banned = past(paths=kept_law | always(1.0, "coverage.machinery"))
    free = past(paths=kept_law | always(0.0, "coverage.machinery"))
    # what the Commission still gets is dearer; for everybody else the ban is whole
    assert above(free, banned, "imports.machinery")
    assert above(free, banned, "sec.machines")
    assert above(free, banned, "capital.equipment")
    assert (np.diff(banned.months("capital.equipment")[:, ::12], axis=1)[:, 1:] < 0.0).all()


def test_row_06_a_bad_harvest_is_eaten_or_bought(future):
    dry, normal = future("drought"), future()
    assert (dry.months("grain.harvest")[:, 180:204].sum(axis=1)
            < normal.months("grain.harvest")[:, 180:204].sum(axis=1)).all()  # fmt: skip
    assert above(normal, dry, "food.availability")
    cheap = {"market.landed_grain_price": 0.5}  # so that it pays to fetch grain in both
    fetched, usual = (
        future(name, cheap).months("grain.fetched") for name in ("drought", "baseline")
    )
    assert (fetched[:, 180:204].sum(axis=1) > usual[:, 180:204].sum(axis=1)).all()
    assert above(dry, future("drought-closed-border"), "food.availability")


def test_row_07_power_follows_water_and_investment(future):
    assert above(future("energy-first"), future(), "power.generation")
    assert above(future(), future("energy-first"), "power.shortage")
    assert (future("drought").months("power.generation")[:, 180:204].mean(axis=1)
            < future().months("power.generation")[:, 180:204].mean(axis=1)).all()  # fmt: skip


def test_row_08_trade_runs_in_licensed_channels(future):
    dear, cheap = (future("baseline", {"trade.licence_fee": fee}) for fee in (0.7, 0.3))
    assert above(dear, cheap, "flows.dollars.licences_state")
    free, held = (
        future("baseline", paths={"enterprise.autonomy": ((BRANCH, level),)})
        for level in (1.0, 0.0)
    )
    assert above(free, held, "technology.heavy")


def test_row_09_deterrence_lowers_risk_and_tests_bring_law(future, past):
    believed, not_believed = (future("baseline", {"diplomacy.deterrence": k}) for k in (4, 0))
    assert above(not_believed, believed, "world.risk")
    answered, vetoed = (
        past("history-free", paths={"council.veto": (("2011-01", veto),)}) for veto in (0.0, 1.0)
    )
    assert above(answered, vetoed, "sanctions.restriction")
    assert answered.months("events.major").sum() > 0.0


def test_row_10_dear_milestones_come_later(past):
    costs = ("programme.cost_1", "programme.cost_2")
    cheap, dear = (past(parameters=dict.fromkeys(costs, cost)) for cost in (0.4, 2))
    for series in ("programme.milestones", "programme.progress"):
        assert above(cheap, dear, series)
    assert (dear.months("programme.delay").max(axis=1) > 0.0).all()


def test_row_11_a_bargain_trades_relief_for_rollback_and_can_break(future):
    held, broken, steps = map(future, ("grand-bargain", "bargain-snapback", "step-by-step"))
    assert (held.last("talks.state") == 3.0).all()
    assert (steps.last("talks.state") == 2.0).all()
    assert (broken.last("sanctions.relief") < held.last("sanctions.relief")).all()
    assert above(future(), held, "programme.progress")
    assert above(broken, held, "programme.progress")
    assert above(held, broken, "gdp")
    assert above(held, future(), "gdp")


def test_row_12_sanctions_hit_both_tracks_channel_by_channel(future, past):
    sealed, normal = future("full-embargo"), future()
    for series in ("imports.total", "investment.total", "output.light", "output.munitions"):
        assert above(normal, sealed, series)
    law = always(1.0, "coverage.textiles", "compliance.china", "compliance.others")
    banned, free = past(paths=law), past()
    assert above(free, banned, "exports.textiles")
    assert banned.last("exports.coal") == pytest.approx(free.last("exports.coal"), rel=0.2)


def test_row_13_open_markets_buffer_the_same_shock(future):
    assert above(future("full-embargo-open-markets"), future("full-embargo"),
                 "consumption.bottom60")  # fmt: skip


def test_row_15_the_commission_has_plan_stock_orders_and_dollars(future):
    boom, bust = future("arms-boom"), future("arms-bust")
    for series in ("munitions.plan", "arms.exports", "fx.sec", "output.munitions"):
        assert above(boom, bust, series)
    assert above(bust, boom, "munitions.stock")


def test_row_16_a_new_enterprise_helps_fulfil_the_plan_where_orders_press(future):
    large = future("arms-boom", {"defence.new_enterprise_capacity": 0.5})
    none = future("arms-boom")
    for series in ("munitions.fulfilment", "output.munitions", "arms.exports"):
        assert above(large, none, series)
    assert (none.last("munitions.plan") > 0.0).all()


def test_row_17_orders_empty_the_stock_and_bring_what_is_paid(future):
    assert above(future("arms-bust"), future(), "munitions.stock")
    paid, unpaid = (future("arms-boom", {"arms.paid_share": share}) for share in (0.6, 0.1))
    for series in ("fx.sec", "imports.total", "food.availability"):
        assert above(paid, unpaid, series)


def test_row_18_defence_orders_pull_heavy_industry_and_spin_off_is_open(future, past):
    assert above(future("arms-boom"), future("arms-bust"), "output.heavy")
    large = {"doctrine.songun_share": 0.32}
    with_it, without = (
        past("doctrine-songun", large | {"technology.spin_off": gain}) for gain in (0.03, 0.0)
    )
    assert above(with_it, without, "technology.heavy")
    drained = past("doctrine-songun", large | {"technology.talent_drain": 0.02})
    assert above(without, drained, "technology.heavy")


def test_row_19_munitions_plants_make_machines_or_do_not(past):
    civil, arms = past("munitions-for-civil-use"), past("munitions-for-defence-only")
    assert (arms.last("munitions.dual_use") == 0.0).all()
    assert above(civil, arms, "munitions.dual_use")
    assert above(civil, arms, "capital.equipment")


def test_row_20_war_preparations_with_and_without_tight_markets(past):
    alone, joined = past("doctrine-war-preparations"), past("conservative-turn")
    assert above(alone, past("doctrine-byungjin"), "output.munitions")
    for series in ("informal.income_share", "consumption.bottom60"):
        assert above(alone, joined, series)


def test_row_21_one_factor_or_two_shocks(past):
    def line(doctrine, joint):
        paths = {"market.tightness": FREE} | always(doctrine, "doctrine")
        return past(parameters={"leadership.joint_tightening": joint}, paths=paths, end="2013-12")

    for joint in (0, 1):
        assert above(line("war_preparations", joint), line("economy_first", joint),
                     "defence.share")  # fmt: skip
    assert above(line("war_preparations", 1), line("economy_first", 1), "politics.tightness")
    apart = [line(d, 0).months("politics.tightness") for d in ("war_preparations", "economy_first")]
    np.testing.assert_array_equal(*apart)


def test_row_22_a_regime_or_a_reaction(past):
    regime, reaction = (
        past(f"doctrine-chosen-by-{rule}", end="2024-12").months("politics.doctrine")
        for rule in ("regime", "reaction")
    )
    assert (regime != reaction).any(axis=1).all()
    assert not np.array_equal(*regime), "regimes change by luck"
    after = slice(12 * 12, None)
    arms = DOCTRINES.index("war_preparations")
    assert (reaction[:, after] == arms).any()
    assert (np.diff(regime, axis=1) != 0).sum() != (np.diff(reaction, axis=1) != 0).sum()


def test_every_row_has_its_test_and_every_test_its_row():
    here = {name for name in vars(sys.modules[__name__]) if name.startswith("test_row_")}
    assert here == {row.test for row in rows()}
    assert all(row.test.startswith(f"test_row_{row.number:02d}_") for row in rows())
    assert {row.number for row in rows()} == set(range(1, 23)) - WITHOUT_A_TEST
    assert __file__.replace("\\", "/").endswith(TESTS)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.test)
def test_a_row_names_only_what_there_is(row):
    assert row.source in ("B", "E")
    assert set(row.scenarios) <= set(catalog.names())
    assert set(row.paths) <= set(DRIVERS)
    assert set(row.series) <= set(SERIES)
    assert {*row.levers, *row.parameters} <= set(shipped())


def test_the_page_is_as_the_rows_write_it():
    assert PAGE.read_text(encoding="utf-8") == page()
