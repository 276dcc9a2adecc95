"""A what-if is the run of its saved scenario, bit for bit; its processes come and go as told."""

import os
import signal
import time
import tomllib

import numpy as np
import pytest

from model import Economy
from model.errors import InputError
from model.series import SERIES
from scenarios.definition import catalog, parameter_sets
from scenarios.definition.controls import ASSUMPTIONS, Dial, dials, starting, turned
from scenarios.execution.run import design
from scenarios.what_if.answers import BASELINE, CHANGED, FIRST, NUMBERS, Question, draws
from scenarios.what_if.bench import Bench
from scenarios.what_if.branches import drawn, go_on

SERIES_SHOWN = ("gdp", "defence.burden", "rate.market")
SETTINGS = {"doctrine": "economy_first", "defence_share": 1.1, "market.tightness": 0.8,
            "sanctions": 0.4, "arms.paid_share": 0.1}  # fmt: skip
DRAWS = (1, 202)
"""Replications of the same numbers in `byungjin run`; the second takes a set again."""
ASKED = Question("history-semi-endogenous", "2018-01", 24, SETTINGS)


@pytest.fixture(scope="module")
def bench():
    with Bench(SERIES_SHOWN, DRAWS) as made:
        yield made


@pytest.fixture(scope="module")
def answer(bench):
    return bench.ask(ASKED)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_question_is_the_run_of_its_saved_file(answer, tmp_path):
    file = tmp_path / "saved.toml"
    file.write_text(ASKED.file(), encoding="utf-8")
    case = catalog.load(file).case
    for place, draw in enumerate(DRAWS):
        record = Economy(drawn(case, draw)).run()
        for name in SERIES_SHOWN:
            _, _, values = answer.matrix(name, CHANGED)
            assert np.array_equal(values[place], record[name])


def test_a_draw_is_the_replication_of_that_number(answer):
    rows = design([catalog.load(ASKED.scenario)], 208)
    for draw in DRAWS:
        assert drawn(catalog.load(ASKED.scenario).case, draw) == rows[draw].case


def test_the_baseline_is_the_scenario_as_it_is(answer):
    case = catalog.load(ASKED.scenario).case.with_(end="2019-12")
    months, replications, values = answer.matrix("gdp", BASELINE)
    assert np.array_equal(values[1], Economy(drawn(case, DRAWS[1])).run()["gdp"])
    assert (len(months), list(replications)) == (108, list(DRAWS))


def test_nothing_differs_before_the_date_of_change(answer):
    _, _, base = answer.matrix("gdp", BASELINE)
    _, _, changed = answer.matrix("gdp", CHANGED)
    assert np.array_equal(base[:, :84], changed[:, :84])
    assert not np.array_equal(base[:, 84:], changed[:, 84:])


def test_what_is_known_is_not_run_again(bench, answer):
    started = time.perf_counter()
    again = bench.ask(ASKED)
    assert time.perf_counter() - started < 0.2
    assert np.array_equal(again.matrix("gdp", CHANGED)[2], answer.matrix("gdp", CHANGED)[2])


def test_assumptions_can_be_turned_in_the_baseline_too(bench, answer):
    both = bench.ask(Question(ASKED.scenario, ASKED.month, 24, SETTINGS, both=True))
    assert np.array_equal(both.matrix("gdp", CHANGED)[2], answer.matrix("gdp", CHANGED)[2])
    assert not np.array_equal(both.matrix("gdp", BASELINE)[2], answer.matrix("gdp", BASELINE)[2])
    assert set(both.question.assumed) == {"arms.paid_share"}


def test_a_process_that_dies_is_replaced(bench, answer):
    for pid in bench.pids:
        os.kill(pid, signal.SIGKILL)
    other = bench.ask(Question(ASKED.scenario, ASKED.month, 12, {"market.tightness": 0.1}))
    assert other.matrix("gdp", CHANGED)[2].shape == (2, 96)


