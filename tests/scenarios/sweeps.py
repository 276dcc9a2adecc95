"""Small sweeps, and processes that run them until they are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from pathlib import Path

from scenarios.definition import sweep_design
from scenarios.execution import sweep

ROOT = Path(__file__).parents[2]
PLAIN, FAULTY = "tests.scenarios.makers:plain", "tests.scenarios.makers:faulty"
ONLY = ["gdp", "price.rice"]
MANY = {"leaks": (0.0, 0.4), "ms": (9.0, 10.0, 11.0), "seeds": 50}
"""300 runs of some milliseconds."""


def made(leaks=(0.0, 0.4), ms=(0.0,), seeds=5, **options):
    factors = {"sanctions.leak": {"values": list(leaks)}, "fx.gifts": {"values": list(ms)}}
    options = {"end": "2011-03", "scale": 500, "only": ONLY, **options}
    return sweep_design.make("mine", factors, ["baseline"], seeds=seeds, **options)


def swept(what, out=None, make=PLAIN, **options):
    return sweep.run(what, out, make=make, **{"workers": 2, "timeout": 20, **options})


def figures(folder):
    """Every stored figure of the runs that count, in order; each run once."""
    import duckdb

    from scenarios.analysis.results import Results

    results = Results(folder)
    ended = duckdb.sql(f"select run_id from read_parquet('{folder}/status/*.parquet') "
                       "where state = 'ok'").fetchall()  # fmt: skip
    assert len(ended) == len(set(ended)), "no run was stored twice"
    return results.frame(results.series)


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def family(leader):
    """Every process of a session, the leader and helpers included."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[3]) == leader:
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


def begun(folder, what, make=PLAIN):
    """A sweep in a process of its own, with its own group so that Ctrl-C reaches all of it."""
    script = (
        "from tests.scenarios.sweeps import made, swept\n"
        f"swept(made(**{what!r}), {str(folder)!r}, {make!r})\n"
    )
    return subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, start_new_session=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip


def wait_for(ready, seconds=40.0):
    until = time.monotonic() + seconds
    while not (found := ready()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
    return found


def committed(folder):
    return len(list((folder / "status").glob("part-*")))


def killing(folder):
    """What kills a worker of a sweep after some runs, told of its progress; and whom it killed."""
    killed = []

    def kill_one(progress):
        if progress.done > 60 and not killed:
            killed.extend(workers_of(folder)[:1])
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    return killed, kill_one


def workers_of(folder):
    """Processes that a sweep says are at a run."""
    found = []
    for file in (folder / "inflight").glob("*-*"):
        try:
            found.append(json.loads(file.read_bytes())[0])
        except (OSError, ValueError):
            continue
    return found


class Locked:
    """Another process holds the lock of a folder until the block ends, then is killed."""

    def __init__(self, folder, part=None):
        folder.mkdir(exist_ok=True)
        script = (
            "import time; from pathlib import Path; from scenarios.integrity import lock\n"
            f"with lock.held(Path({str(folder)!r}), {part!r}): print('held', flush=True); "
            "time.sleep(60)"
        )
        self.process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, text=True,
                                        stdout=subprocess.PIPE)  # fmt: skip

    def __enter__(self):
        assert self.process.stdout.readline() == "held\n"
        return self.process.pid

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


class Here:
    """An executor that works in this process."""

    def __init__(self, count):
        self.count = count

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def submit(self, function, *arguments):
        future = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future
