"""A sweep on a real Dask cluster of two worker processes."""

from __future__ import annotations

import logging
import os
import signal
import time
from contextlib import contextmanager

import pytest

from model.errors import InputError
from scenarios.execution import cluster, maintenance, sweep
from tests.commandline import process
from tests.scenarios.sweeps import FAULTY, MANY, figures, killing, made, swept, wait_for

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@pytest.fixture(scope="module")
def address():
    with two_workers() as running:
        yield running.scheduler_address


@contextmanager
def two_workers():
    import dask
    from distributed import LocalCluster

    settings = {
        "distributed.worker.use-file-locking": False,
        "distributed.nanny.environ": {"PYTHONWARNINGS": "ignore"},
    }
    with (
        dask.config.set(settings),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0",
                     silence_logs=logging.CRITICAL) as running,
    ):  # fmt: skip
        yield running


@pytest.fixture
def processes(address):
    with cluster.joined(address) as found:
        yield found


def test_a_worker_killed_in_mid_sweep_costs_no_run(tmp_path, processes):
    killed, kill_one = killing(tmp_path / "s")
    found = swept(made(**MANY), tmp_path / "s", processes=processes, progress=kill_one)
    assert killed
    assert found.runs.state.eq("ok").all()
    assert found.runs.attempt.eq(1).all()
    undisturbed = swept(made(**MANY), tmp_path / "u", workers=1)
    assert figures(tmp_path / "s").equals(figures(tmp_path / "u"))
    for part in ("summary", "series"):
        assert stored(tmp_path / "s", part).equals(stored(tmp_path / "u", part))
    assert undisturbed.manifest["design_hash"] == found.manifest["design_hash"]
    assert list((tmp_path / "s" / "inflight").iterdir()) == []


def test_workers_that_die_before_their_answer_is_fetched_cost_no_run(tmp_path):
    """What they stored is found, though the answer is lost and nobody can give it again."""
    killed = []

    def patient(progress):
        assert time.monotonic() < until, f"stalled at {progress.done} of {progress.total} runs"

    with two_workers() as running, cluster.joined(running.scheduler_address) as processes:
        with processes(2) as executor:
            client = executor._client
        pids, fetch = client.run(os.getpid).values(), client._gather_remote

        async def too_late(*given):
            if not killed and any("part-" in key for key in client._gather_keys):
                killed.extend(pids)
                for pid in killed:
                    os.kill(pid, signal.SIGKILL)
            return await fetch(*given)

        client._gather_remote = too_late
        until = time.monotonic() + 60
        found = swept(made(**MANY), tmp_path / "s", processes=processes, progress=patient)
    assert killed
    assert found.runs.state.eq("ok").all()
    assert len(figures(tmp_path / "s")) == 3 * 300


def test_a_cluster_whose_workers_are_all_gone_is_not_waited_for_in_silence(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "LOOK_S", 0.1)
    monkeypatch.setattr(cluster, "PATIENCE_S", 3.0)
    told = []

    def send_away(progress):
        if progress.done > 60:
            running.scale(0)

    def call_back(line):
        told.append(line)
        if len(told) == 1:
            running.scale(1)

    with two_workers() as running:
        with cluster.joined(running.scheduler_address, call_back) as processes:
            running.scale(0)
            wait_for(lambda: not running.scheduler.workers)
            with pytest.raises(InputError, match="every worker of the cluster is gone"):
                swept(made(**MANY), tmp_path / "s", processes=processes, progress=send_away)
        assert [line.partition(": ")[2] for line in told] == [
            "has no worker; waiting for one", "a worker is there", "has no worker; waiting for one"
        ]  # fmt: skip
        assert 60 <= sweep.ended(tmp_path / "s").count("ok") < 300
        running.scale(2)
        with cluster.joined(running.scheduler_address) as processes:
            found = swept(tmp_path / "s", processes=processes)
    assert found.runs.state.eq("ok").all()


def stored(folder, part):
    import pyarrow.parquet as pq

    table = pq.read_table(folder / part)
    return table.sort_by([(name, "ascending") for name in table.column_names[:2]])


def test_an_interruption_keeps_what_is_done_and_no_worker_stores_later(tmp_path, processes):
    folder = tmp_path / "s"

    def interrupt(progress):
        if progress.done > 60:
            raise KeyboardInterrupt

    before = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        swept(made(**MANY), folder, processes=processes, progress=interrupt)
    kept = sweep.ended(folder).count("ok")
    assert 60 <= kept < 300
    found = swept(folder, processes=processes)
    assert found.runs.state.eq("ok").all()
    assert len(figures(folder)) == 3 * 300
    assert time.monotonic() - before < 30


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "http://127.0.0.1:1"])
def test_an_address_nobody_answers_at_is_one_line_within_seconds(address, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 1)
    with pytest.raises(InputError, match="no Dask scheduler answers there") as refused:
        cluster.joined(address).__enter__()
    assert "\n" not in str(refused.value)


def test_an_address_that_is_none_is_one_line_and_no_traceback(tmp_path):
    done = process("sweep", "run", "--vary", "sanctions.leak=0,0.1", "--end", "2011-01",
                   "--cluster", "nowhere", cwd=tmp_path)  # fmt: skip
    assert done.returncode == 2
    assert "nowhere: no Dask scheduler answers there" in done.stderr.splitlines()[-1]
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(InputError, match="extra `cluster`"):
        cluster.joined("tcp://127.0.0.1:1").__enter__()


def test_a_run_that_hangs_in_a_compiled_kernel_is_ended(tmp_path, processes):
    found = swept(made(leaks=(0.0, 0.25), seeds=1), tmp_path / "s", FAULTY, timeout=3,
                  processes=processes)  # fmt: skip
    assert found.runs.state.tolist() == ["ok", "timeout"]


def test_a_run_that_kills_its_worker_is_a_row(tmp_path):
    with two_workers() as running, cluster.joined(running.scheduler_address) as processes:
        found = swept(made(leaks=(0.0, 0.3), seeds=1), tmp_path / "s", FAULTY, processes=processes)
    assert found.runs.state.tolist() == ["ok", "crashed"]
    assert maintenance.verify(tmp_path / "s") == []
