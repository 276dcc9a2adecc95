"""What a benchmark says: a figure beside its target, and clocks that suit a shared machine."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Figure:
    """One measured number.

    A target is a promise of the design and is printed, never enforced: machines differ.
    """

    name: str
    value: float | None
    unit: str
    about: str
    target: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without target or figure."""
        if self.target is None or self.value is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def __str__(self) -> str:
        value = "failed" if self.value is None else f"{self.value:,.4g}"
        aim = ""
        if self.target is not None:
            aim = f"{'≥' if self.at_least else '≤'} {self.target:g}"
        mark = {True: "met", False: "MISSED", None: ""}[self.met]
        return f"{self.name:<28}{value:>12} {self.unit:<18}{aim:>8}  {mark:<7} {self.about}"


def processor_time(work: Callable[[], object]) -> float:
    """Seconds of processor time of this process that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def wall_of(command: Sequence[str], rounds: int) -> float | None:
    """Median seconds on the wall of a command in a fresh process, once run to warm up.

    The warm-up fills the caches a user has: Python's bytecode, even where the environment
    forbids writing it beside the sources, and the compiled kernels.

    Returns:
        None if the command fails; its last words go to standard error.
    """
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = folder
        for _ in range(rounds + 1):
            start = time.perf_counter()
            done = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment
            )
            taken.append(time.perf_counter() - start)
            if done.returncode:
                print(f"{' '.join(command)}: {done.stderr[-400:]}", file=sys.stderr)
                return None
    return median(taken[1:])
