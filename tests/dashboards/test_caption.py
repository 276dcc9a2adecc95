"""What a saved picture says of itself."""

import numpy as np
import plotly.graph_objects as go

from dashboards.figures import caption
from dashboards.figures.fan import fan_spec
from dashboards.theme import LIGHT
from tests.dashboards.frames import DOTS, EVENTS, comparison

ORIGIN = ("Source: byungjin 9.9.", "View: /?store=one")


def test_title_unit_legend_events_bands_and_origin_travel_with_the_figure() -> None:
    c = comparison(100, 90, values="level", dots=DOTS, events=EVENTS)
    plain = fan_spec(c, LIGHT)
    figure = caption.fan_captioned(plain, c, ORIGIN, LIGHT)
    meta = figure["layout"]["meta"]
    said = " ".join(meta["lines"])
    assert meta["title"] == "GDP"
    assert meta["unit"] == "index"
    for part in ("Scenario 0 (baseline)", "Scenario 1", "● recorded", "1 Plenum (Mar 2013)",
                 "middle 50 % and 90 %", "not forecasts", *ORIGIN):  # fmt: skip
        assert part in said
    assert "meta" not in plain["layout"]
    go.Figure(figure)


def test_lines_fit_the_picture_and_lose_no_word() -> None:
    words = " ".join(f"word{i}" for i in range(200))
    lines = caption.fold(words)
    assert " ".join(lines) == words
    assert max(map(len, lines)) <= caption.WIDEST
    cut = caption.fold(f"/?store={'x&amp;' * 60}")
    assert "".join(cut) == f"/?store={'x&amp;' * 60}", "an address stays inside the picture"
    assert max(map(len, cut)) <= caption.WIDEST
    assert all(piece.endswith(("x", "&amp;")) for piece in cut)


def test_a_line_s_dash_and_the_bands_stand_in_the_legend() -> None:
    said = " ".join(caption._legend(comparison(100, 90, 80, values="level"), LIGHT))
    assert "<b>—— A</b>" in said
    assert "<b>– – B</b>" in said
    assert "<b>· · · C</b>" in said
    assert "▒ middle 50 %, ░ 90 %" in said


def test_notes_are_one_paragraph_and_the_address_stands_alone() -> None:
    figure = caption.captioned(fan_spec(comparison(100, 90), LIGHT), "t", "u",
                               ["One.", "Two.", "View: /?store=a"])  # fmt: skip
    assert figure["layout"]["meta"]["lines"] == ["One. Two.", "View: /?store=a"]


def test_a_legend_takes_as_many_lines_as_it_needs() -> None:
    entries = [f"<b>{'n' * 50}</b>"] * 3
    assert [line.count("<b>") for line in caption.gather(entries)] == [1, 1, 1]
    assert len(caption.gather(["A one", "B two"])) == 1
    assert caption.gather([]) == []


def test_a_hostile_name_stays_text() -> None:
    c = comparison(100, 90)
    figure = caption.captioned(fan_spec(c, LIGHT), "<b>%{x}</b>", "$unit$", ["<a href=x>"])
    meta = figure["layout"]["meta"]
    assert meta == {"title": "&lt;b&gt;% {x}&lt;/b&gt;", "unit": "&#36;unit&#36;",
                    "lines": ["&lt;a href=x&gt;"]}  # fmt: skip
    assert np.isfinite(figure["layout"]["height"])
