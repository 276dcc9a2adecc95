"""The page of what-ifs without a browser: its view in the address, its answers, its files."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboards.data.charts import CHARTS
from dashboards.data.stores import Shelf
from dashboards.figures.fan import blank_spec
from dashboards.pages.whatif import page
from dashboards.pages.whatif import view as whatif
from dashboards.pages.whatif.controls import PRESETS, facts
from dashboards.theme import DARK, LIGHT
from scenarios.definition import catalog
from scenarios.definition.controls import dials
from scenarios.what_if.answers import FIRST, Question, draws
from tests.dashboards.conftest import HOST, Call

KNOWN = catalog.names()
EARLY = "?scenario=history-semi-endogenous&from=2013-01&months=24"
"""A question whose runs are short."""
SERIES = [chart.series for chart in CHARTS]


def turned(**settings: object) -> Question:
    return Question("history-semi-endogenous", "2013-01", 24, settings)


@pytest.fixture(scope="module")
def ask(app: Dash, client: FlaskClient) -> Iterator[Call]:
    """What the page answers to what its controls say."""
    key = next(key for key in app.callback_map if "drawn.data" in key)

    def call(asked: object, visit: object = None) -> dict[str, Any]:
        body = {"output": key, "outputs": {"id": "drawn", "property": "data"},
                "changedPropIds": ["ask.data"],
                "inputs": [{"id": "ask", "property": "data", "value": asked}],
                "state": [{"id": "visit", "property": "data", "value": visit}]}  # fmt: skip
        answer = client.post("/_dash-update-component", json=body, headers=HOST)
        assert answer.status_code == 200, answer.data[:500]
        return json.loads(answer.data)["response"]["drawn"]["data"]

    return call


def question(number: int = 1, view: str = EARLY, **asked: Any) -> dict[str, Any]:
    given = {"view": view, "settings": {}, "both": False, "months": "24", "values": "difference",
             "bands": "90", "number": number}  # fmt: skip
    return given | asked


def figures(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [answer["charts"][series]["figure"] for series in SERIES]


def test_nothing_turned_differs_in_nothing(ask: Call) -> None:
    answer = ask(question())
    for figure in figures(answer):
        flat = next(t for t in figure["data"] if t.get("name") == "W")
        assert {height for height in flat["y"] if height is not None} == {0}
    assert "Nothing is changed yet" in answer["places"]["changes"]
    assert answer["number"] == 1


def test_a_turned_dial_moves_charts_from_its_date_on(ask: Call) -> None:
    answer = ask(question(7, settings={"market.tightness": 0.9, "doctrine": "economy_first"}))
    heights = next(t for t in figures(answer)[0]["data"] if t.get("name") == "W")["y"]
    assert set(heights[:24]) == {0}
    assert any(heights[24:])
    said = answer["charts"]["gdp"]["said"]
    assert "difference from B History, trade made inside, January 2011 to December 2014" in said
    assert "Medians of 8 runs" in said
    assert (answer["seen"], answer["more"]) == (FIRST, True)
    assert "market.tightness=0.9" in answer["view"]
    assert answer["links"]["toml"].startswith("/what-if.toml?")
    assert answer["number"] == 7


def test_the_rest_of_the_draws_comes_when_it_is_asked_for(ask: Call) -> None:
    first = ask(question(1, settings={"market.tightness": 0.7}, reader="me"))
    whole, number = first, 1
    while whole["more"]:
        number += 1
        more = {"settings": {"market.tightness": 0.7}, "reader": "me", "seen": whole["seen"]}
        whole = ask(question(number, **more))
    assert whole["seen"] == len(draws())
    assert whole["places"]["w-draws"] == "From 40 of the 200 draws of the ensemble."
    assert "Medians of 40 runs" in whole["charts"]["gdp"]["said"]


def test_every_chart_says_how_many_draws_agree(ask: Call) -> None:
    answer = ask(question(1, settings={"market.tightness": 0.9}))
    for series in SERIES:
        remark = re.sub("<[^>]*>", "", answer["charts"][series]["parts"]["remark"])
        words = r"(In every draw|Sure|Likely|Open): \d+ of \d+ draws (up|down|unchanged); [+−0]"
        assert re.match(rf"[●○] ({words}|No difference in)", remark), remark
        assert ("●" in remark) == (not re.search("Open|No difference", remark))


def test_dials_where_the_scenario_has_them_are_not_in_the_link(ask: Call) -> None:
    start = whatif.starting_values("history-semi-endogenous", "2013-01")
    answer = ask(question(settings={k: v for k, v in start.items() if v is not None}))
    assert answer["view"].count("=") == 5


def test_level_shows_the_record_and_both_lines(ask: Call) -> None:
    names = [t.get("name") for t in figures(ask(question(values="level")))[0]["data"]]
    assert {"B", "W", "recorded"} <= set(names)


def test_dark_charts_are_asked_for_by_the_shell(ask: Call) -> None:
    dark, light = (figures(ask(question(), {"dark": d}))[0]["layout"] for d in (True, False))
    assert (dark["paper_bgcolor"], light["paper_bgcolor"]) == (DARK.card, LIGHT.card)


def test_what_goes_round_the_page_library_is_escaped(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf([home])
    evil = dict.fromkeys(shelf.titles, "<img src=x onerror=alert(1)>")
    monkeypatch.setattr(shelf, "titles", evil)
    question = Question("history-semi-endogenous", "2013-01", 24)
    view = whatif.WhatIfView(question)
    with closing(shelf):
        drawn = page._drawn(shelf, shelf.bench.ask(question), view, False)
    texts = [*drawn["places"].values(),
             *(t for c in drawn["charts"].values() for t in c["parts"].values())]  # fmt: skip
    assert any("&lt;img" in t for t in texts)
    assert not any("<img" in t for t in texts)


HOSTILE = [None, 0, [], {}, "x" * 5000, {"settings": []}, {"settings": {"doctrine": {"a": 1}}},
           {"settings": {"market.tightness": "NaN", "zz": 1, "arms.orders": 1e308}},
           {"view": {"a": []}, "months": [], "values": {}, "bands": 3, "both": "yes"}]  # fmt: skip


@pytest.mark.parametrize("asked", HOSTILE, ids=lambda v: repr(v)[:30])
def test_hostile_questions_give_a_valid_view(asked: object) -> None:
    view = whatif.view_of(asked, KNOWN)
    assert whatif.parse(whatif.query(view), KNOWN) == (view, [])


@pytest.mark.parametrize(("search", "note"), [
    ("?scenario=zz", "There is no scenario zz; baseline stands in."),
    ("?from=1950-01", "date of change = 1950-01; expected"),
    ("?from=%3Cscript%3E", "is not a month"),
    ("?months=7", "months may be 24, 60, 120"),
    ("?market.tightness=9", "9 is out of range; 1 stands in."),
    ("?market.tightness=x", "Pressure on private trade: x was not understood."),
    ("?market.tightness=nan", "nan was not understood."),
    ("?doctrine=peace", "Doctrine: peace was not understood."),
    ("?nothing=1", "There is no dial nothing."),
    ("?values=zz", "values was not understood"),
    ("?bands=1", "bands was not understood"),
])  # fmt: skip
def test_a_wrong_link_gives_the_nearest_view_and_a_note(search: str, note: str) -> None:
    view, notes = whatif.parse(search, KNOWN)
    assert any(note in words for words in notes), notes
    assert whatif.parse(whatif.query(view), KNOWN) == (view, [])


def test_a_view_goes_through_its_address_unchanged() -> None:
    settings = {"doctrine": "songun", "market.tightness": 0.36, "technology.spin_off": 0.0125}
    view = whatif.WhatIfView(Question("baseline", "2026-01", 60, settings, True), "percent", "50")
    assert whatif.parse(whatif.query(view), KNOWN) == (view, [])


@pytest.mark.parametrize("change", PRESETS.values(), ids=PRESETS)
def test_presets_turn_a_dial(change: str) -> None:
    view, notes = whatif.parse(f"?{change}", KNOWN)
    assert notes == []
    assert len(list(whatif.changes(view.question))) == 1


def test_what_the_browser_says_of_a_dial_is_what_the_server_says() -> None:
    start, said = (f("baseline", "2026-01") for f in (whatif.starting_values, whatif.start_words))
    assert re.fullmatch(r"0\.\d+ to 0\.\d+ by draw", said["sanctions.leak"])
    for name, fact in facts(start, said).items():
        dial = dials()[name]
        assert fact["said"] == said[name]
        assert "by draw" in said[name] or said[name] == whatif.said(dial, start[name])
        assert fact["free"] == (start[name] is None)
        assert fact["step"] >= 10.0 ** -fact["digits"] * (1 - 1e-9)
    json.dumps(facts(start, said), allow_nan=False)


def test_a_chart_that_waits_is_valid_and_as_high() -> None:
    import plotly.graph_objects as go

    assert go.Figure(blank_spec(DARK)).layout.height == go.Figure(blank_spec(LIGHT)).layout.height


def test_the_page_shows_every_dial_at_once(visit: Call) -> None:
    content = unescape(json.dumps(visit(EARLY, path="/what-if"), ensure_ascii=False))
    for dial in dials().values():
        assert dial.title in content
        assert dial.source[:40] in content


def test_the_numbers_as_a_file_say_what_was_changed(client: FlaskClient) -> None:
    link = f"/what-if.csv{EARLY}&market.tightness=0.9&values=difference"
    text = client.get(link, headers=HOST).text
    head = [line for line in text.splitlines() if line.startswith("#")]
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    assert "# changed: Pressure on private trade: 0.30 -> 0.90" in head
    assert any("not forecasts" in line for line in head)
    assert f"# draws: {' '.join(map(str, sorted(draws())))}" in head
    assert any("effect on gdp: " in line and " of 40 draws " in line for line in head)
    assert any("# command: byungjin whatif history-semi-endogenous --set market.tightness=0.9 "
               "--from 2013-01 --months 24" in line for line in head)  # fmt: skip
    assert any(line.startswith("# view: http://127.0.0.1/what-if?") for line in head)
    assert len(rows) == 1 + 6 * 48
    one = client.get(f"{link}&chart=gdp", headers=HOST).text
    assert {r.split(",")[0] for r in one.splitlines() if r[0] != "#"} == {"chart", "gdp"}


def test_the_scenario_file_is_the_question(client: FlaskClient, tmp_path: Any) -> None:
    answer = client.get(f"/what-if.toml{EARLY}&market.tightness=0.9&sanctions.leak=0.3",
                        headers=HOST)  # fmt: skip
    assert 'filename="what-if.toml"' in answer.headers["Content-Disposition"]
    file = tmp_path / "mine.toml"
    file.write_text(answer.text, encoding="utf-8")
    asked = turned(**{"market.tightness": 0.9, "sanctions.leak": 0.3})
    assert catalog.load(file).case == asked.cases()[1]
