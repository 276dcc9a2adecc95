"""Building, stepping and recording a run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from model import SERIES, Case, Economy, InputError


def test_overrides_are_parameters_with_two_underscores(small):
    economy = Economy(small, sanctions__leak=0.3, food__damage=0.02)
    assert economy.p.sanctions.leak == 0.3
    assert economy.case.hash == small.with_(
        parameters={"sanctions.leak": 0.3, "food.damage": 0.02}
    ).hash  # fmt: skip


def test_an_override_with_underscores_in_its_own_name_is_found(small):
    assert Economy(small, trade__grain_share_of_food=0.5).p.trade.grain_share_of_food == 0.5


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ({"sanctions__leek": 0.1}, "did you mean 'sanctions.leak'"),
        ({"leak": 0.1}, "unknown parameter 'leak'"),
        ({"sanctions__leak": 3.0}, "out of range"),
        ({"sanctions__leak": "much"}, "not a number"),
    ],
)
def test_a_wrong_override_is_refused(small, override, said):
    with pytest.raises(InputError, match=said):
        Economy(small, **override)


def test_rng_replaces_the_seed_and_enters_the_hash(small):
    assert Economy(small, rng=5).case.seed == 5
    assert Economy(small, rng=5).case.hash == small.with_(seed=5).hash != small.hash
    assert Economy(small, rng=0).case.hash == small.with_(seed=0).hash


def test_a_seed_handed_over_either_way_gives_the_same_run(small):
    one = Economy(small, rng=5).run().values
    other = Economy(small.with_(seed=5)).run().values
    assert np.array_equal(one, other)


def test_running_goes_false_with_the_last_month(small):
    economy = Economy(small.with_(end="2011-02"))
    assert economy.running
    economy.step()
    assert economy.running
    economy.step()
    assert not economy.running
    before = economy.record.values.copy()
    economy.step()
    assert economy.month == 2
    assert np.array_equal(economy.record.values, before)


def test_stepping_and_running_are_the_same(small):
    stepped, run = Economy(small), Economy(small).run()
    for _ in small.months:
        stepped.step()
    assert np.array_equal(stepped.record.values, run.values)


def test_a_longer_run_begins_as_the_shorter_one(small):
    short = Economy(small.with_(end="2011-12")).run().values
    assert np.array_equal(Economy(small).run().values[:12], short)


def test_the_calendar_is_kept(small):
    economy = Economy(small)
    assert economy.month_name == "2011-01"
    assert economy.calendar_month == 0
    economy.run()
    assert economy.month_name == "2012-12"


def test_the_default_case_needs_no_history():
    record = Economy(Case(end="2011-06", scale=500)).run()
    assert np.isfinite(record.values).all()


def test_the_record_is_a_table_with_units(small):
    frame = Economy(small).run().to_frame()
    assert list(frame.columns) == list(SERIES)
    assert isinstance(frame.index, pd.PeriodIndex)
    assert frame.index.name == "month"
    assert (str(frame.index[0]), str(frame.index[-1])) == ("2011-01", "2012-12")
    assert frame.attrs["units"]["price.rice"] == "KPW per kg"
    assert frame["gdp"].iloc[0] == pytest.approx(1.0, abs=0.1)


def test_an_unfinished_record_has_gaps_where_nothing_happened_yet(small):
    economy = Economy(small)
    economy.step()
    assert np.isfinite(economy.record.values[0]).all()
    assert np.isnan(economy.record.values[1:]).all()


@pytest.mark.parametrize("month", ["exports.coal", "imports.oil", "power.generation"])
def test_a_series_fed_in_is_its_driver(recorded, month):
    case = recorded.with_(scale=500)
    drivers, record = case.drivers(), Economy(case).run()
    fed = ~np.isnan(drivers[month])
    assert fed.all()
    np.testing.assert_allclose(record[month][fed], drivers[month][fed], rtol=1e-12)
