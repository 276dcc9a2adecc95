"""`byungjin sweep`, as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from byungjin import command_line
from model import parameters
from scenarios.analysis.results import Results
from scenarios.definition import sweep_design
from scenarios.execution import compaction, plan
from scenarios.integrity import copies
from tests.scenarios.sweeps import FAULTY, PLAIN, Here, made, swept

SMALL = ("--vary", "sanctions.leak=0..0.4:3", "--end", "2011-03", "--scale", 500, "--seeds", 2)


pytestmark = pytest.mark.usefixtures("folder")


def call(*arguments, code=0):
    result = CliRunner().invoke(command_line.cli, ["sweep", *(str(a) for a in arguments)])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def test_a_sweep_is_run_gone_on_with_and_looked_after(folder):
    told = call("run", *SMALL, "--out", "s", "--workers", 2)
    assert "6 runs = 3 draws x 1 scenario x 2 seeds; about " in told.stderr
    assert told.stdout == "6 runs: 6 ok\nStored in s\n"
    before = Results("s").frame("gdp")
    assert call("run", "s").stdout == told.stdout
    assert call("run", *SMALL, "--out", "s").stdout == told.stdout
    assert Results("s").frame("gdp").equals(before)
    assert "6 runs: 6 ok" in call("status", "s").stdout
    assert json.loads(call("status", "s", "--json").stdout)["pending"] == 0
    assert call("failures", "s").stdout == "No run failed.\n"
    assert call("verify", "s").stdout == "Every part is whole.\n"
    assert "the same bit for bit as stored" in call("replay", "s", 4, "--csv", "r.csv").stdout
    assert Path("r.csv").read_text().startswith("month,")
    assert "there already" in call("replay", "s", 4, "--csv", "r.csv", code=2).stderr


def test_a_sweep_in_many_small_parts_says_how_to_merge_them_and_one_in_few_does_not(
    folder, monkeypatch
):
    swept(made(leaks=(0.0,), seeds=4), "s", processes=Here)
    assert "compact" not in call("run", "s").stderr
    monkeypatch.setattr(compaction, "MANY", 4)
    told = call("run", "s").stderr
    assert told == ("It is in 4 small parts; byungjin sweep compact s makes it quicker to read\n")
    monkeypatch.setattr(compaction, "FEWEST", 2)
    assert call("run", "s").stderr == "", "parts of a run each are big ones then"
    monkeypatch.setattr(compaction, "FEWEST", 500)
    call("compact", "s")
    assert call("run", "s").stderr == ""


def test_failures_are_told_counted_and_end_in_exit_code_1(folder):
    swept(made(leaks=(0.0, 0.1)), "s", FAULTY, workers=1)
    assert (
        "5 of 10 runs did not end well: byungjin sweep failures s"
        in call("run", "s", code=1).stderr
    )
    told = call("failures", "s").stdout
    assert "5 failed: AccountError: won do not close" in told
    assert max(map(len, told.splitlines())) <= 80
    assert len(json.loads(call("failures", "s", "--json").stdout)) == 5
    assert "failed in 0.00 s: AccountError" in call("replay", "s", 7).stdout


def test_a_run_that_is_not_what_is_stored_is_told(folder):
    swept(made(), "s", workers=1)
    facts = json.loads((folder / "s" / plan.PLAN).read_text())
    case = facts["cases"]["baseline"]
    case["parameters"]["food.damage"] = 0.05
    (folder / "s" / plan.PLAN).write_text(json.dumps({**facts, "make": PLAIN}))
    (folder / "s" / copies.FOLDER / plan.PLAN).unlink()
    told = call("replay", "s", 3, code=1).stdout
    assert "NOT the same" in told
    assert "Changed since the sweep began: plan.json (" in told


def test_a_damaged_part_is_named_and_made_again(folder):
    swept(made(), "s", workers=1)
    part = next((folder / "s" / "series").iterdir())
    part.write_bytes(part.read_bytes()[:50])
    assert f"{part.name}: is not as it was stored" in call("verify", "s", code=1).stdout
    assert "set aside" in call("verify", "s", "--drop").stdout
    assert "10 runs: 10 ok" in call("run", "s").stdout


def test_a_part_of_a_sweep_leaves_the_others_to_come(folder):
    swept(made(), "s", workers=1, part=(1, 2))
    assert "5 ok, 5 to come" in call("status", "s").stdout
    assert "10 runs: 10 ok" in call("run", "s", "--part", "2/2").stdout


def test_designs_are_listed_and_can_be_looked_at_without_running(folder):
    told = call("designs").stdout
    assert max(map(len, told.splitlines())) <= 80
    facts = json.loads(call("designs", "--json").stdout)
    assert [d["name"] for d in facts] == sweep_design.names()
    assert "450 runs = 45 draws" in call("run", "partner-compliance", "--dry-run").stderr
    assert "248 runs = 124 draws" in call("run", "screen", "--points", 4, "--dry-run").stderr
    assert list(folder.iterdir()) == []


SCREEN = ("screen", "--points", 1, "--seeds", 1, "--end", "2011-03", "--scale", 500)


def test_the_same_command_goes_on_though_the_folder_is_named_like_the_design(folder):
    (folder / "screen").mkdir()
    assert "31 runs" in call("run", *SCREEN, "--dry-run").stderr, "an empty folder is no sweep"
    told = call("run", *SCREEN, "--out", "screen", "--workers", 1, "--part", "1/2").stdout
    assert "16 ok, 15 to come" in told
    assert "screen: 15 of 31 runs are to come" in call("run", "screen", "--dry-run").stderr
    assert "31 runs: 31 ok" in call("run", *SCREEN, "--out", "screen", "--workers", 1).stdout
    assert "124 runs" in call("run", "screen", "--points", 4, "--seeds", 1, "--out", "look",
                              "--dry-run").stderr  # fmt: skip


def test_nothing_is_left_in_a_folder_that_is_refused(folder):
    (folder / "letters").mkdir()
    (folder / "letters" / "dear.txt").write_text("dear")
    (folder / "file").write_text("x")
    assert "holds other files" in call("run", *SMALL, "--out", "letters", code=2).stderr
    assert [file.name for file in (folder / "letters").iterdir()] == ["dear.txt"]
    assert "file: is a file; expected" in call("run", *SMALL, "--out", "file", code=2).stderr


def test_a_design_of_many_factors_gets_a_folder_with_a_name_that_fits(folder):
    names = [name for name in parameters.shipped() if name.startswith("production.")][:12]
    vary = [word for name in names for word in ("--vary", f"{name}*=1")]
    told = call("run", *vary, "--end", "2011-01", "--scale", 500, "--workers", 1)
    assert told.stdout.startswith("1 run: 1 ok\n")


MISTAKES = {
    ("run",): "expected a DESIGN, a DIR or --vary",
    ("run", "scren"): "did you mean 'screen'",
    ("run", "gone.toml"): "gone.toml: there is no such file",
    ("run", "--vary", "sanctions.leek=0..1:3"): "did you mean 'sanctions.leak'",
    ("run", "--vary", "sanctions.leak=0.4..0:3"): "reversed",
    ("run", "--vary", "sanctions.leak=0..0.4"): "a grid needs n",
    ("run", "--vary", "sanctions.leak"): "expected NAME=a..b:n",
    ("run", "--vary", "=3"): "expected NAME=a..b:n",
    ("run", "--vary", "sanctions.leak=0..x:3"): "'x' is not a number",
    ("run", "--vary", "sanctions.leak=0..0.4:x"): "'x' is not a whole number",
    ("run", "--vary", "sanctions.leak=0,0.1", "--vary", "sanctions.leak=0"): "given twice",
    ("run", "--vary", "sanctions.leak=0..0.4:999999", "--seeds", "90000"): "89,999,910,000 runs",
    ("run", "--vary", "sanctions.leak=0..0.4:5", "--method", "lhs", "--points", "4"): (
        "the 5 after the colon is for a grid; --points says how many draws lhs makes"
    ),
    ("run", "screen", "--seeds", "0"): "seeds = 0",
    ("run", "screen", "--vary", "sanctions.leak=0"): "drop the name",
    ("run", "screen", "--method", "lhs"): "--method: makes a design of its own; drop the name",
    ("run", "partner-compliance", "--points", "5"): "n = 5; a grid has the values of its factors",
    ("run", "screen", "--points", "0"): "n = 0",
    ("run", "screen", "--part", "3"): "expected k/K",
    ("run", "screen", "--part", "3/2"): "part = 3/2",
    ("run", "screen", "--part", "²/3"): "expected k/K",
    ("run", "screen", "--workers", "0"): "workers = 0",
    ("run", "screen", "--workers", "100000", "--dry-run"): "workers = 100000; expected a whole",
    ("run", "screen", "--out", ""): "'--out': it is empty; expected a path",
    ("run", ""): "unknown design ''",
    ("status", ""): "it is empty; expected a path",
    ("run", "screen", "--series", "all"): "unknown series 'all'; allowed: annual, monthly, none",
    ("run", "."): "holds no sweep",
    ("status", "gone"): "does not exist",
    ("failures", "."): "holds no sweep",
    ("verify", "."): "holds no sweep",
    ("compact", "."): "holds no sweep",
    ("run", "screen", "--timeout", "0"): "timeout = 0; expected seconds",
    ("run", "screen", "--timeout", "nan"): "timeout = nan; expected seconds",
    ("run", "screen", "--on-error", "skip"): "unknown on-error 'skip'",
    ("run", "screen", "--max-failures", "-1"): "max-failures = -1; expected a whole number",
    ("run", "screen", "--on-error", "stop", "--max-failures", "3"): "give one of them",
    ("run", "screen", "--cluster", "nowhere"): "nowhere: no Dask scheduler answers there",
    (
        "run",
        "--vary",
        "sanctions.leak=0..0.4:1000000",
        "--vary",
        "food.damage=0..0.1:1000000",
    ): "1,000,000,000,000 runs (1,000,000,000,000 draws x 1 scenario x 1 seed), about ",
    ("replay", ".", "3"): "holds no sweep",
}


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_line_on_standard_error_and_exit_code_2(arguments, folder):
    result = call(*arguments, code=2)
    assert result.stdout == ""
    assert MISTAKES[arguments] in result.stderr
    (line,) = result.stderr.splitlines()
    assert line.startswith("byungjin: ")
    assert list(folder.iterdir()) == [], "nothing is left behind"
