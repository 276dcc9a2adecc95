"""Claims about the Council, partners, the counterpart and the arms buyer."""

from __future__ import annotations

import numpy as np
import pytest

from model import Economy
from model.case import Case
from model.drivers import COVERED, DRIVERS, PARTNERS
from model.institutions.counterpart import GRAND, STEP, Counterpart, Terms

OUTSIDE = {"security_council", "partners", "counterpart", "arms_buyer"}
FREE = [name for name, driver in DRIVERS.items() if driver.decided_by in OUTSIDE]
SEEDS = range(10)


def always(value):
    return (("2011-01", value),)


@pytest.fixture(scope="module")
def reacting(inside) -> Case:
    """History in which other powers decide what they do."""
    free = dict.fromkeys(FREE, always(None))
    return inside.with_(paths=free, scale=500, end="2018-12")


@pytest.fixture(scope="module")
def histories(reacting):
    return [Economy(reacting, rng=seed).run() for seed in SEEDS]


def over_seeds(case, name, **changes):
    """Sum of a series over all months and seeds."""
    return sum(Economy(case, rng=seed, **changes).run()[name].sum() for seed in SEEDS)


# The Council


def test_a_resolution_comes_a_month_after_a_major_event_at_the_earliest(histories):
    for record in histories:
        before = np.concatenate(([0.0], np.cumsum(record["events.major"])[:-1]))
        assert (np.cumsum(record["council.resolutions"]) <= before).all()


def test_lesser_events_are_not_answered(reacting):
    quiet = {"programme__test_hazard": 0.015, "programme__major_share": 0.03}
    record = Economy(reacting, rng=2, **quiet).run()
    none = record["events.major"].cumsum() == 0
    assert record["events.minor"][none].sum() > 0
    assert record["council.resolutions"][none].sum() == 0


def test_more_veto_no_more_resolutions(reacting):
    passed = [
        over_seeds(reacting.with_(paths={"council.veto": always(veto)}), "council.resolutions")
        for veto in (0.0, 0.5, 1.0)
    ]
    assert passed[0] > passed[1] > passed[2] == 0


def test_channels_are_covered_in_the_order_of_the_texts_and_saturate(reacting):
    order = ("luxury", "finance", "coal", "seafood", "textiles", "labour", "refined_oil",
             "machinery", "crude_oil")  # fmt: skip
    assert set(order) <= set(COVERED)
    economy = Economy(reacting.with_(end="2024-12"), rng=3, programme__test_hazard=0.08)
    seen = []
    while economy.running:
        economy.step()
        law = [economy.now[f"coverage.{c}"] for c in order]
        assert all(0.0 <= share <= 1.0 for share in law)
        if not economy.world.relief:
            assert law == sorted(law, reverse=True)
        seen.append(law)
    assert seen[0][:2] == pytest.approx([1.0, 0.5])
    assert max(law[order.index("machinery")] for law in seen) == 1.0


def test_a_law_that_is_handed_in_stands(inside):
    economy = Economy(inside.with_(scale=500, end="2018-12"), rng=1)
    given, passed = inside.drivers(), 0.0
    while economy.running:
        month = economy.month
        economy.step()
        passed += economy.world.resolutions
        assert all(economy.now[n] == given[n][month] for n in FREE)
    assert passed > 0


def test_a_law_freed_half_way_goes_on_from_where_it_stood(inside):
    given = {n: steps for n, steps in inside.paths.items() if n.startswith("coverage")}
    paths = {n: (*[s for s in steps if s[0] < "2018-06"], ("2018-06", None))
             for n, steps in given.items()}  # fmt: skip
    vetoed = {"council.veto": always(1.0)}
    economy = Economy(inside.with_(paths=paths | vetoed, scale=500, end="2018-12"))
    economy.run()
    for channel in COVERED:
        before = inside.drivers()[f"coverage.{channel}"][88]
        assert economy.now[f"coverage.{channel}"] == pytest.approx(before)


def decide_with_a_deal(reacting, veto):
    """Coverage of coal before and after a deal is called broken, under a veto."""
    economy = Economy(reacting.with_(paths={"council.veto": always(veto)}))
    council = economy.institutions[0]
    economy.world.law[:] = 1.0
    economy.world.relief, law = 1.0, []
    for called_broken in (0.0, 1.0):
        economy.world.violation = called_broken
        economy.turn_page()
        council.decide()
        law.append(economy.now["coverage.coal"])
    return law


