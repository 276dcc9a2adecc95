"""Every published figure is declared once, with all that is said of it."""

from __future__ import annotations

from collections import Counter

import pytest

from model.series import SERIES, Series
from model.series.units import KINDS, UNITS, unit

LONGEST = 44


def test_every_series_has_a_label_of_its_own_that_a_table_has_room_for():
    labels = Counter(s.label for s in SERIES.values())
    assert [label for label, count in labels.items() if count > 1] == []
    assert [label for label in labels if len(label) > LONGEST] == []


def test_kinds_are_declared_with_units_and_every_unit_is_used():
    assert {u.kind for u in UNITS.values()} <= set(KINDS)
    used = {s.unit for s in SERIES.values()}
    assert set(UNITS) - used <= {"hours a day"}, "a unit that nothing is counted in"


def test_a_series_in_an_undeclared_unit_is_refused():
    with pytest.raises(ValueError, match=r"unit .furlongs. is not declared"):
        Series("mine", "furlongs", "own", "A length.", "nation.gdp")


def test_what_differs_in_points_is_counted_in_per_cent():
    assert {u.text for u in UNITS.values() if u.in_points} == {
        text for text in UNITS if text.startswith("%")
    }


def test_a_unit_of_a_store_that_this_version_does_not_know_counts_an_amount():
    assert not unit("furlongs").in_points
    assert not unit("furlongs").at_end
