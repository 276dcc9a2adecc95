"""A user's mistake on the command line ends in one sentence and exit code 2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline import HISTORY, call, process

pytestmark = pytest.mark.usefixtures("folder")


MISTAKES = {
    ("lst",): "unknown command 'lst'; did you mean 'list'",
    ("run", "baselin"): "unknown scenario 'baselin'; did you mean 'baseline'",
    ("run", "gone.toml"): "gone.toml: there is no such file",
    ("run", "baseline", "baseline"): "given twice",
    ("run",): "name one or more scenarios, or ask for --all",
    ("run", "baseline", "--all"): "name one or more scenarios, or ask for --all",
    ("run", "baseline", "--seeds", "0"): "expected a whole number from 1",
    ("run", "baseline", "--scale", "1"): "expected a whole number from 500",
    ("run", "baseline", "--workers", "0"): "workers = 0",
    ("run", "baseline", "--workers", "100000"): "; every process needs memory of its own",
    ("run", "baseline", "--out", ""): "'--out': it is empty; expected a path",
    ("run", "baseline", "--out", "b\udcff"): "'b\\udcff' is not UTF-8 text; expected a path",
    ("export", "runs", "--csv", "b\udcff"): "'b\\udcff' is not UTF-8 text; expected a path",
    ("run", "baseline", "--set", "sanctions.leak=.1", "--set", "sanctions.leak=.2"): (
        "--set sanctions.leak=.1 and --set sanctions.leak=.2: sanctions.leak is given twice"
    ),
    ("analyse", "paired", "", "--outcome", "gdp"): "it is empty; expected a path",
    ("run", "baseline", "--set", "sanctions.leek=0.2"): "did you mean 'sanctions.leak'",
    ("run", "baseline", "--set", "sanctions.leak=9"): "sanctions.leak = 9 is out of range",
    ("run", "baseline", "--set", "sanctions.leak=much"): "'much' is not a number",
    ("run", "baseline", "--set", "sanctions.leak=nan"): "not finite",
    ("run", "baseline", "--set", "sanctions.leak"): "expected NAME=VALUE",
    ("run", "baseline", "--set", "compliance.china=1"): "is a dated path",
    ("--nonsense",): "no such option '--nonsense'; see `byungjin --help`",
    ("run", "--nonsense"): "see `byungjin run --help`",
    ("run", "baseline", "--seeds", "many"): "'many' is not a valid integer",
    ("sweep", "go"): "no such command 'go'; see `byungjin sweep --help`",
    ("sweep", "replay", "d"): "missing argument 'RUN_ID'",
    ("compare", "baseline"): "missing argument 'B'",
    ("compare", "baseline", "drought", "--seeds", "0"): "seeds = 0",
    ("validate", "--seeds", "-1"): "seeds = -1",
    ("forecast", "--seeds", "0"): "seeds = 0",
    ("compare", "baseline", "droght"): "did you mean 'drought'",
    ("compare", "baseline", "drought", "--year", "2036"): "year 2036 is not in both",
    ("compare", "baseline", HISTORY, "--year", "2025"): "expected 2011 to 2024",
    ("compare", "baseline", "drought", "--series", "gpd"): "unknown series 'gpd'; did you mean",
    ("compare", "baseline", "drought", "--out", ""): "'--out': it is empty; expected a path",
    ("quickstart", "--seeds", "0"): "seeds = 0",
    ("quickstart", "--out", ""): "'--out': it is empty; expected a path",
    ("validate", "--signs", "--fit-only"): "--fit-only says nothing beside --signs",
    ("validate", "--ablations", "--signs"): "--ablations says nothing beside --signs",
    ("validate", "--ablations", "--best"): "--best says nothing beside --ablations",
    ("calibrate", "--opening", "--single"): "--single says nothing beside --opening",
    ("calibrate", "--single", "--check"): "--check says nothing beside --single",
    ("calibrate", "--check", "--quick"): "--quick says nothing beside --check",
    ("calibrate", "--workers", "0"): "workers = 0",
    ("calibrate", "--workers", "100000"): "workers = 100000; expected a whole number from 1 to ",
    ("calibrate", "--out", "/dev/null/x"): "cannot be",
    ("forecast", "--to", ""): "'--to': it is empty; expected a path",
    ("forecast", "--workers", "0"): "workers = 0",
    ("run", "--seds", "3"): "; did you mean one of: '--best', '--seeds', '--set'?; see `byungjin",
    ("new", "x", "--from"): "option '--from' requires an argument; see `byungjin new --help`",
    ("explain", "gone.toml"): "gone.toml: there is no such file",
    ("compare", "baseline", "baseline"): "given twice",
    ("compare", "baseline", "drought", "--given", "gdp=1"): "expected a series, a year or month",
    ("compare", "baseline", "drought", "--given", "gpd@2030>1"): "did you mean 'gdp'",
    ("compare", "baseline", "drought", "--until-error", "0"): "0.0 is not in the range 0<x<1",
    ("debate", "9", "--given", "gdp@2030"): "expected a series, a year or month",
    ("explain", "sanctions.leek"): "did you mean 'sanctions.leak'",
    ("explain", "GDP"): "did you mean 'gdp'",
    ("explain", ""): "names; `byungjin list` shows them",
    ("new", ""): "'' is no name",
    ("new", "a b"): "expected letters, digits and hyphens",
    ("whatif", "baseline", "--set", "market.tigtness=1"): "did you mean 'market.tightness'",
    ("whatif", "baseline", "--set", "zzz=1"): "the dials are doctrine, defence_share,",
    ("sweep", "run", "screen", "--memory", "much"): "expected bytes like 2GiB or 500MB",
    ("run", "baseline", "--memory", "0%"): "expected a share from 1% to 100%",
    ("new", "baseline"): "name of a shipped scenario",
    ("new", "mine", "--from", "baselin"): "did you mean 'baseline'",
    ("export", "gone"): "does not exist",
    ("export", "gone", "--csv", "--outcome", "gdp"): "--outcome is for --salib",
    ("export", "gone", "--salib", "--series", "gdp"): "--series is for every kind but --salib",
    ("export", "."): "holds no stored run",
    ("dashboard", "gone"): "does not exist",
    ("report", "flows", "--out", ""): "'--out': it is empty; expected a path",
    ("dashboard",): "runs: does not exist",
}


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_line_on_standard_error_and_exit_code_2(arguments, folder):
    result = call(*arguments, code=2)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert MISTAKES[arguments] in result.stderr
    assert list(folder.iterdir()) == [], "nothing is left behind"


def test_a_mistake_in_a_process_shows_no_traceback():
    done = process("run", "baselin")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("byungjin: unknown scenario 'baselin'")
    assert process("run").returncode == 2
    assert process("nonsense").returncode == 2


def test_a_bad_scenario_file_is_named(folder):
    (folder / "mine.toml").write_text('extends = "baseline"\nend = "2024-13"\n')
    assert "mine.toml, line 2: end: '2024-13'" in call("run", "mine", code=2).stderr


def test_a_file_name_cannot_speak_to_the_terminal():
    told = call("run", "\x1b[31mred.toml", code=2).stderr
    assert "\x1b" not in told
    assert "?[31mred" in told


def test_what_a_disk_refuses_anywhere_is_one_line_with_the_files_name(monkeypatch):
    def locked(name):
        raise PermissionError(13, "Permission denied", "runs/locked/manifest.json")

    monkeypatch.setattr("scenarios.reference.explain.explain", locked)
    assert call("explain", "gdp", code=2).stderr == (
        "byungjin: runs/locked/manifest.json: cannot be read or written (Permission denied)\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("command", [["list"], ["list", "--json"], ["explain", "gdp"]])
def test_a_full_disk_behind_standard_output_is_one_line(command):
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "byungjin", *command], stdout=full,
                              stderr=subprocess.PIPE, text=True, check=False)  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "byungjin: what is printed: cannot be read or written (No space left on device)"
    ]


def test_a_report_is_never_written_over_a_file_of_the_users(folder):
    (folder / "mine.toml").write_text("mine")
    told = call("report", "flows", "--out", "mine.toml", code=2).stderr
    assert told == "byungjin: mine.toml: is there already and is left as it is; name another file\n"
    assert (folder / "mine.toml").read_text() == "mine"


def test_a_place_that_cannot_be_written(folder):
    (folder / "file").write_text("x")
    assert "is a file" in call("run", HISTORY, "--seeds", 1, "--out", "file", code=2).stderr
