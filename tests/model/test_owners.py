"""Every dollar has an owner: receipts are split, purses hold, finance bites the munitions track."""

from __future__ import annotations

import numpy as np
import pytest

from model.case import Case
from model.chart import IMPORTERS
from model.economy import Economy
from model.populations.layout import ARMY, CABINET, PARTY, SECOND_ECONOMY

TO_CENT = 1e-9
WATCHED = {
    "coverage.finance": (("2011-01", 1.0),),
    "coverage.machinery": (("2012-01", 1.0),),
    "compliance.china": (("2012-01", 0.9),),
    "compliance.russia": (("2012-01", 0.9),),
}
NO_COAL = {
    "coverage.coal": (("2012-01", 1.0),),
    "compliance.china": (("2012-01", 1.0),),
    "compliance.russia": (("2012-01", 1.0),),
    "compliance.others": (("2012-01", 1.0),),
}


def economy(months="2013-12", paths=None, **parameters):
    return Economy(Case(end=months, scale=500, paths=paths or {}), **parameters)


def flow(country, line, payer, payee):
    return country.accounts.dollars.flows[line, payer, payee]


def test_what_exports_bring_is_split_among_patrons_to_the_cent():
    country = economy("2011-03")
    for _ in range(3):
        country.step()
        n = country.nation
        earned = n.exports.sum() + n.smuggling
        assert n.received.sum() == pytest.approx(earned, rel=TO_CENT)
        fees = country.accounts.dollars.lines["licences"]
        shares = n.received / earned
        assert fees["court"] == pytest.approx(
            -fees["trading companies"] * shares[PARTY], rel=TO_CENT
        )
        assert fees["munitions"] == pytest.approx(
            -fees["trading companies"] * shares[SECOND_ECONOMY], rel=TO_CENT
        )


def test_the_dollars_of_companies_add_up_to_what_they_hold():
    country = economy("2012-06", paths=NO_COAL)
    country.run()
    held = country.companies.total("dollars") / 1e6
    balance = country.accounts.dollars.balance["trading companies"]
    assert held == pytest.approx(balance, rel=TO_CENT)


def test_a_shut_channel_hurts_those_who_hold_its_licences_first():
    def fallen(paths):
        country = economy("2012-06", paths=paths, sanctions__leak=0.0, sanctions__evasion_start=0.0)
        country.run()
        return np.array(country.nation.received)

    part = fallen(NO_COAL) / fallen({})
    assert part[ARMY] == min(part)
    assert part[ARMY] < part[CABINET] < 1.0


def test_every_import_is_some_owners_purchase():
    country = economy("2011-06")
    for _ in range(6):
        country.step()
        n = country.nation
        paid = n.bought.sum() + n.sec_paid.sum() + n.crude_grant
        assert n.imports.sum() == pytest.approx(paid, rel=TO_CENT)
        for place, payer in enumerate(IMPORTERS):
            if payer != "munitions":
                billed = flow(country, "recorded imports", payer, "world")
                assert billed == pytest.approx(n.bills[place], rel=TO_CENT)


def test_nothing_recorded_no_errors_and_omissions():
    assert economy().run()["fx.errors_omissions"].max() == 0.0


def test_recorded_imports_are_met_channel_by_channel():
    recorded = {"imports.oil": (("2011-01", 20.0),), "imports.machinery": (("2011-01", 90.0),)}
    country = economy("2011-04", paths=recorded)
    country.run()
    assert country.nation.imports[2] == pytest.approx(90.0, rel=TO_CENT)
    assert country.nation.bought[:, 0].sum() == pytest.approx(
        max(0.0, 20.0 - country.nation.crude_grant), abs=TO_CENT
    )


def test_dearer_payments_bring_fewer_parts_and_a_slower_programme():
    cheap, dear = (
        economy("2016-12", paths=WATCHED, rents__finance_cost=cost).run() for cost in (0.0, 0.5)
    )
    for name in ("sec.parts", "sec.inputs", "programme.output", "programme.progress"):
        assert dear[name][-24:].mean() < cheap[name][-24:].mean()


def test_banned_machines_make_parts_dearer_but_not_ordinary_inputs():
    country = economy("2013-12", paths=WATCHED, rents__finance_cost=0.0)
    country.run()
    parts, inputs, machines = country.nation.sec_cost
    assert parts == machines > 1.0
    assert inputs == pytest.approx(1.0)


def test_the_commissions_purse_is_never_negative():
    country = economy("2018-12", paths={**NO_COAL, **WATCHED}, arms__old_customers=0.0)
    assert country.run()["fx.sec"].min() >= 0.0


def test_a_grant_is_spent_sold_saved_or_held_to_the_cent():
    gift = {"grants.munitions": (("2011-01", 150.0),)}
    country = economy("2012-12", paths=gift)
    held = country.accounts.dollars.balance["munitions"]
    for _ in range(24):
        country.step()
        lines = country.accounts.dollars.lines
        after = country.accounts.dollars.balance["munitions"]
        moved = sum(row.get("munitions", 0.0) for row in lines.values())
        assert after - held == pytest.approx(moved, abs=1e-6)
        held = after
    assert country.nation.sec_worth == pytest.approx(1.0)
    assert held > 1000.0


