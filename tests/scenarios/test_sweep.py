"""A sweep ends with every run exactly once, whatever happens on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from model.errors import InputError
from model.series import SERIES
from scenarios.analysis import measures
from scenarios.definition import sweep_design
from scenarios.execution import maintenance, manifest, plan, sweep, worker
from scenarios.execution.runner import Crew
from scenarios.integrity import copies
from scenarios.storage import store, tables
from tests.scenarios import full_disk
from tests.scenarios.sweeps import (
    FAULTY,
    MANY,
    ONLY,
    PLAIN,
    ROOT,
    Here,
    alive,
    begun,
    committed,
    family,
    figures,
    killing,
    made,
    swept,
    wait_for,
    workers_of,
)

LEAKS = {"sanctions.leak": {"values": [0.0, 0.4]}}
SHORT = {"seeds": 3, "end": "2011-12", "scale": 500, "only": ONLY}
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed") / "s"
    swept(made(**MANY), folder, workers=1)
    return figures(folder)


# --- an undisturbed sweep


def test_runs_of_the_model_are_those_of_a_plain_run(tmp_path):
    from scenarios.definition.catalog import load
    from scenarios.execution.run import run

    found = swept(made(seeds=2), tmp_path / "s", worker.MAKE, processes=Here)
    assert found.runs.state.tolist() == ["ok"] * 4
    case = load("baseline").with_("baseline", end="2011-03", scale=500)
    changed = {"sanctions.leak": 0.4, "fx.gifts": 0.0}
    plain = run(case, 2, tmp_path / "runs", changed, workers=1, best=True)
    frame = found.frame(ONLY)
    wide = frame[frame.draw == 1].drop(columns="draw").reset_index(drop=True)
    assert wide.equals(plain.frame(ONLY))
    again = maintenance.replay(tmp_path / "s", 3)
    assert again.same is True
    assert again.frame.gdp.tolist() == frame[frame.draw == 1].gdp[-3:].tolist()


def test_replications_share_luck_and_results_pair_them(tmp_path):
    both = sweep_design.make("mine", LEAKS, ["baseline", "drought"], **SHORT)
    found = swept(both, tmp_path / "s", processes=Here)
    seeds = found.runs.pivot(index="replication", columns=["scenario", "draw"], values="seed")
    assert (seeds.nunique(axis=1) == 1).all()
    _, numbers, values = found.all_draws("gdp", "drought")
    assert numbers.tolist() == list(range(6))
    assert values.shape == (6, 12)
    assert len(found.annual("gdp")) == 12
    assert found.sweep["name"] == "mine"


def test_draws_are_never_pooled_under_the_name_of_a_scenario(tmp_path):
    from scenarios.storage import points

    both = sweep_design.make("mine", LEAKS, ["baseline", "drought"], **SHORT)
    found = swept(both, tmp_path / "s", processes=Here)
    assert points.names(found) == ["baseline:0", "baseline:1", "drought:0", "drought:1"]
    for ask in (found.matrix, found.fan):
        with pytest.raises(InputError, match=r"drought stands for 2 design points of this sweep.*"
                           "ask for one of them, drought:0 to drought:1"):  # fmt: skip
            ask("gdp", "drought")
    with pytest.raises(InputError, match="no design point 7 of drought; expected drought:0 to"):
        found.matrix("gdp", "drought:7")
    with pytest.raises(InputError, match="unknown scenario 'droght:1'"):
        found.matrix("gdp", "droght:1")
    _, numbers, values = found.matrix("gdp", "drought:1")
    assert numbers.tolist() == [0, 1, 2]
    assert np.array_equal(values, found.all_draws("gdp", "drought")[2][3:])
    assert points.find(found, "drought:1").values == {"sanctions.leak": 0.4}
    assert set(found.frame("gdp", ["drought:1"]).draw) == {1}
    assert np.array_equal(found.fan("gdp", "drought:1").q50, np.median(values, axis=0))
    gaps = measures.paired(found, "gdp", "drought:1", "drought:0")[1]
    assert gaps.shape == (3, 12)


def test_a_summary_alone_can_be_kept(tmp_path):
    found = swept(made(series="none"), tmp_path / "s", processes=Here)
    assert not store.has_part(tmp_path / "s", "series")
    assert pq.read_table(tmp_path / "s" / "summary").num_rows == 10
    assert maintenance.replay(tmp_path / "s", 9).same is True
    assert maintenance.verify(tmp_path / "s") == []
    with pytest.raises(InputError, match="holds a summary of each run and no series"):
        found.matrix("gdp", "baseline:0")


def test_years_can_be_kept_flows_as_means_stocks_at_the_end(tmp_path):
    whole = {"seeds": 2, "end": "2013-02", "only": ["exports.total", "price.rice", "fx.total"]}
    monthly = swept(made(**whole), tmp_path / "m", processes=Here)
    annual = swept(made(**whole, series="annual"), tmp_path / "a", processes=Here)
    months = monthly.frame(monthly.series).set_index("month")
    keys = ["scenario", "draw", "replication"]
    years = months.groupby([*keys, pd.Grouper(freq="YS")])
    expected = years.mean().assign(**{"fx.total": years["fx.total"].last()})[years.size() == 12]
    found = annual.frame(annual.series).set_index([*keys, "month"])
    assert found.index.equals(expected.index), "January and February 2013 are no year"
    assert np.allclose(found, expected[found.columns], rtol=1e-6, atol=0)
    assert {s["name"]: s["annual"] for s in annual.manifest["series"]}["fx.total"] \
        == "at the year's end"  # fmt: skip
    assert annual.annual("price.rice").year.tolist() == [2011, 2012] * 4
    assert measures.annual_means(annual, "price.rice", "baseline:1")[1].shape == (2, 2)
    assert pq.read_table(tmp_path / "a" / "series")["year"].to_pylist() == [2011, 2012] * 4
    assert pq.read_table(tmp_path / "a" / "summary") == pq.read_table(tmp_path / "m" / "summary")
    assert maintenance.verify(tmp_path / "a") == []
    assert maintenance.replay(tmp_path / "a", 3).same is True


def test_a_year_of_a_stock_or_a_code_is_its_end_and_of_all_else_a_mean():
    ends = {s.unit for s in SERIES.values() if s.counted.at_end}
    assert {"mn USD", "trn KRW", "trn KPW", "kt", "count", "code"} <= ends
    assert not [unit for unit in ends if " a month" in unit or " a year" in unit]
    assert tables._at_end(["gdp", "fx.total", "price.rice", "politics.doctrine"]) == [
        "fx.total",
        "politics.doctrine",
    ]


def test_parts_make_the_whole(tmp_path, undisturbed):
    for k in (3, 1, 2):
        swept(made(**MANY), tmp_path / "s", part=(k, 3), workers=1)
        before = k != 2
        assert (sweep.ended(tmp_path / "s").count("pending") > 0) == before
    assert figures(tmp_path / "s").equals(undisturbed)


def test_what_was_run_can_be_told_from_the_folder(tmp_path):
    swept(made(), tmp_path / "s", processes=Here)
    facts = store.manifest(tmp_path / "s")
    assert facts["sweep"]["make"] == PLAIN
    assert facts["design_hash"] == made().hash
    told = maintenance.status(tmp_path / "s")
    assert (told["ok"], told["pending"], told["runners"], told["changed"]) == (10, 0, [], [])
    assert list((tmp_path / "s" / "inflight").iterdir()) == []


# --- runs that go wrong


@posix
def test_a_run_that_raises_hangs_or_kills_is_a_row_and_the_others_are_made(tmp_path):
    found = swept(made(leaks=(0.0, 0.1, 0.2, 0.3, 0.4), seeds=2), tmp_path / "s", FAULTY, timeout=1)
    states = found.runs.set_index("run_id").state
    assert states.tolist() == [
        s for s in ("ok", "failed", "timeout", "crashed", "ok") for _ in "ab"
    ]
    bad = maintenance.failures(tmp_path / "s").set_index("state").error
    assert "won do not close" in bad["failed"].iloc[0]
    assert bad["timeout"].iloc[0] == "took longer than 1 s"
    assert bad["crashed"].iloc[0] == "its process died"
    assert len(figures(tmp_path / "s")) == 4 * 3

    swept(tmp_path / "s")
    assert sweep.ended(tmp_path / "s").bad == 6, "what failed is not tried again unasked"
    facts = json.loads((tmp_path / "s" / plan.PLAN).read_text())
    (tmp_path / "s" / plan.PLAN).write_text(json.dumps({**facts, "make": PLAIN}))
    (tmp_path / "s" / copies.FOLDER / plan.PLAN).unlink()
    again = swept(tmp_path / "s", retry_failed=True, allow_drift=True)
    assert again.runs.state.eq("ok").all()
    assert again.runs.attempt.tolist() == [1, 1, 2, 2, 2, 2, 2, 2, 1, 1]
    assert len(again.frame("gdp")) == 10 * 3


@posix
def test_a_run_that_hangs_in_a_compiled_kernel_is_ended(tmp_path):
    found = swept(made(leaks=(0.0, 0.25), seeds=1), tmp_path / "s", FAULTY, timeout=2)
    assert found.runs.state.tolist() == ["ok", "timeout"]


@pytest.mark.parametrize(("options", "first"), [({"on_error": "stop"}, 1),
                                                ({"max_failures": 5}, 6)])  # fmt: skip
def test_a_sweep_may_stop_at_failures_and_goes_on_when_told_again(tmp_path, options, first):
    told, under_way = [], 4
    many = made(leaks=(0.1, 0.0), seeds=50)
    swept(many, tmp_path / "s", FAULTY, processes=Here, tell=told.append, **options)
    ended = sweep.ended(tmp_path / "s")
    assert first <= ended.bad <= first * under_way
    assert ended.count("pending") == 100 - ended.bad
    assert f"stopped, since {ended.bad} runs did not end well" in told[0]
    swept(tmp_path / "s", max_failures=50, processes=Here)
    assert sweep.ended(tmp_path / "s").count("pending") == 0


# --- a disk that fills up


@posix
def test_a_full_disk_is_one_message_and_the_sweep_goes_on_when_there_is_room(tmp_path, undisturbed):
    (tmp_path / "disk").mkdir()
    command = [sys.executable, "-m", full_disk.__name__, tmp_path / "disk", tmp_path / "frame"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == full_disk.REFUSED:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    facts = json.loads(done.stdout)
    assert "cannot be written (No space left on device); make room" in facts["message"]
    assert 60 < facts["kept"] < 300
    assert facts["read"] == 3 * facts["kept"], "what is stored can be read on the full disk"
    assert facts["damaged"] == 0
    assert pd.read_pickle(tmp_path / "frame").equals(undisturbed)


# --- processes that die


@posix
def test_runs_made_again_after_two_mishaps_are_stored_in_order(tmp_path):
    """Those of the second may come before those of the first; a shard holds its runs rising."""
    swept(made(), tmp_path / "s", workers=1, part=(1, 10))
    known, lines = plan.read(tmp_path / "s"), plan.Lines(tmp_path / "s")
    crew = Crew(tmp_path / "s", known, iter(()), 9, manifest.sources_hash()[:12], Here, 20,
                lambda *_: None, None, "session")  # fmt: skip
    crew.redo.extend(lines.of(np.array([6, 7, 8, 9, 1, 2, 3, 4, 5]), np.zeros(10, np.int16)))
    crew.taken, crew.seconds = 9, 0.001
    crew.work(1)
    assert sweep.ended(tmp_path / "s").count("ok") == 10
    assert maintenance.verify(tmp_path / "s") == []


def test_a_killed_worker_costs_no_run(tmp_path, undisturbed):
    killed, kill_one = killing(tmp_path / "s")
    found = swept(made(**MANY), tmp_path / "s", progress=kill_one)
    assert killed
    assert found.failures.empty
    assert figures(tmp_path / "s").equals(undisturbed)


@posix
def test_a_killed_parent_leaves_no_process_and_the_sweep_goes_on(tmp_path, undisturbed):
    folder = tmp_path / "s"
    running = begun(folder, MANY)
    wait_for(lambda: committed(folder) > 2 and workers_of(folder))
    pids = family(running.pid)
    assert set(workers_of(folder)) < set(pids)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    wait_for(lambda: not any(map(alive, pids)), seconds=5)
    held = sweep.ended(folder)
    assert 0 < held.count("ok") < 300
    swept(folder, allow_drift=True)
    assert figures(folder).equals(undisturbed)
    assert sorted(p.name for p in (folder / "inflight").iterdir()) == []


@posix
def test_ctrl_c_stops_within_two_seconds_and_keeps_what_is_done(tmp_path, undisturbed):
    folder = tmp_path / "s"
    running = begun(folder, MANY)
    wait_for(lambda: committed(folder) > 2)
    pids, before = workers_of(folder), time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=20)
    assert time.monotonic() - before < 2
    assert err.count("Traceback") == 1, "the one of the script that was interrupted"
    assert not any(map(alive, pids))
    assert 0 < sweep.ended(folder).count("ok") < 300
    swept(folder, allow_drift=True)
    assert figures(folder).equals(undisturbed)


@posix
def test_ctrl_c_does_not_wait_for_a_long_run(tmp_path):
    running = begun(tmp_path / "s", {"leaks": (0.2,), "seeds": 4}, FAULTY)
    pids = wait_for(lambda: (tmp_path / "s").exists() and workers_of(tmp_path / "s"))
    before = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    running.communicate(timeout=20)
    assert time.monotonic() - before < 2
    assert not any(map(alive, pids))
