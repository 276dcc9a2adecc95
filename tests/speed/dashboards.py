"""The dashboard's speed in a real browser: start, first charts, a dial, a large sweep, memory."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa

from tests.speed.figures import ROOT, Figure

RUNS = 100_000
PRESSES = 9
INTERACTIONS = 200
FIRST_ANSWER_MS = 90_000
SERIES = ("gdp", "consumption.civilian", "munitions.stock", "food.availability", "rate.market")
WHAT_IF = "/what-if?values=difference&market.tightness=0.4"


def measure() -> list[Figure]:
    """Every figure of this part; about three minutes, plus a compilation if kernels are new."""
    from playwright.sync_api import sync_playwright

    from scenarios.execution.run import run
    from tests.browser import chromium

    path = chromium.find()
    if path is None:
        print(chromium.ADVICE, file=sys.stderr)
        return [Figure("dashboard_ready_s", None, "s", "no browser", 3.0)]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        names = ["history-semi-endogenous", "doctrine-songun"]
        made = run(names, seeds=4, out=home, workers=1).path.name
        large(home / "large")
        profile = playwright.chromium.launch_persistent_context(
            home / "profile", executable_path=path, args=list(chromium.FLAGS)
        )
        page = profile.new_page()
        page.set_default_timeout(FIRST_ANSWER_MS)
        with server(home):
            pass  # fills the caches a user has
        with server(home) as (address, ready):
            figures = [Figure("dashboard_ready_s", ready, "s", "start to first answer", 3.0)]
            figures += [*pages(page, address, made), *dials(page, address), memory(page)]
        profile.close()
        shutil.rmtree(home.parent / f"{home.name}-bytecode", ignore_errors=True)
    return figures


@contextmanager
def server(home: Path) -> Iterator[tuple[str, float]]:
    """The dashboard in a process of its own: its address, and seconds until it answers."""
    from urllib.request import urlopen

    program = str(Path(sys.executable).with_name("byungjin"))
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(home.parent / f"{home.name}-bytecode")
    begun = time.perf_counter()
    command = [program, "dashboard", str(home), "--port", "0", "--no-token"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE,
                               text=True)  # fmt: skip
    assert process.stdout is not None
    try:
        found = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert found is not None
        with urlopen(found[0] + "/", timeout=30) as answer:
            answer.read()
        yield found[0], time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(30)


def large(folder: Path) -> None:
    """A sweep of many runs as it is stored, with made-up figures: only reading it is measured."""
    from scenarios.definition import sweep_design
    from scenarios.execution import plan
    from scenarios.storage import store

    factors = {name: {} for name in ("sanctions.leak", "plan.response", "food.damage")}
    what = sweep_design.make("large", {k: dict(v) for k, v in factors.items()}, ["baseline"],
                       method="lhs", n=RUNS, seeds=1, only=list(SERIES), series="none")  # fmt: skip
    folder.mkdir()
    plan.write(folder, what, "scenarios.execution.pool:make")
    shard, ids = store.shard_name(0, RUNS - 1), np.arange(RUNS, dtype=np.int32)
    draw = np.random.default_rng(0).normal(1, 0.1, (RUNS, len(SERIES)))
    kinds = ("last12", "mean", "min", "max")
    figures = {
        f"{s}_{kind}": draw[:, i].astype(np.float32) for i, s in enumerate(SERIES) for kind in kinds
    }
    ended = pa.array([0] * RUNS, pa.timestamp("ms", tz="UTC"))
    status = {"run_id": ids, "state": ["ok"] * RUNS, "attempt": pa.array([1] * RUNS, pa.int16()),
              "wall_s": np.full(RUNS, 0.05, np.float32), "error": [""] * RUNS,
              "shard": [shard] * RUNS, "host": ["here"] * RUNS, "t_end": ended}  # fmt: skip
    tables = {"summary": pa.table({"run_id": ids} | figures), "status": pa.table(status)}
    store.write_part(folder, tables, shard)


def timed(work: Callable[[], object]) -> float:
    """Seconds on the wall."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def pages(page, address: str, made: str) -> list[Figure]:
    """First charts with a warm browser, and the large sweep."""

    def scenarios() -> None:
        page.goto(f"{address}/?store={made}")
        page.wait_for_selector(".chart .xaxislayer-above")

    def sweep() -> None:
        page.goto(f"{address}/sweeps?store=large")
        page.wait_for_selector("#heat-picture .main-svg")
        page.wait_for_selector("#s-lines .main-svg")

    scenarios()
    warm = median(timed(scenarios) for _ in range(3))
    return [
        Figure("dashboard_first_charts_s", warm, "s", "warm browser, to the charts", 2.0),
        Figure("dashboard_large_sweep_s", timed(sweep), "s", f"{RUNS:,} runs, first opened", 3.0),
    ]


def dials(page, address: str) -> list[Figure]:
    """From a key on a dial to six redrawn charts, with the real model behind it."""
    page.goto(address + WHAT_IF)
    page.wait_for_selector("#w-legend li")
    page.get_by_role("slider", name="Pressure on private trade").focus()
    page.keyboard.press("ArrowRight")  # the processes are warm after this one
    _answered(page)
    alone = [timed(lambda: _press(page)) for _ in range(PRESSES)]
    first = [_first(page) for _ in range(PRESSES)]
    page.get_by_role("switch", name="Change them in the baseline too").focus()
    page.keyboard.press("Space")
    page.get_by_role("slider", name="Plan's dependence on exports").focus()
    _answered(page)
    both = [timed(lambda: _press(page)) for _ in range(PRESSES)]
    return [
        Figure("dashboard_dial_ms", 1e3 * median(alone), "ms", "key to six charts of 40 draws",
               1200.0),
        Figure("dashboard_dial_first_ms", 1e3 * median(first), "ms", "of the first eight", 300.0),
        Figure("dashboard_dial_both_ms", 1e3 * median(both), "ms", "the baseline run again",
               2000.0),
    ]  # fmt: skip


def _press(page) -> None:
    before = page.url
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: url != before)  # written with the charts' new figures
    _answered(page)


def _first(page) -> float:
    """Seconds from a key to the charts of the first draws; the rest is waited for unmeasured."""
    before, begun = page.url, time.perf_counter()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: url != before)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    spent = time.perf_counter() - begun
    _answered(page)
    return spent


def _answered(page) -> None:
    """Wait until nothing is asked and what was answered is painted."""
    page.wait_for_selector("body:not(:has([data-dash-is-loading=true]))")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")


def memory(page) -> Figure:
    """Growth of the page's memory over many presses that need no run."""
    client = page.context.new_cdp_session(page)

    def heap() -> float:
        client.send("HeapProfiler.collectGarbage")
        return client.send("Runtime.getHeapUsage")["usedSize"]

    control = page.get_by_role("radio", name="Median only")
    control.focus()
    begun = heap()
    for place in range(INTERACTIONS):
        page.keyboard.press("ArrowRight" if place % 2 == 0 else "ArrowLeft")
        page.wait_for_timeout(30)
    _answered(page)
    grown = heap() / begun
    return Figure("dashboard_memory_ratio", grown, "times", f"after {INTERACTIONS} presses", 1.3)
