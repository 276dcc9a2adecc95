"""Tables on the terminal: whatever its width, no cell loses a letter or a figure."""

from __future__ import annotations

from collections import Counter

import pytest

from commands.terminal import show_table

AIMS = [
    ["mode A, GDP inside the 90 % band, error of the record", "0.62", "0.8 … 0.97", "MISSED"],
    ["mode B, GDP, 2012-2024", "1.74", "0 … 2.2", "met"],
]


def printed(capsys, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    show_table("Aims", ["Aim", "Model", "Range", ""], AIMS, right=(1, 2))
    return capsys.readouterr().out


@pytest.mark.parametrize("width", range(16, 120, 4))
def test_no_letter_is_lost_at_any_width(capsys, monkeypatch, width):
    out = printed(capsys, monkeypatch, width)
    meant = "".join("".join(cell for row in AIMS for cell in row).split())
    lost = Counter(meant) - Counter("".join(out.split()))
    assert not lost
    assert max(map(len, out.splitlines())) <= width


@pytest.mark.parametrize("width", range(16, 120, 4))
def test_no_figure_is_broken_at_any_width(capsys, monkeypatch, width):
    words = printed(capsys, monkeypatch, width).split()
    for figure in ("0.62", "0.97", "1.74", "2.2", "MISSED"):
        assert figure in words


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_cells_stay_whole_where_the_longest_words_leave_them_room(capsys, monkeypatch, width):
    out = printed(capsys, monkeypatch, width)
    for figure in ("0.62", "0.8 … 0.97", "1.74", "0 … 2.2", "MISSED"):
        assert figure in out


def test_what_does_not_fit_side_by_side_stands_row_under_row(capsys, monkeypatch):
    out = printed(capsys, monkeypatch, 24)
    assert "  Model: 0.62\n  Range: 0.8 … 0.97\n  MISSED\n" in out
    assert "mode B, GDP, 2012-2024\n  Model: 1.74\n" in out


def test_a_wide_terminal_breaks_no_cell(capsys, monkeypatch):
    assert AIMS[0][0] in printed(capsys, monkeypatch, 120)
