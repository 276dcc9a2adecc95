"""The wheel, installed elsewhere: one name of its own, beside files that bear the rooms' names."""

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from hatch_build import ROOMS, compile_kernels, renamed

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = "raise ImportError('a file of the user, not a room of the program')\n"
SMOKE = """
import inspect, json, sys
from byungjin import Case, Economy, Question, Results, Scenario, design, load, measures, run, sweep
results = run(["baseline", "drought"], seeds=2, out="runs", series=["gdp", "price.rice"], scale=500)
plan = design.make("small", {"sanctions.leak": {"values": [0.0, 0.4]}}, ["baseline"], scale=500,
                   end="2011-06")
swept = sweep(plan, "swept", workers=2)
record = Economy(Case(end="2011-02", scale=500)).run()
rooms = {"model", "scenarios", "dashboards", "commands"}
print(json.dumps({
    "runs": [len(results.runs), len(swept.runs), len(record.values)],
    "parameters": list(inspect.signature(run).parameters),
    "outside": sorted(rooms & {m.split(".")[0] for m in sys.modules}),
}))
"""
FIRST = """
import json, sys
from byungjin import Case, Economy
from byungjin.model import kernel_cache, kernel_compiler
from numba.core.dispatcher import Dispatcher
free = dict.fromkeys(("doctrine", "market.tightness", "coverage.coal"), (("2011-01", None),))
for case in (Case(), Case(paths=free, seed=3), Case(end="2011-02", scale=60_000)):
    Economy(case).run()
found = {v for n, m in [*sys.modules.items()] if n.startswith("byungjin.model.")
         for v in vars(m).values() if isinstance(v, Dispatcher)}
print(json.dumps({
    "able": len(kernel_compiler._targets("", "", "")) > 1,
    "compiled": sorted(k.py_func.__name__ for k in found if k._cache_misses),
    "kept": len([*kernel_cache.FOLDER.iterdir()]),
}))
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(["uv", "build", "--wheel", "-q", "-o", folder, ROOT], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def elsewhere(wheel, tmp_path_factory):
    """A fresh environment with the wheel, and a folder whose files bear the rooms' names."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run(["uv", "venv", "-q", folder / "venv"], check=True)
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = ["uv", "pip", "install", "-q", "--python", python, wheel]
    subprocess.run(install, check=True, cwd=ROOT)
    work = folder / "work"
    work.mkdir()
    for room in ROOMS:
        (work / f"{room}.py").write_text(HOSTILE)
    return python, work


def said(elsewhere, *arguments, **environment):
    python, work = elsewhere
    done = subprocess.run(
        [python, *arguments], cwd=work, capture_output=True, text=True, check=True,
        env=os.environ | environment,
    )  # fmt: skip
    return done.stdout


def test_the_wheel_holds_one_name(wheel):
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"byungjin"}
    assert "byungjin/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_it_runs_beside_files_that_bear_the_rooms_names(elsewhere):
    facts = json.loads(said(elsewhere, "-c", SMOKE))
    assert facts["runs"] == [4, 2, 2]
    assert facts["parameters"][:3] == ["scenarios", "seeds", "out"]
    assert facts["outside"] == []


def test_a_first_run_compiles_nothing(elsewhere, tmp_path):
    facts = json.loads(said(elsewhere, "-c", FIRST, XDG_CACHE_HOME=str(tmp_path)))
    assert facts["able"], "this machine cannot run what is shipped"
    assert facts["compiled"] == []
    assert facts["kept"] == 0


def test_a_wheel_can_be_built_where_nothing_can_be_compiled(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "__init__.py").touch()
    assert "No module named" in compile_kernels(tmp_path, tmp_path / "kernels")
    assert not (tmp_path / "kernels").exists()


def test_its_command_line_works_there(elsewhere):
    assert "full-embargo" in said(elsewhere, "-m", "byungjin", "list")
    assert "unit" in said(elsewhere, "-m", "byungjin", "explain", "sanctions.leak", "--json")


def test_its_sources_are_the_clone_s(elsewhere):
    program = "from {} import sources_hash; print(sources_hash())"
    there = said(elsewhere, "-c", program.format("byungjin.scenarios.execution.manifest"))
    from scenarios.execution.manifest import sources_hash

    assert there.strip() == sources_hash()


def test_a_misspelt_argument_is_caught_by_a_type_checker(elsewhere):
    python, work = elsewhere
    (work / "mine.py").write_text('from byungjin import run\n\nrun("baseline", sedes=3)\n')
    check = ["uv", "run", "mypy", "--strict", "--python-executable", python, work / "mine.py"]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 'Unexpected keyword argument "sedes"' in done.stdout


@pytest.mark.parametrize(
    ("clone", "laid"),
    [
        ("from model import Economy\n", "from byungjin.model import Economy\n"),
        ("if x:\n    from scenarios.x import (\n        y,\n    )\n",
         "if x:\n    from byungjin.scenarios.x import (\n        y,\n    )\n"),
        ("import commands\n", "from byungjin import commands\n"),
        ("import model.x as y\n", "import byungjin.model.x as y\n"),
        ('"""from model to scenarios."""\n', '"""from model to scenarios."""\n'),
        ("from modelling import x\n", "from modelling import x\n"),
    ],
)  # fmt: skip
def test_imports_from_rooms_are_renamed_and_nothing_else(clone, laid):
    if laid is None:
        clone, laid = (
            f"if x:\n{clone}",
            f"if x:\n{clone}".replace("scenarios", "byungjin.scenarios"),
        )
    assert renamed(clone) == laid
