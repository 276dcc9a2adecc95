"""KERNELS are found by what they compile: what changes that changes the key, nothing else does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import llvmlite
import numba
import numpy as np
import pytest

from hatch_build import lay
from model import kernel_key
from model.kernel_compiler import OPTIONS
from tests.reference.tape import kernels

ROOT = Path(__file__).resolve().parents[2]
TARGET = ("a system", "a processor", "")
SOURCE = '''
"""What the module is about."""
import csv
import numpy as np
from collections import namedtuple
from pathlib import Path
from model import streams
from model.compiled import compiled, inner, mechanism
from model.numerics import exp

with Path(FOLDER, "table.csv").open() as file:
    TABLE = np.array([float(row["used"]) for row in csv.DictReader(file)])
RATE, UNUSED = 0.5, 1.0
PLACES = namedtuple("Places", ("first", "second"))(0, 1)


def doubled(factor):
    def inside(x):
        return x * factor
    return inner(inside)


twice = doubled(2.0)


@inner
def deep(x, by=1.0):
    """Halve."""
    return x * RATE * by  # a comment


@inner
def part(x):
    if x > 7.0:
        return -deep(x)
    return deep(x)


@inner
def beside(x):
    return x


@compiled
def whole(x):
    return twice(part(x)) + TABLE[PLACES.first] + exp(x) + len(streams.S)
'''
TABLE = "used,beside\n1.5,3\n"


def key_of(folder, source=SOURCE, table=TABLE, name="kernels_here", types=(numba.float64,),
           target=TARGET):  # fmt: skip
    """The key of a module's one kernel, the module written anew."""
    (folder / "table.csv").write_text(table, encoding="utf-8")
    module = ModuleType(name)
    module.FOLDER = str(folder)
    exec(compile(source, str(folder / f"{name}.py"), "exec"), module.__dict__)
    return next(kernel_key.keys(module.whole.py_func, types, OPTIONS, [target]))


EDITS = {
    "the body": ("twice(part(x)) +", "twice(part(x)) -"),
    "the body of a kernel it calls": ("return -deep(x)", "return -2.0 * deep(x)"),
    "the body of a kernel that one calls": ("x * RATE * by", "x * by + RATE"),
    "a constant of the module": ("RATE, UNUSED = 0.5", "RATE, UNUSED = 0.25"),
    "a constant in the lines": ("x > 7.0", "x > 8.0"),
    "the type of a constant": ("x > 7.0", "x > 7"),
    "the sign of nought": ("RATE, UNUSED = 0.5", "RATE, UNUSED = -0.5"),
    "a default": ("by=1.0", "by=2.0"),
    "the order of a tuple": ('("first", "second"))(0, 1)', '("second", "first"))(0, 1)'),
    "the places of a tuple": ("(0, 1)", "(1, 0)"),
    "what a closure holds": ("doubled(2.0)", "doubled(3.0)"),
    "what is called": ("return deep(x)\n", "return beside(x)\n"),
    "how a part is compiled": ("@inner\ndef part", "@mechanism\ndef part"),
    "a constant's array": ("np.array([", "1.0 + np.array(["),
    "a figure read from a file": ('row["used"]', 'row["beside"]'),
}
REWORDINGS = {
    "a comment": ("# a comment", "# another"),
    "a docstring": ('"""Halve."""', '"""Take one half of it."""'),
    "no docstring": ('    """Halve."""\n', ""),
    "a docstring more": ("def part(x):\n", 'def part(x):\n    """Part."""\n'),
    "the module's docstring": ("What the module is about", "Something else"),
    "empty lines": ("@inner\ndef part", "\n\n\n@inner\ndef part"),
    "what it does not use": ("UNUSED = 0.5, 1.0", "UNUSED = 0.5, 2.0"),
    "a kernel it does not call": ("def beside(x):\n    return x", "def beside(x):\n    return -x"),
    "how a name is imported": (
        "from model.numerics import exp\n", "import model.numerics\nexp = model.numerics.exp\n"),
    "annotations": ("def part(x):", "def part(x: float) -> float:"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_of_what_is_compiled_changes_the_key(edit, tmp_path):
    old, new = EDITS[edit]
    assert SOURCE.count(old) == 1
    assert key_of(tmp_path, SOURCE.replace(old, new)) != key_of(tmp_path)


@pytest.mark.parametrize("edit", REWORDINGS)
def test_an_edit_of_anything_else_leaves_the_key(edit, tmp_path):
    old, new = REWORDINGS[edit]
    assert SOURCE.count(old) == 1
    assert key_of(tmp_path, SOURCE.replace(old, new)) == key_of(tmp_path)


def test_a_recorded_figure_changes_the_key_if_a_kernel_holds_it(tmp_path):
    assert key_of(tmp_path, table="used,beside\n1.25,3\n") != key_of(tmp_path)
    assert key_of(tmp_path, table="used,beside\n1.5,4\n") == key_of(tmp_path)


def test_neither_path_nor_name_of_the_module_is_in_the_key(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    assert key_of(tmp_path / "elsewhere", name="a.b.c") == key_of(tmp_path)


@pytest.mark.parametrize(
    ("package", "name"),
    [(numba, "__version__"), (llvmlite, "__version__"), (np, "__version__"), (numba.config, "OPT")],
)
def test_the_compiler_is_in_the_key(package, name, tmp_path, monkeypatch):
    before = key_of(tmp_path)
    monkeypatch.setattr(package, name, "0.1.2")
    assert key_of(tmp_path) != before


@pytest.mark.parametrize("target", [("a system", "another", ""), ("a system", "a processor", "+x")])
def test_the_processor_is_in_the_key(target, tmp_path):
    assert key_of(tmp_path, target=target) != key_of(tmp_path)


def test_types_are_in_the_key_with_the_order_of_their_names(tmp_path):
    one, other = namedtuple("T", "a b"), namedtuple("T", "b a")
    types = [numba.typeof(kind(1.0, 2.0)) for kind in (one, other)]
    assert str(types[0]) == str(types[1])  # numba spells them alike
    nested = [numba.types.Tuple((kind, numba.int64)) for kind in types]
    found = [key_of(tmp_path, types=(kind,)) for kind in (numba.float32, *types, *nested)]
    assert len({key_of(tmp_path), *found}) == 6


def test_what_cannot_be_told_apart_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"a kernel refers to \{\}; expected numbers"):
        key_of(tmp_path, SOURCE.replace("TABLE = np", "TABLE = {}  # np"))


def test_every_kernel_of_the_model_can_be_told_apart():
    import model.economy  # noqa: F401

    assert len({kernel_key.content(kernel.py_func) for kernel in kernels().values()}) > 150


LISTING = """
import json, sys
from importlib import import_module
economy, key = (import_module(sys.argv[1] + name) for name in (".economy", ".kernel_key"))
found = {f"{n.removeprefix(sys.argv[1])}.{k}": key.content(v.py_func)
         for n, m in [*sys.modules.items()] if n.startswith(sys.argv[1] + ".")
         for k, v in vars(m).items() if hasattr(v, "py_func")}
print(json.dumps(found))
"""


def _contents(root, package):
    command = [sys.executable, "-c", LISTING, package]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_model_under_another_name_and_path_has_the_same_keys(tmp_path):
    lay(ROOT, tmp_path / "byungjin")
    there = _contents(tmp_path, "byungjin.model")
    assert there == _contents(ROOT, "model")
    assert len(there) > 150
