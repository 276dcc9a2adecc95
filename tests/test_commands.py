"""The command line, as a user and as a program meet it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from importlib import import_module

import pandas as pd
import pytest

from byungjin import command_line
from model import parameters
from model.drivers import DRIVERS
from scenarios.analysis.results import Results
from scenarios.definition import catalog
from scenarios.estimation import calibration, opening_prices
from scenarios.reference.explain import described, explain, institutions, known
from scenarios.storage import store
from tests.commandline import HISTORY, ROOT, call, process

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with one store of two scenarios."""
    out = tmp_path_factory.mktemp("runs") / "runs"
    call("run", HISTORY, "doctrine-songun", "--seeds", 2, "--out", out, "--workers", 1)
    return out


def test_help_names_every_command_and_imports_none():
    heavy = "numpy pandas rich mesa numba duckdb pyarrow dash"
    script = (
        "import sys\nfrom byungjin import command_line\n"
        "try: command_line.cli(['--help'])\n"
        f"except SystemExit: sys.exit(str(set('{heavy}'.split()) & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          cwd=ROOT, check=False)  # fmt: skip
    assert done.stderr.strip() == "set()"
    assert all(f"  {name} " in done.stdout for name in command_line.COMMANDS)


@pytest.mark.parametrize("name", command_line.COMMANDS)
def test_every_command_has_help_with_an_example_that_names_it(name):
    told = call(name, "--help").output
    assert f"Example: byungjin {name}" in told
    assert import_module(f"commands.{name}").command.name == "command"
    assert len(command_line.COMMANDS[name]) <= 66, "fits beside the name at 80 columns"


@pytest.mark.parametrize("name", command_line.COMMANDS)
def test_every_option_is_explained(name):
    for option in import_module(f"commands.{name}").command.params:
        assert option.param_type_name == "argument" or option.help, option.name


def test_version():
    assert call("--version").output.startswith("byungjin ")


# --- what commands do


def test_run_stores_and_tells(home):
    told = call("run", HISTORY, "--seeds", 1, "--out", home.parent / "other", "--workers", 1).output
    assert "GDP" in told
    assert "Stored in " in told
    assert max(len(line) for line in told.splitlines() if "Stored" not in line) <= 80


def test_run_adds_what_scenarios_change_unless_it_is_left_out(home):
    out, small = home.parent / "bases", ("--seeds", 1, "--workers", 1, "--scale", 500)
    told = call("run", "doctrine-songun", "doctrine-byungjin", *small, "--out", out).output
    assert f"{HISTORY} was added, which the others change; --no-baseline leaves it out" in told
    assert Results(out).scenarios == [HISTORY, "doctrine-songun", "doctrine-byungjin"]
    told = call("run", "doctrine-songun", *small, "--no-baseline", "--out", out).output
    assert "was added" not in told
    assert Results(out).scenarios == ["doctrine-songun"]
    for named in ((HISTORY, "doctrine-songun"), ("history-free",)):
        call("run", *named, *small, "--out", out)
        assert Results(out).scenarios == list(named)


def test_a_file_called_as_a_shipped_scenario_is_refused(folder):
    (folder / "baseline.toml").write_text('extends = "baseline"\n')
    (folder / "mine.toml").write_text('extends = "./baseline.toml"\n')
    for name in ("baseline.toml", "mine.toml"):
        told = call("run", name, "--seeds", 1, code=2).stderr
        assert "baseline.toml: is called as the shipped scenario 'baseline' is" in told
        assert "give the file another name" in told


def test_run_speaks_json(home):
    out = home.parent / "json"
    facts = json.loads(call("run", HISTORY, "--seeds", 2, "--out", out, "--workers", 1,
                            "--set", "sanctions.leak=0.3", "--json").stdout)  # fmt: skip
    assert facts["failures"] == []
    assert facts["last_year"][HISTORY]["gdp"]["year"] == 2024
    assert Results(facts["store"]).runs["sanctions.leak"].tolist() == [0.3, 0.3]


def test_compare_uses_stored_runs_and_agrees_with_them(home):
    before = store.find(home)
    facts = json.loads(call("compare", HISTORY, "doctrine-songun", "--seeds", 2, "--out", home,
                            "--json").stdout)  # fmt: skip
    assert store.find(home) == before
    gdp = next(m for m in facts["measures"] if m["series"] == "gdp")
    annual = Results(home).annual("gdp")
    last = annual[annual.year == 2024].pivot(index="replication", columns="scenario", values="gdp")
    by_hand = (100 * (last["doctrine-songun"] / last[HISTORY] - 1)).median()
    assert gdp["median"] == pytest.approx(by_hand, rel=1e-6)
    assert gdp["n"] == 2


def test_compare_fits_80_columns_and_takes_a_year_and_series(home):
    told = call("compare", HISTORY, "doctrine-songun", "--seeds", 2, "--out", home,
                "--year", 2016, "--series", "gdp").output  # fmt: skip
    assert "medians of 2016" in told
    assert max(len(line) for line in told.splitlines() if "Stored" not in line) <= 80
    refused = call("compare", HISTORY, "doctrine-songun", "--seeds", 2, "--out", home,
                   "--year", 2040, code=2)  # fmt: skip
    assert "expected 2011 to 2024" in refused.stderr
    refused = call("compare", HISTORY, "doctrine-songun", "--seeds", 2, "--out", home,
                   "--series", "gpd", code=2)  # fmt: skip
    assert "did you mean 'gdp'" in refused.stderr


def test_validate_scores_both_modes(home):
    out = home.parent / "validate"
    card = json.loads(call("validate", "--fit-only", "--seeds", 1, "--out", out, "--json").stdout)
    assert set(card["modes"]) == {"conditional", "semi_endogenous", "free"}
    assert len(card["patterns"]) == 18
    gdp = card["modes"]["conditional"]["gdp"]["fit"]
    assert gdp["n"] == 8
    assert {"rmse", "correlation", "leave_one_out", "naive"} <= set(gdp)
    assert "exports" not in card["modes"]["conditional"]
    told = call("validate", "--fit-only", "--seeds", 1, "--out", out).output
    assert "With error: the stated error of the record" in " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 80
    assert f"Runs of 1 seed took 1 of the {card['ensemble']['sets']} parameter sets" in told
    assert "manufacturing" in told


def test_validate_tells_signs_expected_and_what_came_out(folder):
    facts = json.loads(call("validate", "--signs", "--seeds", 1, "--json").stdout)
    assert {"scenario", "sign", "came_out", "agrees"} <= set(facts["signs"][0])
    assert any(o["holds"] for o in facts["orderings"])
    told = call("validate", "--signs", "--seeds", 1).output
    assert max(map(len, told.splitlines())) <= 80
    assert "full-embargo" in told


def test_a_forecast_is_told_and_written_with_its_hash(folder):
    facts = json.loads(call("forecast", "--seeds", 2, "--workers", 1, "--json").stdout)
    assert {row["year"] for row in facts["rows"]} == {2025, 2026, 2027}
    told = call("forecast", "--seeds", 2, "--workers", 1, "--to", folder / "mine")
    assert max(len(line) for line in told.stdout.splitlines() if "Stored" not in line) <= 80
    assert len(list((folder / "mine").glob("*.toml"))) == 1


def test_a_forecast_is_never_written_over(folder):
    call("forecast", "--seeds", 2, "--to", "mine", "--workers", 1)
    told = call("forecast", "--seeds", 2, "--to", "mine", "--workers", 1, code=2)
    assert "is there already" in told.stderr
    assert len(list((folder / "mine").iterdir())) == 2
    (folder / "file").write_text("x")
    assert "is a file" in call("forecast", "--to", "file", code=2).stderr


def test_a_forecast_as_json_is_numbers_and_nothing_else(folder):
    told = json.loads(call("forecast", "--seeds", 2, "--to", "mine", "--json").stdout)
    first = told["rows"][0]
    assert (first["series"], first["year"], first["unit"]) == ("gdp", 2025, "% a year")
    assert first["q05"] <= first["q50"] <= first["q95"]
    assert told["rows"][-1]["q05"] is None, "a naive forecast is one number"


def test_a_fit_that_cannot_be_stored_is_refused_before_it_begins(folder):
    (folder / "file").write_text("")
    refused = call("calibrate", "--out", folder / "file" / "inside", code=2)
    assert "cannot be written" in refused.stderr


def test_what_calibration_finds_is_json_for_programs(folder, monkeypatch):
    fit = calibration.Fit({"plan.tautness": 1.1}, {2012: 1.0}, 1.5, {2012: 1.0})
    solved = opening_prices.Opening(
        {"money.opening_price_level": 2.0}, {"2011-01": 0.1}, {"rice": 0.0}
    )
    monkeypatch.setattr(calibration, "calibrate", lambda tell: fit)
    monkeypatch.setattr(opening_prices, "solve", lambda: solved)
    found = json.loads(call("calibrate", "--single", "--json", "--out", "c").stdout)
    assert (found["fitted"], found["leave_one_out_rmse"]) == (fit.values, fit.leave_one_out_rmse)
    assert (folder / found["file"]).exists()
    assert json.loads(call("calibrate", "--opening", "--json").stdout)["solved"] == solved.values


def test_list_shows_everything_there_is():
    facts = json.loads(call("list", "--json").stdout)
    assert [
        s["name"] for s in sorted(facts["scenarios"], key=lambda s: s["name"])
    ] == catalog.names()
    assert {"parameters", "series", "paths"} < set(facts)
    assert all(p["source"] and p["unit"] for p in facts["parameters"])
    for kind in ("scenarios", "parameters", "series", "paths"):
        told = call("list", f"--{kind}").output
        assert max(map(len, told.splitlines())) <= 80
        assert list(json.loads(call("list", f"--{kind}", "--json").stdout)) == [kind]


def test_a_scenario_of_an_unknown_group_is_listed_last_under_its_own_name(monkeypatch):
    monkeypatch.delitem(catalog.GROUPS, "sanctions")
    listed = json.loads(call("list", "--scenarios", "--json").stdout)["scenarios"]
    assert listed[-1]["group"] == "sanctions"
    assert len(listed) == len(catalog.names())
    assert "\nSanctions\n" in call("list", "--scenarios").output


def test_everything_that_has_a_name_can_be_explained():
    for name in known():
        lines = explain(name)
        assert len(lines) >= 3, name
        assert max(map(len, lines)) <= 120, name


@pytest.mark.parametrize("name", sorted({file.stem for file, _ in institutions().values()}))
def test_an_institution_says_what_it_sees_and_sets_and_what_nobody_knows(name):
    told = [line.split(maxsplit=1)[0] for line in explain(name) if line[0] != " "]
    assert {"sees", "sets", "rule", "evidence", "unknown"} <= set(told)


def test_explain_tells_unit_range_source_and_use():
    told = call("explain", "sanctions.leak").output
    for word in ("range      0 to", "source", "grade", "used in    model/"):
        assert word in told
    assert "feed       sanctions" in call("explain", "compliance.china").output
    assert "extends    baseline" in call("explain", "drought").output
    assert "institution planner" in call("explain", "planner").output
    assert "mechanism  ration_power" in call("explain", "ration_power").output
    assert "unit       index" in call("explain", "gdp").output
    assert "scenario   drought: Two years" in call("explain", "shocks").output


def test_what_is_used_by_a_name_built_at_run_time_is_found():
    for name in ("market.exposure_border", "trade.export_textiles"):
        assert "used in    model/" in call("explain", name).output


def test_a_path_left_to_its_actor_is_shown_as_free():
    assert "changes    doctrine: free from 2011-01" in call("explain", "history-free").output
    assert "0 to 1, free" in call("list", "--paths").output


def test_a_row_of_the_doctrine_tells_where_it_is_run_and_seen():
    told = "\n".join(explain("row-18"))
    assert told.startswith("row        18 of the doctrine")
    assert "run        arms-boom" in told
    assert "technology.spin_off" in told
    assert "output.heavy" in told
    assert "held by    test_row_18" in told


def test_explain_gives_programs_what_it_tells_people():
    for name in known():
        record = described(name)
        assert list(record)[:2] == ["what", "name"]
        told = "".join("".join(explain(name)).split())
        assert "".join(str(record.get("meaning", "")).split()) in told
        json.dumps(record, allow_nan=False)


def test_explain_gives_numbers_as_numbers_and_places_as_a_list():
    found = json.loads(call("explain", "sanctions.leak", "--json").stdout)
    shipped = parameters.shipped()["sanctions.leak"]
    assert (found["what"], found["name"], found["kind"]) == (
        "parameter",
        shipped.name,
        "uncertainty",
    )
    assert (found["value"], found["range"]) == (shipped.value, [shipped.low, shipped.high])
    assert (found["unit"], found["grade"], found["source"]) == (
        shipped.unit, shipped.grade, shipped.source)  # fmt: skip
    assert all(place.startswith("model/") for place in found["used_in"])
    fed = json.loads(call("explain", "compliance.china", "--json").stdout)
    assert {"feed", "source", "grade", "rule"} == set(fed["feed"][0])
    case = json.loads(call("explain", "drought", "--json").stdout)
    assert (case["extends"][0], case["months"][0]) == ("baseline", "2011-01")
    assert case["measured"][0]["expected"]


def test_a_users_file_can_be_explained(folder):
    (folder / "mine.toml").write_text('extends = "drought"\n[paths]\narms.orders = {scale = 2}\n')
    told = call("explain", "mine").output
    assert "extends    drought -> baseline" in told
    assert "changes    arms.orders: scale 2 from 2011-01" in told


@pytest.mark.parametrize("title", ["둘 🚀", "long " * 39])
def test_new_writes_a_file_that_loads_whatever_the_title_of_its_parent(folder, title):
    (folder / "mine.toml").write_text(f'title = "{title}"\nextends = "baseline"\n', "utf-8")
    call("new", "other", "--from", "mine")
    assert catalog.load("other").title.startswith(title[:150])


def test_lists_may_be_asked_for_together(folder):
    assert list(json.loads(call("list", "--paths", "--parameters", "--json").stdout)) == [
        "parameters", "paths"]  # fmt: skip
    told = call("list", "--paths", "--parameters").stdout
    assert "Dated paths" in told
    assert "sanctions.leak" in told


def test_new_writes_a_file_that_runs(folder):
    call("new", "mine", "--from", "doctrine-songun")
    assert catalog.load("mine").case == catalog.load("doctrine-songun").case
    assert "there already" in call("new", "mine", code=2).stderr
    assert "mine" in call("run", "mine", "--seeds", 1, "--workers", 1).output


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_export_writes_one_table(home, folder, kind):
    call("export", home, f"--{kind}", "t", "--series", "gdp", "--series", "price.rice")
    frame = pd.read_csv("t") if kind == "csv" else pd.read_parquet("t")
    assert list(frame.columns) == ["scenario", "replication", "month", "gdp", "price.rice"]
    assert len(frame) == 2 * 2 * 168
    assert str(frame.month[0]).startswith("2011-01")
    assert "there already" in call("export", home, f"--{kind}", "t", code=2).stderr
    assert "cannot be written" in call("export", home, "--csv", "no/t", code=2).stderr
    assert "one of them" in call("export", home, "--csv", "a", "--parquet", "b", code=2).stderr
    assert [p.name for p in folder.iterdir()] == ["t"]
    told = call("export", home, f"--{kind}").output
    assert told == f"Wrote {store.latest(home).name}.{kind}\n"


def test_quickstart_runs_scores_compares_and_stores(folder):
    told = call("quickstart", "--no-serve", "--seeds", 1).output
    assert "Scores against the record" in told
    assert "The five doctrines beside history in 2024" in told
    assert max(map(len, told.splitlines())) <= 80
    results = Results("runs")
    assert len(results.runs) == 7
    assert results.failures.empty


def test_failed_runs_are_told_and_end_in_exit_code_1(monkeypatch, folder):
    from model import Economy

    def breaks(self):
        raise RuntimeError("grain does not close")

    monkeypatch.setattr(Economy, "run", breaks)
    result = call("run", HISTORY, "--seeds", 2, "--workers", 1, "--json", code=1)
    assert "2 of 2 runs failed" in result.stderr
    assert "grain does not close" in result.stderr
    assert json.loads(result.stdout)["last_year"] == {}


# --- signals, pipes and terminals


def test_a_narrow_terminal_cuts_no_name_off():
    narrow = process("list", "--paths", env={**os.environ, "COLUMNS": "30"}).stdout
    assert set(DRIVERS) <= set(narrow.splitlines())


def test_a_terminal_without_our_signs_is_no_error():
    done = process("list", "--paths", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "weather.crop" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_at_once_with_130_and_leaves_nothing(folder, workers):
    arguments = ["run", "baseline", "--seeds", "500", "--workers", str(workers)]
    running = subprocess.Popen([sys.executable, "-m", "byungjin", *arguments], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)  # fmt: skip
    begun = time.monotonic()
    while not any(folder.glob("runs/*/design.parquet")) and time.monotonic() - begun < 60:
        time.sleep(0.05)
    time.sleep(3)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (130, "")
    assert err == "byungjin: interrupted; nothing half-written was left\n"
    assert not (folder / "runs").exists()


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_leaves_is_no_error():
    command = f"{sys.executable} -m byungjin list --parameters | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""
