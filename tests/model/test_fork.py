"""A fork goes on as the original would; under another case it is the run of that case."""

from types import SimpleNamespace

import numpy as np
import pytest

from model import Case, Economy, parameters
from model.errors import InputError
from model.fork import keep, resume

BRANCH = 30
LATER = "2013-07"
"""The month after so many."""


@pytest.fixture(scope="module")
def case(inside) -> Case:
    return inside.with_(end="2015-12", scale=500)


@pytest.fixture(scope="module")
def stepped(case):
    economy = Economy(case)
    for _ in range(BRANCH):
        economy.step()
    return economy


@pytest.fixture(scope="module")
def whole(case):
    return Economy(case).run().values


def same(one, other) -> bool:
    return np.array_equal(one, other, equal_nan=True)


def test_a_fork_continued_equals_the_uninterrupted_run_bit_for_bit(stepped, whole):
    fork = stepped.fork()
    assert fork.month == BRANCH
    assert same(fork.run().values, whole)


def test_a_fork_leaves_the_original_as_it_was(stepped, whole):
    stepped.fork(stepped.case.with_(parameters={"food.damage": 0.1})).run()
    assert stepped.month == BRANCH
    assert same(stepped.fork().run().values, whole)


@pytest.mark.parametrize("changes", [
    {"paths": {"doctrine": [("2011-01", "songun"), (LATER, "economy_first")]}},
    {"dated": {"plan.response": [(LATER, 0.1)], "plan.tautness": [(LATER, 0.1)]}},
    {"dated": {"plan.tautness": [("2012-01", 0.1), ("2014-02", 0.0)]}},
], ids=["path", "parameters", "twice"])  # fmt: skip
def test_a_case_that_differs_later_equals_a_fork_at_that_month(case, changes):
    paths = {"doctrine": [("2011-01", "songun")]}
    early = {n: steps[:1] for n, steps in changes.get("dated", {}).items() if len(steps) > 1}
    before = case.with_(paths=paths, dated=early)
    after = before.with_(**changes)
    economy = Economy(before)
    for _ in range(BRANCH):
        economy.step()
    forked, run = economy.fork(after).run().values, Economy(after).run().values
    assert same(forked, run)
    assert not same(run[BRANCH:], Economy(before).run().values[BRANCH:])


def test_a_dated_parameter_leaves_the_months_before_alone(case, whole):
    run = Economy(case.with_(dated={"food.damage": [(LATER, 0.1)]})).run().values
    assert same(run[:BRANCH], whole[:BRANCH])
    assert not same(run, whole)


def test_a_resumed_economy_may_record_less_and_go_further(case, stepped):
    record = resume(keep(stepped), case.with_(end="2016-12"), ["gdp"]).run()
    assert record.names == ["gdp"]
    assert np.isnan(record["gdp"][:BRANCH]).all()
    assert same(
        record["gdp"],
        np.r_[[np.nan] * BRANCH, Economy(case.with_(end="2016-12")).run()["gdp"][BRANCH:]],
    )


@pytest.mark.parametrize(("change", "message"), [
    ({"seed": 5}, "seed = 5: cannot change half-way; expected 0"),
    ({"scale": 600}, "scale = 600: cannot change half-way"),
    ({"end": "2013-01"}, "end = 2013-01: lies before the month that comes next, 2013-07"),
])  # fmt: skip
def test_what_cannot_change_half_way_is_refused(stepped, change, message):
    with pytest.raises(InputError, match=message):
        stepped.fork(stepped.case.with_(**change))


@pytest.mark.parametrize(("dated", "message"), [
    ({"food.damage": [("2013-07", 7.0)]}, "parameter food.damage at 2013-07: food.damage = 7 is"),
    ({"food.damage": [("2013-07", 0.1), ("2012-01", 0.1)]}, "dates must rise"),
    ({"food.damage": "2013-07"}, "expected a list of .month, value. pairs"),
    ({"food.damages": [("2013-07", 0.1)]}, "food.damage"),
    ({"production.spread": [("2013-07", 0.1)]}, "production.spread: is read at the opening"),
    ({"fx.opening_state": [("2013-07", 700)]}, "is read at the opening alone"),
    ({"households.need": [("2013-07", 14.0)]}, "is read at the opening alone"),
])  # fmt: skip
def test_dated_parameters_are_checked(dated, message):
    with pytest.raises(InputError, match=message):
        Case(dated=dated)


class Noted(SimpleNamespace):
    """Values of one subject that note which are read."""

    def __getattribute__(self, key):
        if not key.startswith("_"):
            READ.add(key)
        return super().__getattribute__(key)


READ: set[str] = set()


@pytest.mark.parametrize("subject", sorted({name.split(".")[0] for name in parameters.AT_OPENING}))
def test_what_is_said_to_be_read_at_the_opening_is_not_read_later(stepped, subject):
    fork = stepped.fork()
    values = vars(getattr(fork.p, subject))
    setattr(fork.p, subject, Noted(**values))
    READ.clear()
    for _ in range(14):
        fork.step()
    assert READ.isdisjoint(
        n.split(".")[1] for n in parameters.AT_OPENING if n.startswith(f"{subject}.")
    )


def test_a_case_without_dates_keeps_its_name():
    assert Case().hash == Case(dated={}).hash
    assert Case().hash != Case(dated={"food.damage": [("2013-07", 0.1)]}).hash
