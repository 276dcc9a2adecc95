"""Tables on the terminal: whatever its width, no cell loses a letter or a figure."""

from __future__ import annotations

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
    told = sorted("".join(out.split()).replace("─", ""))
    meant = ["Aims", "Aim", "Model", "Range", *(cell for row in AIMS for cell in row)]
    assert told == sorted("".join("".join(meant).split()))


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_figures_stay_whole_where_the_longest_words_leave_them_room(capsys, monkeypatch, width):
    out = printed(capsys, monkeypatch, width)
    for figure in ("0.62", "0.8 … 0.97", "1.74", "0 … 2.2", "MISSED"):
        assert figure in out


def test_a_wide_terminal_breaks_no_cell(capsys, monkeypatch):
    assert AIMS[0][0] in printed(capsys, monkeypatch, 120)