def test_snapback_restores_the_law_unless_it_is_vetoed(reacting):
    assert decide_with_a_deal(reacting, 0.0) == [0.0, 1.0]
    assert decide_with_a_deal(reacting, 1.0) == [0.0, 0.0]


# Partners


def test_partners_start_from_the_levels_of_2011(reacting):
    quiet = reacting.with_(end="2011-01")
    economy = Economy(quiet)
    economy.step()
    opening = dict(zip(PARTNERS, (0.05, 0.05, 1.0, 0.7), strict=True))
    for partner in economy.partners:
        assert partner.compliance == pytest.approx(opening[partner.name], abs=1e-3)


def comply(reacting, name, months=36, **paths):
    """Mean compliance of a partner at the end of a few years."""
    case = reacting.with_(paths={k: always(v) for k, v in paths.items()})
    place = PARTNERS.index(name)
    economy = Economy(case)
    partner = economy.partners[place]
    for _ in range(months):
        economy.turn_page()
        partner.decide()
    return partner.compliance


def test_pressure_raises_compliance(reacting):
    levels = [comply(reacting, "china", **{"pressure.coalition": p}) for p in (0.2, 0.5, 1.0)]
    assert levels == sorted(levels)
    assert levels[-1] > 2 * levels[0]


def test_a_buyer_at_war_complies_less_and_the_others_as_before(reacting):
    need = {"buyer.need": 2.0}
    assert comply(reacting, "russia", **need) < comply(reacting, "russia")
    assert comply(reacting, "china", **need) == comply(reacting, "china")


def test_major_events_raise_compliance_and_memory_fades(histories):
    for record in histories:
        if record["events.major"][:84].sum() >= 6:
            assert record["compliance.china"][83] > 2 * record["compliance.china"][0]


def test_perfect_compliance_and_no_leak_leave_exports_at_their_legal_floor(inside):
    strict = {f"compliance.{p}": always(1.0) for p in PARTNERS}
    for law in (1.0, 0.4):
        bans = {f"coverage.{c}": always(law) for c in COVERED}
        case = inside.with_(paths=strict | bans, scale=500, end="2011-12")
        economy = Economy(case, sanctions__leak=0.0, sanctions__evasion_start=0.0,
                          trade__textile_ceiling=1.0)  # fmt: skip
        record = economy.run()
        lawful = (1.0 - law) * economy.p.trade.opening_exports / 12
        assert record["exports.smuggled"].sum() == 0
        price = max(1.0, *inside.drivers()["price.coal"][:12])
        assert (record["exports.total"] <= lawful * price * (1 + 1e-12)).all()
        assert (record["exports.total"].sum() > 0) == (law < 1)


# The counterpart


def counterpart_of(economy) -> Counterpart:
    return next(i for i in economy.institutions if isinstance(i, Counterpart))


def weighed(case, progress=0.7, tension=0.0, **changes):
    """Risk and threat in a country that stands still at one level of progress."""
    economy = Economy(case, **changes)
    economy.world.progress, economy.world.tension = progress, tension
    counterpart_of(economy).decide()
    return economy.world.risk, economy.now["threat.level"]


def test_a_stronger_deterrent_never_raises_risk_or_threat_at_equal_progress(reacting):
    found = [weighed(reacting, diplomacy__deterrence=k) for k in (0.0, 1.0, 2.0, 4.0)]
    risks, threats = zip(*found, strict=True)
    assert list(risks) == sorted(risks, reverse=True)
    assert risks[0] > risks[-1]
    assert list(threats) == sorted(threats, reverse=True)


def test_a_crisis_is_most_dangerous_at_middling_progress(reacting):
    def risk(progress, tension):
        return weighed(reacting, progress, tension, diplomacy__deterrence=0.0)[0]

    assert risk(0.5, 0.9) > risk(0.1, 0.9) > 0
    assert risk(0.5, 0.9) > risk(0.95, 0.9)
    assert risk(0.5, 0.0) == pytest.approx(risk(0.1, 0.0))


def test_more_distrust_no_more_deals(reacting):
    long = reacting.with_(end="2024-12")
    deals = [
        sum(Economy(long, rng=seed, diplomacy__opening_distrust=d).run()["talks.deals"][-1]
            for seed in SEEDS)
        for d in (0.3, 0.65, 0.95)
    ]  # fmt: skip
    assert deals[0] >= deals[1] > deals[2] == 0


