"""Stores in every state: none, unreadable, of another format, half failed, older than the model."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboards.app import show
from dashboards.data.stores import Shelf
from dashboards.data.trailing import Trailing
from model.errors import InputError
from scenarios.integrity import copies
from scenarios.storage import parts, store
from tests.dashboards import stores
from tests.scenarios import stores as by_hand


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(home, tmp_path / "runs"))


def page(*paths: Path) -> str:
    content, _ = show(Shelf(paths), {"path": "/", "search": "", "dark": False})
    return json.dumps([c.to_plotly_json() for c in content], default=lambda o: o.to_plotly_json())


def rewrite(home: Path, change: Any) -> None:
    by_hand.rewrite(store.latest(home), change)


def test_no_runs_yet_says_what_to_do(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        said = page(path)
        assert "No runs yet" in said
        assert "byungjin quickstart" in said


def test_runs_made_while_the_server_is_up_are_found(home: Path, tmp_path: Path) -> None:
    shelf = Shelf([tmp_path / "runs"])
    with pytest.raises(InputError, match="no runs"):
        shelf.open()
    shutil.copytree(home, tmp_path / "runs")
    assert len(shelf.open().scenarios) == len(stores.SCENARIOS)


def test_a_store_of_another_format_is_refused_in_words(copy: Path) -> None:
    rewrite(copy, lambda facts: facts.update(format=99))
    said = page(copy)
    assert "These runs cannot be shown" in said
    assert "format" in said


def test_a_broken_manifest_is_refused_in_words(copy: Path) -> None:
    (store.latest(copy) / store.MANIFEST).write_text("{", "utf-8")
    shutil.rmtree(store.latest(copy) / copies.FOLDER)
    assert "These runs cannot be shown" in page(copy)


def test_a_broken_table_is_refused_in_words(copy: Path) -> None:
    for part in (store.latest(copy) / "series").glob("part-*.parquet"):
        part.write_bytes(b"no parquet")
    said = page(copy)
    assert "These runs cannot be shown" in said
    assert "Traceback" not in said


def test_a_sweep_without_series_leaves_the_front_page_to_older_runs(copy: Path) -> None:
    bare = shutil.copytree(store.latest(copy), copy / "bare")
    shutil.rmtree(bare / "series")
    design = pq.read_table(bare / store.DESIGN)
    design = design.select([name for name in design.column_names if name in parts.KEYS])
    nought = pa.array([0] * len(design), pa.int32())
    pq.write_table(design.append_column("draw", nought).append_column("block", nought),
                   bare / store.DESIGN)  # fmt: skip
    sweep = {"series": "none", "runs": len(design), "design": {"factors": {}}}
    later = {"created": "2999-01-01T00:00:00+00:00", "sweep": sweep}
    rewrite(bare, lambda facts: facts.update(later))
    assert Shelf([copy]).open().name == "bare"
    assert "Civilian consumption" in page(copy)


def test_a_changed_model_is_said_and_numbers_are_still_shown(copy: Path) -> None:
    rewrite(copy, lambda facts: facts["code"].update(sources_sha256="older"))
    said = page(copy)
    assert "another version of the model" in said
    assert "Civilian consumption" in said


def test_runs_of_this_model_carry_no_notice(home: Path) -> None:
    assert Shelf([home]).open().notes == ()


def test_failed_runs_are_counted_in_words(home: Path, tmp_path: Path) -> None:
    said = page(stores.with_failures(home, tmp_path / "runs", failed=3))
    assert "25 of 28 runs finished; 3 failed (history-semi-endogenous 3)" in said


def test_a_scenario_without_a_finished_run_is_not_offered(home: Path, tmp_path: Path) -> None:
    opened = Shelf([stores.with_failures(home, tmp_path / "runs", failed=4)]).open()
    assert "history-semi-endogenous" not in opened.scenarios
    assert len(opened.scenarios) == 6
    assert opened.baseline in opened.scenarios


def test_letters_and_colours_do_not_depend_on_what_failed(home: Path, tmp_path: Path) -> None:
    whole = Shelf([home]).open().scenarios
    part = Shelf([stores.with_failures(home, tmp_path / "runs", failed=4)]).open().scenarios
    assert all(part[name].letter == whole[name].letter for name in part)


def test_a_store_where_nothing_finished_says_so(home: Path, tmp_path: Path) -> None:
    said = page(stores.with_failures(home, tmp_path / "runs", failed=28))
    assert "none of its 28 runs finished" in said


def test_the_newest_store_is_shown_first_and_others_by_name(copy: Path) -> None:
    old = store.latest(copy)
    new = copy / "2999-01-01-000000-newer"
    shutil.copytree(old, new)
    shelf = Shelf([copy])
    assert list(shelf.folders()) == [new.name, old.name]
    assert shelf.open().name == new.name
    assert shelf.open(old.name).name == old.name
    for name in ("../etc", "", None, 7, "zz"):
        assert shelf.open(name).name == new.name


def test_a_store_with_a_name_of_its_own_is_as_old_as_it_says(copy: Path) -> None:
    old = store.latest(copy)
    new = copy / "zz-my-sweep"
    shutil.copytree(old, new)
    rewrite(new, lambda facts: facts.update(created="2020-01-01T00:00:00+00:00"))
    assert list(Shelf([copy]).folders()) == [old.name, new.name]


def test_titles_with_markup_are_plain_text(copy: Path) -> None:
    evil = "<b>Songun</b>\u202e\x07" + "x" * 200
    rewrite(copy, lambda f: f["scenarios"]["doctrine-songun"].update(title=evil))
    title = Shelf([copy]).open().scenarios["doctrine-songun"].title
    assert len(title) <= 60
    assert not set(title) & set("\u202e\x07")


def test_a_trailing_mean_is_taken_run_by_run(home: Path) -> None:
    results = Shelf([home]).open().results
    series, name = "consumption.civilian", stores.SCENARIOS[0]
    months, _, values = results.matrix(series, name)
    same, _, means = Trailing(results, 12).matrix(series, name)
    assert same is months
    assert np.isnan(means[:, :11]).all()
    assert means[:, 11] == pytest.approx(values[:, :12].mean(axis=1))
    assert means[:, -1] == pytest.approx(values[:, -12:].mean(axis=1))
    assert np.isnan(Trailing(results, 999).matrix(series, name)[2]).all()
