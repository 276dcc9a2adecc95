"""What compiling costs: a first run, with kernels that came along and without, and an edit."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.speed.figures import ROOT, Figure

ROUNDS = 3
EDITED = 9
"""Mechanisms edited, evenly spread from the dearest to compile to the cheapest."""
RUN = "from model import Economy; Economy().run().values"


def measure() -> list[Figure]:
    """Processor time of all processes, in copies of the tree; about five minutes."""
    with tempfile.TemporaryDirectory() as folder:
        tree, kept = Path(folder) / "tree", Path(folder) / "kept"
        shutil.copytree(ROOT / "model", tree / "model")
        _run(tree, kept, RUN)  # bytecode, which installers make
        clones = [_run(tree, Path(folder) / f"clone{i}", RUN) for i in range(ROUNDS)]
        edits = _edits(tree, kept)
        shipped = str(tree / "model" / "kernels")
        subprocess.run([sys.executable, "-m", "model.ship", shipped], cwd=tree, check=True)
        firsts = [_run(tree, Path(folder) / f"first{i}", RUN) for i in range(ROUNDS)]
    return [
        Figure("first_run_cpu_s", median(firsts), "s", "history, kernels came along", 5.0),
        Figure("clone_run_cpu_s", median(clones), "s", "history, nothing compiled before", 25.0),
        Figure("edit_to_run_cpu_s", median(edits), "s", "history, a mechanism edited", 5.0),
        Figure("dearest_edit_cpu_s", edits[0], "s", "history, the dearest edited", 10.0),
    ]


def _run(tree: Path, kept: Path, program: str) -> float:
    """Processor seconds of a program and its children, in a tree, kernels kept in a folder."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"XDG_CACHE_HOME": str(kept), "PYTHONPATH": str(tree)}
    subprocess.run([sys.executable, "-c", program], cwd=tree, env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _edits(tree: Path, kept: Path) -> list[float]:
    """Processor seconds of a run after one line was added to a mechanism."""
    from model.prepare import mechanisms

    steps = [step.py_func for step in mechanisms().values()]
    chosen = [steps[i * (len(steps) - 1) // (EDITED - 1)] for i in range(EDITED)]
    taken = []
    for step in chosen:
        file = tree.joinpath(*step.__module__.split(".")).with_suffix(".py")
        before = file.read_text(encoding="utf-8")
        given = step.__code__.co_varnames[: step.__code__.co_argcount]
        head = f"def {step.__name__}({', '.join(given)}):\n"
        assert before.count(head) == 1
        file.write_text(before.replace(head, f"{head}    edited = 1.0\n"), encoding="utf-8")
        taken.append(_run(tree, kept, RUN))
        file.write_text(before, encoding="utf-8")
    return taken
