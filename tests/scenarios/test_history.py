"""Claims about the recorded history that is fed in and scored."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from model import drivers as declared
from model.case import Case, InputError, month_name, month_number
from scenarios import history
from scenarios.history import coded, observed, paths, rents, tables, trade, weather
from scenarios.history.describe import PAGE, page

ALL = [
    (feed, name, steps) for feed in history.FEEDS for name, steps in history.drivers(feed).items()
]


def over_months(steps):
    return paths.held(steps)


def moved(events, years_by_year):
    """The same events in other years."""

    def to(month):
        return f"{years_by_year[int(month[:4])]}{month[4:]}"

    return [{**e, "date": to(e["date"]), "until": to(e["until"])} for e in events]


def test_every_path_is_accepted_by_a_case():
    paths_of_all = {name: steps for _, name, steps in ALL}
    assert len(paths_of_all) == len(ALL), "two feeds hold the same driver"
    assert Case(paths=paths_of_all).paths.keys() == paths_of_all.keys()


@pytest.mark.parametrize(("feed", "name", "steps"), ALL, ids=[name for _, name, _ in ALL])
def test_a_path_starts_with_the_opening_month_and_every_value_is_in_range(feed, name, steps):
    assert steps[0][0] == "2011-01"
    for month, value in steps:
        declared.get(name).check(value, month)


@pytest.mark.parametrize("feed", history.FEEDS)
def test_every_driver_has_grade_source_and_rule(feed):
    rows = history.sources(feed)
    assert {row.driver for row in rows} == set(history.drivers(feed))
    assert all(row.grade and row.source and row.rule for row in rows)


def test_every_driver_is_fed_by_some_feed():
    assert {name for _, name, _ in ALL} == set(declared.DRIVERS)


def test_an_unknown_feed_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="weather"):
        history.drivers("wether")


def test_the_page_of_drivers_is_as_the_code_writes_it():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("table", [f.stem for f in tables.RECORD.glob("*.csv")])
def test_every_row_of_the_record_has_source_and_grade(table):
    for row in tables.read(table):
        assert row["source"].strip(), row
        assert row["grade"].strip(), row
        assert not row["source"].startswith("same"), row


def test_feeds_need_neither_pandas_nor_mesa():
    code = (
        "import sys; from scenarios import history; [history.drivers(f) for f in history.FEEDS];"
        "sys.exit(bool({'pandas', 'mesa', 'numba'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Trade


@pytest.mark.parametrize("year", paths.YEARS)
@pytest.mark.parametrize("way", ["exports", "imports"])
def test_channels_and_months_add_up_to_the_recorded_total(way, year):
    recorded = tables.annual("trade", f"{way}_ex_interkorean")[year]
    flows = [over_months(s) for n, s in history.drivers("trade").items() if n.startswith(way)]
    fed = sum(flow[f"{year}-{m:02d}"] for flow in flows for m in range(1, 13))
    assert fed == pytest.approx(recorded, abs=1e-6)


def test_trade_of_2011_is_the_opening_matrix():
    opening = {
        "exports.coal": 1170, "exports.other_minerals": 480, "exports.textiles": 480,
        "exports.seafood": 110, "exports.other": 549, "imports.oil": 800,
        "imports.intermediates": 1250, "imports.machinery": 790, "imports.food": 300,
        "imports.consumer": 428,
    }  # fmt: skip
    for name, value in opening.items():
        flow = over_months(history.drivers("trade")[name])
        assert sum(flow[f"2011-{m:02d}"] for m in range(1, 13)) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("exports.coal", "2017-10"),
        ("exports.seafood", "2017-10"),
        ("exports.textiles", "2018-01"),
    ],
)
def test_a_banned_channel_without_a_later_record_stays_at_nought(name, first):
    flow = over_months(history.drivers("trade")[name])
    assert flow[month_name(month_number(first) - 1)] > 0
    assert all(value == 0 for month, value in flow.items() if month >= first)


def test_coal_rests_from_march_to_july_2017():
    flow = over_months(history.drivers("trade")["exports.coal"])
    assert [flow[f"2017-{m:02d}"] > 0 for m in range(1, 10)] == [
        True, True, False, False, False, False, False, True, True
    ]  # fmt: skip


def test_trade_of_2020_falls_in_january():
    totals = dict.fromkeys(paths.MONTHS, 0.0)
    for name, steps in history.drivers("trade").items():
        for month, value in over_months(steps).items():
            totals[month] += value * name.startswith("imports")
    assert totals["2020-01"] > 4 * totals["2020-02"] > 0


def test_machinery_is_a_few_percent_of_imports_under_the_ban():
    machinery = over_months(history.drivers("trade")["imports.machinery"])
    total = tables.annual("trade", "imports_ex_interkorean")[2018]
    assert 0.02 <= sum(machinery[f"2018-{m:02d}"] for m in range(1, 13)) / total <= 0.03


def test_a_share_recorded_after_2019_does_not_reach_back_into_the_fit_window():
    early = {2011: 0.3, 2016: 0.1}
    without, with_later = trade.share_path(early), trade.share_path(early | {2023: 0.9})
    assert all(without[y] == with_later[y] for y in range(2011, 2020))
    assert with_later[2019] < with_later[2021] < with_later[2023]
    assert trade.share_path({2022: 0.28})[2019] == 0


def test_fed_trade_of_the_fit_window_needs_no_row_after_2019(monkeypatch):
    before = trade.export_flows() | trade.import_flows()
    read = tables.read
    known = ("exports_ex_interkorean", "imports_ex_interkorean")

    def poisoned(table):
        rows = read(table)
        if table != "trade":
            return rows
        late = [r for r in rows if r["date"][:4] > "2019" and r["series"] not in known]
        assert late
        return tuple({**r, "value": "7"} if r in late else r for r in rows)

    monkeypatch.setattr(tables, "read", poisoned)
    after = trade.export_flows() | trade.import_flows()
    for name, flow in before.items():
        assert all(after[name][m] == v for m, v in flow.items() if m < "2020"), name
    assert after != before


# Weather


def test_the_crop_rule_is_the_same_for_every_year():
    events = tables.read("weather_events")
    years = list(paths.YEARS)
    swapped = dict(zip(years, years[5:] + years[:5], strict=True))
    stress, permuted = weather.crop_stress(events), weather.crop_stress(moved(events, swapped))
    for month, value in stress.items():
        assert permuted[f"{swapped[int(month[:4])]}{month[4:]}"] == pytest.approx(value)
    assert stress != permuted


def test_the_water_rule_knows_no_calendar_year():
    events = tables.read("weather_events")
    later = {year: year + 30 for year in paths.YEARS}
    months = [f"{later[int(m[:4])]}{m[4:]}" for m in paths.MONTHS]
    index = weather.water_index(events)
    moved_index = weather.water_index(moved(events, later), months)
    assert list(moved_index.values()) == list(index.values())


def test_rains_of_july_and_august_refill_the_dams():
    low = {"date": "2015-03", "until": "2015-05", "reservoirs": "very low", "place": "west"}
    index = weather.water_index([low], paths.MONTHS)
    assert index["2015-02"] == 1
    assert index["2015-06"] == 0.55
    assert index["2015-06"] < index["2015-07"] < index["2015-08"] == 1


def test_overlapping_hazards_combine_to_less_than_their_sum():
    one = {"date": "2013-07", "until": "2013-07", "severity": "moderate", "place": "grain belt"}
    months = ["2013-07"]
    single = weather.crop_stress([one], months)["2013-07"]
    double = weather.crop_stress([one, one], months)["2013-07"]
    assert single < double < 2 * single


def test_the_crop_calendar_has_mean_one_over_the_season():
    calendar = tables.rules_of("crop_calendar")
    assert sum(calendar.values()) == pytest.approx(7)
    assert all(calendar[f"{m:02d}"] == 0 for m in (11, 12, 1, 2, 3))


def test_a_word_the_rule_does_not_know_is_refused():
    strange = {"date": "2013-07", "until": "2013-07", "severity": "mild", "place": "the moon"}
    with pytest.raises(InputError, match="the moon"):
        weather.crop_stress([strange], ["2013-07"])


# Other feeds


def test_generation_of_a_year_adds_up_to_the_record():
    flow = over_months(history.drivers("power")["power.generation"])
    for year, value in tables.annual("energy", "electricity_generation_ember").items():
        if year in paths.YEARS:
            fed = sum(flow[f"{year}-{m:02d}"] for m in range(1, 13))
            assert fed == pytest.approx(value, abs=1e-9)


def test_orders_add_up_to_the_published_cumulative_total():
    orders = rents.arms_orders()
    assert all(value == 0 for month, value in orders.items() if month < "2023-09")
    until = sum(value for month, value in orders.items() if month <= "2024-10")
    assert until == pytest.approx((1700 + 5500) / 2)


def test_free_figures_go_back_to_the_model_after_the_record():
    for feed in ("trade", "power", "money"):
        for name, steps in history.drivers(feed).items():
            assert steps[-1][1] is None, name


def test_the_price_of_coal_is_value_over_tonnes():
    price = over_months(history.drivers("partners")["price.coal"])
    assert price["2011-01"] == 1
    assert price["2016-06"] == pytest.approx((1187 / 22.5) / (1170 / 11.2))
    assert price["2024-12"] == price["2017-01"]


def test_law_never_eases():
    for name, steps in history.drivers("sanctions").items():
        if name.startswith("coverage."):
            values = [value for _, value in steps]
            assert all(a <= b for a, b in pairwise(values)), name


def test_neither_compliance_nor_law_changes_after_the_deadline_of_2019():
    for name, steps in history.drivers("sanctions").items():
        assert all(month <= "2020-01" for month, _ in steps), name


@pytest.mark.parametrize(
    ("day", "month"),
    [("2013-03-31", "2013-04"), ("2016-03-02", "2016-03"), ("2019-12-31", "2020-01"),
     ("2006-10-14", "2011-01"), ("2017-09-15", "2017-09")],
)  # fmt: skip
def test_a_change_counts_from_its_month_up_to_the_fifteenth(day, month):
    assert paths.effective_month(day) == month


def test_the_threat_rule_knows_no_calendar_year():
    events = tables.read("threat")
    later = [
        {**e, **{k: f"{int(e[k][:4]) + 30}{e[k][4:]}" for k in ("date", "until") if e[k]}}
        for e in events
    ]
    months = [f"{int(m[:4]) + 30}{m[4:]}" for m in paths.MONTHS]
    assert list(coded.threat_level(later, months).values()) == list(
        coded.threat_level(events).values()
    )


def test_doctrines_follow_the_plenums():
    line = over_months(history.drivers("doctrine")["doctrine"])
    assert [line[m] for m in ("2013-03", "2013-04", "2018-05", "2020-01", "2023-01")] == [
        "songun", "byungjin", "economy_first", "self_reliance", "war_preparations"
    ]  # fmt: skip


def test_kaesong_is_empty_while_closed():
    workers = over_months(history.drivers("rents")["kaesong.workers"])
    shut = {m for m, value in workers.items() if value == 0}
    spring = {f"2013-{m:02d}" for m in range(4, 10)}
    assert shut == spring | {m for m in paths.MONTHS if m >= "2016-02"}


# Observations


def test_the_loader_of_the_fit_returns_no_row_after_2019():
    frame = history.fit_observations()
    assert frame["year"].max() == observed.LAST_FIT_YEAR == 2019
    assert history.observations()["year"].max() > 2019


def test_the_loader_of_the_fit_cannot_be_opened_by_a_wider_reader(monkeypatch):
    everything = history.observations()
    monkeypatch.setattr(observed, "observations", lambda until=None: everything)
    assert history.fit_observations()["year"].max() == 2019


def test_observations_until_a_year_hold_that_year_and_no_later():
    assert history.observations("2015")["year"].max() == 2015
    assert history.observations("2015-06")["year"].max() == 2014


def test_no_observation_is_told_twice():
    frame = history.observations()
    assert not frame.duplicated(["year", "series"]).any()


def test_growth_is_recorded_for_every_scored_year():
    frame = history.observations()
    for series in observed.GROWTH.values():
        years = set(frame[frame["series"] == series]["year"])
        assert set(range(2012, 2025)) <= years, series


def test_recorded_gdp_is_an_index_chained_from_growth():
    gdp = history.recorded_series()["gdp"].set_index("year")["value"]
    assert gdp[2011] == 1
    assert gdp[2013] == pytest.approx(1.013 * 1.011)


def test_recorded_trade_is_drawn_per_month():
    exports = history.recorded_series()["exports.total"].set_index("year")["value"]
    assert exports[2011] == pytest.approx(2789 / 12)


def test_the_recorded_defence_burden_is_a_range():
    burden = history.recorded_series()["defence.burden"]
    assert (burden["low"] < burden["value"]).all()
    assert (burden["value"] < burden["high"]).all()


def test_events_are_numbered_in_order_of_date():
    events = history.events()
    assert list(events["number"]) == list(range(1, len(events) + 1))
    assert events["date"].is_monotonic_increasing
    assert events["label"].str.len().max() <= 24
