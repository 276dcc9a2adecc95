"""A case is everything that decides a run, and its hash names it."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from model import Case, InputError
from model.drivers import DOCTRINES, DRIVERS

PATHS = {
    "border.openness": (("2012-02", 0.5), ("2013-01", 1)),
    "doctrine": (("2013-03", "byungjin"),),
    "exports.coal": (("2011-01", 80.0), ("2012-01", None)),
}
CASE = Case({"food.damage": 0.1, "sanctions.leak": 0.2}, PATHS, end="2014-12", seed=7, scale=600)


def test_the_order_of_names_does_not_change_the_hash():
    parameters = dict(reversed(CASE.parameters.items()))
    paths = dict(reversed(PATHS.items()))
    assert Case(parameters, paths, end="2014-12", seed=7, scale=600).hash == CASE.hash


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 8}, {"scale": 601}, {"end": "2014-11"}, {"parameters": {"food.damage": 0.11}},
        {"paths": {"border.openness": (("2012-03", 0.5),)}},
    ],
)  # fmt: skip
def test_any_change_changes_the_hash(change):
    assert CASE.with_(**change).hash != CASE.hash


def test_lists_and_tuples_whole_and_real_numbers_name_the_same_case():
    loose = {"border.openness": [["2012-02", 0.5], ["2013-01", 1.0]]}
    tight = {"border.openness": (("2012-02", 0.5), ("2013-01", 1))}
    assert Case(paths=loose).hash == Case(paths=tight).hash


@pytest.mark.parametrize("again", [pickle.dumps, None])
def test_a_case_survives_pickling_and_copying(again):
    same = pickle.loads(again(CASE)) if again else copy.deepcopy(CASE)
    assert same == CASE
    assert same.hash == CASE.hash


def test_a_case_cannot_be_changed():
    with pytest.raises(AttributeError):
        CASE.seed = 1
    with pytest.raises(TypeError):
        CASE.parameters["food.damage"] = 0.5


def test_months_run_from_start_to_end():
    assert CASE.months[0] == "2011-01"
    assert CASE.months[-1] == "2014-12"
    assert len(CASE.months) == 48


def test_with_merges_parameters_and_paths():
    more = CASE.with_(parameters={"sanctions.leak": 0.4})
    assert dict(more.parameters) == {"food.damage": 0.1, "sanctions.leak": 0.4}
    assert more.paths == CASE.paths


def test_a_path_holds_from_its_month_until_the_next():
    openness = CASE.drivers()["border.openness"]
    assert openness[:13].tolist() == [1.0] * 13
    assert openness[13:24].tolist() == [0.5] * 11
    assert openness[24:].tolist() == [1.0] * 24


def test_a_path_may_hand_a_figure_back_to_the_model():
    coal = CASE.drivers()["exports.coal"]
    assert coal[:12].tolist() == [80.0] * 12
    assert np.isnan(coal[12:]).all()


def test_named_states_become_their_number():
    doctrine = CASE.drivers()["doctrine"]
    assert doctrine[25] == DOCTRINES.index("songun")
    assert doctrine[26] == DOCTRINES.index("byungjin")


def test_every_driver_has_its_months():
    drivers = CASE.drivers()
    assert set(drivers) == set(DRIVERS)
    assert {len(values) for values in drivers.values()} == {48}
    assert all(values.dtype == np.float64 for values in drivers.values())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"parameters": {"food.damages": 0.1}}, "did you mean 'food.damage'"),
        ({"parameters": {"food.damage": 9}}, "out of range"),
        ({"paths": {"border.opennes": (("2011-01", 1),)}}, "did you mean 'border.openness'"),
        ({"paths": {"border.openness": (("2011-01", 2),)}}, "border.openness.*out of range"),
        ({"paths": {"border.openness": (("2011-13", 1),)}}, "'2011-13' is not a month"),
        ({"paths": {"border.openness": (("2012-01", 1), ("2011-01", 1))}}, "dates must rise"),
        ({"paths": {"border.openness": (("2012-01", 1), ("2012-01", 0))}}, "dates must rise"),
        ({"paths": {"border.openness": "closed"}}, r"expected a list of \[month, value\] pairs"),
        ({"paths": {"border.openness": (("2011-01",),)}}, r"is not a \[month, value\] pair"),
        ({"paths": {"border.openness": (("2011-01", None),)}}, "is not a number"),
        ({"paths": {"doctrine": (("2011-01", "songum"),)}}, "did you mean 'songun'"),
        ({"start": "2012-01"}, "opens with the accounts of 2011-01"),
        ({"end": "2010-12"}, "out of range"),
        ({"end": "2061-01"}, "out of range"),
        ({"seed": -1}, "seed = -1 is out of range"),
        ({"seed": 1.5}, "seed = 1.5"),
        ({"seed": True}, "seed = True"),
        ({"scale": 10}, "scale = 10 is out of range; expected a whole number from 500"),
    ],
)
def test_what_cannot_be_run_is_refused(fields, said):
    with pytest.raises(InputError, match=said):
        Case(**fields)
