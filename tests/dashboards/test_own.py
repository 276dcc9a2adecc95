"""A reader's own figures on the page of the record: scored in words, in a table and in the file."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from plotly.io.json import to_json_plotly

from dashboards import report
from dashboards.app import create_app
from dashboards.data.stores import Shelf
from dashboards.pages.record import page as record
from dashboards.pages.record import user_figures
from dashboards.pages.record import view as scores
from scenarios.evaluation import user_observations
from tests.dashboards.conftest import HOST

FIGURES = pd.DataFrame(
    [("2014", "gdp", 1.02, "lights <b>"), ("2016", "gdp", 1.1, "lights"),
     ("2015-06", "rate.market", 8100.0, "survey"), ("1999", "imports.total", 7.0, "book")],
    columns=["date", "series", "value", "source"],
)  # fmt: skip


@pytest.fixture(scope="module")
def shelf(home: Path) -> Shelf:
    return Shelf([home], FIGURES)


@pytest.fixture(scope="module")
def scored(shelf: Shelf) -> list[user_observations.Score]:
    opened = shelf.open()
    view, _ = scores.parse("?mode=conditional", opened, scores.card(opened.results))
    return scores.own(shelf, opened, view)


def test_the_page_says_error_bias_and_how_many_lie_in_the_band(
    shelf: Shelf, scored: list[user_observations.Score]
) -> None:
    said = user_figures.describe(scored)
    gdp = scored[0]
    missed = re.search(r"misses your 2 figures by (\S+) ", said)[1]
    assert float(missed) == pytest.approx(gdp.rmse, rel=0.005)
    assert len(missed.lstrip("0.")) == 3  # figures that matter
    assert "of 2 in the middle 90 % of runs" in said
    assert "Left out, for no run has that series, year or month: 1 of Imports" in said
    page = to_json_plotly(record.layout(shelf, "?mode=conditional", False))
    for words in ("Your own figures", "Every figure", "Bias", "In the middle 90 %"):
        assert words in page


def test_each_mode_is_scored_by_its_own_runs(shelf: Shelf) -> None:
    opened = shelf.open()
    card = scores.card(opened.results)
    found = [
        scores.own(shelf, opened, scores.parse(f"?mode={mode}", opened, card)[0])[0].rmse
        for mode in ("conditional", "semi_endogenous")
    ]
    assert found[0] != found[1]


def test_the_file_and_the_report_hold_the_same_scores(
    home: Path, scored: list[user_observations.Score]
) -> None:
    client = create_app([home], observed=FIGURES).server.test_client()
    answer = client.get("/record.csv?mode=conditional", headers=HOST)
    rows = list(csv.reader(answer.text.splitlines()))
    gdp = scored[0]
    assert ["gdp", gdp.unit, "rmse model", "own", "", f"{gdp.rmse:.8g}"] in rows
    assert ["gdp", gdp.unit, "own", "own", "2014", "1.02"] in rows
    assert ["imports.total", scored[2].unit, "figures left out", "own", "", "1"] in rows
    written = report.report("record?mode=conditional", [home], observed=FIGURES)
    assert user_figures.describe(scored) in written


def test_without_own_figures_the_page_has_no_such_card(home: Path) -> None:
    assert "Your own figures" not in to_json_plotly(record.layout(Shelf([home]), "", False))