def test_the_less_a_side_trusts_the_less_it_expects_of_a_deal(reacting):
    economy = Economy(reacting)
    counterpart = counterpart_of(economy)
    economy.world.progress, economy.nation.export_index = 0.8, 0.2
    terms, expected = Terms(GRAND, relief=1.0, rollback=0.6, months=24.0), []
    for economy.world.distrust in (0.2, 0.5, 0.8):
        expected.append(
            (counterpart.country_surplus(terms), counterpart.counterpart_surplus(terms))
        )
    for side in zip(*expected, strict=True):
        assert list(side) == sorted(side, reverse=True)
        assert side[0] > side[-1]


SURE = {
    "diplomacy__threshold": -2.0, "diplomacy__approach": 1.0, "diplomacy__offer_pace": 1.0,
    "diplomacy__ripe_progress": 0.0,
}  # fmt: skip
"""Both sides take whatever is on the table."""


def bargain(reacting, offer, **changes):
    case = reacting.with_(paths={"talks.offer": always(offer)}, end="2016-12")
    return Economy(case, rng=1, **(SURE | changes)).run()


def test_a_grand_bargain_held_stops_tests_rolls_progress_back_and_brings_aid(reacting):
    held = bargain(reacting, "grand", diplomacy__cheating=0.0, diplomacy__false_alarm=0.0,
                   programme__restrained=0.0)  # fmt: skip
    assert held["talks.state"][-1] == GRAND
    assert held["events.major"][3:].sum() == held["events.minor"][3:].sum() == 0
    assert held["programme.progress"][40] < 0.6 * held["programme.progress"][0]
    assert held["aid.funding"][10] > held["aid.funding"][0]
    assert held["sanctions.relief"][-1] >= 0.7
    assert held["talks.distrust"][-1] < held["talks.distrust"][10]


def test_steps_follow_one_another_and_each_gives_more_relief(reacting):
    steps = bargain(reacting, "step", diplomacy__cheating=0.0, diplomacy__false_alarm=0.0,
                    programme__restrained=0.0)  # fmt: skip
    assert steps["talks.state"][-1] == STEP
    assert steps["talks.deals"][-1] >= 3
    relief = steps["sanctions.relief"]
    assert (np.diff(relief) >= 0).all()
    assert relief[-1] > relief[4] > 0


def test_a_cheat_who_is_found_out_loses_relief_and_trust(reacting):
    caught = bargain(reacting, "grand", diplomacy__cheating=1.0, diplomacy__detection=1.0,
                     diplomacy__rest=120)  # fmt: skip
    assert caught["talks.deals"][-1] == 1
    assert caught["sanctions.relief"].max() > 0
    assert caught["sanctions.relief"][-1] == 0
    assert caught["talks.state"][-1] == 0
    assert caught["talks.distrust"][-1] > caught["talks.distrust"][0]


def test_without_an_offer_nobody_meets(reacting):
    none = bargain(reacting, "none")
    assert none["talks.state"].sum() == none["talks.deals"].sum() == 0


# The arms buyer


def test_no_need_no_orders(histories):
    assert all(record["arms.orders"].sum() == 0 for record in histories)


def orders(reacting, need=1.0, **changes):
    case = reacting.with_(paths={"buyer.need": always(need)}, end="2012-12")
    return Economy(case, rng=0, **changes).run()["arms.orders"].sum()


def test_orders_rise_with_need_and_fall_with_price(reacting):
    assert 0 < orders(reacting, 0.5) < orders(reacting, 1.0) < orders(reacting, 2.0)
    assert orders(reacting, arms__markup=5.0) < orders(reacting, arms__markup=2.0)


def test_no_paid_share_no_receipts(reacting):
    case = reacting.with_(paths={"buyer.need": always(1.0)}, end="2012-12")
    for paid in (0.0, 0.4):
        economy, received, delivered = Economy(case, rng=0, arms__paid_share=paid), 0.0, 0.0
        while economy.running:
            economy.step()
            lines = economy.accounts.dollars.lines
            received += lines["arms, cash"]["munitions"] + lines["arms, in kind"]["munitions"]
            delivered += economy.nation.arms_delivered
        assert delivered > 0
        assert received == pytest.approx(paid * delivered)


# All of them


def test_history_that_is_handed_in_feels_nothing_of_them(small):
    """Every decision is a path: other beliefs change what is published, and nothing else."""
    plain = Economy(small).run()
    other = Economy(small, diplomacy__deterrence=4.0, council__resolution_share=1.0,
                    programme__test_hazard=0.08, partners__pressure_weight=10.0).run()  # fmt: skip
    assert other["world.risk"].tolist() != plain["world.risk"].tolist()
    for name in ("gdp", "fx.total", "exports.total", "rate.market", "defence.share"):
        assert other[name].tolist() == plain[name].tolist()