def test_closing_leaves_no_process():
    with Bench(SERIES_SHOWN, DRAWS) as made:
        made.ask(Question(ASKED.scenario, "2012-01", 12))
        started = made.pids
        assert len(started) == 2
        assert all(map(alive, started))
    deadline = time.monotonic() + 5
    while any(map(alive, started)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, started))


MONTH = "2026-01"
BASE = catalog.load("baseline").case.with_(scale=500, end="2028-12")


@pytest.fixture(scope="module")
def flat():
    """Every series of one run of the baseline, month by month."""
    return _run(BASE)


def _run(case):
    return go_on(BASE.with_(end="2025-12"), case, [0], tuple(SERIES)).values[0]


@pytest.mark.parametrize("dial", dials().values(), ids=lambda d: d.name)
def test_every_dial_moves_something_and_nothing_before_its_date(dial: Dial, flat):
    now = starting(BASE, MONTH)[dial.name]
    values = dial.choices or (dial.low, dial.high)
    found = [_run(turned(BASE, {dial.name: v}, MONTH)) for v in values if v != now][:2]
    assert all(np.array_equal(values[:180], flat[:180]) for values in found)
    assert any(not np.array_equal(values, flat) for values in found)


@pytest.mark.parametrize("dial", dials().values(), ids=lambda d: d.name)
def test_every_dial_says_what_it_is(dial: Dial):
    assert all((dial.title, dial.unit, dial.grade, dial.source, dial.about.endswith(".")))
    assert dial.low < dial.high
    assert dial.choices or 0 < dial.step <= (dial.high - dial.low) / 30
    start = starting(BASE, MONTH)[dial.name]
    assert start is None or dial.check(start) == start


def test_dials_left_where_they_start_change_nothing(flat):
    same = {n for n in dials() if Question().spread(n) is None}  # in every draw
    moved = {n: v for n, v in starting(BASE, MONTH).items() if v is not None and n in same}
    assert len(moved) >= 10
    assert np.array_equal(_run(turned(BASE, moved, MONTH)), flat)


def test_there_are_about_a_dozen_of_each_group():
    groups = [dial.group for dial in dials().values()]
    assert groups.count(ASSUMPTIONS) == 13
    assert 10 <= len(groups) - 13 <= 16


@pytest.mark.parametrize(("facts", "message"), [
    ({"month": "2011-05"}, "date of change = 2011-05; expected 2012-01 to"),
    ({"month": "soon"}, "date of change: 'soon' is not a month"),
    ({"months": 121}, "months = 121; expected 12 to 120"),
    ({"settings": {"market.tightness": 3}}, "market.tightness = 3 is out of range"),
    ({"settings": {"doctrine": "peace"}}, "doctrine"),
    ({"settings": {"nothing": 1}}, "nothing"),
    ({"scenario": "nothing"}, "nothing"),
])  # fmt: skip
def test_questions_that_cannot_be_asked_are_refused(bench, facts, message):
    with pytest.raises(InputError, match=message):
        bench.ask(Question(**facts))


def test_the_draws_were_chosen_from_the_ensemble_that_ships():
    facts = tomllib.loads(NUMBERS.read_text(encoding="utf-8"))
    assert facts["ensemble"] == parameter_sets.shipped().hash, "run `python -m tools.draws` anew"
    assert len(set(draws())) == len(draws()) >= 40 > FIRST
    assert set(draws()) <= set(range(parameter_sets.shipped().size))


def test_dials_that_draws_differ_in_say_between_which_ends():
    low, high = Question().spread("sanctions.leak")
    assert low < starting(catalog.load("baseline").case, MONTH)["sanctions.leak"] < high
    assert Question().spread("market.tightness") is None


def test_the_command_of_a_question_says_all_of_it():
    asked = Question(
        "drought", "2027-03", 60, {"doctrine": "songun", "sanctions.leak": 0.1 + 0.2}, True
    )
    assert asked.command == (
        "byungjin whatif drought --set doctrine=songun --set sanctions.leak=0.30000000000000004 "
        "--from 2027-03 --months 60 --both"
    )
    assert asked.command in asked.file()
