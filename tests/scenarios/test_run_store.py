"""Runs are paired, stored whole or not at all, and read by any program."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

import scenarios.execution.run
from model.case import Case
from model.errors import InputError
from model.series import SERIES
from scenarios.analysis.results import Results
from scenarios.definition import catalog
from scenarios.definition.catalog import load
from scenarios.execution import manifest
from scenarios.execution.pool import make
from scenarios.execution.run import design, run, run_or_reuse, seed
from scenarios.storage import store, tables
from tests.scenarios import stores

SHORT = Case(end="2011-06", scale=500)


def scenario(name, **changes):
    return catalog.Scenario(name, name.title(), SHORT.with_(**changes))


A, B = scenario("a"), scenario("b", paths={"border.openness": (("2011-02", 0.1),)})


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return run([A, B], seeds=3, out=tmp_path_factory.mktemp("runs") / "runs", workers=1)


# --- what a run gives


def test_a_run_keeps_every_series_of_every_month(results):
    assert results.scenarios == ["a", "b"]
    assert results.months == SHORT.months
    assert results.series == list(SERIES)
    assert len(results.frame("gdp")) == 2 * 3 * 6
    assert results.units["gdp"] == SERIES["gdp"].unit


def test_scenarios_share_the_luck_of_a_replication(results):
    seeds = results.runs.pivot(index="replication", columns="scenario", values="seed")
    assert (seeds.a == seeds.b).all()
    assert seeds.a.is_unique
    _, _, a = results.matrix("gdp", "a")
    _, _, b = results.matrix("gdp", "b")
    assert np.array_equal(a[:, 0], b[:, 0]), "before the paths part, so do the runs not"


def test_seeds_are_a_pure_function_of_entropy_and_replication():
    assert [seed(1, r) for r in range(3)] == [seed(1, r) for r in range(3)]
    assert len({seed(e, r) for e in range(20) for r in range(50)}) == 1000
    assert [r.case.seed for r in design([A], 5)][:3] == [r.case.seed for r in design([A], 3)]


def test_any_run_can_be_made_again_from_its_row(results):
    row = results.runs.iloc[4]
    again = make(tables.case_from(row.case, int(row.seed)), results.series)
    _, replications, values = results.matrix("gdp", row.scenario)
    kept = values[list(replications).index(row.replication)]
    assert np.array_equal(again.values[:, results.series.index("gdp")], kept.astype(np.float32))
    assert tables.case_from(row.case, int(row.seed)).hash == row.case_hash


def test_processes_and_this_process_agree_bit_for_bit(tmp_path, results):
    spread = run([A, B], seeds=3, out=tmp_path / "runs", workers=2)
    columns = results.series
    assert results.frame(columns).equals(spread.frame(columns))


def test_a_killed_process_costs_no_run(tmp_path):
    """Whoever kills it from outside: the runs it held are made again, each on its own."""

    def kill_one(progress):
        if progress.done == 4:
            multiprocessing.active_children()[0].kill()

    found = run(A, seeds=12, out=tmp_path / "runs", progress=kill_one, workers=2)
    alone = run(A, seeds=12, out=tmp_path / "alone", workers=1)
    assert found.failures.empty
    assert found.frame(found.series).equals(alone.frame(alone.series))


def test_a_script_needs_no_guard_and_is_run_once(tmp_path):
    script = tmp_path / "mine.py"
    script.write_text(
        "from scenarios.definition.catalog import load; from scenarios.execution.run import run\n"
        "print('once')\n"
        "case = load('history-semi-endogenous').with_('mine', end='2011-02', scale=500)\n"
        "print(len(run(case, seeds=6, out='runs', workers=2).frame('gdp')))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True,
                          check=False, env={**os.environ, "PYTHONPATH": str(root)})  # fmt: skip
    assert (done.stdout, done.stderr) == ("once\n12\n", "")


def test_every_overridden_parameter_is_a_column_of_the_design(tmp_path):
    from model.parameters import shipped

    name, parameter = next(iter(shipped().items()))
    found = run(A, seeds=1, out=tmp_path / "runs", parameters={name: parameter.high}, workers=1)
    assert found.runs[name].tolist() == [parameter.high]


def test_a_failed_run_is_a_row_with_its_error(tmp_path):
    found = Results(stores.make(tmp_path, states={2: "failed"}))
    assert found.failures.run_id.tolist() == [2]
    assert "do not close" in found.failures.error.iloc[0]
    _, replications, _ = found.matrix("gdp", "a")
    assert replications.tolist() == [0, 1, 3]


def test_a_scenario_of_which_nothing_finished_says_why(tmp_path):
    found = Results(stores.make(tmp_path, states=dict.fromkeys(range(4), "failed")))
    with pytest.raises(InputError, match=r"no run of a finished; the first error was: AccountErr"):
        found.matrix("gdp", "a")


def test_a_store_in_which_nothing_has_ended_is_read_as_pending(tmp_path):
    folder = stores.make(tmp_path)
    for part in store.PARTS:
        next((folder / part).iterdir()).unlink()
    found = Results(folder)
    assert set(found.runs.state) == {"pending"}
    assert found.failures.empty
    with pytest.raises(InputError, match="no run of a finished"):
        found.matrix("gdp", "a")


def test_progress_is_told_after_every_run(tmp_path):
    told = []
    run(A, seeds=3, out=tmp_path / "runs", progress=told.append, workers=1, series=["gdp"])
    assert [(p.done, p.total, p.failed) for p in told] == [(1, 3, 0), (2, 3, 0), (3, 3, 0)]


def test_stored_runs_are_used_again_while_code_and_cases_are_the_same(tmp_path):
    out = tmp_path / "runs"
    first = run_or_reuse([A, B], 2, out)
    assert run_or_reuse([B, A], 2, out).path == first.path
    assert run_or_reuse([A], 1, out).path == first.path
    assert run_or_reuse([A], 3, out).path != first.path
    assert run_or_reuse([A, scenario("b", scale=501)], 2, out).path != first.path


def test_run_may_be_called_from_the_package_or_the_module():
    assert callable(run)
    assert scenarios.execution.run.run is sys.modules["scenarios.execution.run"].run


# --- what is on the disk


def test_plain_pandas_and_plain_sql_read_a_store(results):
    frame = pd.read_parquet(results.path / "series")
    assert len(frame) == 36
    assert frame.dtypes["gdp"] == np.float32
    told = duckdb.sql(f"""
        select scenario, count(*) as months, avg(gdp) as gdp
        from read_parquet('{results.path}/series/*.parquet') s
        join read_parquet('{results.path}/design.parquet') d using (run_id)
        join read_parquet('{results.path}/status/*.parquet') t using (run_id)
        where state = 'ok' group by scenario order by scenario""").fetchall()
    assert [(name, months) for name, months, _ in told] == [("a", 18), ("b", 18)]
    summary = pd.read_parquet(results.path / "summary").set_index("run_id")
    last = frame[frame.run_id == 0].gdp.tail(12).astype(float).mean()
    assert summary.gdp_last12[0] == pytest.approx(last, rel=1e-6)
    assert pd.read_parquet(results.path / "series", columns=["month"]).month[0].year == 2011


def test_floats_are_packed_by_byte(results):
    import pyarrow.parquet as pq

    part = next((results.path / "series").iterdir())
    group = pq.read_metadata(part).row_group(0)
    column = group.column(group.num_columns - 1)
    assert column.compression == "ZSTD"
    assert "BYTE_STREAM_SPLIT" in column.encodings


def test_the_manifest_tells_what_was_run_and_by_what(results):
    facts = json.loads((results.path / "manifest.json").read_text())
    assert facts["format"] == store.FORMAT
    assert facts["replications"] == 3
    assert facts["packages"]["numpy"] == np.__version__
    assert facts["code"]["sources_sha256"] == manifest.sources_hash()
    assert facts["scenarios"]["b"]["case_hash"] == B.case.hash
    assert {"name", "unit", "dtype", "group", "about", "annual"} == set(facts["series"][0])
    assert facts["root_entropy"] == scenarios.execution.run.ENTROPY


def test_folder_names_with_wildcards_and_quotes_are_read(tmp_path):
    stores.make(tmp_path / "it's [1] *?")
    assert len(Results(tmp_path / "it's [1] *?").frame("gdp")) == 240


@pytest.mark.parametrize("name", ["gdp=1", "run_id=0", "scenario=x", "seed=3"])
def test_the_name_of_a_folder_never_takes_the_place_of_a_column(tmp_path, name):
    plain, named = stores.make(tmp_path / "plain"), stores.make(tmp_path / name)
    assert Results(named).frame("gdp").equals(Results(plain).frame("gdp"))
    assert Results(named).summary("gdp").equals(Results(plain).summary("gdp"))
    assert Results(named).runs.seed.tolist() == Results(plain).runs.seed.tolist()


def test_the_newest_store_of_a_folder_is_taken(tmp_path):
    first, second = stores.make(tmp_path), stores.make(tmp_path)
    assert store.find(tmp_path) == [first, second]
    assert Results(tmp_path).path == second


def test_a_run_tried_again_counts_with_its_last_shard(tmp_path):
    folder = stores.make(tmp_path, states={1: "failed"}, shards=2)
    again = stores.rows()[1]
    ended = [(again, stores.outcome(again, "ok"))]
    shard = store.shard_name(1, 1)
    parts = tables.parts(ended, ["gdp", "power.shortage"], shard)
    attempt = parts["status"].column_names.index("attempt")
    parts["status"] = parts["status"].set_column(attempt, "attempt", [[2]])
    store.write_part(folder, parts, shard)
    found = Results(folder)
    assert found.failures.empty
    assert len(found.frame("gdp")) == 240
    assert found.runs.attempt.tolist() == [1, 2, 1, 1, 1, 1, 1, 1]


# --- what is refused


def test_a_store_of_another_version_is_refused_with_both(tmp_path):
    folder = stores.make(tmp_path)
    facts = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**facts, "format": 99}))
    with pytest.raises(InputError, match=r"format = 99; .* reads format 1"):
        Results(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"format": null}', "\xff",
                                  '{"format": 1}', '{"format": 1, "scenarios": []}'])  # fmt: skip
def test_a_manifest_that_is_none_is_refused(tmp_path, text):
    folder = stores.make(tmp_path)
    (folder / "manifest.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match=r"manifest\.json"):
        Results(tmp_path)


def test_a_corrupt_part_is_named_and_not_a_traceback(tmp_path):
    folder = stores.make(tmp_path)
    part = next((folder / "series").iterdir())
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(InputError, match=rf"{part.name}: is not as it was stored, .* make it"):
        Results(folder).frame("gdp")


def test_unknown_series_and_scenarios_are_refused_with_the_nearest(results):
    with pytest.raises(InputError, match="unknown series 'gpd'; did you mean 'gdp'"):
        results.frame("gpd")
    with pytest.raises(InputError, match="unknown scenario 'c'"):
        results.matrix("gdp", "c")
    with pytest.raises(InputError, match="unknown series"):
        run(A, seeds=1, out="nowhere", series=["gpd"])


def test_no_store_says_how_to_make_one(tmp_path):
    with pytest.raises(InputError, match="holds no stored run; `byungjin quickstart`"):
        Results(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        Results(tmp_path / "gone")


@pytest.mark.parametrize("seeds", [0, -1, True, 1.5, 10**9])
def test_a_number_of_seeds_that_is_none_is_refused(tmp_path, seeds):
    with pytest.raises(InputError, match="expected a whole number from 1"):
        run(A, seeds=seeds, out=tmp_path / "runs")
    assert not (tmp_path / "runs").exists()


def test_the_same_name_twice_is_refused(tmp_path):
    with pytest.raises(InputError, match="given twice"):
        run([A, A], out=tmp_path / "runs")
    with pytest.raises(InputError, match="no scenario"):
        run([], out=tmp_path / "runs")


def test_a_folder_that_holds_other_things_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="holds other files"):
        run(A, seeds=1, out=tmp_path)
    assert os.listdir(tmp_path) == ["letter.txt"]


def test_a_file_and_a_store_are_no_homes(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is a file"):
        run(A, seeds=1, out=tmp_path / "file")
    folder = stores.make(tmp_path / "runs")
    with pytest.raises(InputError, match="is itself one stored run"):
        run(A, seeds=1, out=folder)


def test_an_unwritable_place_is_one_message(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        run(A, seeds=1, out=tmp_path / "file" / "runs")


# --- nothing half-written


@pytest.mark.parametrize("fails_at", range(1, 6))
def test_a_disk_that_fills_leaves_nothing_behind(tmp_path, monkeypatch, fails_at):
    """The n-th file that is flushed finds the disk full; manifest, design, three parts."""
    calls = 0

    def full(handle):
        nonlocal calls
        calls += 1
        if calls == 2 * fails_at - 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        run(A, seeds=1, out=tmp_path / "runs", workers=1)
    assert not (tmp_path / "runs").exists()


def test_folders_made_for_a_run_that_fails_are_removed(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        run(A, seeds=1, out=tmp_path / "deep" / "down" / "runs", workers=1)
    assert list(tmp_path.iterdir()) == []


def test_a_really_full_disk_is_one_message(tmp_path):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    target = tmp_path / "manifest.json"
    with pytest.raises(InputError, match="No space left"):
        store.replace_file(target, lambda _: Path("/dev/full").write_text("x" * 99_999))
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_removes_what_was_begun_and_nothing_else(tmp_path):
    kept = run(A, seeds=1, out=tmp_path / "runs", workers=1, series=["gdp"]).path

    def interrupt(progress):
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(A, seeds=3, out=tmp_path / "runs", progress=interrupt, workers=1)
    assert [p.name for p in (tmp_path / "runs").iterdir()] == [kept.name]


def test_a_killed_run_leaves_every_store_readable(tmp_path):
    kept = run(A, seeds=1, out=tmp_path / "runs", workers=1, series=["gdp"]).path
    script = (
        "import os, sys\n"
        "from scenarios.execution.run import run\n"
        "run('history-semi-endogenous', seeds=3, out=sys.argv[1], workers=1,\n"
        "    progress=lambda p: os.kill(os.getpid(), 9) if p.done == 2 else None)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "runs")], check=False)
    assert done.returncode == -9
    assert Results(tmp_path / "runs").path == kept
    assert len(store.find(tmp_path / "runs")) == 1


def test_the_shipped_scenarios_run(tmp_path):
    names = ["history-conditional", "history-semi-endogenous", "doctrine-songun"]
    found = run(names, seeds=1, out=tmp_path / "runs", scale=500, workers=1)
    assert found.failures.empty, found.failures.error.iloc[0]
    assert load(names[0]).case.months == found.months
