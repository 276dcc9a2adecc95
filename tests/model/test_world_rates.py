"""The rates of events and resolutions are those of 2006-2017, and of no later year."""

from __future__ import annotations

import numpy as np
import pytest

from model import parameters
from scenarios import events
from scenarios.history import tables

RATES = events.estimate()


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
    found = events.standard_errors()
    assert set(found) == set(events.ERRORS)
    for name, error in events.ERRORS.items():
        assert error == pytest.approx(found[name], rel=0.03)


def test_a_standard_error_is_what_many_samples_would_show():
    rng = np.random.default_rng(0)
    tests = rng.poisson(6, 20_000)
    spread = np.std(np.log(tests[tests > 0]))
    assert events.ERRORS["programme.test_hazard"] == pytest.approx(spread, rel=0.15)


def test_no_row_after_2017_is_read(monkeypatch):
    read = tables.read
    late = {"date": "2022-03-24", "series": "nuclear_test", "answered": "2022-03-25",
            "note": "", "source": "", "grade": ""}  # fmt: skip
    more = {"provocations": (*read("provocations"), *[late] * 50)}
    monkeypatch.setattr(tables, "read", lambda table: more.get(table) or read(table))
    assert events.estimate() == RATES


def test_an_earlier_row_moves_the_estimate(monkeypatch):
    read = tables.read
    fewer = {"provocations": read("provocations")[10:]}
    monkeypatch.setattr(tables, "read", lambda table: fewer.get(table) or read(table))
    assert events.estimate() != RATES


def test_the_record_holds_what_is_known():
    assert events.counts(("nuclear_test",)).sum() == 6
    since_2011 = events.counts(("nuclear_test",))[60:].sum()
    assert since_2011 == 4
    assert len(events.lags()) == 10
    assert events.dispersion() > 1.5


def test_no_other_point_near_the_estimate_is_likelier():
    launches, all_events = events.daily(events.KINDS[:2]), events.daily()
    level = events.progress(all_events.size)

    def likelihood(base, slope, excitation, memory):
        rate = base + slope * level + excitation * events.pull(all_events, memory)
        return np.sum(launches * np.log(rate)) - np.sum(rate) / events.DAYS

    best = (RATES.event_base, RATES.event_progress, RATES.excitation, RATES.event_memory)
    top = likelihood(*best)
    for place in range(4):
        for factor in (0.9, 1.1):
            moved = [v * factor if i == place else v for i, v in enumerate(best)]
            assert likelihood(*moved) < top
