"""The generated pages are those the program would write now."""

from __future__ import annotations

import pytest

from model import parameters
from model.series import SERIES
from tools import tables


@pytest.mark.parametrize("name", list(tables.PAGES))
def test_the_page_is_current(name):
    file = tables.DOCS / name
    current = file.read_text(encoding="utf-8") == tables.PAGES[name]()
    assert current, "run `uv run python -m tools.tables`"


def test_every_parameter_and_series_stands_on_its_page():
    numbers, figures = tables.parameters_page(), tables.series_page()
    assert all(f"| `{name}`" in numbers for name in parameters.shipped())
    assert all(f"| `{name}` |" in figures for name in SERIES)


def test_a_stale_page_is_noticed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tables, "DOCS", tmp_path)
    assert tables.main(["--check"]) == 1
    assert "parameters.md, series.md" in capsys.readouterr().out
    assert tables.main() == 0
    assert tables.main(["--check"]) == 0


def test_a_bar_in_a_cell_does_not_break_the_table():
    assert tables.table(["a"], [["x|y"]])[-1] == r"| x\|y |"
