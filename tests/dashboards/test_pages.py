"""Flows, record and provenance through the server alone, on runs of the real model."""

import json
import random
import string
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from plotly.io.json import to_json_plotly

from dashboards.app import create_app
from dashboards.data.stores import Shelf
from dashboards.pages.flows import page as flows_page
from dashboards.pages.flows import view as flows
from dashboards.pages.provenance import page as provenance_page
from dashboards.pages.provenance import view as rests
from dashboards.pages.record import criteria
from dashboards.pages.record import page as record_page
from dashboards.pages.record import view as scores
from model.errors import InputError
from scenarios.definition.catalog import load
from scenarios.execution.run import run
from tests.dashboards.conftest import HOST, Call
from tests.dashboards.stores import SCENARIOS, SEEDS, with_failures

BASE, OTHER = "history-semi-endogenous", "doctrine-songun"
PATHS = ("/flows", "/record", "/provenance")


@pytest.fixture(scope="module")
def shelf(home: Path) -> Shelf:
    return Shelf([home])


def text(content: Any) -> str:
    return to_json_plotly(content)


def post(app: Dash, client: FlaskClient, part: str, **values: Any) -> dict[str, Any]:
    """What a callback answers when its controls are set; those not named are left empty."""
    key = next(key for key in app.callback_map if part in key)
    spec = app.callback_map[key]

    def given(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = []
        for entry in entries:
            identity = json.loads(entry["id"]) if entry["id"].startswith("{") else entry["id"]
            name = identity if isinstance(identity, str) else next(iter(identity))
            value = values.get(name.rpartition("-")[2])
            found.append({"id": identity, "property": entry["property"], "value": value})
        return found

    outputs = []
    for output in key.strip(".").split("..."):
        identity, _, name = output.rpartition(".")
        known = json.loads(identity) if identity.startswith("{") else identity
        outputs.append({"id": known, "property": name})
    body = {"output": key, "outputs": outputs, "inputs": given(spec["inputs"]),
            "state": given(spec["state"]), "changedPropIds": []}  # fmt: skip
    answer = client.post("/_dash-update-component", json=body, headers=HOST)
    assert answer.status_code == 200, answer.data[:500]
    return json.loads(answer.data)["response"]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_asks_its_question_and_links_back_to_its_view(visit: Call, path: str) -> None:
    answer = visit(path=path)
    page = json.dumps(answer)
    title = answer["page"]["children"][0]["props"]["children"]
    assert title.endswith("?")
    assert f"7 scenarios, {SEEDS} paired runs each" in page
    assert answer["shown"]["data"]["path"] == path


WORDS = ["", "../..", "<b>", "%00", "zz", "9e99", "-1", "nan", "2016", *SCENARIOS[:3], "grain",
         "difference", "free", "lever", "assumption", "value-", ",,,", "x" * 300]  # fmt: skip
KEYS = ["store", "scenario", "scenarios", "baseline", "kind", "year", "values", "mode", "find",
        "grade", "which", "order"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_hostile_links_give_the_nearest_view(visit: Call, path: str) -> None:
    draw = random.Random(path)
    for _ in range(12):
        noise = "".join(draw.choices(string.printable, k=draw.randrange(20)))
        pairs = "&".join(
            f"{draw.choice(KEYS)}={draw.choice(WORDS)}" for _ in range(draw.randrange(9))
        )
        page = json.dumps(visit(f"?{pairs}{noise}", path=path))
        assert "Traceback" not in page
        assert "These runs cannot be shown" not in page


@pytest.mark.parametrize("kind", flows_page.KINDS)
def test_a_view_of_flows_comes_back_from_its_link(shelf: Shelf, kind: str) -> None:
    opened = shelf.open()
    asked = f"?scenario={OTHER}&kind={kind}&year=2015&values=difference&scenarios={OTHER}"
    view, notes = flows.parse(asked, opened)
    assert notes == []
    assert flows.parse(view.query, opened) == (view, [])
    assert (view.scenario, view.baseline, view.year, view.values) == (
        OTHER, BASE, 2015, "difference"
    )  # fmt: skip


def test_what_of_a_flow_view_cannot_be_had_is_said(shelf: Shelf) -> None:
    link = "?scenario=zz&baseline=yy&kind=gold&year=2090&values=log"
    view, notes = flows.parse(link, shelf.open())
    assert (view.kind, view.year, view.values) == ("dollars", 2024, "level")
    assert [note.split()[0] for note in notes] == ["scenario", "baseline", "kind", "values", "Year"]


def test_flows_are_drawn_said_and_tabled(shelf: Shelf) -> None:
    page = text(flows_page.layout(shelf, f"?scenario={OTHER}&kind=grain&year=2016", False))
    assert "Farms \\u003cb\\u003e" in page or "Farms <b>" in page
    assert "Grain, kt a year, 2016, in C Songun throughout, means of 4 runs." in page
    assert "The defence track gets" in page
    assert "Comes in" in page


def test_a_scenario_compared_with_itself_says_so(shelf: Shelf) -> None:
    page = text(flows_page.layout(shelf, f"?scenario={BASE}&values=difference", True))
    assert "A scenario does not differ from itself" in page


def test_the_controls_of_flows_change_charts_link_and_numbers(
    app: Dash, client: FlaskClient
) -> None:
    asked = {"scenario": OTHER, "baseline": BASE, "kind": "power", "year": 2013,
             "values": "difference", "view": "", "visit": {"dark": True}}  # fmt: skip
    answer = post(app, client, "flow-cards", **asked)
    link = answer['{"view":"flows"}']["data"]
    assert "kind=power&year=2013&values=difference" in link
    assert answer["csv"]["href"] == "/flows.csv" + link
    assert answer["flow-year-shown"]["children"] == "2013"
    for junk in (None, [], {}, 1e308, "x" * 9000, True):
        post(app, client, "flow-cards", **dict.fromkeys(asked, junk))


def test_flows_come_as_a_file(client: FlaskClient) -> None:
    answer = client.get(f"/flows.csv?scenario={OTHER}&kind=plan&year=2014", headers=HOST)
    head = [line for line in answer.text.splitlines() if line.startswith("#")]
    rows = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert 'filename="byungjin-flows-plan-2014.csv"' in answer.headers["Content-Disposition"]
    assert any(line.startswith("# view: http://127.0.0.1/flows?") for line in head)
    assert any("not forecasts" in line for line in head)
    assert rows[0].startswith("source,target,about,value,low,high,baseline,difference")
    assert len(rows) == 8


@pytest.mark.parametrize("page", [flows_page, record_page, provenance_page])
def test_failed_runs_are_counted_on_every_page(home: Path, tmp_path: Path, page: Any) -> None:
    shelf = Shelf([with_failures(home, tmp_path / "runs", failed=2)])
    assert "26 of 28 runs finished; 2 failed" in text(page.layout(shelf, "", False))


def test_a_store_without_flows_says_what_to_do(tmp_path: Path) -> None:
    run([BASE], 1, tmp_path, workers=1, scale=500, series=["gdp"])
    with pytest.raises(InputError, match="run the scenarios again with all series"):
        flows_page.layout(Shelf([tmp_path]), "", False)


def test_the_record_shows_both_modes_scores_errors_and_grades(shelf: Shelf) -> None:
    page = text(record_page.layout(shelf, "?mode=semi_endogenous", False))
    for part in ("The model beside the record", "Errors beside naive forecasts, 2012-2019",
                 "Which years and sectors it misses", "What is data, what is judgement",
                 "Exports", "verified or derived from records"):  # fmt: skip
        assert part in page
    fed = text(record_page.layout(shelf, "?mode=conditional", True))
    assert '"Exports"' not in fed, "what is fed in is not scored"


def test_scores_beside_the_best_naive_forecast_are_true_ratios(shelf: Shelf) -> None:
    card = scores.card(shelf.open().results)
    score = card["modes"]["conditional"]["gdp"]["fit"]
    ratio, naive = scores.beside_best(score)
    assert min(naive.values()) == pytest.approx(1.0)
    assert ratio == pytest.approx(score["rmse"] / min(scores.naive(score).values()))
    said = scores.describe_scores(card, "conditional", "fit")
    assert "8 years" in said
    assert f"GDP ({ratio:.2f})" in said


def test_small_levels_are_told_finely_enough_to_be_seen_moving() -> None:
    assert scores.digits("rice_price_usd", {2016: 0.64}) == 2
    assert scores.digits("market_rate", {2016: 8100.0}) == 0
    assert scores.digits("gdp", {2016: 3.9}) == 1


def test_aims_stand_beside_what_came_out_and_are_told_without_colour(shelf: Shelf) -> None:
    card = scores.card(shelf.open().results)
    page = text(record_page.layout(shelf, "", False))
    assert criteria.describe(card) in page
    inside = criteria.grouped(card["targets"])
    assert sum(map(len, inside.values())) == len(card["targets"])
    met = sum(bool(aim["met"]) for aim in inside[criteria.BANDS])
    known = sum(aim["met"] is not None for aim in inside[criteria.BANDS])
    assert f"{met} of {known} aims of coverage" in criteria.describe(card)
    signs = [sign for sign, _ in criteria.SIGNS.values()]
    assert len(set(signs)) == 3
    assert [row[0] for row in criteria.rows(card)] == [aim["name"] for aim in card["targets"]]


@pytest.mark.parametrize(("ends", "words"), [
    ((0.0, 1.6), "at most 1.6"), ((0.7, 1.0), "0.7 or more"), ((0.8, 0.97), "0.8 to 0.97"),
    ((None, 0.0), "at most 0"), ((0.0, None), "0 or more"), ((-6.0, -2.0), "−6 to −2"),
])  # fmt: skip
def test_what_was_aimed_at_is_said_in_words(ends: tuple[float | None, ...], words: str) -> None:
    card = {"targets": [{"name": "mode A, x", "value": 1.0, "range": ends, "met": False}]}
    page = text(criteria.card(card))
    assert json.dumps(words)[1:-1] in page
    assert "missed " in page


def test_patterns_are_listed_part_by_part_where_they_were_run() -> None:
    parts = [{"words": "ores <b>", "value": None, "range": [1.5, None], "unit": "points",
              "passed": None},
             {"words": "farms", "value": 2.0, "range": [0, 1], "unit": "points",
              "passed": False}]  # fmt: skip
    one = {"name": "sectors turn", "window": "fit", "passed": False, "parts": parts}
    card = {"targets": [], "patterns": [one], "checks": []}
    page = text(criteria.card(card))
    for part in ("Sectors turn: ores ", "Sectors turn: farms",
                 "Patterns of 2012-2019", "not scored ", "1.5 or more",
                 "0 of 1 patterns"):  # fmt: skip
        assert part in page


def test_errors_are_the_model_less_the_record(shelf: Shelf) -> None:
    card = scores.card(shelf.open().results)
    names, years, gaps = scores.errors(card, "semi_endogenous")
    row, column = names.index("gdp"), years.index(2017)
    made = card["modes"]["semi_endogenous"]["gdp"]["fit"]["predicted"][2017]
    known = card["observations"]["gdp"]["values"][2017]
    assert gaps[row][column] == pytest.approx(made - known)
    rice = names.index("rice_price")
    assert abs(gaps[rice][years.index(2015)]) < 300, "log points, near per cent"


def test_the_mode_of_the_record_is_in_the_link(app: Dash, client: FlaskClient) -> None:
    answer = post(app, client, "record-cards", mode="conditional", view="", visit=None)
    assert "mode=conditional" in answer['{"view":"record"}']["data"]
    csv = client.get(answer["csv"]["href"], headers=HOST).text
    assert "gdp,% a year,recorded" in csv
    assert "rmse zero" in csv
    for junk in (None, [], {}, "x" * 9000):
        post(app, client, "record-cards", mode=junk, view=junk, visit=junk)


def test_a_store_without_history_says_what_to_run(tmp_path: Path) -> None:
    run([OTHER], 1, tmp_path, workers=1, scale=500, series=["gdp"])
    page = text(record_page.layout(Shelf([tmp_path]), "", False))
    assert "No history among these runs" in page
    assert "byungjin run history-conditional history-semi-endogenous" in page


def test_what_differs_is_listed_and_marked(shelf: Shelf) -> None:
    page = text(provenance_page.layout(shelf, f"?scenarios={OTHER}&baseline={BASE}", False))
    assert "differ in 1 dated path (doctrine)" in page
    assert "<mark>" in page or "\\u003cmark" in page
    assert f"byungjin run {BASE} {OTHER} --seeds {SEEDS}" in page
    assert "sources, SHA-256" in page


def test_parameters_are_found_filtered_and_ordered(shelf: Shelf) -> None:
    opened = shelf.open()
    whole = rests.parse("", opened)[0]
    everything = rests.parameters(opened, whole)
    assert all(row["source"] and row["unit"] for row in everything)
    found = rests.parameters(opened, rests.filtered(whole, find="SANCTIONS leak"))
    assert "sanctions.leak" in [row["name"] for row in found]
    assert len(found) < 20
    levers = rests.parameters(opened, rests.filtered(whole, kind="lever", order="value-"))
    values = [row["value"] for row in levers]
    assert values == sorted(values, reverse=True)
    assert {row["kind"] for row in levers} == {"lever"}
    assert rests.parameters(opened, rests.filtered(whole, which="differing")) == []
    assert rests.counted([], 9).startswith("None of 9")


def test_filters_are_in_the_link_and_back(app: Dash, client: FlaskClient, shelf: Shelf) -> None:
    asked = {"find": "rice price", "kind": "uncertainty", "grade": "assumption", "which": "all"}
    both = {"chosen": [OTHER], "baseline": BASE}
    answer = post(app, client, "differences", **both, **asked, order="name-", view="")
    link = answer['{"view":"provenance"}']["data"]
    view, notes = rests.parse(link, shelf.open())
    assert notes == []
    assert (view.find, view.kind, view.grade, view.order) == (
        "rice price", "uncertainty", "assumption", "name-"
    )  # fmt: skip
    assert view.query == link
    rows = answer["parameters"]["rowData"]
    assert rows == rests.parameters(shelf.open(), view)
    csv = client.get("/provenance.csv" + link, headers=HOST).text
    assert f"value in {OTHER}" in csv
    assert "path doctrine in doctrine-songun: songun" in csv
    for junk in (None, [], {}, 7, "x" * 9000, ["a", {}]):
        names = ("chosen", "baseline", "find", "kind", "grade", "which", "order", "view")
        post(app, client, "differences", **dict.fromkeys(names, junk))


def test_parameters_that_change_on_a_date_are_listed(tmp_path: Path) -> None:
    dated = load(BASE).with_("dated", dated={"sanctions.leak": (("2016-01", 0.12),)})
    run([BASE, dated], 1, tmp_path, workers=1, scale=500)
    shelf = Shelf([tmp_path])
    page = text(provenance_page.layout(shelf, "?scenarios=dated", False))
    for words in ("Parameters that change on a date", "1 dated parameter (sanctions.leak)",
                  "2016-01", "0.12", "Old value"):  # fmt: skip
        assert words in page
    view, _ = rests.parse("?scenarios=dated&which=differing", shelf.open())
    assert [row["name"] for row in rests.parameters(shelf.open(), view)] == ["sanctions.leak"]
    client = create_app([tmp_path]).server.test_client()
    csv = client.get("/provenance.csv?scenarios=dated", headers=HOST).text
    assert "# parameter sanctions.leak in dated: " in csv
    assert ", 0.12 from then on (" in csv
    assert "change on a date" not in text(provenance_page.layout(shelf, f"?scenarios={BASE}", True))
