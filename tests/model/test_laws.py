"""A run stays within what is possible, or ends as one that failed and says where."""

import numpy as np
import pytest

from model import Economy, laws
from model.case import Case
from model.fork import keep, resume
from model.laws import LawError
from model.series import SERIES
from scenarios.definition.catalog import load
from scenarios.execution import pool

SHORT = Case(end="2012-06", scale=500)
STARVED = {"food.procurement_share": 0.6, "market.border_grain": 0.0, "market.price_limit": 1.0}
"""Farms sell nothing and traders fetch nothing, so the price of rice rises without end."""


def broken(name, value, case=SHORT, month=-1):
    """What is said where one figure of a finished run is replaced."""
    economy = Economy(case)
    economy.run()
    economy.record.values[month, economy.record.names.index(name)] = value
    with pytest.raises(LawError) as caught:
        laws.hold(economy)
    return str(caught.value)


def test_every_series_has_bounds_by_what_it_counts():
    assert all(low < high for low, high in (series.bounds for series in SERIES.values()))
    of = {name: series.bounds for name, series in SERIES.items()}
    assert of["coal.output"] == (0.0, np.inf)
    assert of["households.market_hours"] == of["programme.progress"] == (0.0, 1.0)
    assert of["power.shortage"] == of["food.insecure"] == (0.0, 100.0)
    assert of["munitions.fulfilment"] == (0.0, np.inf)
    assert of["money.cash_gap"] == of["flows.cash.notes"] == (-np.inf, np.inf)


def test_few_series_may_be_negative():
    signed = {name for name, series in SERIES.items() if series.bounds[0] < 0.0}
    assert signed == {"money.cash_gap", "flows.plan.credit_civil", "flows.plan.credit_munitions",
                      "flows.cash.currency", "flows.cash.notes", "flows.labour.away",
                      "labour.discharged", "defence.freed", "uses.stocks", "uses.stocks_2015",
                      "uses.defence.acquisitions", "uses.defence.acquisitions_2015"}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [
    ("coal.output", -0.5), ("consumption.core", -2.0), ("programme.progress", 1.2),
    ("power.shortage", 101.0), ("munitions.fulfilment", np.inf), ("gdp", np.nan),
    ("money.cash_gap", 1e39), ("money.cash_gap", -1e39),
])  # fmt: skip
def test_an_impossible_figure_ends_the_run_and_is_named_with_its_month(name, value):
    said = broken(name, value, month=4)
    assert said.startswith(f"{name} = ")
    assert "in 2011-05 is impossible" in said


def test_rounding_breaks_no_law():
    economy = Economy(SHORT)
    economy.run()
    economy.record.values[3, economy.record.names.index("fx.state")] = -1e-12
    laws.hold(economy)


def test_the_first_month_counts():
    economy = Economy(SHORT)
    economy.run()
    for name, month in (("gdp", 9), ("coal.output", 7)):
        economy.record.values[month, economy.record.names.index(name)] = -1.0
    with pytest.raises(LawError, match=r"coal\.output = -1 Mt a month in 2011-08"):
        laws.hold(economy)


def test_the_nearest_cause_is_the_mechanism_and_what_it_reads_at_an_end():
    case = SHORT.with_(parameters={"power.coal_shift": 1.0, "arms.release": 0.3,
                                   "market.price_limit": 0.26})  # fmt: skip
    said = broken("coal.output", -1.0, case)
    assert "published by model/mechanisms/power.py" in said
    assert "power.coal_shift = 1, arms.release = 0.3, market.price_limit = 0.26" in said
    assert broken("coal.output", -1.0).endswith("the case moves nothing")


def test_a_path_at_an_end_is_a_cause_while_it_is_in_force():
    case = SHORT.with_(paths={"market.tightness": [["2011-06", 1.0]]})
    assert "market.tightness = 1" in broken("gdp", -1.0, case, month=6)
    assert "market.tightness" not in broken("gdp", -1.0, case, month=2)


def test_prices_without_end_end_the_run_with_that_reason():
    outcome = pool.make(SHORT.with_(parameters=STARVED, end="2017-12"), ["gdp"])
    assert outcome.state == "failed"
    assert outcome.error.startswith("LawError: prices ran away: price.rice = ")
    assert "beyond 1e+12 times (money.runaway)" in outcome.error


def test_a_run_that_records_few_series_is_held_to_the_laws_in_all():
    half = Economy(SHORT.with_(parameters=STARVED))
    half.run()
    twin = resume(keep(half), half.case.with_(end="2017-12"), ["gdp"])
    with pytest.raises(LawError, match=r"price\.rice"):
        twin.run()


def test_stepping_month_by_month_ends_as_a_run_does():
    economy = Economy(SHORT.with_(parameters=STARVED, end="2017-12"))
    for _ in economy.months[:-1]:
        economy.step()
    with pytest.raises(LawError):
        economy.step()


@pytest.mark.parametrize("response", [1.16, 1.5])
def test_markets_shut_altogether_take_all_market_hours_and_no_more(response):
    shut = {"market.tightness": [["2011-01", 0.0], ["2014-02", 1.0]]}
    pressed = {"households.tightness_response": response}
    case = SHORT.with_(parameters=pressed, paths=shut, end="2015-12")
    hours = Economy(case).run()["households.market_hours"]
    assert 0.0 <= hours.min() < 0.1 * hours[0]


@pytest.mark.parametrize("scenario", ["history-free", "no-veto", "reactive-baseline"])
def test_a_buyer_who_wants_nothing_orders_nothing(scenario):
    case = load(scenario).case.with_(parameters={"arms.buyer_volume": 0.0}, scale=500)
    assert Economy(case).run()["arms.orders"][-1] == 0.0


def test_a_plan_of_nothing_is_fulfilled():
    least = {"plan.least_resources": 0.0, "doctrine.least_share": 0.0}
    economy = Economy(SHORT.with_(parameters=least))
    economy.run()
    economy.record._kept[:, :] = 0.0
    economy.record._unread = list(range(len(economy.months)))
    assert (economy.record["munitions.fulfilment"] == 100.0).all()


def test_an_opening_that_exports_more_coal_than_it_mines_is_refused():
    values = {"trade.export_coal": 2000.0, "trade.coal_price": 80.0, "power.coal_output": 20.0}
    outcome = pool.make(SHORT.with_(parameters=values), ["gdp"])
    assert outcome.error.startswith("InputError: coal mined at the opening, power.coal_output = 20")


def test_fees_and_bribes_take_no_more_than_traders_have_left():
    dear = {"market.farm_share": 0.4, "market.enterprise_share": 0.4, "market.fee_share": 0.1,
            "market.bribe_share": 0.1, "market.tightness_cost": 3.0}  # fmt: skip
    pressed = {"market.tightness": [["2011-01", 0], ["2011-02", 1]]}
    economy = Economy(SHORT.with_(parameters=dear, paths=pressed))
    while economy.running:
        economy.step()
        assert economy.accounts.cash.balance["traders"] >= -1e-3 * economy.nation.sales


def test_the_programme_takes_no_more_than_all_that_defence_buys():
    late = {f"programme.target_{number}": 0.0 for number in range(1, 5)}
    dear = {"programme.cost_share": 0.2, "doctrine.songun_strategic": 3.0, "programme.urgency": 1.0}
    record = Economy(SHORT.with_(parameters={**late, **dear}, end="2014-12")).run()
    assert record["programme.share"].max() == pytest.approx(100.0)
    assert record["programme.progress"].max() <= 1.0
