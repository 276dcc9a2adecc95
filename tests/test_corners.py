"""A small share of the campaign over corners (`python -m tests.campaigns corners` runs more)."""

import pytest

from scenarios.storage.rows import Outcome
from tests.campaigns import corners
from tests.campaigns.corners import KINDS, drawn, run


def test_cases_from_all_over_the_ranges_end_in_possible_figures():
    failed = [trial for trial in run(90, seed=20) if trial.failed]
    assert not failed


def test_a_case_is_drawn_again_from_its_number():
    assert drawn(3, 8)[1] == drawn(3, 8)[1]
    assert [drawn(3, number)[0] for number in range(len(KINDS))] == list(KINDS)


@pytest.mark.parametrize("error", ["AccountsError: cash won does not close", "LawError: gdp = -1"])
def test_any_other_end_is_a_failure(error):
    assert corners.failed(Outcome("failed", 0.0, error=error)) == error
