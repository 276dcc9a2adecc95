"""Sweeps and runs of debates on the pages of scenarios: never pooled, never an error."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from plotly.io.json import to_json_plotly

from dashboards import view_state
from dashboards.app import show
from dashboards.data import stores as shelves
from dashboards.data.stores import Shelf
from dashboards.pages.flows import view as flows
from dashboards.pages.provenance import page as provenance
from dashboards.pages.runs import page as runs
from dashboards.pages.scenarios import page as scenarios
from dashboards.report import report
from scenarios.analysis.results import Results
from scenarios.definition import sweep_design
from scenarios.execution import sweep
from scenarios.execution.run import run
from scenarios.storage import status, store
from tests.dashboards import stores

SMALL = {"end": "2012-12", "scale": 500}
LEAKS = {"sanctions.leak": {"values": [0.0, 0.2, 0.4]}}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of three leaks in two scenarios, and one of sixty leaks."""
    out = tmp_path_factory.mktemp("points")
    names = ["history-semi-endogenous", "doctrine-songun"]
    sweep.run(sweep_design.make("few", LEAKS, names, seeds=2, **SMALL), out / "few", workers=1)
    many = {"sanctions.leak": {"range": [0.0, 0.4], "n": 60}}
    whole = sweep_design.make("many", many, names[:1], seeds=1, series="annual", **SMALL)
    sweep.run(whole, out / "many", workers=1)
    return out


