"""Left alone, the country stays where it opens; grain lasts through the year."""

from __future__ import annotations

import numpy as np
import pytest

from model import Case, Economy
from model.compiled import compiled
from model.drivers import EXPORT_CHANNELS
from model.mechanisms.sanctions import normal_exports
from model.populations.layout import BOOKED, BRANCHES, FARMS, N_GOODS, UTILITIES, B


@pytest.fixture(scope="module")
def left_alone():
    """Three months of a country nothing happens to."""
    economy = Economy(Case(end="2011-03", scale=500))
    economy.run()
    return economy


def test_input_stocks_neither_pile_up_nor_run_down(left_alone):
    cover = left_alone.nation.input_cover
    assert cover[cover > 0.0] == pytest.approx(1.0, abs=0.2)  # none where a branch uses none


def test_plants_make_what_they_made(left_alone):
    index = np.array(left_alone.nation.index)
    plants = [b for b in range(len(BRANCHES)) if b not in (FARMS, UTILITIES)]
    assert index[plants] == pytest.approx(1.0, abs=0.06)


def test_stocks_of_goods_stay(left_alone):
    opening = left_alone.p.production.goods_cover * left_alone.nation.base[:N_GOODS]
    assert left_alone.nation.stocks == pytest.approx(opening, rel=0.1)


def test_priorities_of_the_opening_move_no_share(left_alone):
    before, after = left_alone.opening.priority, left_alone.nation.priority
    assert left_alone.leadership.doctrine == "songun"
    np.testing.assert_array_equal(before, after)


def test_full_stocks_export_what_is_asked_in_every_channel():
    economy = Economy(Case(end="2011-01", scale=500))
    asked_in = compiled(lambda books, channel: normal_exports(books[0], channel))
    asked = [asked_in(economy.books, channel) for channel in range(len(EXPORT_CHANNELS))]
    economy.step()
    assert economy.nation.exports == pytest.approx(asked, rel=0.02)


def test_no_month_before_the_harvest_goes_without_grain(inside):
    intake = Economy(inside.with_(end="2013-12", scale=500)).run()["food.intake"]
    for year in intake.reshape(-1, 12)[1:]:
        assert year.min() > 0.9 * year.mean()


def test_people_below_the_food_line_change_by_degrees(inside):
    lines = [Economy(inside.with_(end="2011-06", scale=500,
                                  parameters={"households.hunger_line": line})).run()
             for line in (10.0, 11.0, 12.0)]  # fmt: skip
    shares = [line["food.insecure"].mean() for line in lines]
    assert shares == sorted(shares)
    assert 1.0 < shares[0] < shares[2] < 60.0
    assert np.diff(shares).max() < 20.0


def test_a_town_whose_mines_stand_still_earns_less_at_its_market(inside):
    law = {"coverage.coal": (("2011-01", 1.0),), "compliance.china": (("2011-01", 1.0),)}
    told = []
    for demand in (0.0, 1.0):
        case = inside.with_(end="2013-12", scale=500, parameters={"market.local_demand": demand})
        free, banned = Economy(case).run(), Economy(case.with_(paths={**case.paths, **law})).run()
        lost = banned["consumption.industrial"][-12:] / free["consumption.industrial"][-12:]
        spared = banned["consumption.pyongyang"][-12:] / free["consumption.pyongyang"][-12:]
        told.append((lost / spared).mean())
    assert told[1] < told[0]


def test_regions_add_up_to_the_country(inside):
    economy = Economy(inside.with_(end="2011-03", scale=500))
    economy.run()
    booked = economy.nation.booked
    regions = booked[[place for place, name in enumerate(BOOKED) if name.startswith("use_")]].sum()
    assert regions == pytest.approx(booked[B.consumption])
