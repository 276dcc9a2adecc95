"""Every recorded table says who published its figures and on which terms."""

from __future__ import annotations

import pytest

from tools import licences

TABLES = licences.recorded()


def test_the_page_is_current():
    current = licences.PAGE.read_text(encoding="utf-8") == licences.page()
    assert current, "run `uv run python -m tools.licences`"


def test_every_recorded_table_stands_on_the_page_with_publisher_and_terms():
    assert len(TABLES) >= 24
    rows = [line.split(" | ") for line in licences.page().splitlines() if line.startswith("| `")]
    assert [row[0].strip("| `") for row in rows] == [licences.name_of(file) for file in TABLES]
    assert all(len(row) == 3 and row[1].strip() and row[2].strip(" |") for row in rows)


def test_every_publisher_of_the_list_is_found_and_states_terms_or_that_none_are():
    found = {name for file in TABLES for name in licences.publishers(file)}
    for publisher in licences.facts()["publisher"]:
        assert publisher["name"] in found
        assert publisher["terms"].strip()


def test_a_row_without_a_source_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(licences, "ROOT", tmp_path)
    monkeypatch.setattr(licences, "facts", lambda: {"publisher": [], "table": []})
    file = tmp_path / "new.csv"
    file.write_text("date,value,source,grade\n2011,1,somebody,verified\n2012,2,,verified\n")
    with pytest.raises(ValueError, match=r"new\.csv, line 3: names no source"):
        licences.publishers(file)


def test_a_stale_page_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(licences, "PAGE", tmp_path / "data.md")
    assert licences.main(["--check"]) == 1
    assert licences.main([]) == 0
    assert licences.main(["--check"]) == 0
