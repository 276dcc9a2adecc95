"""The house as it is meant to stand: directions, sizes, sources, names."""

from __future__ import annotations

import ast
import math
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from model import Economy, parameters
from model.drivers import DRIVERS
from model.series import SERIES
from scenarios.reference.source_code import uses

ROOT = Path(__file__).resolve().parents[1]
CODE = ("byungjin", "model", "scenarios", "dashboards", "commands", "tools", "tests")
SKIPPED = {"__pycache__", "runs", "dist", "node_modules"}
MODULE_LINES, FUNCTION_LINES = 400, 60

MAY_IMPORT = {
    "model": {"model"},
    "scenarios": {"model", "scenarios"},
    "dashboards": {"dashboards", "scenarios", "model"},
    "commands": {"commands", "dashboards", "scenarios", "model"},
    "byungjin": {"byungjin", "commands", "dashboards", "scenarios", "model"},
    "tools": {"tools", "scenarios", "model"},
}
DASHBOARD_DOORS = (
    "scenarios.storage",
    "scenarios.accounts",
    "scenarios.analysis",
    "scenarios.debates",
    "scenarios.history",
    "scenarios.what_if",
    "scenarios.definition.controls",
    "scenarios.definition.parameter_sets",  # pages say whether the sets are provisional
    "scenarios.execution.manifest",
    "scenarios.execution.run",
    "scenarios.evaluation.scorecard",
    "scenarios.evaluation.user_observations",
    "scenarios.integrity.spreadsheets",
    "scenarios.reference.provenance",
    "model.series",
    "model.errors",  # what a user is told has one type in every room
)
MODEL_LIBRARIES = {"llvmlite", "mesa", "numpy", "numba", "pandas", "scipy"}
LIGHT = ("model.case", "model.drivers", "model.parameters", "model.series", "model.errors")

CONVERSIONS = {"THOUSAND", "MILLION", "PER_CENT", "MONTHS", "DAYS", "GRAMS"}
"""Module constants that turn one unit into another."""
GUARDS = {1e-12, 1e-9, 1e-6, 1e-3}
"""Floors that keep a division or a power of zero finite."""
EXEMPT = {
    ("households.py", 256): "rows in a block: how sums are made, no economics",
    ("households.py", 0.5): "centres a log-normal draw on a mean of one",
    ("farming.py", 2): "the main harvest month is one with more than half of the largest",
    ("labour.py", 9): "October, counted from 0",
    ("labour.py", 10): "November, counted from 0",
    ("farming.py", 3): "sums over farms, a count of names",
    ("market.py", 2): "what is traded, a count of names",
    ("market.py", 4): "what may be filled, a count of names",
    ("production.py", 3): "kinds of input stock, a count of names",
    ("sanctions.py", 2.0): "what a half-life halves",
}
"""Numbers in mechanisms and institutions that are no economic numbers, and why."""

FORBIDDEN = [
    r"(?<![\w./:-])/(?:home|Users|root|work|mnt|opt|tmp)/\w+",
    r"[A-Z]:\\\\?Users\\",
    *(re.escape(".".join(host)) for host in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("anaconda", "org"))),
]  # fmt: skip
"""Paths of one machine and hosts of package registries."""
TEXT = {".py", ".toml", ".md", ".csv", ".cff", ".yml", ".yaml", ".css", ".js", ".json", ""}


def files(*folders, suffix=".py"):
    found = [f for folder in folders for f in (ROOT / folder).rglob(f"*{suffix}")]
    return sorted(f for f in found if not SKIPPED & set(f.relative_to(ROOT).parts))


def name_of(file):
    return str(file.relative_to(ROOT))


@cache
def tree(file):
    return ast.parse(file.read_text(encoding="utf-8"))


def imported(file):
    """Full dotted names a file imports, wherever in it; ``from a import b`` gives ``a.b``."""
    found = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


ROOMS = files(*MAY_IMPORT)
EVERYTHING = files(*CODE)


@pytest.mark.parametrize("file", ROOMS, ids=name_of)
def test_imports_run_one_way(file):
    room = file.relative_to(ROOT).parts[0]
    rooms = {name.split(".")[0] for name in imported(file)} & (set(MAY_IMPORT) | {"tests"})
    assert rooms <= MAY_IMPORT[room]


@pytest.mark.parametrize("file", files("dashboards"), ids=name_of)
def test_dashboards_know_results_and_series_and_nothing_deeper(file):
    names = {n for n in imported(file) if n.startswith(("scenarios", "model"))}
    assert {
        n for n in names if not f"{n}.".startswith(tuple(f"{d}." for d in DASHBOARD_DOORS))
    } == set()


