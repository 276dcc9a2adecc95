"""Same seed, same bits: whatever the threads, the processes, the company or the order of rows."""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context

import numpy as np
import pytest

from model import Case, Economy, month, numerics, streams
from model.institution import Institution

MONTHS = 24
ROWS = 3000
THREADED = 1000
"""Rows above which these tests thread; the model itself asks for many more."""
SEEDS = (0, 1, 2, 3)


def _run(case: Case, threads: int = 1, months: int = MONTHS) -> Economy:
    economy = Economy(case)
    economy.threads = threads
    for _ in range(months):
        economy.step()
    return economy


def _bits(economy: Economy) -> tuple[bytes, ...]:
    """The record and every row of every population, as bytes."""
    populations = (economy.households, economy.enterprises, economy.farms, economy.traders,
                   economy.companies)  # fmt: skip
    return (economy.record.values.tobytes(), *(p.data.tobytes() for p in populations))


def record_of(seed: int) -> bytes:
    """A short run's record, for another process to make."""
    return _run(Case(seed=seed, scale=600)).record.values.tobytes()


def test_two_threads_give_the_bits_of_one(recorded, monkeypatch):
    monkeypatch.setattr(month, "THREAD_ROWS", THREADED)
    case = recorded.with_(scale=ROWS)
    assert _bits(_run(case, threads=2)) == _bits(_run(case, threads=1))


def test_the_second_thread_is_really_used(monkeypatch):
    monkeypatch.setattr(month, "THREAD_ROWS", THREADED)
    started, pool = [], month.ThreadPoolExecutor

    def counted(*args, **kwargs):
        started.append(args)
        return pool(*args, **kwargs)

    monkeypatch.setattr(month, "ThreadPoolExecutor", counted)
    _run(Case(scale=ROWS), threads=2, months=1)
    assert started


def test_two_processes_give_the_bits_of_one():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        elsewhere = list(pool.map(record_of, SEEDS))
    assert elsewhere == [record_of(seed) for seed in SEEDS]


@pytest.mark.parametrize("pieces", [1, 2, 3, 5])
def test_any_chunking_of_the_blocks_gives_the_same_bits(recorded, pieces, monkeypatch):
    case = recorded.with_(scale=ROWS)

    def chunked(_, kernel, books, rows):
        edges = np.linspace(0, rows.decided.shape[0], pieces + 1).astype(int).tolist()
        for first, last in reversed(list(pairwise(edges))):
            kernel(books, rows, first, last)

    expected = _bits(_run(case, months=3))
    monkeypatch.setattr(month, "THREAD_ROWS", THREADED)
    monkeypatch.setattr(month, "_halve", chunked)
    assert _bits(_run(case, threads=2, months=3)) == expected


def test_a_seed_repeats_itself_and_another_does_not():
    same, other = _run(Case(scale=600)), _run(Case(scale=600, seed=1))
    assert _bits(_run(Case(scale=600))) == _bits(same)
    assert _bits(other) != _bits(same)


def _luck(economy: Economy) -> np.ndarray:
    rows = economy.households
    return rows.effort / (rows.hours * rows.skill)


def test_two_scenarios_share_their_luck():
    songun = Case(scale=600, paths={"doctrine": [("2011-01", "songun")]},
                  parameters={"sanctions.leak": 0.05, "households.food_share": 0.5})  # fmt: skip
    one, two = _run(Case(scale=600)), _run(songun)
    assert not np.array_equal(one.record.values, two.record.values)
    np.testing.assert_allclose(_luck(two), _luck(one), rtol=1e-12)
    np.testing.assert_allclose(two.enterprises.shock, one.enterprises.shock, rtol=1e-12)


def test_luck_differs_from_month_to_month_and_seed_to_seed():
    now, later = _luck(_run(Case(scale=600), months=2)), _luck(_run(Case(scale=600), months=3))
    elsewhere = _luck(_run(Case(scale=600, seed=1), months=3))
    for other in (now, elsewhere):
        assert abs(np.corrcoef(later, other)[0, 1]) < 0.2


