"""A small country listened to for half a year, shared by the tests of this folder."""

from __future__ import annotations

import pytest

from model import Case
from tests.reference import tape

MONTHS = 6


@pytest.fixture(scope="session")
def heard():
    """A country of 500 households and 66 enterprises, and every kernel call of its first months."""
    return tape.listen(Case(scale=500, parameters={"setting.enterprise_rows": 6}), MONTHS)
