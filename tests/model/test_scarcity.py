"""Orders come from plan and prices, not from what was bought; what holds plants is named."""

from __future__ import annotations

import numpy as np
import pytest

from model import Case, Economy
from model.mechanisms.goods import order_goods
from model.populations.layout import BOTTLENECKS, BRANCHES, HOUSEHOLDS, LIGHT, METALS, PLANTS
from tests.model.apply import apply


def test_homes_that_buy_less_do_not_order_less(small):
    plain, poor = Economy(small), Economy(small)
    for economy in (plain, poor):
        economy.step()
    poor.nation.goods_bought *= 0.5
    for economy in (plain, poor):
        apply(order_goods, economy)
    assert poor.nation.needs[HOUSEHOLDS, LIGHT] == plain.nation.needs[HOUSEHOLDS, LIGHT]


def test_goods_that_fetch_more_beside_pay_are_made_more_of(small):
    plain, dear = Economy(small), Economy(small)
    dear.nation.real_price = 1.2
    for economy in (plain, dear):
        apply(order_goods, economy)
    assert dear.nation.needs[HOUSEHOLDS, LIGHT] > plain.nation.needs[HOUSEHOLDS, LIGHT]


def test_a_plan_follows_output_up_more_quickly_than_down(small):
    moved = []
    for made in (1.1, 0.9):
        economy = Economy(small)
        economy.nation.output[METALS] = made * economy.nation.base[METALS]
        apply(order_goods, economy)
        moved.append(abs(economy.nation.plan_level[METALS] - 1.0))
    assert moved[0] > moved[1] > 0.0


def test_hands_added_to_a_branch_held_by_orders_cut_no_input(small):
    economy = Economy(small.with_(end="2012-12"))
    while economy.running:
        economy.step()
    used = np.array(economy.nation.branch_sums[9, LIGHT])
    per_unit = used / economy.nation.output[LIGHT]
    recipe = economy.books[0].recipe.materials[LIGHT] * economy.nation.input_use[0, LIGHT]
    assert per_unit == pytest.approx(recipe, rel=0.05)


def test_every_branch_of_plants_has_a_bottleneck_with_a_name(inside):
    record = Economy(inside.with_(end="2013-12", scale=500)).run()
    for b in PLANTS:
        codes = record[f"bottleneck.{BRANCHES[b]}"]
        assert set(codes.astype(int)) <= set(range(len(BOTTLENECKS)))
        shadow = record[f"shadow.{BRANCHES[b]}"]
        assert ((shadow > 0.0) == (codes > 0.0)).all()
    assert (record["capacity.use"] <= 1.0 + 1e-12).all()


def test_without_imports_imported_inputs_or_fuel_are_what_is_short(inside):
    shut = {"border.openness": (("2011-01", 0.0),)}
    paths = {**inside.paths, **shut}
    record = Economy(inside.with_(end="2013-12", scale=500, paths=paths)).run()
    named = {BOTTLENECKS[int(code)] for code in record["bottleneck.machinery"][-12:]}
    assert named <= {"imported inputs", "fuel"}


def test_nothing_real_moves_while_every_driver_is_held():
    held = dict.fromkeys(("labour.growth", "technology.drift", "technology.farm_drift"), 0.0)
    record = Economy(Case(end="2030-12", scale=500, parameters=held)).run()
    for name in ("gdp", "output.light", "output.construction", "output.services_market",
                 "consumption.civilian", "capital.equipment", "capital.structures"):  # fmt: skip
        years = record[name].reshape(-1, 12).mean(axis=1)
        pace = 100.0 * np.log(years[-1] / years[4]) / (len(years) - 5)
        assert abs(pace) < 1.0, name
