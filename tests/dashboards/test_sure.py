"""What the page of scenarios says of how sure a difference is, in words, rings, files and links."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboards import view_state
from dashboards.app import create_app
from dashboards.components import sureness, text, ui
from dashboards.components.export import COLUMNS
from dashboards.components.markup import markup
from dashboards.data.stores import Shelf
from dashboards.figures.fan import fan_spec
from dashboards.pages.flows import page as flows_page
from dashboards.report import report
from dashboards.theme import LIGHT
from scenarios.accounts import flows
from scenarios.analysis.measures import paired
from scenarios.analysis.results import Results
from scenarios.analysis.sureness import effect
from scenarios.analysis.worlds import Worlds
from scenarios.definition.catalog import load, varied
from scenarios.execution.run import run
from tests.dashboards.conftest import HOST
from tests.dashboards.frames import comparison

DRAWS = 12


def told(share: float, values: str = "difference"):
    """A comparison whose first scenario has so large a share of draws above nought."""
    c = comparison(0.0, 2.0, values=values)
    base, line = c.lines
    draws = np.where(np.arange(50) < share * 50, 2.0, -1.0)[:, None] * np.ones(len(line.months))
    return replace(c, lines=(base, replace(line, differences=draws)))


@pytest.mark.parametrize(("share", "words", "filled"), [
    (1.0, "● B in every draw.", True), (0.84, "● B likely, 84 %.", True),
    (0.6, "○ B open, 60 %.", False),
])  # fmt: skip
def test_the_ring_in_chart_and_card_is_filled_from_four_fifths_on(share, words, filled) -> None:
    c = told(share)
    assert text.sure(c) == words
    assert words in ui.remarks(c)
    (marks,) = [t for t in fan_spec(c, LIGHT)["data"] if t.get("name") == "marks"]
    inside = marks["marker"]["color"][marks["marker"]["symbol"].index("circle")]
    assert (inside != LIGHT.card) == filled
    assert c.compared[0].effect.words in text.describe(c)
    assert "How sure" in markup(ui.numbers(c, ""))


def test_levels_have_no_ring() -> None:
    c = comparison(100, 90)
    assert text.sure(c) == ""
    (marks,) = [t for t in fan_spec(c, LIGHT)["data"] if t.get("name") == "marks"]
    assert not {"circle", "circle-open"} & set(marks["marker"]["symbol"])


def test_two_worlds_are_named_on_the_card() -> None:
    c = told(0.6)
    sides = (effect(np.full(20, -1.0)), effect(np.full(30, 2.0)))
    found = Worlds("sanctions.leak", 0.25, 0.9, "nought", 0.0, *sides)
    base, line = c.lines
    said = text.sure(replace(c, lines=(base, replace(line, worlds=found))))
    assert "B: Two worlds, told apart by sanctions.leak: up to 0.25 the median is −1.0" in said
    assert "above it +2.0" in said


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = load("baseline").with_("baseline", end="2012-12", scale=500)
    dry = varied(base, "dry", {"paths": {"weather.crop": {"set": 0.6}}})
    folder = tmp_path_factory.mktemp("sure")
    run([base, dry], DRAWS, folder, workers=1)
    return folder


@pytest.fixture(scope="module")
def limit(home: Path) -> float:
    """Output of 2012 in the baseline's middle draw."""
    months, _, values = Results(home).matrix("gdp", "baseline")
    return float(np.median(values[:, months.year == 2012].mean(axis=1)).round(6))


@pytest.fixture(scope="module")
def client(home: Path) -> FlaskClient:
    return create_app([home]).server.test_client()


def rows(client: FlaskClient, search: str) -> tuple[str, list[dict[str, str]]]:
    body = client.get(f"/scenarios.csv{search}", headers=HOST).get_data(as_text=True)
    lines = body.splitlines(keepends=True)
    head = "".join(line for line in lines if line.startswith("#"))
    return head, list(csv.DictReader(io.StringIO(body[len(head) :])))


