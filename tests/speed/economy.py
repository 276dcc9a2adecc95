"""The economy's speed: beside the plain twin, a default run, the whole country, start-up."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.speed import country, twin
from tests.speed.figures import Figure, processor_time, wall_of

ROUNDS = 9
STARTS = 5
HISTORY = "history-conditional"


def measure() -> list[Figure]:
    """Every figure of this part; about three minutes."""
    return [*twin.compare(), *default_run(), *country.measure(), *start_up()]


def default_run() -> list[Figure]:
    """Processor time of one warm run of history: 2,000 households, 168 months."""
    from model import Economy
    from scenarios.definition.catalog import load

    case = load(HISTORY).case
    Economy(case).run()
    runs, builds = [], []
    for _ in range(ROUNDS):
        runs.append(processor_time(lambda: Economy(case).run().values))
        builds.append(processor_time(lambda: Economy(case)))
    return [
        Figure(
            "default_run_cpu_ms", 1e3 * median(runs), "ms", f"{HISTORY}: build, run, read", 40.0
        ),
        Figure("default_build_cpu_ms", 1e3 * median(builds), "ms", "of which building the opening"),
    ]


def start_up() -> list[Figure]:
    """Seconds on the wall of the installed command line: its help, and a first run."""
    program = str(Path(sys.executable).with_name("byungjin"))
    with tempfile.TemporaryDirectory() as folder:
        run = [program, "run", HISTORY, "--seeds", "1", "--workers", "1", "--out", folder, "--json"]
        return [
            Figure("help_s", wall_of([program, "--help"], STARTS), "s", "byungjin --help", 0.3),
            Figure("first_run_s", wall_of(run, STARTS), "s", f"byungjin run {HISTORY}", 5.0),
        ]
