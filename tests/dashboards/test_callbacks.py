"""The page through the server alone, without a browser, on runs of the real model."""

import json
import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dash import Dash
from flask.testing import FlaskClient
from plotly.io.json import to_json_plotly

from dashboards.data.charts import CHARTS, GROUPS
from dashboards.data.stores import Shelf
from dashboards.pages.scenarios import page as scenarios
from tests.dashboards.conftest import HOST, Call
from tests.dashboards.frames import unpacked
from tests.dashboards.stores import SCENARIOS, SEEDS

SERIES = [chart.series for chart in CHARTS]
BASE, *OTHERS = SCENARIOS


def parts(answer: dict[str, Any], part: str, name: str) -> list[Any]:
    """One property of a part of every chart, in the page's order."""
    key = '{"chart":"%s","part":"' + part + '"}'
    return [answer[key % series][name] for series in SERIES]


def ask(change: Call, **asked: Any) -> dict[str, Any]:
    given = {"chosen": OTHERS[:2], "baseline": BASE, "values": "level", "bands": "90",
             "link": "", "visit": None}  # fmt: skip
    return change(SERIES, list(SCENARIOS), **(given | asked))


def test_the_first_page_holds_six_charts_and_the_question(visit: Call) -> None:
    answer = visit()
    page = json.dumps(answer)
    assert "What happens in each scenario, compared with what?" in page
    assert page.count('"role": "img"') + page.count('"role":"img"') == 6
    assert answer["shown"]["data"] == {
        "title": "Scenarios · Byungjin",
        "path": "/",
        "search": "",
    }


def test_the_baseline_is_the_history_that_others_extend(visit: Call) -> None:
    link = re.search(r"\?store=[^\"]*", json.dumps(visit()))
    assert link
    assert f"baseline={BASE}" in link[0]


def test_recorded_figures_are_drawn_over_levels_only(change: Call) -> None:
    def dotted(answer: dict[str, Any]) -> list[bool]:
        figures = parts(answer, "figure", "figure")
        return [any(t.get("name") == "recorded" for t in f["data"]) for f in figures]

    assert dotted(ask(change)) == [True, True, False, True, False, True]
    assert not any(dotted(ask(change, values="difference")))


def test_a_difference_from_oneself_is_zero_and_a_sentence_says_so(change: Call) -> None:
    answer = ask(change, values="difference")
    for figure in parts(answer, "figure", "figure"):
        flat = next(t for t in figure["data"] if t.get("name") == "A")
        assert {height for height in flat["y"] if height is not None} == {0}
    said = parts(answer, "picture", "aria-label")
    assert all("difference from A History, trade made inside" in words for words in said)


def test_gdp_is_an_index_of_2011(change: Call) -> None:
    figure = parts(ask(change), "figure", "figure")[0]
    median = next(t for t in figure["data"] if t.get("name") == "A")
    assert sum(median["y"][:12]) / 12 == pytest.approx(100, abs=0.01)


def test_imposed_imports_are_said_to_be_imposed(change: Call) -> None:
    assert "Imposed from the record in B." in parts(ask(change), "remark", "children")[3]


def test_a_fifth_scenario_is_refused_and_its_pill_is_off(change: Call) -> None:
    answer = ask(change, chosen=OTHERS[:5])
    assert answer["chosen"]["value"] == OTHERS[:4]
    off = [answer[json.dumps({"pill": name}, separators=(",", ":"))]["disabled"]
           for name in SCENARIOS]  # fmt: skip
    assert off == [True, False, False, False, False, True, True]


def test_a_baseline_that_was_chosen_is_no_longer_compared(change: Call) -> None:
    answer = ask(change, baseline=OTHERS[0])
    assert answer["chosen"]["value"] == [OTHERS[1]]
    assert f"baseline={OTHERS[0]}" in answer['{"view":"scenarios"}']["data"]


def test_dark_figures_are_asked_for_by_the_shell(change: Call, visit: Call) -> None:
    def ink(answer: dict[str, Any]) -> str:
        return parts(answer, "figure", "figure")[0]["layout"]["hoverlabel"]["bgcolor"]

    assert ink(ask(change, visit={"dark": True})) != ink(ask(change))
    assert ink(ask(change, visit={"dark": True})) in json.dumps(visit(dark=True))


HOSTILE = [None, 0, -1, 1e308, [], {}, "", "x" * 100_000, "../../etc/passwd", "<script>", "\x00",
           [None, {}, []], {"a": {"b": []}}, True]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=lambda v: repr(v)[:20])
def test_hostile_values_give_the_nearest_view(change: Call, value: object) -> None:
    names = ("chosen", "baseline", "values", "bands", "link", "visit")
    for asked in [{name: value} for name in names] + [dict.fromkeys(names, value)]:
        answer = ask(change, **asked)
        assert len(parts(answer, "figure", "figure")) == 6


@pytest.mark.parametrize("search", [
    "?scenarios=<script>alert(1)</script>", "?store=../../..", "?store=%2Fetc%2Fpasswd",
    "?baseline=%00&values=%E2%80%AE", "?" + "scenarios=a&" * 300, "?scenarios=" + "a," * 1500,
])  # fmt: skip
def test_hostile_links_give_a_page(visit: Call, search: str) -> None:
    page = json.dumps(visit(search))
    assert "What happens" in page
    assert "Traceback" not in page


def test_an_unknown_address_says_so(visit: Call) -> None:
    answer = visit(path="/../etc")
    assert "There is no page at this address" in json.dumps(answer)


