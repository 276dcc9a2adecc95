"""Every kernel put into a folder, so that they get into the wheel (`hatch_build.py`).

``python -m model.ship FOLDER`` compiles them for any processor of the kind this machine has.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from model import kernel_cache, month
from model.case import FIRST_MONTH, Case, Steps
from model.drivers import DRIVERS
from model.economy import Economy
from model.kernel_compiler import in_use, portable

SEEDS, LAST = 4, "2035-12"
"""Runs in which everything that can happen happens once."""


def compile_all() -> None:
    """Compile every kernel of the model, by making it run in all its ways."""
    paths: dict[str, Steps] = {"buyer.need": ((FIRST_MONTH, 1.0),)}
    paths |= {name: ((FIRST_MONTH, None),) for name, path in DRIVERS.items() if path.may_be_free}
    for rule in (0.0, 1.0):
        for seed in range(SEEDS):
            rules = {"leadership.rule": rule}
            Economy(Case(paths=paths, parameters=rules, seed=seed, end=LAST)).run()
    for threads in (1, 2):
        large = Economy(Case(scale=month.THREAD_ROWS + 1, end="2011-02"))
        large.threads = threads
        large.run()


def ship(folder: Path) -> None:
    """Put every kernel into a folder: those this user has as they are, the others compiled."""
    if os.environ.get("NUMBA_CPU_NAME") != portable():
        settings = {"NUMBA_CPU_NAME": portable(), "NUMBA_CPU_FEATURES": ""}
        command = [sys.executable, "-m", __spec__.name, str(folder)]
        sys.exit(subprocess.run(command, check=False, env=os.environ | settings).returncode)
    compile_all()
    folder.mkdir(parents=True, exist_ok=True)
    for key, code in in_use().items():
        (folder / f"{key}{kernel_cache.ENDING}").write_bytes(kernel_cache.packed(code))


if __name__ == "__main__":
    ship(Path(sys.argv[1]))
