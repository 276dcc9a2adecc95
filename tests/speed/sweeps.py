"""What a sweep costs beyond its runs, beside mesa.batch_run, and how fast its store is read."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.speed.burners import BURN_S
from tests.speed.figures import ROOT, Figure

WORKERS = 2
SHORT = {"end": "2011-12", "scale": 500}
"""The smallest case: twelve months of 500 household rows, fewer are refused."""
BURN, INSTANT = "tests.speed.burners:burn", "tests.speed.burners:instant"
FEW, MANY = 1_000, 100_000
BURNT = 200, 1_200
"""Runs whose time is known, in two sweeps."""
BATCH = 600
"""Runs made beside mesa.batch_run."""


def measure() -> list[Figure]:
    """Every figure of this part; about five minutes on two calm cores."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        return [*overhead(home), *parent(home), *beside_batch_run(home), *reading(home / "many")]


def overhead(home: Path) -> list[Figure]:
    """Processor time of all processes beyond runs that take a known time each.

    What a sweep takes to start differs by half a second from one to the next: the two are far
    enough apart that it hardly counts.
    """
    few, many = (_fresh("swept", home / f"burn{n}", BURN, n, "monthly") for n in BURNT)
    beyond = [facts["cpu_s"] - n * BURN_S for n, facts in zip(BURNT, (few, many), strict=True)]
    each = (beyond[1] - beyond[0]) / ((BURNT[1] - BURNT[0]) * BURN_S)
    return [
        Figure("sweep_overhead_pct", 100 * each, "%", f"beyond runs of {1e3 * BURN_S:g} ms", 5.0),
        Figure("sweep_start_cpu_s", beyond[0] - BURNT[0] * each * BURN_S, "s", "to start, once"),
    ]


def parent(home: Path) -> list[Figure]:
    """What the process that hands out takes, and whether its memory grows."""
    few, many = (_fresh("swept", home / name, INSTANT, n, "monthly")
                 for name, n in (("few", FEW), ("many", MANY)))  # fmt: skip
    each = (many["parent_s"] - few["parent_s"]) / (MANY - FEW)
    return [
        Figure("sweep_parent_ms", 1e3 * each, "ms a run", "processor time of the parent", 0.1),
        Figure("sweep_parent_mib_1k", few["parent_mib"], "MiB", f"its peak memory, {FEW:,} runs"),
        Figure("sweep_parent_mib_100k", many["parent_mib"], "MiB", f"the same, {MANY:,} runs"),
        Figure("sweep_parent_growth", many["parent_mib"] / few["parent_mib"], "times",
               "the second beside the first", 1.2),
        Figure("sweep_store_mb_100k", many["store_mb"], "MB", "twelve months, every series"),
    ]  # fmt: skip


def beside_batch_run(home: Path) -> list[Figure]:
    """The same runs by mesa.batch_run with as many processes."""
    ours = _fresh("swept", home / "ours", "scenarios.execution.pool:make", BATCH, "monthly")
    mesas = _fresh("batch_run", BATCH)
    return [
        Figure("sweep_runs_per_s", BATCH / ours["wall_s"], "runs/s", f"{BATCH} small runs"),
        Figure("batch_run_runs_per_s", BATCH / mesas["wall_s"], "runs/s", "mesa.batch_run"),
        Figure("sweep_beside_batch_run", mesas["wall_s"] / ours["wall_s"], "times", "faster"),
        Figure("sweep_peak_mib", ours["parent_mib"], "MiB", "peak memory of the parent"),
        Figure("batch_run_peak_mib", mesas["parent_mib"], "MiB", "the same of mesa.batch_run"),
    ]


def reading(folder: Path) -> list[Figure]:
    """Questions to a store of many runs, as the dashboard asks them."""
    _fresh("compacted", folder)
    took = _fresh("read", folder)
    return [
        Figure("sweep_fan_s", took["fan"], "s", f"five quantiles a month of {MANY:,} runs", 1.0),
        Figure("sweep_heat_s", took["heat"], "s", f"a 10 x 10 table of {MANY:,} runs", 0.5),
        Figure("sweep_one_run_s", took["run"], "s", "every series of one run", 0.1),
        Figure("sweep_open_s", took["open"], "s", "opening it and its table of runs, once"),
    ]


def _fresh(what: str, *arguments: object) -> dict[str, float]:
    """Facts from a process of its own, so that time and memory are its own."""
    command = [sys.executable, "-m", __name__, what, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[2:])}: {done.stderr[-2000:]}")
    facts: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return facts


def _usage(start: float) -> dict[str, float]:
    """Time and memory of this process and of those it has waited for."""
    me, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF,
                                                      resource.RUSAGE_CHILDREN))  # fmt: skip
    mine = me.ru_utime + me.ru_stime
    return {
        "wall_s": time.perf_counter() - start,
        "parent_s": mine,
        "cpu_s": mine + others.ru_utime + others.ru_stime,
        "parent_mib": me.ru_maxrss / 1024.0,
    }


def _swept(folder: str, make: str, runs: str, series: str) -> dict[str, float]:
    """A sweep of so many runs on a 10 x 10 grid."""
    from multiprocessing import forkserver

    from scenarios.definition import sweep_design
    from scenarios.execution import sweep

    values = {"n": 10}
    factors = {"sanctions.leak": {"range": [0, 0.4], **values},
               "food.damage": {"range": [0, 0.1], **values}}  # fmt: skip
    asked = sweep_design.make(
        "speed", factors, seeds=max(1, int(runs) // 100), series=series, **SHORT
    )
    start = time.perf_counter()
    sweep.run(asked, folder, workers=WORKERS, make=make)
    facts = _usage(start)
    forkserver._forkserver._stop()  # waited for, so that its workers' time is counted
    stored = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet"))
    return facts | {"cpu_s": _usage(start)["cpu_s"], "store_mb": stored / 1e6}


def _batch_run(runs: str) -> dict[str, float]:
    import mesa

    from model import Economy
    from scenarios.definition.catalog import load

    case = load("baseline").with_("baseline", **SHORT).case
    start = time.perf_counter()
    mesa.batch_run(Economy, {"case": case}, number_processes=WORKERS, rng=list(range(int(runs))),
                   data_collection_period=1, display_progress=False)  # fmt: skip
    return _usage(start)


def _compacted(folder: str) -> dict[str, float]:
    from scenarios.execution import compaction

    start = time.perf_counter()
    compaction.compact(Path(folder))
    return _usage(start)


def _read(folder: str) -> dict[str, float]:
    """Medians of a few, on fresh results each time so that nothing is remembered."""
    from scenarios.analysis.results import Results

    questions = {
        "open": lambda r: None,
        "fan": lambda r: r.fan("gdp"),
        "heat": lambda r: r.heat("gdp", "sanctions.leak", "food.damage"),
        "run": lambda r: r.run(777),
    }
    took: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(4):
        for name, ask in questions.items():
            begun = time.perf_counter()
            results = Results(folder)
            _ = results.runs
            start = time.perf_counter()
            ask(results)
            took[name].append(time.perf_counter() - (begun if name == "open" else start))
    return {name: median(times[1:]) for name, times in took.items()}


if __name__ == "__main__":
    asked, *rest = sys.argv[1:]
    answers = {"swept": _swept, "batch_run": _batch_run, "compacted": _compacted, "read": _read}
    print(json.dumps(answers[asked](*rest)))
