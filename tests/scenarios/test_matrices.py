"""Series are read several at a time, kept for a while, and say what was stored."""

from __future__ import annotations

import threading

import numpy as np
import pyarrow as pa
import pytest

from scenarios.analysis.results import Results
from scenarios.storage import matrices, queries
from scenarios.storage.matrices import Matrices
from tests.scenarios import stores

RUNS, MONTHS = 3, 2
NAMES = ["gdp", "rice", "coal", "power"]


class Store:
    """Two scenarios of runs that lack what is in ``without``; counts what it is asked."""

    def __init__(self, without=()):
        self.asked, self.without = [], set(without)

    def read(self, names):
        self.asked.append(list(names))
        rows = [(run, month) for month in range(MONTHS) for run in range(2 * RUNS)
                if run not in self.without and (run, month) not in self.without]  # fmt: skip
        days = np.array([31 * month for _, month in rows], "datetime64[D]")
        columns = {name: [100.0 * place + 10 * run + month for run, month in rows]
                   for place, name in enumerate(names)}  # fmt: skip
        return pa.table({"run_id": [run for run, _ in rows], "month": days, **columns})

    def matrices(self, figures=RUNS * MONTHS):
        scenarios = np.array(["b"] * RUNS + ["a"] * RUNS, object)
        numbers = np.tile(np.arange(RUNS), 2)
        return Matrices(NAMES, scenarios, numbers, self.read, figures)


def test_all_series_of_a_few_runs_are_read_by_one_question():
    store = Store()
    found = store.matrices()
    for name in NAMES:
        assert sorted(found.of(name)) == ["a", "b"]
    assert store.asked == [NAMES]


def test_a_series_of_many_runs_is_read_alone():
    store = Store()
    found = store.matrices(figures=matrices.TOGETHER)
    found.of("rice")
    found.of("gdp")
    assert store.asked == [["rice"], ["gdp"]]


def test_what_follows_a_series_comes_with_it_but_once():
    store = Store()
    found = store.matrices(figures=matrices.TOGETHER // 3)
    found.of("coal")
    found.of("rice")
    assert store.asked == [["coal", "power", "gdp"], ["rice"]]


def test_the_series_read_longest_ago_is_forgotten_first(monkeypatch):
    monkeypatch.setattr(matrices, "KEPT", 2 * matrices.TOGETHER)
    store = Store()
    found = store.matrices(figures=matrices.TOGETHER)
    for name in ("gdp", "rice", "coal", "rice", "gdp"):
        found.of(name)
    assert store.asked == [["gdp"], ["rice"], ["coal"], ["gdp"]]


def test_a_run_or_a_month_that_is_not_there_is_no_figure():
    months, replications, values = Store(without=[1, (2, 0)]).matrices().of("gdp")["b"]
    assert replications.tolist() == [0, 2]
    assert months.strftime("%Y-%m").tolist() == ["1970-01", "1970-02"]
    assert np.array_equal(values, [[0, 1], [np.nan, 21]], equal_nan=True)
    with pytest.raises(ValueError, match="read-only"):
        values[0, 0] = 1


def test_threads_that_ask_at_once_ask_the_store_once():
    store = Store()
    found = store.matrices()
    threads = [threading.Thread(target=found.of, args=(name,)) for name in NAMES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.asked == [NAMES]


def test_a_store_is_asked_the_same_number_of_times_for_one_series_and_for_all(
    tmp_path, monkeypatch
):
    folder = stores.make(tmp_path)
    asked = []
    ask = queries.ask
    monkeypatch.setattr(queries, "ask", lambda *given: asked.append(1) or ask(*given))

    def questions(names):
        asked.clear()
        results = Results(folder)
        for name in names:
            for scenario in results.scenarios:
                results.matrix(name, scenario)
        return len(asked)

    assert questions(["gdp"]) == questions(["gdp", "power.shortage"]) > 0
