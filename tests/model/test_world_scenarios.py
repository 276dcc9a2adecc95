"""What the shipped scenarios with reactions say, over seeds and never by one lucky run."""

from __future__ import annotations

import numpy as np
import pytest

from model import Economy
from model.drivers import DRIVERS
from scenarios.definition.catalog import load

PAST, FUTURE = range(16), range(4)
REACTING = ("reactive-baseline", "no-veto")
DEALS = ("baseline", "grand-bargain", "step-by-step", "bargain-snapback")
DECIDED = [name for name, driver in DRIVERS.items() if driver.decided_by]
EXOGENOUS = {
    "weather.crop", "weather.water", "council.veto", "pressure.coalition", "buyer.need",
}  # fmt: skip
"""What free history is handed."""


@pytest.fixture(scope="module")
def free():
    """Free history over seeds, and its months."""
    case = load("history-free").case.with_(scale=500)
    return [Economy(case, rng=seed).run() for seed in PAST], case.months


@pytest.fixture(scope="module")
def futures():
    cases = {name: load(name).case.with_(scale=500) for name in (*REACTING, *DEALS)}
    return {n: [Economy(c, rng=seed).run() for seed in FUTURE] for n, c in cases.items()}


def at(records, name, month):
    """Median over seeds of a series in one month."""
    return np.median([record[name][record.months.index(month)] for record in records])


def before_2018(free, name):
    records, months = free
    return [record[name][: months.index("2018-01")] for record in records]


def test_free_history_is_handed_nothing_that_somebody_decides():
    case = load("history-free").case
    given = case.drivers()
    assert all(np.isnan(given[name]).all() for name in DECIDED)
    moved = {n for n, values in given.items() if len(set(values[~np.isnan(values)])) > 1}
    assert moved == EXOGENOUS


def test_nuclear_tests_to_2017_are_spread_about_the_four_on_record(free):
    tests = [t.sum() for t in before_2018(free, "events.nuclear_tests")]
    assert np.percentile(tests, 10) <= 4 <= np.percentile(tests, 90)
    assert 2 <= np.mean(tests) <= 6


def test_resolutions_to_2017_are_spread_about_the_seven_on_record(free):
    passed = [r.sum() for r in before_2018(free, "council.resolutions")]
    assert np.percentile(passed, 10) <= 7 <= np.percentile(passed, 90)
    assert 4 <= np.mean(passed) <= 10


def test_events_cluster(free):
    events = zip(*(before_2018(free, f"events.{kind}") for kind in ("minor", "major")), strict=True)
    ratios = [(a + b).var() / (a + b).mean() for a, b in events]
    assert np.median(ratios) > 1.5


def test_hardly_any_resolution_passes_once_a_veto_is_likely(free):
    records, months = free
    late = months.index("2022-07")
    yearly = np.mean([r["council.resolutions"][late:].sum() for r in records]) / 2.5
    earlier = np.mean([p.sum() for p in before_2018(free, "council.resolutions")]) / 7
    assert yearly < 0.3 * earlier


def test_a_moratorium_leaves_a_gap_in_events(free):
    records, _ = free
    held = np.concatenate([r["programme.moratorium"] > 0 for r in records])
    events = np.concatenate([r["events.minor"] + r["events.major"] for r in records])
    assert held.any()
    assert events[held].mean() < 0.1 * events[~held].mean()


def test_exports_fall_as_law_and_compliance_grow(free):
    records, months = free
    tight = [r["sanctions.restriction"] / 100 * r["compliance.china"] for r in records]
    early, late = months.index("2012-01"), months.index("2018-06")
    assert np.median([t[late] for t in tight]) > 0.3 > np.median([t[early] for t in tight])
    fall = [r["exports.total"][late] / r["exports.total"][early] for r in records]
    assert np.corrcoef(fall, [t[late] for t in tight])[0, 1] < -0.7


def test_partners_go_on_from_their_last_recorded_compliance(futures):
    for records in map(futures.get, REACTING):
        assert at(records, "compliance.china", "2024-12") == pytest.approx(0.99)
        assert at(records, "compliance.china", "2025-01") == pytest.approx(0.99, abs=0.02)


def test_a_grand_bargain_lowers_progress_and_raises_exports_output_and_consumption(futures):
    deal, plain = futures["grand-bargain"], futures["baseline"]
    assert {r["talks.deals"][-1] for r in deal} <= {1.0, 2.0}
    assert at(deal, "programme.progress", "2027-12") < 0.75 * at(
        plain, "programme.progress", "2027-12"
    )
    assert at(deal, "exports.total", "2027-12") > 2 * at(plain, "exports.total", "2027-12")
    for name in ("gdp", "consumption.bottom60", "fx.total"):
        gains = [
            a[name][-60:].mean() - b[name][-60:].mean() for a, b in zip(deal, plain, strict=True)
        ]
        assert np.mean(gains) > 0, name


def test_steps_come_to_the_same_later(futures):
    steps, deal = futures["step-by-step"], futures["grand-bargain"]
    assert at(steps, "sanctions.relief", "2027-01") < at(deal, "sanctions.relief", "2027-01")
    assert at(steps, "talks.deals", "2031-12") >= 3
    assert at(steps, "programme.progress", "2031-12") < 0.7


def test_snapback_brings_law_tests_and_hardship_back(futures):
    back, deal = futures["bargain-snapback"], futures["grand-bargain"]
    months = back[0].months
    start = months.index("2028-01")
    for broken in back:
        assert broken["sanctions.relief"][start + 3 :].max() == 0
    events = [sum(r["events.major"][start:].sum() for r in records) for records in (back, deal)]
    assert events[0] > 2 * events[1]
    poor = [r["consumption.bottom60"] for r in back]
    year = [np.mean([p[months.index(f"{y}-01") :][:12].mean() for p in poor]) for y in (2027, 2033)]
    assert year[1] < year[0]


def test_without_a_veto_resolutions_pass_again(futures):
    passed = {n: sum(r["council.resolutions"][180:].sum() for r in futures[n])
              for n in ("no-veto", "reactive-baseline")}  # fmt: skip
    assert passed["no-veto"] > 3 * passed["reactive-baseline"]
    assert at(futures["no-veto"], "compliance.china", "2027-06") >= at(
        futures["reactive-baseline"], "compliance.china", "2027-06"
    )
