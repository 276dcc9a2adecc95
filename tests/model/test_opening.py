"""The opening adds up to the matrix of 2011 and to its balance sheet."""

from __future__ import annotations

import numpy as np
import pytest

from model import Case, Economy
from model.errors import InputError
from model.matrix import MONTHS, cell, matrix, recipe
from model.populations.layout import BRANCHES, EXPORTS, HOUSEHOLDS, MILITARY_STOCKS
from tests.model.holdings import held

ACTIVITIES = ("AGR", "MIN", "LGT", "HVY", "MUN", "UTL", "CON", "CIV", "MIL", "SRV")
IMPORTS = ("M_OIL", "M_INT", "M_CAP", "M_FOOD", "M_CONS")
FACTORS = ("LABP", "LABM", "GOS")
PEOPLE = ("HHE", "HHW", "HHF", "SOL")
GDP = 32.2
"""trn KRW of 2011: 14.2 + 9.4 + 6.1 + 3.3 + 3.17 - 3.95."""
SHARES = {"AGR": 23.1, "MIN": 14.6, "LGT": 6.5, "HVY": 10.9, "MUN": 4.5, "UTL": 3.1, "CON": 7.9,
          "CIV": 15.9, "MIL": 6.5, "SRV": 7.0}  # fmt: skip
"""Value added by activity, % of GDP: the recorded totals the matrix was balanced on."""


@pytest.fixture(scope="module")
def economy(small):
    return Economy(small)


def bought(account):
    return sum(cell(good, account) for good in (*ACTIVITIES, *IMPORTS))


def added(activity):
    return sum(cell(factor, activity) for factor in FACTORS)


def test_every_account_receives_what_it_pays():
    accounts = {receiver for receiver, _ in matrix()} - {"total"}
    for account in accounts:
        paid = sum(value for (r, p), value in matrix().items() if p == account and r != "total")
        assert cell(account, "total") == pytest.approx(paid, abs=1e-9), account


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_value_added_has_the_recorded_share(activity):
    assert 100.0 * added(activity) / GDP == pytest.approx(SHARES[activity], abs=0.01)


def test_expenditure_adds_up_to_gdp():
    consumption = sum(bought(people) for people in PEOPLE)
    exports, imports = bought("ROW"), sum(cell("ROW", channel) for channel in IMPORTS)
    assert consumption == pytest.approx(14.2, abs=0.05)
    assert bought("STATE") == pytest.approx(9.4, abs=0.05)
    assert bought("CAPC") == pytest.approx(6.1, abs=0.05)
    assert bought("MILK") == pytest.approx(3.3, abs=0.05)
    assert exports == pytest.approx(3.17, abs=0.005)
    assert imports == pytest.approx(3.95, abs=0.005)
    total = consumption + sum(bought(a) for a in ("STATE", "CAPC", "MILK")) + exports - imports
    assert total == pytest.approx(GDP, abs=1e-6)


def test_the_military_takes_a_fifth_of_gdp():
    assert 100.0 * (cell("MIL", "STATE") + cell("MILK", "STATE")) / GDP == pytest.approx(
        19.9, abs=0.1
    )


def test_recipes_give_the_matrix_back():
    base = recipe()
    assert float(base.value_added @ base.base) * MONTHS == pytest.approx(GDP)
    for b, activity in ((0, "AGR"), (1, "MIN"), (6, "MUN"), (11, "SRV")):
        assert base.base[b] * MONTHS == pytest.approx(cell(activity, "total")), BRANCHES[b]


def test_heavy_industry_is_split_without_loss():
    base = recipe()
    heavy = [BRANCHES.index(b) for b in ("metals", "chemicals", "machinery")]
    assert base.base[heavy].sum() * MONTHS == pytest.approx(cell("HVY", "total"))
    for user, account in ((MILITARY_STOCKS, "MILK"), (EXPORTS, "ROW")):
        assert base.final[user, heavy].sum() * MONTHS == pytest.approx(cell("HVY", account))


def test_inputs_and_value_added_never_exceed_output():
    base = recipe()
    inputs = base.goods.sum(axis=1) + base.imported + base.fuel + base.power
    assert (inputs + base.value_added <= 1.0 + 1e-9).all()
    assert (base.final[HOUSEHOLDS] >= 0.0).all()


def test_rows_make_the_branch_output(economy):
    plants = economy.enterprises
    for b in range(1, len(BRANCHES)):
        rows = plants.branch == b
        made = float(np.dot(plants.weight[rows], plants.base_output[rows]))
        assert made == pytest.approx(recipe().base[b], rel=1e-9), BRANCHES[b]


def test_every_row_stands_for_someone(economy):
    for population in (economy.households, economy.enterprises, economy.farms, economy.traders,
                       economy.companies):  # fmt: skip
        assert (population.weight > 0.0).all()
        assert len(set(population.identity.tolist())) == len(population)


@pytest.mark.parametrize("scale", [500, 1999, 2000])
def test_households_are_the_same_people_at_any_scale(small, scale):
    economy = Economy(small.with_(scale=scale))
    assert len(economy.households) == scale
    assert economy.households.weight.sum() == pytest.approx(6_100_000, rel=0.02)


def test_the_balance_sheet_is_that_of_rows_and_institutions(economy):
    for name, holders in held(economy).items():
        ledger = getattr(economy.accounts, name)
        for holder, amount in holders.items():
            assert ledger.balance[holder] == pytest.approx(amount, rel=1e-12, abs=1e-9)
        assert sum(ledger.balance.values()) == pytest.approx(0.0, abs=1e-6)


def test_foreign_currency_opens_at_the_balance_sheet(economy):
    fx, balance = economy.p.fx, economy.accounts.dollars.balance
    households = fx.opening_core + fx.opening_workers + fx.opening_farmers
    assert balance["households"] == pytest.approx(households)
    assert balance["traders"] == pytest.approx(fx.opening_traders)
    assert -balance["world"] == pytest.approx(5500.0)


def test_fixed_capital_is_dealt_out_in_full(economy):
    plants, capital = economy.enterprises, economy.p.capital
    built = capital.structures_kept * cell("CON", "CAPC")
    assert plants.total("structures") * capital.structures_wear == pytest.approx(built)
    assert 7.0 < plants.total("equipment") < 12.0


def test_imports_are_those_of_2011(economy):
    imports = economy.opening.imports.sum() * MONTHS
    assert imports == pytest.approx(3568.0)
    assert imports * economy.p.trade.krw_per_usd == pytest.approx(cell("ROW", "total"), rel=0.005)


def test_weights_of_gdp_sum_to_one(economy):
    assert economy.opening.weights_gdp.sum() == pytest.approx(1.0)


def test_nothing_is_missing_or_endless(economy):
    for name in ("enterprises", "farms", "households", "traders", "companies"):
        assert np.isfinite(getattr(economy, name).data).all(), name


def test_markets_that_sell_more_grain_than_anything_are_refused_by_name():
    dear = {"food.opening_market_grain": 942.0, "money.opening_price_level": 0.3125,
            "money.opening_rice_price": 2804.0}  # fmt: skip
    with pytest.raises(InputError, match=r"market sales at the opening.*2,500,000.*2,641,368"):
        Economy(Case(parameters=dear, end="2011-01", scale=500))
