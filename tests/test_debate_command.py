"""`byungjin debate` on the terminal."""

from __future__ import annotations

import json

import pytest

from scenarios.debates import posed
from tests.scenarios.test_debates import GOOD
from tests.test_commands import call


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "shut.toml"
    file.write_text(GOOD, encoding="utf-8")
    return file


def test_debates_are_listed_without_a_run(tmp_path):
    told = call("debate", "--out", tmp_path / "runs").output
    for debate in posed.shipped():
        assert debate.name in told
    assert not (tmp_path / "runs").exists()
    listed = json.loads(call("debate", "--json").stdout)["debates"]
    assert [d["number"] for d in listed] == [d.number for d in posed.shipped()]


def test_a_debate_of_ones_own_is_run_and_judged(own, tmp_path):
    asked = ("debate", own, "--seeds", 2, "--out", tmp_path / "runs")
    facts = json.loads(call(*asked, "--json").stdout)
    (debate,) = facts["debates"]
    assert debate["verdict"] == "refuted" == debate["questions"][0]["verdict"]
    assert debate["questions"][0]["sets"] == 2
    told = call(*asked).output
    assert max(map(len, told.splitlines())) <= 80
    assert "The claim is refuted" in told
    assert "Over 2 parameter sets" in told
    assert len(list((tmp_path / "runs").iterdir())) == 1  # the second call found the first's runs


def test_a_condition_keeps_draws_and_its_verdict_is_not_kept(own, tmp_path):
    asked = ("debate", own, "--seeds", 6, "--out", tmp_path / "runs")
    whole = json.loads(call(*asked, "--given", "gdp@2011>0", "--json").stdout)
    (store,) = (tmp_path / "runs").iterdir()
    assert not (store / "debates.json").exists()
    (debate,) = whole["debates"]
    assert (debate["given"]["draws"], debate["given"]["of"]) == (6, 6)
    questions = debate["questions"][0]
    assert {"median", "q05", "share_same_sign", "mc_error", "word", "worlds"} <= set(questions)
    refused = call(*asked, "--given", "gdp@2011>99", code=2)
    assert "holds in none of 6 draws" in refused.stderr
    told = " ".join(call(*asked, "--given", "gdp@2011>0").output.split())
    assert "Only draws in which gdp@2011>0 in" in told
    call(*asked)
    assert (store / "debates.json").exists()


def test_an_unknown_debate_is_refused_with_the_nearest(tmp_path):
    refused = call("debate", "releif", "--out", tmp_path, code=2)
    assert "did you mean 'relief'" in refused.stderr
