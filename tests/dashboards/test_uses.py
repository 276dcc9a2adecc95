"""What defence gave up is said, drawn and tabled with the same figures."""

import json
import re
from pathlib import Path

import pytest

from dashboards.components import uses
from dashboards.components.text import number
from dashboards.data.stores import Shelf
from dashboards.figures.waterfall import waterfall_spec
from dashboards.theme import LIGHT
from scenarios.accounts import uses as table_of
from scenarios.definition.catalog import load
from scenarios.execution.run import run
from tests.dashboards.conftest import Call

BASE, SCENARIO, YEAR = "doctrine-songun", "doctrine-economy-first", 2016
FLOWS = f"?scenario={SCENARIO}&baseline={BASE}&year={YEAR}"


@pytest.fixture(scope="module")
def given(home: Path) -> uses.Given:
    return uses.given(Shelf([home]).open(), SCENARIO, BASE, YEAR)


def test_stored_runs_give_the_table_that_fresh_runs_give(given: uses.Given) -> None:
    fresh = table_of.tables((load(BASE), load(SCENARIO)), given.table.draws, YEAR)[0]
    for stored, made in zip(given.table.turned_up, fresh.turned_up, strict=True):
        assert stored.mean == pytest.approx(made.mean, abs=1e-5)
        assert stored.a == pytest.approx(made.a, rel=1e-5)


def test_steps_begin_where_the_last_one_ended_and_end_at_nothing(given: uses.Given) -> None:
    steps = uses._steps(given, LIGHT)
    bars = next(t for t in waterfall_spec(steps, 2, LIGHT)["data"] if t["type"] == "bar")
    ends = [start + move for start, move in zip(bars["base"], bars["x"], strict=True)]
    for place, step in enumerate(steps[1:], start=1):
        if step.sign:
            assert bars["base"][place] == pytest.approx(ends[place - 1], abs=1e-3)
    assert ends[-1] == pytest.approx(0.0, abs=1e-3)


def test_sentence_chart_and_table_agree_to_the_digit(visit: Call) -> None:
    page = json.dumps(visit(FLOWS, "/flows"), ensure_ascii=False)
    assert uses.TITLE in page
    said = re.search(r"gives defence ([\d.]+) trn KRW a year less than[^(]*\(([\d.]+) to", page)
    assert said
    whole = page[page.index(">Given up in all<") :]
    cells = re.findall(r"<td>([^<]*)</td>", whole)[:4]
    assert cells[2] == f"+{said[1]}"
    assert cells[3].startswith(f"+{said[2]} to")


def test_the_parts_said_are_the_parts_tabled(given: uses.Given) -> None:
    said, told = uses.describe(given), json.dumps(
        [part.to_plotly_json() for part in uses._numbers(given, "")], default=str
    )  # fmt: skip
    for name, part in given.table.split.items():
        assert f"{name} {number(part, 2, signed=True)}" in said
        assert name in told
    assert sum(given.table.split.values()) == pytest.approx(1.0, abs=1e-4)


def test_a_scenario_beside_itself_gives_up_nothing(home: Path) -> None:
    same = uses.given(Shelf([home]).open(), BASE, BASE, YEAR)
    assert "nothing is given up" in uses.describe(same)


def test_runs_without_the_series_say_in_one_sentence_how_to_get_them(tmp_path: Path) -> None:
    run((BASE, SCENARIO), 1, tmp_path, series=["gdp"], scale=500, workers=1)
    opened = Shelf([tmp_path]).open()
    told = str(uses.card(opened, (SCENARIO, BASE), None, False, []))
    assert "do not keep what output was used for" in told
    assert f"byungjin run {BASE} {SCENARIO}" in told


def test_the_page_of_scenarios_works_it_out_after_its_charts(home: Path) -> None:
    from dashboards.pages.scenarios import page as scenarios

    link = f"?baseline={BASE}&scenarios={SCENARIO}"
    told = str(scenarios.later(Shelf([home]), scenarios.LATER, link, {}))
    assert uses.TITLE in told
    assert "/flows?" in told
