"""MECHANISMS are compiled each by itself, ahead and in several processes, into a package too."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

from model import Case, Economy, kernel_cache, kernel_compiler, month, prepare
from tests.model.apply import door

ROOT = Path(__file__).resolve().parents[2]
FREE = "dict.fromkeys(('doctrine', 'market.tightness', 'coverage.coal'), (('2011-01', None),))"
RUN = f"""
import sys, hashlib
from model import Case, Economy
from model.kernel_compiler import Part
from numba.core.dispatcher import Dispatcher
for case in (Case(end="2012-06"), Case(paths={FREE}, seed=3, end="2012-06")):
    print(hashlib.sha256(Economy(case).run().values.tobytes()).hexdigest())
kernels = {{v for n, m in [*sys.modules.items()] if n.startswith("model.")
           for v in vars(m).values() if isinstance(v, Dispatcher)}}
print(*sorted(k.py_func.__name__ for k in kernels if k._cache_misses and type(k) is not Part))
"""
pytestmark = pytest.mark.skipif(
    kernel_cache.FOLDER is None or numba.config.DISABLE_JIT, reason="no kernels are kept here"
)


@pytest.fixture(scope="module")
def results():
    """What the two cases of RUN give here."""
    free = dict.fromkeys(("doctrine", "market.tightness", "coverage.coal"), (("2011-01", None),))
    cases = (Case(end="2012-06"), Case(paths=free, seed=3, end="2012-06"))
    return [hashlib.sha256(Economy(case).run().values.tobytes()).hexdigest() for case in cases]


def _run(tree, home):
    """Results of a tree's runs, and the kernels it compiled."""
    done = subprocess.run(
        [sys.executable, "-c", RUN], cwd=tree, capture_output=True, text=True, check=True,
        env=os.environ | {"XDG_CACHE_HOME": str(home), "PYTHONPATH": str(tree)},
    )  # fmt: skip
    *found, missed = done.stdout.split("\n")[:3]
    return found, missed.split()


@pytest.fixture
def tree(tmp_path):
    """A copy of the model elsewhere."""
    shutil.copytree(ROOT / "model", tmp_path / "tree" / "model")
    return tmp_path / "tree"


@pytest.mark.usefixtures("results")
def test_mechanisms_are_compiled_ahead_for_the_types_a_run_calls_them_with():
    steps = prepare.mechanisms()
    assert len(steps) > 45
    for step in steps.values():
        named = kernel_compiler._keys(step, prepare._given(step))
        assert kernel_compiler._LOADED.keys() & {*named}
        assert prepare._held(step)


def test_one_changed_mechanism_is_compiled_and_the_month_linked_to_it(tree, tmp_path, results):
    home = tmp_path / "home"
    shutil.copytree(kernel_cache.FOLDER, home / "byungjin" / "kernels")
    assert _run(tree, home) == (results, [])
    file = tree / "model" / "mechanisms" / "labour.py"
    text = file.read_text(encoding="utf-8")
    assert "n.attendance[branch] = 1.0" in text
    file.write_text(text.replace("n.attendance[branch] = 1.0", "n.attendance[branch] = 0.99"),
                    encoding="utf-8")  # fmt: skip
    found, compiled = _run(tree, home)
    assert compiled == ["_run_month", "employ_labour"]
    assert all(a != b for a, b in zip(found, results, strict=True))


def test_a_package_with_kernels_compiles_nothing_and_gives_the_same_bits(tree, tmp_path, results):
    into = str(tree / "model" / "kernels")
    command = [sys.executable, "-m", "model.ship", into]
    subprocess.run(command, cwd=tree, check=True, env=os.environ | {"PYTHONPATH": str(tree)})
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder can be made here", encoding="utf-8")
    assert _run(tree, nowhere) == (results, [])


def test_a_line_on_a_terminal_says_how_far_it_is(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    count = prepare._Count(2)
    count.follow(["produce"])
    count.follow(["smuggle"])
    count.finish()
    said = capsys.readouterr().err.split("\r")
    assert [line.strip()[-6:] for line in said[1:]] == ["0 of 2", "1 of 2", "2 of 2"]


def test_a_mechanism_called_from_python_runs_as_its_lines():
    economy, twin = Economy(Case()), Economy(Case())
    month.count_coal(economy.books[0])
    door(month.count_coal)(twin.books, twin.rows)
    np.testing.assert_array_equal(economy.books.view(float), twin.books.view(float))