class Gambler(Institution):
    """One that draws from a stream of its own, and from Mesa's and NumPy's."""

    def decide(self):
        economy = self.model
        key = streams.key(economy.case.seed, "gamble", economy.month)
        self.drawn = [numerics.normal(key, i) for i in range(10)]
        self.drawn += [economy.random.random(), economy.rng.normal()]


def test_one_that_draws_leaves_every_other_draw_alone(recorded):
    case = recorded.with_(scale=600)
    economy = Economy(case)
    gamblers = Gambler(economy), Gambler(economy)
    economy.institutions = (gamblers[0], *economy.institutions, gamblers[1])
    for _ in range(MONTHS):
        economy.step()
    assert _bits(economy) == _bits(_run(case))
    assert all(len(gambler.drawn) == 12 for gambler in gamblers)


def test_order_of_households_does_not_matter(recorded):
    case = recorded.with_(scale=600)
    plain, mixed = Economy(case), Economy(case)
    order = np.random.default_rng(1).permutation(len(mixed.households))
    mixed.households.data[:] = mixed.households.data[:, order]
    mixed.households.kinds[:] = mixed.households.kinds[:, order]
    for _ in range(MONTHS):
        plain.step()
        mixed.step()
    steps = slice(0, MONTHS)
    np.testing.assert_allclose(
        mixed.record.values[steps], plain.record.values[steps], rtol=1e-9, atol=1e-12
    )


def test_exp_and_log_equal_the_library_to_a_trillionth():
    for x in np.linspace(-690.0, 690.0, 4001).tolist():
        assert numerics.exp(x) == pytest.approx(math.exp(x), rel=1e-12)
    for x in (10.0 ** np.linspace(-300.0, 300.0, 4001)).tolist():
        assert numerics.log(x) == pytest.approx(math.log(x), rel=1e-12, abs=1e-15)
    for x in np.linspace(0.9, 1.1, 2001).tolist():
        assert numerics.log(x) == pytest.approx(math.log(x), rel=1e-12, abs=1e-15)


def test_power_equals_the_library_to_a_trillionth():
    for x in (1e-3, 0.2, 0.97, 1.0, 1.3, 40.0):
        for a in (-3.0, -0.5, 0.0, 0.1, 0.5, 1.0, 2.5):
            assert numerics.power(x, a) == pytest.approx(x**a, rel=1e-12)
    assert numerics.power(0.0, 0.5) == 0.0


def test_draws_have_the_moments_they_promise():
    key, count = streams.key(7, "moments", 3), 100_000
    normal = np.array([numerics.normal(key, i) for i in range(count)])
    uniform = np.array([numerics.uniform(key, i) for i in range(count)])
    spread = 4.0 / math.sqrt(count)
    assert abs(normal.mean()) < spread
    assert abs(normal.var() - 1.0) < spread * math.sqrt(2.0)
    assert abs((normal**3).mean()) < spread * math.sqrt(15.0)
    assert abs(uniform.mean() - 0.5) < spread / math.sqrt(12.0)
    assert abs(uniform.var() - 1.0 / 12.0) < spread / math.sqrt(180.0)
    assert 0.0 < uniform.min() < uniform.max() < 1.0


def test_draws_of_neighbours_months_streams_and_seeds_are_unrelated():
    count = 20_000
    keys = [streams.key(7, "one", 3), streams.key(7, "one", 4), streams.key(7, "two", 3),
            streams.key(8, "one", 3)]  # fmt: skip
    draws = [np.array([numerics.normal(key, i) for i in range(count)]) for key in keys]
    draws.append(np.roll(draws[0], 1))
    related = np.corrcoef(draws) - np.eye(len(draws))
    assert np.abs(related).max() < 4.5 / math.sqrt(count)
