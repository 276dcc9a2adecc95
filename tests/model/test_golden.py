"""Results do not move unless somebody meant them to."""

from __future__ import annotations

import json

import pytest

from tests.model import golden


@pytest.mark.skipif(not golden.FILE.exists(), reason="no golden run has been written yet")
def test_the_golden_run_has_not_moved():
    lines = golden.moved(json.loads(golden.FILE.read_text(encoding="utf-8")), golden.measured())
    said = "if that was meant: uv run python -m tests.model.golden --update"
    assert not lines, "\n".join([*lines[:12], said])


def test_a_figure_that_moved_is_named():
    was = {"A": {"gdp": {"2011": 1.0, "2012": 1.1}}}
    assert golden.moved(was, was) == []
    now = {"A": {"gdp": {"2011": 1.0, "2012": 1.2}, "fx.total": {"2011": 5.0}}}
    assert golden.moved(was, now) == ["A gdp 2012: 1.1 -> 1.2", "A fx.total: not in the file"]


def test_a_figure_that_vanished_is_named():
    was = {"B": {"gdp": {"2011": 1.0}}}
    assert golden.moved(was, {"B": {}}) == ["B gdp 2011: 1 -> nan"]


def test_the_update_command_writes_what_the_test_reads(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(golden, "FILE", tmp_path / "golden.json")
    assert golden.main([]) == 1
    assert golden.main(["--update"]) == 0
    assert golden.main([]) == 0
    assert "nothing has moved" in capsys.readouterr().out
    kept = json.loads(golden.FILE.read_text(encoding="utf-8"))
    assert set(kept) == {"A", "B"}
    assert set(kept["A"]) == set(golden.WATCHED)
    assert set(kept["B"]["gdp"]) == {str(year) for year in range(2011, 2025)}
