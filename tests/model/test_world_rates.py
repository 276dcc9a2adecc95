"""The rates of events and resolutions are those of 2006-2017, and of no later year."""

from __future__ import annotations

import numpy as np
import pytest

from model import parameters
from scenarios.estimation import event_rates
from scenarios.history import tables

RATES = event_rates.estimate()


@pytest.mark.parametrize(
    "name", ["event_base", "event_progress", "excitation", "event_memory", "major_share",
             "test_hazard"]
)  # fmt: skip
def test_a_shipped_rate_of_events_is_the_estimate(name):
    shipped = parameters.get(f"programme.{name}")
    assert shipped.value == pytest.approx(getattr(RATES, name), rel=0.02)
    assert not shipped.informed_by_held_out


@pytest.mark.parametrize("name", ["resolution_share", "lag_median", "lag_spread"])
def test_a_shipped_rate_of_resolutions_is_the_estimate(name):
    shipped = parameters.get(f"council.{name}")
    assert shipped.value == pytest.approx(getattr(RATES, name), rel=0.02)
    assert not shipped.informed_by_held_out


def test_shipped_standard_errors_are_those_of_the_estimate():
    found = event_rates.standard_errors()
    assert set(found) == set(event_rates.ERRORS)
    for name, error in event_rates.ERRORS.items():
        assert error == pytest.approx(found[name], rel=0.03)


def test_a_standard_error_is_what_many_samples_would_show():
    rng = np.random.default_rng(0)
    tests = rng.poisson(6, 20_000)
    spread = np.std(np.log(tests[tests > 0]))
    assert event_rates.ERRORS["programme.test_hazard"] == pytest.approx(spread, rel=0.15)


def test_no_row_after_2017_is_read(monkeypatch):
    read = tables.read
    late = {"date": "2022-03-24", "series": "nuclear_test", "answered": "2022-03-25",
            "note": "", "source": "", "grade": ""}  # fmt: skip
    more = {"provocations": (*read("provocations"), *[late] * 50)}
    monkeypatch.setattr(tables, "read", lambda table: more.get(table) or read(table))
    assert event_rates.estimate() == RATES


def test_an_earlier_row_moves_the_estimate(monkeypatch):
    read = tables.read
    fewer = {"provocations": read("provocations")[10:]}
    monkeypatch.setattr(tables, "read", lambda table: fewer.get(table) or read(table))
    assert event_rates.estimate() != RATES


def test_the_record_holds_what_is_known():
    assert event_rates.counts(("nuclear_test",)).sum() == 6
    since_2011 = event_rates.counts(("nuclear_test",))[60:].sum()
    assert since_2011 == 4
    assert len(event_rates.lags()) == 10
    assert event_rates.dispersion() > 1.5


def test_no_other_point_near_the_estimate_is_likelier():
    launches, all_events = event_rates.daily(event_rates.KINDS[:2]), event_rates.daily()
    level = event_rates.progress(all_events.size)

    def likelihood(base, slope, excitation, memory):
        rate = base + slope * level + excitation * event_rates.pull(all_events, memory)
        return np.sum(launches * np.log(rate)) - np.sum(rate) / event_rates.DAYS

    best = (RATES.event_base, RATES.event_progress, RATES.excitation, RATES.event_memory)
    top = likelihood(*best)
    for place in range(4):
        for factor in (0.9, 1.1):
            moved = [v * factor if i == place else v for i, v in enumerate(best)]
            assert likelihood(*moved) < top
