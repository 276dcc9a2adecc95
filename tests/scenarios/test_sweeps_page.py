"""What docs/sweeps.md says to type, typed: commands, SQL and Python on small sweeps."""

from __future__ import annotations

import re
import shlex
import time
from pathlib import Path

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner

from byungjin import command_line
from scenarios.definition import sweep_design
from scenarios.execution import sweep
from scenarios.execution.pool import Outcome
from tests.scenarios.sweeps import Here

PAGE = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
SAID = PAGE[PAGE.index("## What they say") : PAGE.index("## In the folder")]
COMMANDS = [line.split("#")[0].split() for line in re.findall(r"^    byungjin (.*)$", SAID, re.M)]
SQL = re.findall(r"```sql\n(.*?)```", SAID, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", SAID, re.DOTALL)
ONLY = ["gdp", "consumption.civilian", "food.insecure", "munitions.stock"]
MAKE = "tests.scenarios.test_sweeps_page:make"


def make(case, series):
    """A run that costs nothing and differs from case to case and seed to seed."""
    rng = np.random.default_rng([case.seed, int(case.hash, 16)])
    values = 1 + 0.2 * rng.normal(size=(1, len(series))) + 0.01 * rng.random((len(case.months), 1))
    return Outcome("ok", 0.001, values.astype(np.float32), t_end=time.time())


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    small = {"scale": 500, "only": ONLY, "seeds": 2}
    plans = {
        "lines": sweep_design.find("sanctions-x-doctrine", end="2030-12", **small),
        "compliance": sweep_design.find("partner-compliance", end="2030-12", **small),
        "screen": sweep_design.find("screen", n=3, end="2019-12", series="annual", **small),
        "screened": sweep_design.find("screened-sobol", n=8, end="2024-12", **small),
    }
    for name, plan in plans.items():
        sweep.run(plan, home / name, workers=1, make=MAKE, processes=Here)
    return home


@pytest.fixture(autouse=True)
def folder(home, monkeypatch):
    monkeypatch.chdir(home)


def test_the_page_shows_every_analysis_and_every_export():
    from commands import analyse, export

    assert {c[1] for c in COMMANDS if c[0] == "analyse"} == set(analyse.command.commands)
    shown = {word.removeprefix("--") for c in COMMANDS if c[0] == "export" for word in c}
    assert set(export.KINDS) - {"parquet"} <= shown
    assert len(SQL) == 3


@pytest.mark.parametrize("command", COMMANDS, ids=shlex.join)
def test_a_command_of_the_page_runs(command):
    result = CliRunner().invoke(command_line.cli, command)
    assert result.exit_code == 0, result.output
    assert result.stdout


@pytest.mark.parametrize(("query", "rows", "columns"), [
    (0, 5 * 240, 3), (1, 9, 6), (2, None, 4),
])  # fmt: skip
def test_a_query_of_the_page_runs(query, rows, columns):
    found = duckdb.sql(SQL[query]).fetchall()
    assert found
    assert rows in (None, len(found))
    assert {len(row) for row in found} == {columns}


def test_the_hungriest_tenth_is_a_tenth():
    found = duckdb.sql(SQL[2]).fetchall()
    assert sum(row[1] for row in found) == 9 * 5 * 2 / 10


def test_the_python_of_the_page_runs():
    names: dict[str, object] = {}
    for block in PYTHON:
        exec(compile(block, "a block of the page", "exec"), names)
    assert names["table"].shape == (5, 9)
    assert len(names["gaps"]) == 4
    assert len(names["indices"]) == 6