def test_the_file_says_of_every_month_what_its_draws_say(home: Path, client: FlaskClient) -> None:
    _, found = rows(client, "?values=percent&chart=gdp")
    assert tuple(found[0]) == COLUMNS
    months, values = paired(Results(home), "gdp", "dry", "baseline", percent=True)
    for row in found[-3:]:
        by_hand = effect(values[:, list(months.strftime("%Y-%m")).index(row["month"])])
        assert row["word"] == by_hand.word
        assert float(row["share_same_sign"]) == pytest.approx(by_hand.share_same_sign, abs=1e-4)
        assert float(row["mc_error"]) == pytest.approx(by_hand.mc_error, abs=1e-3)
    assert not any(row["word"] for row in rows(client, "?values=level")[1])


def test_a_condition_in_the_address_keeps_its_draws_and_is_said(home, client, limit) -> None:
    condition = f"gdp@2012>{limit:.10g}"
    link = view_state.link({"values": "percent", "chart": "gdp", "given": condition})
    head, found = rows(client, link)
    results = Results(home)
    some, (said,) = sureness.kept(results, condition, "baseline")
    assert 3 <= len(some.kept) <= DRAWS - 3
    assert said == f"Only draws in which {condition} in baseline: {len(some.kept)} of {DRAWS}."
    assert f"# given: {said}" in head
    _, values = paired(some, "gdp", "dry", "baseline", percent=True)
    assert float(found[-1]["q50"]) == pytest.approx(np.median(values[:, -1]), abs=1e-3)
    page = report(f"scenarios{link}", [home])
    assert "&gt;" in page
    assert f"{len(some.kept)} of {DRAWS}" in page
    assert "draws shown" in report(f"provenance{view_state.link({'given': condition})}", [home])


@pytest.mark.parametrize(("asked", "note"), [
    ("nonsense", "expected a series, a year or month"),
    ("gdb@2012>1", "unknown series"),
    ("gdp@2040>1", "all draws are shown"),
    ("gdp@2012>1e9", "all draws are shown"),
])  # fmt: skip
def test_a_condition_that_cannot_hold_leaves_all_draws_and_says_so(home, asked, note) -> None:
    view, notes = view_state.parse(view_state.link({"given": asked}), ["baseline", "dry"])
    some, said = sureness.kept(Results(home), view.given, "baseline")
    assert note in " ".join([*notes, *said])
    assert isinstance(some, Results)


def test_conditions_survive_the_link_however_they_are_given() -> None:
    both = "?given=gdp%402012%3E0.5&given=price.rice@2012<9"
    view, notes = view_state.parse(both, ["a", "b"])
    assert (view.given, notes) == ("gdp@2012>0.5;price.rice@2012<9", [])
    assert view_state.parse(view_state.query(view), ["a", "b"])[0].given == view.given


def test_flows_are_those_of_the_draws_in_which_a_condition_holds(home, client, limit) -> None:
    condition = f"gdp@2012>{limit:.10g}"
    asked = {"kind": "grain", "year": "2012", "scenario": "dry", "baseline": "baseline"}
    some, (said,) = sureness.kept(Results(home), condition, "baseline")
    page = markup(
        flows_page.layout(Shelf([home]), view_state.link(asked | {"given": condition}), False)
    )
    assert escape(said) in page
    assert f"means of {len(some.kept)} runs" in page
    assert "Show all draws" in page
    body = client.get(f"/flows.csv{view_state.link(asked | {'given': condition})}", headers=HOST)
    found = pd.read_csv(io.BytesIO(body.data), comment="#")
    by_hand = flows.flows(some, "grain", "dry", 2012, "baseline")
    assert found["difference"].to_numpy() == pytest.approx(by_hand["difference"], rel=1e-6)
    everything = flows.flows(Results(home), "grain", "dry", 2012, "baseline")
    assert not np.allclose(everything["value"], by_hand["value"])


def test_a_condition_on_flows_that_cannot_hold_leaves_all_draws_and_says_so(home) -> None:
    for asked, note in (("gdp@2012>1e9", "all draws are shown"), ("nonsense", "is left out")):
        page = markup(flows_page.layout(Shelf([home]), view_state.link({"given": asked}), False))
        assert note in page
