"""Men are conserved; the army shrinks slowly; whoever is placed somewhere is at work there."""

from __future__ import annotations

import numpy as np
import pytest

from model import Case, Economy
from model.accounts import AccountsError
from model.populations.layout import BRANCHES, CONSTRUCTION, FARMS, LIGHT, MILITARY, MINING

LINES = ("songun", "byungjin", "economy_first", "self_reliance", "war_preparations")


def smaller(part, month="2011-01"):
    return {f"doctrine.{line}_army": ((month, part),) for line in LINES}


@pytest.fixture(scope="module")
def army_home():
    """A country that wants half of its soldiers from its first month, and one that keeps them."""
    case = Case(end="2014-12", scale=500, parameters={"labour.growth": 0.0})
    kept, home = Economy(case), Economy(case.with_(dated=smaller(0.5)))
    kept.run()
    home.run()
    return kept, home


def test_everybody_who_leaves_the_army_is_employed_elsewhere(army_home):
    kept, home = (np.array(e.nation.staff) for e in army_home)
    assert home.sum() == pytest.approx(kept.sum(), rel=1e-12)
    assert home.sum(axis=0)[MILITARY] < 0.7 * kept.sum(axis=0)[MILITARY]
    gained = home.sum(axis=0) - kept.sum(axis=0)
    assert all(gained[b] > 0.0 for b in (MINING, FARMS, CONSTRUCTION, LIGHT))


def test_at_most_a_tenth_of_the_army_goes_home_in_a_year(army_home):
    _, home = army_home
    soldiers = home.record["employed.military"]
    assert soldiers[12] / soldiers[0] > 1.0 - 0.1
    assert (np.diff(soldiers) <= 1e-12).all()


def test_soldiers_at_work_are_sent_home_last(army_home):
    kept, home = army_home
    lent = [e.nation.army_labour * e.nation.workers[MILITARY] for e in (kept, home)]
    assert lent[1] == pytest.approx(lent[0], rel=0.02)


def test_men_who_vanish_end_the_run():
    economy = Economy(Case(end="2011-03", scale=500))
    economy.step()
    from model.mechanisms.dealing import check_accounts
    from tests.model.apply import apply

    economy.nation.staff[0, LIGHT] -= 1000.0
    apply(check_accounts, economy)
    with pytest.raises(AccountsError, match="men do not add up"):
        economy._complain()


@pytest.mark.parametrize("branch", ["construction", "light", "machinery"])
def test_men_moved_out_of_the_army_raise_civil_output(inside, branch):
    case = inside.with_(end="2016-12", scale=500)
    told = []
    for men in (0.0, 100_000.0):
        economy = Economy(case.with_(dated=smaller(0.9145)) if men else case)
        for place, change in ((MILITARY, -men), (BRANCHES.index(branch), men)):
            staff = economy.nation.staff
            staff[:, place] *= 1.0 + change / staff[:, place].sum()
        told.append(economy.run()["gdp.civil"][-12:].mean())
    assert told[1] > told[0]


def test_goods_of_soldiers_sent_home_are_freed(army_home):
    kept, home = army_home
    assert home.nation.freed > kept.nation.freed
    assert home.nation.investment_orders / home.nation.hunger > (
        kept.nation.investment_orders / kept.nation.hunger
    )
