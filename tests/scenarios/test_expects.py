"""What scenarios are expected to do is measured; where the model disagrees, the file says why."""

from __future__ import annotations

import pytest

from model.errors import InputError
from scenarios.definition import catalog
from scenarios.definition.expectations import Expected, expected
from scenarios.evaluation.expectations_met import SAME, agrees, changes, direction

SEEDS, SCALE = 2, 500
GOOD = {"series": "gdp", "direction": "down", "when": "2028"}


@pytest.mark.parametrize("name", catalog.names())
def test_every_scenario_was_looked_at(name):
    """It runs, and every expectation either came true or is explained in the file."""
    scenario = catalog.load(name)
    assert scenario.expects
    for wanted in scenario.expects:
        moves = changes(wanted, scenario, SEEDS, SCALE)
        said = f"{wanted.sentence()}: came out {direction(moves)} ({moves})"
        assert agrees(wanted, moves) or wanted.because, said


def test_expectations_are_not_inherited(tmp_path):
    file = tmp_path / "child.toml"
    file.write_text('extends = "full-embargo"\n', encoding="utf-8")
    assert catalog.load(file).expects == ()


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ([0.1, 0.2], "up"), ([-0.1, -0.2], "down"), ([SAME / 2, SAME / 3], "same"),
        ([0.3, -0.1], "unclear"), ([0.0, 0.0], "same"), ([0.1, 0.1, 0.1, 0.1, -9.0], "up"),
        ([0.1, 0.1, 0.1, -0.01], "unclear"),
    ],
)  # fmt: skip
def test_the_direction_is_what_seeds_agree_on(moves, said):
    assert direction(moves) == said


def test_no_sign_is_asserted_where_none_was_expected():
    assert agrees(expected(GOOD | {"direction": "unclear"}), [0.5, 0.5])
    assert not agrees(expected(GOOD), [0.5, 0.5])


def test_a_year_of_the_same_run_may_be_what_it_is_measured_against():
    wanted = expected(GOOD | {"against": "2016-2017"})
    assert wanted.earlier == (2016, 2017)
    assert expected(GOOD) == Expected("gdp", "down", "2028")
    assert expected(GOOD).earlier is None


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (3, "is no table"),
        ({}, "series is missing"),
        (GOOD | {"sries": "gdp"}, "unknown key 'sries'; did you mean 'series'"),
        (GOOD | {"series": "gpd"}, "unknown series 'gpd'; did you mean 'gdp'"),
        (GOOD | {"direction": "upp"}, "unknown direction 'upp'; did you mean 'up'"),
        (GOOD | {"when": "28"}, "is no year or span"),
        (GOOD | {"when": "2030-2028"}, "is no year or span"),
        (GOOD | {"when": 2028}, "expected a text"),
    ],
)
def test_a_wrong_expectation_is_refused(table, said):
    with pytest.raises(InputError, match=said):
        expected(table)
