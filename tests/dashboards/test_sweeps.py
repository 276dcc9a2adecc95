"""The pages of sweeps and runs without a browser, over real sweeps."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from flask.testing import FlaskClient

from dashboards.app import create_app, show
from dashboards.data.stores import Shelf
from dashboards.figures.sweeps import heat_width, parallel_spec, sample
from dashboards.pages.runs import page as runs
from dashboards.pages.sweeps import findings, page
from dashboards.pages.sweeps import view as sweeps
from dashboards.pages.sweeps.view import Sweep
from dashboards.theme import DARK, LIGHT
from scenarios.analysis.results import Results
from scenarios.definition import sweep_design
from scenarios.execution import sweep
from scenarios.storage import status, store
from tests.dashboards.conftest import HOST
from tests.dashboards.stores import with_failures
from tests.scenarios.stores import rewrite

FACTORS = {
    "market.tightness": {"range": [0, 1]},
    "border.openness": {"range": [0.2, 1]},
    "doctrine": {"values": ["songun", "byungjin"]},
}
SERIES = ("gdp", "consumption.civilian", "munitions.stock", "programme.progress")


def swept(folder: Path, **facts: Any) -> Path:
    facts = {"method": "lhs", "n": 24, "seeds": 2, "factors": FACTORS} | facts
    factors = facts.pop("factors")
    facts |= {"end": "2012-12", "scale": 500, "title": "A small sweep"}
    plan = sweep_design.make("small", factors, ["history-semi-endogenous"], **facts)
    sweep.run(plan, folder, workers=1)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sweeps")
    swept(home / "sampled")
    two = {k: FACTORS[k] for k in ("market.tightness", "border.openness")}
    swept(home / "variance", method="saltelli", n=8, seeds=1, factors=two)
    return home


@pytest.fixture(scope="module")
def sampled(home: Path) -> Sweep:
    return Sweep(Results(home / "sampled"))


@pytest.fixture(scope="module")
def view(sampled: Sweep) -> sweeps.SweepView:
    return sweeps.parse("", "sampled", sampled)[0]


@pytest.fixture(scope="module")
def client(home: Path) -> FlaskClient:
    return create_app([home]).server.test_client()


@pytest.mark.parametrize("name", [*page.LATER, "heat"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_chart_is_valid_plain_json_with_words_and_a_table(
    sampled: Sweep, view: sweeps.SweepView, name: str, theme: Any
) -> None:
    make = {**page.LATER, "heat": findings.heat_map}[name]
    found = make(sampled, view, theme)
    go.Figure(found.figure)
    json.dumps(found.figure, allow_nan=False)
    assert found.said.endswith((".", "%"))
    assert all(len(row) == len(found.head) for row in found.rows)
    assert found.rows


def test_a_design_decides_how_factors_are_ranked(home: Path) -> None:
    variance = Sweep(Results(home / "variance"))
    view = sweeps.parse("", "variance", variance)[0]
    assert findings.drivers(variance, view, LIGHT).said.startswith("Sobol indices of variance")


def test_the_runs_of_a_box_can_be_kept(sampled: Sweep, view: sweeps.SweepView) -> None:
    found = findings.where(sampled, view, LIGHT)
    inside, notes = sweeps.parse(found.keep, "sampled", sampled)
    assert notes == []
    kept = sampled.kept(inside)
    outcome = sampled.places(view.outcome)
    assert 0 < kept.sum() < len(kept)
    assert np.nanmean(outcome[kept]) < np.nanmean(outcome)


def test_an_axis_says_in_words_what_it_is_its_unit_and_its_name(
    sampled: Sweep, view: sweeps.SweepView
) -> None:
    axis = sampled.axis("market.tightness")
    assert axis.counted == "Pressure on private trade, index 0-1"
    title = findings.heat_map(sampled, view, LIGHT).figure["layout"]["xaxis"]["title"]["text"]
    assert title.startswith(sampled.axis(view.x).title)
    assert sampled.axis(view.x).unit in title
    assert view.x in title
    assert sampled.axis("doctrine").counted == "Doctrine"


def test_filters_look_at_every_run(sampled: Sweep, view: sweeps.SweepView) -> None:
    given = {"market.tightness": [0.0, 0.5], "doctrine": ["songun"], "gdp": [-1e9, 1e9], "zz": [1]}
    ranges = sweeps.filtered(sampled, view, given)
    assert ranges == {"market.tightness": (0.0, 0.5), "doctrine": ("songun",)}
    kept = sampled.kept(sweeps.SweepView("sampled", "gdp", "a", "b", ranges=ranges))
    runs_ = sampled.runs
    expected = (runs_["market.tightness"] <= 0.5) & (runs_["doctrine"] == "songun")
    assert (kept == expected.to_numpy()).all()


def test_lines_are_drawn_once_and_coloured_by_fifth(sampled: Sweep, view: sweeps.SweepView) -> None:
    axes = sampled.axes(view)
    places = np.stack([sampled.places(a.name) for a in axes], axis=1)
    kept = np.ones(len(places), bool)
    groups = np.repeat([-1, 0, 1], len(places) // 3).astype(np.int8)
    spec = parallel_spec(axes, places, kept, groups, LIGHT)
    go.Figure(spec)
    drawn = sum(trace["y"].count(None) for trace in spec["data"])
    assert drawn == len(places)
    assert all(0 <= v <= 1 for trace in spec["data"] for v in trace["y"] if v is not None)


def test_a_sample_is_even_and_never_more_than_asked() -> None:
    ids = sample(np.ones(100_000, bool), 800)
    assert (len(ids), ids[0], ids[-1]) == (800, 0, 99_999)
    assert len(np.unique(ids)) == 800
    assert list(sample(np.array([True, False, True]), 800)) == [0, 2]


@pytest.mark.parametrize(("search", "note"), [
    ("?outcome=zz", "outcome: zz is not there; gdp stands in."),
    ("?x=zz", "x: zz is not there"),
    ("?at=1990", "at: 1990 is no whole year"),
    ("?r.zz=1..2", "There is no axis zz."),
    ("?r.border.openness=high", "filter of border.openness was not understood"),
    ("?r.doctrine=peace", "filter of doctrine was not understood"),
    ("?run=99999", "There is no run 99999."),
    ("?look=%3Cb%3E", "look: <b> is not there"),
])  # fmt: skip
def test_a_wrong_link_gives_the_nearest_view_and_a_note(
    sampled: Sweep, search: str, note: str
) -> None:
    view, notes = sweeps.parse(search, "sampled", sampled)
    assert any(note in words for words in notes), notes
    assert sweeps.parse(sweeps.query(view), "sampled", sampled) == (view, [])


def test_a_view_goes_through_its_address_unchanged(sampled: Sweep, view: sweeps.SweepView) -> None:
    link = "?x=doctrine&y=border.openness&at=2012&r.doctrine=songun&r.gdp=0.9..1.2&run=3&look=high"
    asked, notes = sweeps.parse(link, "sampled", sampled)
    assert notes == []
    assert asked.ranges == {"doctrine": ("songun",), "gdp": (0.9, 1.2)}
    assert sweeps.parse(sweeps.query(asked), "sampled", sampled) == (asked, [])


def test_pages_stand_without_a_sweep_and_with_one(home: Path, tmp_path: Path) -> None:
    assert "No sweep has been run yet" in str(page.layout(Shelf([tmp_path]), "", dark=False))
    whole = str(page.layout(Shelf([home]), "?store=sampled&run=3", dark=True))
    assert "48 of 48 runs kept" in whole
    assert "byungjin sweep replay" in whole
    assert "No runs yet" in str(runs.layout(Shelf([tmp_path]), "", dark=False))


def test_the_file_holds_every_kept_run(client: FlaskClient) -> None:
    link = "/sweeps.csv?store=sampled&r.doctrine=songun"
    rows = [r for r in client.get(link, headers=HOST).text.splitlines() if r[0] != "#"]
    assert len(rows) == 1 + 24
    assert all("songun" in row for row in rows[1:])


def test_how_a_store_stands(home: Path, tmp_path: Path) -> None:
    one = status.of(home / "sampled")
    assert (one.state, one.kind, one.runs, one.done, one.bad) == ("finished", "sweep", 48, 48, 0)
    part = shutil.copytree(home / "sampled", tmp_path / "stopped")
    for name in store.PARTS:
        for file in (part / name).glob("part-*.parquet"):
            file.unlink()
    assert status.of(part).state == "stopped"
    failed = with_failures(home / "sampled", tmp_path / "failed", failed=1)
    stands = status.of(failed)
    assert (stands.state, stands.bad) == ("failures", 1)
    assert "do not close" in stands.troubles[0].error
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text("{}")
    assert status.of(tmp_path / "broken").state == "unreadable"
    found = status.find([tmp_path])
    assert {s.state for s in found} == {"stopped", "failures", "unreadable"}
    text = str(runs.listing(found, "all"))
    assert "byungjin sweep run" in text
    assert "1 run did not end well" in text
    assert "1 cannot be read" in runs.summary(found)
    assert len(runs.listing(found, "trouble")) == 3


def test_only_runs_with_series_lead_to_charts_of_scenarios(home: Path) -> None:
    one = status.of(home / "sampled")
    for series, there in (("annual", True), ("none", False)):
        shown = str(runs.card(replace(one, series=series)))
        assert ("Scenarios" in shown) == there
        assert "Sweeps" in shown


def test_a_sweep_that_has_no_charts_of_scenarios_shows_the_way_on(
    home: Path, tmp_path: Path
) -> None:
    bare = shutil.copytree(home / "sampled", tmp_path / "bare")
    shutil.rmtree(bare / "series", ignore_errors=True)
    rewrite(bare, lambda facts: facts["sweep"].update(series="none"))
    said = str(show(Shelf([bare]), {"path": "/"})[0])
    assert "This is a sweep without series" in said
    assert "href='/sweeps?store=bare'" in said
    assert f"href='{runs.PATH}'" in said


def test_a_page_of_runs_says_only_what_has_changed(home: Path) -> None:
    shelf = Shelf([home])
    first = runs.look_again(shelf, "all", None)
    assert len(first[0]) == 2
    again = runs.look_again(shelf, "all", first[2])
    assert again[0] is runs.no_update


def test_the_pace_of_a_sweep_is_told_once_two_runs_have_ended() -> None:
    now = 1000.0
    assert status._pace(np.array([990.0]), now) == 0.0
    assert status._pace(np.array([950.0, 990.0, 999.0]), now) == 2 / 50
    assert [runs.pace(a) for a in (12.34, 0.04)] == ["12.3 a second", "one in 25 s"]


def test_figures_in_cells_have_room_however_many_they_are(
    sampled: Sweep, view: sweeps.SweepView
) -> None:
    figure = findings.heat_map(sampled, view, LIGHT).figure
    cells = figure["data"][0]
    narrow = heat_width(figure)
    cells["text"] = [["1,234,567"] * len(row) for row in cells["text"]]
    assert heat_width(figure) >= max(narrow, len(cells["x"]) * 9 * 6)


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep over scenarios of which one ends later."""
    home = tmp_path_factory.mktemp("apart")
    both = ["history-semi-endogenous", "baseline"]
    factors = {"market.tightness": {"values": [0.1, 0.9]}, "doctrine": FACTORS["doctrine"]}
    plan = sweep_design.make("ends", factors, both, seeds=1, scale=500)
    sweep.run(plan, home / "ends", workers=1)
    return home


def test_scenarios_that_end_at_different_times_lead_to_a_year_they_share(apart: Path) -> None:
    shelf = Shelf([apart])
    said = str(page.layout(shelf, "", dark=False))
    assert "different times (history-semi-endogenous in December 2024 and baseline in" in said
    assert "8 runs of 2 scenarios together" in said
    without = str(page.later(shelf, "frontier", "", None))
    assert "--" not in without
    link = next(a for a in without.split("'") if "at=2024" in a)
    chosen = link.partition("?")[2]
    assert "different times" not in str(page.layout(shelf, f"?{chosen}", dark=False))
    assert "Guns and butter" in str(page.later(shelf, "frontier", f"?{chosen}", None))


def test_a_box_without_limits_is_said_to_tell_nothing(tmp_path: Path) -> None:
    few = Sweep(Results(swept(tmp_path / "few", n=4, seeds=1)))
    found = findings.where(few, sweeps.parse("", "few", few)[0], LIGHT)
    assert found.rows == ()
    assert "no range of any of them" in found.said
    assert "mostly" not in found.said