def test_more_for_the_track_makes_more_of_the_programme():
    gift = {"grants.munitions": (("2011-01", 150.0),)}
    poor, rich = economy("2014-12").run(), economy("2014-12", paths=gift).run()
    for name in ("programme.output", "programme.progress", "sec.parts"):
        assert rich[name][-1] > poor[name][-1]


def test_debt_is_what_was_drawn_less_repaid_and_given_up():
    country = economy("2015-12", paths=NO_COAL)
    debt = country.nation.trade_debt
    for _ in range(60):
        country.step()
        n = country.nation
        moved = n.credit_drawn - n.credit_repaid - n.credit_lost
        assert n.trade_debt == pytest.approx(debt + moved, abs=TO_CENT)
        debt = n.trade_debt
        drawn = flow(country, "suppliers' credit", "world", "trading companies")
        assert drawn == n.credit_drawn


def test_what_suppliers_give_up_is_no_income():
    country = economy("2014-12", paths={"border.openness": (("2012-01", 0.2),)})
    lost = 0.0
    for _ in range(48):
        before = country.accounts.dollars.balance["trading companies"]
        country.step()
        moved = sum(
            r.get("trading companies", 0.0) for r in country.accounts.dollars.lines.values()
        )
        after = country.accounts.dollars.balance["trading companies"]
        assert after - before == pytest.approx(moved, abs=1e-6)
        lost += country.nation.credit_lost
    assert lost > 0.0


def test_in_the_first_year_of_a_ban_credit_turns_negative():
    record = economy("2012-12", paths=NO_COAL).run()
    net = record["flows.dollars.credit"] - record["flows.dollars.credit_repaid"]
    assert net[-12:].sum() < 0.0
    assert record["debt.suppliers"][-1] < record["debt.suppliers"][11]


def test_a_shut_border_costs_trust():
    shut = {"border.openness": (("2012-01", 0.2),)}
    record = economy("2013-12", paths=shut).run()
    assert record["debt.trust"][-1] < 0.5 < record["debt.trust"][11]


def test_without_private_currency_fewer_goods_come_in_when_purses_run_dry():
    lent, kept = economy("2015-12", paths=NO_COAL), economy("2015-12", paths=NO_COAL)
    kept.p.fx.lent = 0.0
    goods, fewer = lent.run(), kept.run()
    assert goods["fx.lent"][-1] > 0.0 == fewer["fx.lent"].max()
    assert goods["imports.total"][-12:].sum() > fewer["imports.total"][-12:].sum()
    assert goods["fx.private"][-1] < fewer["fx.private"][-1]


def test_crude_granted_is_a_pair_that_costs_nobody_anything():
    country = economy("2011-02")
    country.run()
    line = country.accounts.dollars.flows
    assert line["crude granted, receipt", "world", "state"] == country.nation.crude_grant > 0.0
    assert line["crude granted, use", "state", "world"] == country.nation.crude_grant


def test_coal_owed_in_dollars_leaves_in_more_tonnes_up_to_what_ports_can_move():
    cheap = {"price.coal": (("2011-02", 0.3),)}
    country = economy("2011-06", paths=cheap, trade__quota_response=1.0)
    country.run()
    t = country.p.trade
    tonnes = country.nation.exports[0] / (0.3 * t.coal_price)
    assert tonnes <= t.coal_ceiling / 12 * (1 + TO_CENT)
    assert tonnes > t.export_coal / t.coal_price / 12


def test_thefts_reach_the_track_the_court_and_those_who_stole():
    country = economy("2011-02", paths={"thefts.proceeds": (("2011-01", 100.0),)})
    country.run()
    split = country.accounts.dollars.lines["thefts"]
    whole = 100.0 * country.p.rents.cash_out
    assert -split["world"] == pytest.approx(whole, rel=TO_CENT)
    assert min(split[h] for h in ("munitions", "court", "households")) > 0.0
    assert "state" not in split


def test_companies_of_different_patrons_put_spare_dollars_to_different_uses():
    def uses(**changed):
        country = economy("2011-02")
        country.companies.dollars[:] *= 3.0
        country.accounts.dollars.open(
            {h: country.accounts.dollars.balance[h] for h in country.accounts.dollars.chart.holders}
            | {"trading companies": country.companies.total("dollars") / 1e6}
        )
        for name, value in changed.items():
            getattr(country.nation, name)[:] = value
        country.step()
        return np.array(country.nation.company_uses), np.array(country.nation.handed)

    usual, handed = uses()
    assert usual.min() > 0.0
    assert handed.sum() == pytest.approx(usual[3], rel=TO_CENT)
    short, _ = uses(input_cover=0.5)
    assert short[0] > usual[0]


def test_homes_have_power_for_a_part_of_the_day():
    record = economy("2012-12").run()
    assert 0.0 < record["power.home_hours"].min() <= record["power.home_hours"].max() <= 24.0