def test_csv_carries_provenance_bands_events_and_the_link(client: FlaskClient) -> None:
    link = f"?scenarios={OTHERS[1]}&baseline={BASE}&values=difference&bands=50"
    answer = client.get("/scenarios.csv" + link, headers=HOST)
    head, rows = [], []
    for line in answer.text.splitlines():
        (head if line.startswith("#") else rows).append(line)
    assert answer.mimetype == "text/csv"
    assert 'filename="byungjin-scenarios-difference.csv"' in answer.headers["Content-Disposition"]
    named = {line[2:].split(":")[0] for line in head}
    assert {"run", "model", "sources_sha256", "root_entropy", "months", "command", "view"} <= named
    assert any("not forecasts" in line for line in head)
    assert any(line.startswith("# event 1:") for line in head)
    assert f"scenarios={OTHERS[1]}" in answer.text
    assert len(rows) == 1 + 6 * 168
    assert {row.split(",")[0] for row in rows[1:]} == set(SERIES)


def test_one_chart_as_csv_holds_the_record_too(client: FlaskClient) -> None:
    text = client.get("/scenarios.csv?chart=gdp", headers=HOST).text
    rows = [line for line in text.splitlines() if not line.startswith("#")][1:]
    assert {row.split(",")[0] for row in rows} == {"gdp"}
    assert sum(",recorded," in row for row in rows) == 14


def test_all_twelve_stand_in_groups(visit: Call, client: FlaskClient) -> None:
    page = json.dumps(visit("?show=twelve"))
    assert page.count('"role": "img"') + page.count('"role":"img"') == 12
    assert all(heading in page for heading in GROUPS)
    assert "Show the six main measures" in page
    text = client.get("/scenarios.csv?show=twelve&values=difference", headers=HOST).text
    assert {line.split(",")[0] for line in text.splitlines() if line[0] != "#"} - {"chart"} == {
        name for names in GROUPS.values() for name in names
    }


def test_single_runs_are_said_to_be_runs(change: Call) -> None:
    answer = ask(change, bands="runs")
    figure = parts(answer, "figure", "figure")[0]
    drawn = [unpacked(t["y"]) for t in figure["data"] if t.get("name") == "runs"]
    assert [int(np.isnan(heights).sum()) for heights in drawn] == [SEEDS] * 2, "a gap after each"
    assert f"thin lines are all {SEEDS} runs" in answer["bands-note"]["children"]
    answer = ask(change, bands="runs", values="percent")
    assert "differences between paired runs" in answer["bands-note"]["children"]


def test_own_figures_are_drawn_in_the_unit_of_the_series(home: Path) -> None:
    own = pd.DataFrame(
        [("2014", "gdp", 1.05, "lights"), ("2015-03", "rate.market", 8100.0, "survey"),
         ("2015", "grain.harvest", 400.0, "fields")],
        columns=["date", "series", "value", "source"],
    )  # fmt: skip
    page = to_json_plotly(scenarios.layout(Shelf([home], own), "", False))
    assert "Your figures of grain.harvest are not charted here. " in page
    assert "your figures" in page
    assert "Last own figure: 8,100 for March 2015 (survey)." in page
    differences = to_json_plotly(scenarios.layout(Shelf([home], own), "?values=percent", False))
    assert "Last own figure" not in differences
    chosen = to_json_plotly(scenarios.layout(Shelf([home], own), "?series=grain.harvest", False))
    assert "Last own figure: 400 for 2015 (fields)." in chosen
    assert "Your figures of gdp and rate.market are not charted here. " in chosen


def test_a_figure_update_is_quick_and_small(change: Call) -> None:
    ask(change)
    started = time.perf_counter()
    answer = ask(change)
    assert time.perf_counter() - started < 1.0  # 0.15 s on an idle machine
    sizes = [len(json.dumps(f, separators=(",", ":"))) for f in parts(answer, "figure", "figure")]
    assert max(sizes) < 22_000  # the caption it is saved with included


def test_the_page_says_how_many_runs_made_it(visit: Call) -> None:
    assert f"7 scenarios, {SEEDS} paired runs each" in json.dumps(visit())


def test_foreign_hosts_are_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "localhost:8050"}).status_code == 200


def test_every_answer_carries_a_strict_policy(client: FlaskClient) -> None:
    for address in ("/", "/theme.css", "/scenarios.csv", "/assets/app.css", "/_dash-layout"):
        with client.get(address, headers=HOST) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        scripts = next(p for p in policy.split("; ") if p.startswith("script-src"))
        assert "default-src 'self'" in policy
        assert "unsafe" not in scripts
        assert "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("address", [
    "/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2f..%2fpyproject.toml",
    "/_dash-component-suites/dash/../../app.py", "/_dash-component-suites/..%2f..%2fetc/passwd",
])  # fmt: skip
def test_no_file_outside_is_served(client: FlaskClient, address: str) -> None:
    assert "import" not in client.get(address, headers=HOST).text[:2000]


def test_the_page_names_its_language_and_no_other_host(client: FlaskClient) -> None:
    page = client.get("/", headers=HOST).text
    assert '<html lang="en">' in page
    assert "http://" not in page.replace("http://127.0.0.1", "")
    assert "https://" not in page


def test_switches_in_the_environment_change_nothing(app: Dash) -> None:
    assert not any(str(rule).startswith("/_mcp") for rule in app.server.url_map.iter_rules())
    assert app.server.debug is False