@pytest.fixture(scope="module")
def debated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs of which a debate was judged, and which keep one series."""
    out = tmp_path_factory.mktemp("debated") / "runs"
    run("history-semi-endogenous", 1, out, series=["gdp"], workers=1)
    return stores.judged(out, out.with_name("judged"))


def page(home: Path, path: str, search: str = "") -> str:
    said = to_json_plotly(show(Shelf([home]), {"path": path, "search": search})[0])
    return said.replace("\\u002f", "/")


def test_a_sweep_is_shown_by_its_design_points_each_under_a_name(home: Path) -> None:
    opened = Shelf([home / "few"]).at("")
    assert list(opened.scenarios) == [
        f"{name}:{draw}" for name in Results(home / "few").scenarios for draw in range(3)
    ]
    assert opened.scenarios["doctrine-songun:2"].title.startswith("sanctions.leak 0.4 (")
    assert len({s.title for s in opened.scenarios.values()}) == 6
    said = page(home, "/", "?store=few")
    assert "This is a sweep: every line is one design point with its 2 paired runs" in said
    assert "6 design points, 2 paired runs each" in said
    assert "1 scenarios" not in said


def test_a_line_of_a_sweep_holds_the_runs_of_its_point_alone(home: Path) -> None:
    results = Results(home / "few")
    found = results.frame("gdp", ["doctrine-songun:2"])
    assert set(zip(found.scenario, found.draw, strict=True)) == {("doctrine-songun", 2)}
    opened = Shelf([home]).at("?store=few&scenarios=doctrine-songun:2")
    view, notes = view_state.parse(
        "?scenarios=doctrine-songun:2", list(opened.scenarios), "few", opened.baseline
    )
    assert notes == []
    shown = scenarios._shown(opened, view, Shelf([home]))
    assert shown[0].runs == 2
    table = flows.shown(opened, flows.parse("?scenario=doctrine-songun:2", opened)[0])
    assert table.runs == 2


def test_what_differs_between_design_points_is_their_factors(home: Path) -> None:
    opened = Shelf([home / "few"]).at("")
    names = ["doctrine-songun:0", "doctrine-songun:2"]
    found = provenance.provenance.differing_parameters(opened.results, names)
    assert found == {"sanctions.leak": [0.0, 0.4]}


def test_more_points_than_can_be_listed_are_spread_and_any_can_be_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "LISTED", 20)
    shelves._opened.cache_clear()
    opened = Shelf([home]).at("?store=many")
    assert len(opened.scenarios) == 20
    assert "60 design points, too many to list; 20 spread over all" in " ".join(opened.compared)
    name = "history-semi-endogenous:31"
    assert name not in opened.scenarios
    also = Shelf([home]).at(f"?store=many&scenarios={name}")
    assert list(also.scenarios)[10:13] == [f"history-semi-endogenous:{n}" for n in (30, 31, 33)]
    assert "no design point" not in page(home, "/", f"?store=many&scenarios={name}")
    shelves._opened.cache_clear()


def test_many_points_are_chosen_from_a_list_that_can_be_searched(home: Path) -> None:
    said = page(home, "/", "?store=many")
    assert '"searchable":true' in said
    assert '"type":"Chip"' not in said
    assert '"type":"Chip"' in page(home, "/", "?store=few")


@pytest.mark.parametrize("path", ["/", "/flows"])
def test_a_store_of_debates_opens_on_debates(debated: Path, path: str) -> None:
    said = page(debated, path)
    assert "These are runs of debates" in said
    assert '"href":"/debates"' in said
    assert "cannot be shown" not in said


@pytest.mark.parametrize("path", ["/", "/flows"])
def test_the_newest_store_that_can_be_shown_is_taken(
    home: Path, debated: Path, tmp_path: Path, path: str
) -> None:
    for name, made in (("older", home / "few"), ("newest", store.latest(debated))):
        shutil.copytree(made, tmp_path / name)
    file = tmp_path / "newest" / store.MANIFEST
    facts = json.loads(file.read_text("utf-8")) | {"created": "2999-01-01T00:00:00+00:00"}
    facts.pop("seal", None)  # another manifest, no damage to this one
    file.write_text(json.dumps(facts), "utf-8")
    damaged = Path(shutil.copytree(tmp_path / "older", tmp_path / "damaged"))
    for part in (damaged / "series").glob("*.parquet"):
        part.write_bytes(b"no parquet")
    file = damaged / store.MANIFEST
    facts = json.loads(file.read_text("utf-8")) | {"created": "2998-01-01T00:00:00+00:00"}
    facts.pop("seal", None)  # another manifest, no damage to this one
    file.write_text(json.dumps(facts), "utf-8")
    assert list(Shelf([tmp_path]).folders()) == ["newest", "damaged", "older"]
    said = page(tmp_path, path)
    assert "?store=older" in said
    assert "cannot be shown" not in said
    offered = Shelf([tmp_path]).charted()
    assert "newest" not in offered


def test_runs_send_a_reader_of_debates_to_debates(debated: Path) -> None:
    (one,) = status.find([debated])
    assert one.kind == "debates"
    said = str(runs.card(one))
    assert "/debates" in said
    assert "Open in Scenarios" not in said


def test_what_runs_a_debate_again_and_reports_it_is_a_debate(debated: Path) -> None:
    said = page(debated, "/provenance")
    assert "byungjin debate" in said
    assert "byungjin run " not in said
    assert "byungjin report debates" in said


def test_a_report_of_a_sweep_shows_its_points(home: Path) -> None:
    said = report("scenarios?store=few", [home])
    assert "sanctions.leak 0.2" in said
    assert "6 design points" in said


@pytest.mark.parametrize(
    ("names", "base", "told"),
    [
        (["drought", "baseline"], "baseline", False),
        (["drought-closed-border", "baseline", "grand-bargain"], "baseline", False),
        (["drought", "grand-bargain"], "drought", True),
        (["drought"], "drought", False),
    ],
)
def test_what_is_compared_with_is_what_others_change_or_it_is_said(
    names: list[str], base: str, told: bool
) -> None:
    from scenarios.definition.catalog import load

    facts: dict[str, Any] = {n: {"chain": load(n).chain, "title": load(n).title} for n in names}
    usual, why = shelves._usual_baseline(facts, names)
    assert usual == base
    assert bool(why) == told
