"""Wherever arms are shown, it is said how much of what is ordered is delivered, over draws."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from dashboards.data.stores import Shelf
from dashboards.pages.debates import view as debates
from dashboards.pages.scenarios import page as scenarios
from scenarios.analysis.deliveries import (
    DELIVERED,
    LEAST,
    ORDERS,
    SERIES,
    changed,
    of_answer,
    sentences,
)
from scenarios.definition.catalog import load
from scenarios.execution.run import run
from scenarios.what_if.answers import Question, draws
from scenarios.what_if.bench import Bench
from tests.commandline import call

SEEDS = 12


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    names = ("baseline", "arms-bust", "drought")
    return run(names, SEEDS, tmp_path_factory.mktemp("arms"), workers=1)


def parts(results, scenario):
    """Part of the arms ordered that each draw delivers, read by other means."""
    of_year = {}
    for name in (ORDERS, DELIVERED):
        frame = results.frame(name, [scenario])
        inside = frame[frame.month.dt.year.isin([2023, 2024])]
        of_year[name] = inside.groupby("replication")[name].sum()
    return (of_year[DELIVERED] / of_year[ORDERS]).to_numpy()


def test_the_share_of_draws_without_deliveries_is_named(results):
    (said,) = sentences(results, ["baseline", "arms-bust"])
    delivered = parts(results, "baseline")
    none, middle = 100 * np.mean(delivered < LEAST), 100 * np.median(delivered)
    assert re.match(rf"In {none:.0f} % of the draws next to none", said)
    assert f"in the median draw {middle:.0f} %" in said
    assert 0 < middle < 100


def test_nothing_is_said_where_arms_are_not_the_question(results):
    assert sentences(results, ["baseline", "drought"]) == []
    assert sentences(results, ["baseline", "drought"], ["gdp"]) == []
    assert sentences(results, ["drought"]) == []


def test_it_is_said_of_a_scenario_of_arms_alone_and_where_a_figure_of_arms_is_looked_at(results):
    assert sentences(results, ["arms-bust"])
    assert sentences(results, ["baseline", "drought"], ["arms.exports"])


def test_a_changed_setting_of_arms_is_found():
    case = load("baseline").case
    assert changed(case, case) == []
    assert changed(case, case.with_(parameters={"arms.release": 0.1})) == ["arms.release"]
    assert "arms.orders" in changed(case, load("arms-bust").case)


def test_nothing_is_said_where_arms_were_not_stored(tmp_path):
    found = run(("baseline", "arms-bust"), 1, tmp_path, workers=1, series=["gdp"])
    assert sentences(found, found.scenarios, ["arms.orders"]) == []


def test_compare_and_run_say_it_and_hand_it_to_programs(results):
    home = results.path.parent
    asked = ("compare", "baseline", "arms-bust", "--seeds", SEEDS, "--out", home)
    (said,) = json.loads(call(*asked, "--json").stdout)["notes"]
    assert [said] == sentences(results, ["baseline", "arms-bust"])
    assert said in " ".join(call(*asked).stdout.split())
    told = json.loads(call("run", "drought", "--seeds", 1, "--out", home, "--json").stdout)
    assert told["notes"] == []


def test_what_if_says_it_where_a_dial_of_arms_is_turned_or_the_scenario_is_about_them():
    with Bench(["gdp", *SERIES], numbers=draws()[:8], processes=1) as bench:
        asked = Question("baseline", "2025-01", 12, {"arms.orders": 0.0})
        answer = bench.ask(asked)
        (said,) = of_answer(answer)
        _, _, (ordered, delivered) = zip(
            *(answer.matrix(n, "baseline") for n in SERIES), strict=True
        )
        inside = slice(12 * 12, 14 * 12)
        part = delivered[:, inside].sum(axis=1) / ordered[:, inside].sum(axis=1)
        assert said.startswith(f"In {100 * np.mean(part < LEAST):.0f} % of the draws")
        assert f"in the median draw {100 * np.median(part):.0f} %" in said
        other = replace(asked, settings={"market.tightness": 0.5})
        assert of_answer(replace(answer, question=other)) == []
        assert of_answer(replace(answer, question=replace(other, scenario="arms-bust"))) == [said]
        assert of_answer(replace(answer, series=("gdp",))) == []


def test_debates_about_arms_say_it(tmp_path):
    told = call("debate", "arms-exports", "--seeds", SEEDS, "--out", tmp_path, "--json").stdout
    (debate,) = json.loads(told)["debates"]
    assert "of the draws next to none of the arms" in debate["notes"][0]
    (card,) = [d for d in debates.gather(Shelf([tmp_path])) if d.key == "arms-exports"]
    assert list(card.notes) == debate["notes"]


def test_the_scenarios_page_says_it(results):
    page = str(scenarios.layout(Shelf([results.path]), "?chosen=arms-bust", dark=False))
    assert sentences(results, ["baseline", "arms-bust"])[0] in page
