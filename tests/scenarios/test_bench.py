"""Several ask at once: first draws first, newer questions before older, and nobody for ever."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from model.errors import InputError
from scenarios.what_if import bench as module
from scenarios.what_if.answers import FIRST, Answer, Question, draws, joined
from scenarios.what_if.bench import Bench, SupersededError
from scenarios.what_if.branches import Branches

SERIES = ("gdp", "defence.burden", "consumption.civilian", "imports.total", "food.availability",
          "rate.market")  # fmt: skip


def asked(place: int, months: int = 24) -> Question:
    return Question("history-semi-endogenous", "2013-01", months,
                    {"market.tightness": round(0.31 + place / 100, 2)})  # fmt: skip


@pytest.fixture(scope="module")
def bench():
    with Bench(SERIES) as made:
        made.ask(asked(0))  # processes are up and states kept
        yield made


def test_the_first_draws_come_before_the_rest_and_stay_as_they_were(bench):
    first = bench.ask(asked(1), "me", least=FIRST)
    whole = bench.ask(asked(1), "me")
    assert first.done == FIRST < len(draws())
    assert not first.complete
    assert whole.draws == tuple(sorted(draws()))
    assert first.draws == tuple(sorted(draws()[:FIRST]))
    for draw in first.draws:
        early, late = (found.branches["what-if"].values[draw] for found in (first, whole))
        assert np.array_equal(early, late)


def test_patience_waits_for_all_draws_and_no_longer(bench):
    assert bench.ask(asked(2), "me", least=FIRST, patience_s=60).complete
    begun = time.monotonic()
    bench.ask(asked(3, 84), "me", least=1, patience_s=0.01)
    assert time.monotonic() - begun < 60


def test_a_newer_question_of_a_reader_ends_the_older_one(bench):
    with ThreadPoolExecutor(1) as other:
        older = other.submit(bench.ask, asked(4, 84), "me")
        wait_for(lambda: bench._jobs)
        assert bench.ask(asked(5), "me", least=FIRST).done >= FIRST
        with pytest.raises(SupersededError, match="a newer question took the place"):
            older.result(60)


def test_the_question_of_another_reader_goes_on(bench):
    with ThreadPoolExecutor(2) as others:
        mine = others.submit(bench.ask, asked(6), "me")
        same = others.submit(bench.ask, asked(6), "you")
        both = {"me", "you"}
        wait_for(lambda: any(job.readers == both for job in list(bench._jobs.values())))
        bench.ask(asked(7), "me", least=FIRST)
        assert same.result(60).complete
        mine.exception(60)  # answered in time or not


def test_too_many_questions_are_refused_in_a_sentence(bench, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    with ThreadPoolExecutor(6) as others:
        answers = [others.submit(bench.ask, asked(10 + k, 36)) for k in range(6)]
        errors = [str(one.exception(120)) for one in answers if one.exception(120)]
    assert errors
    assert all(" 2 " in f" {error} " and "ask again" in error for error in errors)
    assert len(errors) < 6, "those before are answered"


def test_a_wait_has_an_end(bench, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_S", 0.0)
    with pytest.raises(InputError, match="has not answered within 0 s; ask again"):
        bench.ask(asked(30))


def test_ten_readers_have_first_answers_before_any_has_all(bench):
    done: list[str] = []

    def read(place: int) -> None:
        bench.ask(asked(40 + place), f"reader {place}", least=FIRST)
        done.append("first")
        bench.ask(asked(40 + place), f"reader {place}")
        done.append("all")

    readers = [threading.Thread(target=read, args=(place,)) for place in range(10)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert done.count("all") == 10
    assert done.index("all") >= 8, "the first draws of each question go before the rest of any"


def test_whoever_waits_as_the_bench_closes_is_told():
    with Bench(SERIES) as made, ThreadPoolExecutor(1) as other:
        waiting = other.submit(made.ask, asked(0))
        wait_for(lambda: made._jobs)
        made.close()
        with pytest.raises(InputError, match="this program is ending"):
            waiting.result(60)


def test_what_is_kept_has_a_bound(bench, monkeypatch):
    monkeypatch.setattr(module, "ANSWERS", 3)
    for place in range(50, 56):
        bench.ask(asked(place, 12), least=1)
    wait_for(lambda: not bench._jobs)
    assert len(bench._known) <= 3 + 2


def wait_for(what) -> None:
    end = time.monotonic() + 60
    while not what() and time.monotonic() < end:
        time.sleep(0.005)


DOZEN = [
    Question("baseline", month, 24, settings)
    for month in ("2026-01", "2018-01")
    for settings in (
        {"market.tightness": 0.05}, {"market.tightness": 0.9}, {"compliance.china": 0.0},
        {"doctrine": "economy_first"}, {"arms.orders": 0.0}, {"sanctions": 0.5},
    )
]  # fmt: skip


def only(answer: Answer, numbers: tuple[int, ...]) -> Answer:
    """The answer from some of its draws."""
    pair = {
        name: Branches({n: found.values[n] for n in numbers}, {})
        for name, found in answer.branches.items()
    }
    return joined(answer.question, answer.series, pair, len(numbers))


def test_a_dozen_answers_stand_for_all_draws_of_the_ensemble():
    """Differences are in widths of the 5 to 95 % band of all 200 draws."""
    middles, widths = [], []
    with Bench(SERIES, range(200)) as every:
        for question in DOZEN:
            whole = every.ask(question)
            some = only(whole, draws())
            for name in SERIES:
                all_, few = whole.effect(name), some.effect(name)
                width = all_.q95 - all_.q05
                if width > 0:
                    middles.append(abs(few.median - all_.median) / width)
                    widths.append((few.q95 - few.q05) / width)
    assert len(middles) > 60, "six series each, but for what a dial leaves as it is"
    assert max(middles) <= 0.25
    near = np.abs(np.array(widths) - 1) <= 0.25
    assert near.mean() >= 0.85, "single widths may be off by more: docs/draws.md"
