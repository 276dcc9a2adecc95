"""The leadership's rules: a path handed in stands, and each reaction goes the way it should."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from model import Economy
from model.institutions.counterpart import Counterpart
from model.institutions.leadership import DECIDES, Signals, appeals, kept_share
from model.institutions.planner import Planner
from model.institutions.second_economic_commission import SecondEconomicCommission
from model.mechanisms.labour import employ_labour, lend_soldiers, move_men
from model.populations.layout import CONSTRUCTION
from tests.model.apply import apply

FREE = (("2011-01", None),)
SONGUN, BYUNGJIN, ECONOMY_FIRST, SELF_RELIANCE, WAR = range(5)
LEVELS = (0.0, 0.3, 0.7, 1.0)
CALM = Signals(complete=0.5, armed=0.5, strained=0.5, opening=0.0, hardship=0.5)


def free(case, *names, **parameters):
    changes = {name.replace("__", "."): value for name, value in parameters.items()}
    return case.with_(paths=dict.fromkeys(names, FREE), parameters=changes)


def steered(case, months=24, **world):
    """Run with figures of the world set anew each month in place of the counterpart."""
    economy = Economy(case)
    economy.institutions = tuple(i for i in economy.institutions if not isinstance(i, Counterpart))
    for _ in range(months):
        for name, value in world.items():
            setattr(economy.world, name, value)
        economy.step()
    return economy


def months_of(economy, series):
    return economy.record[series][: economy.month]


def test_a_path_handed_in_stands_and_switches_the_rules_off(small):
    other = {"leadership.rule": 1, "leadership.joint_tightening": 1, "leadership.whim_size": 0.15}
    plain, changed = (Economy(small.with_(parameters=p)).run() for p in ({}, other))
    np.testing.assert_array_equal(plain.values, changed.values)


@pytest.mark.parametrize("name", DECIDES)
def test_a_line_free_from_the_first_month_starts_at_its_default(small, name):
    economy = Economy(free(small, name))
    assert np.isfinite([economy.now[n] for n in DECIDES]).all()
    assert np.isfinite(economy.run().values).all()


@pytest.mark.parametrize(("complete", "armed", "strained"), [*product(LEVELS, repeat=3)])
def test_the_appeal_of_all_lines_adds_up_to_one(complete, armed, strained):
    shares = appeals(replace(CALM, complete=complete, armed=armed, strained=strained))
    assert sum(shares) == pytest.approx(1.0)
    assert min(shares) >= 0.0


@pytest.mark.parametrize("complete", LEVELS)
def test_more_call_for_arms_never_favours_a_civilian_line(complete):
    by_arms = np.array([appeals(replace(CALM, complete=complete, armed=a)) for a in LEVELS])
    assert (np.diff(by_arms[:, [SONGUN, WAR]].sum(axis=1)) > 0.0).all()
    assert (np.diff(by_arms[:, [BYUNGJIN, ECONOMY_FIRST, SELF_RELIANCE]].sum(axis=1)) < 0.0).all()


def test_a_completed_programme_turns_to_the_economy_and_hardship_turns_inward():
    assert int(np.argmax(appeals(Signals(1, 0, 0, 0, 0)))) == ECONOMY_FIRST
    assert int(np.argmax(appeals(Signals(1, 0, 1, 0, 1)))) == SELF_RELIANCE
    assert int(np.argmax(appeals(Signals(0, 0, 1, 0, 1)))) == BYUNGJIN


@pytest.mark.parametrize("rule", [0, 1])
def test_under_either_rule_threat_brings_a_line_of_arms(small, rule):
    case = free(small, "doctrine", leadership__rule=rule, leadership__switch_hazard=0.5)
    tense, calm = (
        Economy(case.with_(paths={"threat.level": (("2011-01", level),)})).run()
        for level in (1.0, 0.0)
    )
    assert tense["politics.doctrine"][-1] in (SONGUN, WAR)
    assert calm["politics.doctrine"][-1] not in (SONGUN, WAR)


def test_a_wider_margin_never_changes_the_line_more_often(small):
    threat = tuple((f"2011-{m:02d}", 0.7 if m % 4 > 1 else 0.5) for m in range(1, 13))
    changes = []
    for margin in (0.0, 0.1, 0.3, 0.6):
        case = free(small, "doctrine", leadership__rule=1, leadership__margin=margin)
        case = case.with_(parameters={"leadership.appeal_pace": 1},
                          paths={"threat.level": threat})  # fmt: skip
        changes.append(np.count_nonzero(np.diff(Economy(case).run()["politics.doctrine"])))
    assert changes == sorted(changes, reverse=True)
    assert changes[0] > changes[-1]


def test_regimes_change_by_luck_of_their_own(small):
    case = free(small, "doctrine", leadership__switch_hazard=0.2)
    lines = {tuple(Economy(case, rng=s).run()["politics.doctrine"].tolist()) for s in range(6)}
    assert len(lines) > 1
    again = Economy(case, rng=3).run()["politics.doctrine"]
    np.testing.assert_array_equal(again, Economy(case, rng=3).run()["politics.doctrine"])


def test_one_factor_ties_tightness_to_the_doctrine_and_two_shocks_do_not(small):
    def tightness(doctrine, joint):
        case = free(small, "market.tightness", leadership__joint_tightening=joint)
        return Economy(case.with_(paths={"doctrine": (("2011-01", doctrine),)})).run()[
            "politics.tightness"
        ]

    assert tightness("war_preparations", 1)[-1] > tightness("byungjin", 1)[-1] + 0.1
    np.testing.assert_array_equal(tightness("war_preparations", 0), tightness("byungjin", 0))


def test_talks_make_a_moratorium_and_nothing_ends_it_while_they_last(small):
    case = free(small, "tests.moratorium", leadership__moratorium_pace=1)
    held = months_of(steered(case, talks=1.0), "programme.moratorium")
    assert held[1:].min() == 1.0
    none = months_of(steered(case, talks=0.0, progress=0.0), "programme.moratorium")
    assert none.mean() < 0.5


def test_the_recorded_moratorium_lasts_from_spring_2018_to_the_end_of_2019(inside):
    held = inside.drivers()["tests.moratorium"]
    months = [m for m, value in zip(inside.months, held, strict=True) if value]
    assert (months[0], months[-1], len(months)) == ("2018-05", "2019-12", 20)


def test_the_strategic_part_is_what_the_programme_gets(small):
    def effort(doctrine):
        case = small.with_(paths={"doctrine": (("2011-01", doctrine),)})
        return Economy(case).run()["programme.effort"]

    assert effort("songun")[0] == pytest.approx(1.0)
    assert effort("byungjin")[-1] > effort("economy_first")[-1]


def planned(case, substitution, progress=0.8):
    """The planner and its country once it has judged the need for conventional force."""
    economy = Economy(case.with_(parameters={"defence.substitution": substitution}))
    economy.world.progress = progress
    planner = next(i for i in economy.institutions if isinstance(i, Planner))
    planner.decide()
    return economy


def test_without_substitution_progress_changes_no_plan(small):
    shares = [planned(small, 0.0, progress).nation.defence_share for progress in (0.0, 0.5, 1.0)]
    assert len(set(shares)) == 1
    assert planned(small, 0.0).world.conventional_need == 1.0


def test_more_substitution_frees_no_fewer_soldiers_and_asks_no_more(small):
    ladder = [planned(small, s) for s in (0.0, 0.1, 0.2, 0.4)]
    need = [e.world.conventional_need for e in ladder]
    assert need == sorted(need, reverse=True)
    assert need[-1] == pytest.approx(1.0 - 0.4 * 0.8)
    share = [e.nation.defence_share for e in ladder]
    assert share == sorted(share, reverse=True)
    assert share[0] > share[-1]


def test_freed_soldiers_and_plants_go_to_civil_work(small):
    def at_work(need):
        economy = steered(small, months=1)
        economy.world.conventional_need = need
        commission = (i for i in economy.institutions if isinstance(i, SecondEconomicCommission))
        next(commission).decide()
        apply(employ_labour, economy)
        apply(move_men, economy)
        apply(lend_soldiers, economy)
        return economy.nation

    all_needed, fewer = at_work(1.0), at_work(0.7)
    assert fewer.army_labour == pytest.approx(all_needed.army_labour + 0.3)
    assert fewer.dual_use == pytest.approx(min(1.0, all_needed.dual_use + 0.3))
    assert fewer.attendance[CONSTRUCTION] > all_needed.attendance[CONSTRUCTION]


def test_the_strategic_part_is_never_substituted():
    assert kept_share(1.0, 0.6) == 1.0
    assert kept_share(0.0, 0.6) == pytest.approx(0.6)
    assert kept_share(0.2, 1.0) == 1.0
