"""One row per real household, all months, two threads: seconds and memory, in its own process."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import replace

from tests.speed.figures import ROOT, Figure

HOUSEHOLDS = 6_100_000
THREADS = 2
KIBIBYTES_PER_GIB = 1024.0**2


def measure() -> list[Figure]:
    """Start the run in a fresh process, so that its peak memory is its own."""
    done = subprocess.run([sys.executable, "-m", __name__], cwd=ROOT, capture_output=True,
                          text=True, check=False)  # fmt: skip
    facts = json.loads(done.stdout) if done.returncode == 0 else {}
    if done.returncode:
        print(f"country: {done.stderr[-400:]}", file=sys.stderr)
    return [
        Figure(
            "country_run_s", facts.get("run_s"), "s", f"{HOUSEHOLDS:,} rows, build and run", 60.0
        ),
        Figure("country_build_s", facts.get("build_s"), "s", "of which building the opening"),
        Figure("country_peak_gib", facts.get("peak_gib"), "GiB", "peak resident memory", 4.0),
    ]


def _run() -> dict[str, float]:
    from scenarios.definition.catalog import load

    case = load("history-conditional").case
    _one_month(case)
    start = time.perf_counter()
    economy = _economy(replace(case, scale=HOUSEHOLDS))
    built = time.perf_counter()
    economy.run()
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"run_s": end - start, "build_s": built - start, "peak_gib": peak / KIBIBYTES_PER_GIB}


def _economy(case):
    from model import Economy

    economy = Economy(case)
    economy.threads = THREADS
    return economy


def _one_month(case) -> None:
    """Load the kernels, which is start-up and counted elsewhere."""
    _economy(case).step()


if __name__ == "__main__":
    print(json.dumps(_run()))
