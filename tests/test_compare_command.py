"""`byungjin compare` on the terminal and as JSON: draws, conditions, batches, worlds."""

from __future__ import annotations

import json

import numpy as np
import pytest

from commands.compare import tell
from scenarios.analysis.compare import Line
from scenarios.analysis.measures import Difference
from scenarios.analysis.sureness import WORDS, effect
from scenarios.analysis.worlds import Worlds
from tests.commandline import HISTORY, call

KEYS = {"label", "series", "year", "unit", "median", "q05", "q25", "q75", "q95",
        "share_same_sign", "mc_error", "n", "word", "level_unit", "scenario", "baseline",
        "worlds"}  # fmt: skip


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two scenarios of two years, and a folder for their runs."""
    folder = tmp_path_factory.mktemp("pair")
    head = f'extends = "{HISTORY}"\nend = "2012-12"\n'
    dry = '[paths]\n"weather.crop" = { set = 0.6 }\n'
    for name, text in {"plain": head, "dry": head + dry}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder / "plain.toml", folder / "dry.toml", "--seeds", 8, "--out", folder / "runs"


def test_every_measure_says_what_its_draws_say(pair):
    facts = json.loads(call("compare", *pair, "--json").stdout)
    assert (facts["draws"], facts["given"], facts["until_error"]) == (8, None, None)
    for measure in facts["measures"]:
        assert set(measure) == KEYS
        assert measure["word"] in WORDS
        assert measure["q05"] <= measure["q25"] <= measure["median"] <= measure["q95"]


def test_the_table_fits_the_terminal_and_puts_the_error_apart(pair):
    told = call("compare", *pair).output
    assert max(len(line) for line in told.splitlines() if "Stored" not in line) <= 80
    assert "medians of 2012, 8 paired draws" in told
    assert "Monte Carlo error of the medians: at most" in told
    assert "in every draw" in told
    assert "*" not in told


def test_a_condition_keeps_draws_and_says_how_many(pair):
    gdp, *_ = json.loads(call("compare", *pair, "--series", "gdp", "--json").stdout)["measures"]
    above, below = (f"gdp@2012{sign}{gdp['baseline']:.10g}" for sign in (">", "<="))
    some, rest = (
        json.loads(call("compare", *pair, "--given", one, "--json").stdout)
        for one in (above, below)
    )
    assert some["draws"] + rest["draws"] == 8
    assert some["given"] == {"conditions": [above], "in": "plain", "draws": 4, "of": 8}
    told = " ".join(call("compare", *pair, "--given", above).output.split())
    assert f"Only draws in which {above} in plain: 4 of 8." in told
    refused = call("compare", *pair, "--given", "gdp@2011>99", code=2)
    assert "holds in none of 8 draws of plain" in refused.stderr


def test_draws_are_run_until_the_error_asked_for(pair):
    asked = ("compare", *pair, "--series", "gdp", "--until-error", 0.11)
    facts = json.loads(call(*asked, "--json").stdout)
    found = facts["until_error"]
    assert found["reached"]
    assert found["error"] <= 0.11
    assert facts["draws"] == found["draws"]
    assert "11 % asked for: reached with" in call(*asked).output


def test_two_worlds_are_told_with_the_answer_in_each(capsys):
    sides = effect(np.full(30, -5.0)), effect(np.full(70, 0.4))
    figures = np.concatenate([np.full(30, -5.0), np.full(70, 0.4)])
    one = Difference("gdp", "index", 2030, 1.0, 1.0, figures, np.arange(100), "%")
    found = Worlds("defence.stock_cover", 0.0073, 0.84, "nought", 0.0, *sides)
    tell([Line("GDP", one, found)], "baseline", "boom")
    told = " ".join(capsys.readouterr().out.split())
    for part in ("Two worlds", "defence.stock_cover", "−5.00 %", "+0.40 %", "84 %"):
        assert part in told
    assert Line("", one, found).as_dict()["worlds"]["below"]["median"] == -5


def test_few_draws_that_part_say_how_many_would_tell(capsys):
    figures = np.array([1.0, -1.0] * 10)
    one = Difference("gdp", "index", 2030, 1.0, 1.0, figures, np.arange(20), "%")
    tell([Line("GDP", one)], "baseline", "boom")
    assert "part in two in 1 measure; from 60 draws on" in capsys.readouterr().out