@pytest.mark.parametrize("file", files("model"), ids=name_of)
def test_the_model_knows_no_stores_and_no_screens(file):
    outside = {name.split(".")[0] for name in imported(file)} - sys.stdlib_module_names
    assert outside <= MODEL_LIBRARIES | {"model"}


@pytest.mark.parametrize("file", EVERYTHING, ids=name_of)
def test_imports_name_the_whole_way(file):
    relative = [n for n in ast.walk(tree(file)) if isinstance(n, ast.ImportFrom) and n.level]
    starred = [n for n in ast.walk(tree(file)) if isinstance(n, ast.ImportFrom)
               and any(alias.name == "*" for alias in n.names)]  # fmt: skip
    assert not relative
    assert not starred


@pytest.mark.parametrize("file", EVERYTHING, ids=name_of)
def test_modules_and_functions_are_short(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MODULE_LINES
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    }
    assert not long


def economic_numbers(file):
    """Number literals that are no 0, 1, array position, conversion or guard."""
    positions, named = set(), set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Subscript):
            positions |= {id(part) for part in ast.walk(node.slice)}
    for node in tree(file).body:
        targets = getattr(node, "targets", [])
        flat = [t for target in targets for t in getattr(target, "elts", [target])]
        if flat and all(isinstance(t, ast.Name) and t.id in CONVERSIONS for t in flat):
            named |= {id(part) for part in ast.walk(node)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant)
        and type(node.value) in (int, float)
        and node.value not in {0, 1} | GUARDS
        and id(node) not in positions | named
    ]


ACTING = files("model/mechanisms", "model/institutions")


@pytest.mark.parametrize("file", ACTING, ids=name_of)
def test_no_economic_number_hides_in_a_mechanism(file):
    hidden = [f"line {line}: {value}" for line, value in economic_numbers(file)
              if (file.name, value) not in EXEMPT]  # fmt: skip
    assert not hidden, "make each a parameter in model/values"


def test_every_exemption_is_still_needed():
    used = {(file.name, value) for file in ACTING for _, value in economic_numbers(file)}
    assert set(EXEMPT) <= used


@pytest.mark.parametrize("file", files("model/institutions"), ids=name_of)
def test_institutions_post_nothing(file):
    calls = [n for n in ast.walk(tree(file)) if isinstance(n, ast.Call)]
    assert not [n for n in calls if isinstance(n.func, ast.Attribute) and n.func.attr == "move"]


@pytest.mark.parametrize("name", list(parameters.shipped()))
def test_every_parameter_is_sourced_and_used(name):
    parameter = parameters.get(name)
    assert all((parameter.unit, parameter.grade, parameter.source, parameter.about))
    assert parameter.low < parameter.high
    assert uses(name)


@pytest.mark.parametrize("name", list(DRIVERS))
def test_every_driver_is_described_and_used(name):
    driver = DRIVERS[name]
    assert driver.unit
    assert driver.about
    assert driver.low < driver.high
    assert driver.default is None or driver.low <= driver.default <= driver.high
    assert uses(name)


@pytest.fixture(scope="module")
def histories(recorded, inside):
    return [Economy(case.with_(scale=500)).run() for case in (recorded, inside)]


@pytest.mark.parametrize("name", list(SERIES))
def test_every_series_is_described_and_finite(name, histories):
    series = SERIES[name]
    assert series.name == name
    assert all((series.unit, series.group, series.about.endswith(".")))
    assert all(np.isfinite(record[name]).all() for record in histories)


def test_there_are_at_least_sixty_series():
    assert len(SERIES) >= 60


@pytest.mark.parametrize("module", LIGHT)
def test_light_modules_load_neither_mesa_nor_numba(module):
    program = (
        f"import sys, {module}; sys.exit(bool({{'mesa', 'numba', 'pandas'}} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def every_text():
    for entry in sorted(ROOT.iterdir()):
        if entry.name in SKIPPED or (
            entry.name.startswith(".") and entry.name not in {".ci", ".github"}
        ):
            continue
        inside = [entry] if entry.is_file() else entry.rglob("*")
        for file in inside:
            known = file.suffix in TEXT and not SKIPPED & set(file.relative_to(ROOT).parts)
            if known and file.is_file() and file.name != "uv.lock":
                yield file


def test_no_file_names_a_machine_or_a_registry():
    found = []
    for file in every_text():
        text = file.read_text(encoding="utf-8")
        found += [f"{name_of(file)}: {hit}" for p in FORBIDDEN for hit in re.findall(p, text)]
    assert not found


def test_guards_are_tiny():
    assert max(GUARDS) <= math.pow(10, -3)
