"""compare --uses and validate --two-tracks say what they measured, and refuse what they cannot."""

from __future__ import annotations

import json

import pytest

from tests.commandline import process


def test_defence_given_up_is_what_it_turned_up_as(tmp_path):
    told = process("compare", "doctrine-songun", "doctrine-economy-first", "--uses", "--seeds",
                    "3", "--year", "2016", "--json", cwd=tmp_path)  # fmt: skip
    for table in json.loads(told.stdout)["uses"]:
        assert table["gap"] < 1e-9
        assert sum(table["split"].values()) == pytest.approx(1.0, abs=1e-6)
        given = sum(line["a"] - line["b"] for line in table["given"])
        assert given > 0.0


def test_the_table_is_printed(tmp_path):
    told = process("compare", "doctrine-songun", "doctrine-economy-first", "--uses", "--seeds",
                    "2", "--year", "2015", cwd=tmp_path)  # fmt: skip
    assert "Turned up as" in told.stdout
    assert "together 1.000000" in told.stdout


def test_what_says_nothing_beside_it_is_refused(tmp_path):
    told = process("compare", "baseline", "drought", "--uses", "--series", "gdp", cwd=tmp_path)
    assert told.returncode == 2
    assert "--uses" in told.stderr


def test_two_tracks_measures_every_figure(tmp_path):
    told = process("validate", "--two-tracks", "--seeds", "2", "--json", cwd=tmp_path)
    facts = json.loads(told.stdout)
    assert {"men_moved_civil_pct", "uses_gap", "uses_split", "poor_gain_pct", "butter_first_pct",
            "shortage_pct", "bound_share", "bound_known", "drift_real_pct", "drift_money_pct",
            "rmse", "imports_level", "theft_programme", "theft_poor_pct",
            "arms_delivering_share"} <= set(facts)  # fmt: skip
    assert facts["uses_gap"] < 1e-9
    assert all(s["sum"] == pytest.approx(1.0, abs=1e-6) for s in facts["uses_split"].values())


def test_what_held_each_branch_is_told_month_by_month(tmp_path):
    told = process("explain", "bottleneck", "--json", cwd=tmp_path)
    branches = json.loads(told.stdout)["branches"]
    assert {"mining", "light", "construction"} <= set(branches)
    for facts in branches.values():
        assert len(facts["held_by"]) == len(facts["shadow"]) == 14 * 12
        held = [name != "orders" for name in facts["held_by"]]
        assert [shadow > 0.0 for shadow in facts["shadow"]] == held
