"""Sankey, bars, dots, heat map, years, shares: valid in both themes, and true to their tables."""

import json
import math
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards.figures import sankey
from dashboards.figures.bars import Bar, bars_spec
from dashboards.figures.dots import Kind, Mark, Row, dots_spec
from dashboards.figures.heat import heat_spec, written
from dashboards.figures.shares import shades, shares_spec
from dashboards.figures.yearly import yearly_spec
from dashboards.theme import CIVIDIS, DARK, LIGHT, Tokens, between, contrast, on

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
EVIL = "<a href='x'>%{y} $z$</a>"


@dataclass
class Node:
    title: str
    column: int
    track: str = field(default="outside")


NODES = {
    "field": Node("Field", 0), "abroad": Node("Abroad", 0), "empty": Node("Empty", 0),
    "state": Node("State", 1, "state"), "army": Node("Army", 2, "defence"),
    "people": Node("People", 2, "civilian"),
}  # fmt: skip
FLOWS = pd.DataFrame(
    [("field", "state", "harvest", 60.0), ("abroad", "state", "bought", 20.0),
     ("abroad", "state", "given", 10.0), ("field", "people", "kept", 30.0),
     ("state", "army", "rations", 15.0), ("state", "people", "rations", 75.0)],
    columns=["source", "target", "about", "value"],
)  # fmt: skip


def valid(figure: dict) -> str:
    go.Figure(figure)
    return json.dumps(figure, allow_nan=False)


@THEMES
def test_a_sankey_is_valid_and_names_every_node_that_is_used(theme: Tokens) -> None:
    text = valid(sankey.sankey_spec(NODES, FLOWS, "kt a year", 0, theme))
    for node in ("Field <b>90</b>", "Abroad <b>30</b>", "State <b>90</b>", "People <b>105</b>"):
        assert node in text
    assert "Empty" not in text


def test_flows_between_the_same_nodes_are_one_ribbon() -> None:
    merged = sankey.merge(FLOWS)
    assert ("abroad", "state", 30.0, "bought, given") in merged
    assert len(merged) == 5


def test_nodes_of_a_column_keep_their_order_and_do_not_touch() -> None:
    placed = sankey.place(NODES, sankey.merge(FLOWS))
    for column in range(3):
        nodes = [n for n in placed.values() if n.column == column]
        for above, below in pairwise(nodes):
            assert below.top >= above.top + above.size + sankey.GAP - 1e-9
        assert min(n.top for n in nodes) >= 0
        assert max(n.top + n.size for n in nodes) <= sankey.HEIGHT + 1e-9


def test_ribbons_fill_their_nodes_and_stay_inside_them() -> None:
    merged = sankey.merge(FLOWS)
    placed = sankey.place(NODES, merged)
    ends = sankey.heights(merged, placed)
    for (source, target, value, _), (start, end) in zip(merged, ends, strict=True):
        for name, top in ((source, start), (target, end)):
            node = placed[name]
            thick = value / node.value * node.size
            assert node.top - 1e-9 <= top <= node.top + node.size - thick + 1e-9
    scale = {round(n.size / n.value, 9) for n in placed.values()}
    assert len(scale) == 1, "one scale for all columns"


def test_one_flow_or_none_is_drawn_too() -> None:
    valid(sankey.sankey_spec(NODES, FLOWS.head(1), "kt", 0, LIGHT))
    valid(sankey.sankey_spec(NODES, FLOWS.head(0), "kt", 0, LIGHT))


def test_hostile_titles_stay_text_in_every_chart() -> None:
    nodes = NODES | {"field": Node(EVIL, 0)}
    figures = [
        sankey.sankey_spec(nodes, FLOWS, EVIL, 0, LIGHT),
        bars_spec([Bar(EVIL, 1.0, 0.5, 1.5, LIGHT.accent)], 1, LIGHT),
        dots_spec([Row(EVIL, (Mark("a", 1.0, EVIL),))], {"a": Kind("circle", "#000000")}, LIGHT),
        heat_spec([EVIL], [2012], [[1.0]], [1.0], EVIL, LIGHT),
        shares_spec({EVIL: {EVIL: 3}}, [EVIL], LIGHT),
    ]
    for figure in figures:
        assert "<a href" not in valid(figure)


@THEMES
def test_bars_start_at_zero_and_carry_sign_and_range(theme: Tokens) -> None:
    bars = [Bar("more", 12.0, 8.0, 15.0, theme.accent), Bar("less", -3.0, -4.0, 1.0, theme.accent)]
    figure = bars_spec(bars, 0, theme)
    valid(figure)
    low, high = figure["layout"]["xaxis"]["range"]
    assert low <= -4
    assert high >= 15
    assert figure["data"][0]["text"][0] == "<b>+12</b> (+8 to +15)<br>more"
    assert figure["data"][2]["text"] == ["+12", "−3"]
    valid(bars_spec([], 0, theme))


@THEMES
def test_marks_far_out_stand_at_the_edge(theme: Tokens) -> None:
    kinds = {"naive": Kind("square-open", theme.muted), "model": Kind("circle", theme.accent)}
    rows = [Row("GDP", (Mark("naive", 1.0, "n"), Mark("model", 9.0, "m"))), Row("None", ())]
    figure = dots_spec(rows, kinds, theme, most=3.0)
    valid(figure)
    assert next(t for t in figure["data"] if t.get("name") == "model")["x"] == [3.0]
    assert figure["layout"]["yaxis"]["ticktext"] == ["GDP", "None"]


@THEMES
def test_cells_are_coloured_by_their_own_swing_and_gaps_stay_blank(theme: Tokens) -> None:
    figure = heat_spec(["GDP", "Rice"], [2012, 2013], [[1.0, math.nan], [-50.0, 10.0]], [1.0, 25.0],
                       "points", theme)  # fmt: skip
    valid(figure)
    cells = figure["data"][0]
    assert cells["z"] == [[1.0, None], [-2.0, 0.4]]
    assert cells["zmin"] == -cells["zmax"]
    assert cells["text"] == [["+1.0", ""], ["−50.0", "+10.0"]]
    assert figure["data"][1]["text"] == ["+1.0", "−50.0", "+10.0"]


@pytest.mark.parametrize("colours", [
    (theme.scenarios[1], theme.card, theme.scenarios[0]) for theme in (LIGHT, DARK)
] + [CIVIDIS])  # fmt: skip
def test_what_a_cell_says_can_be_read_on_every_colour(colours: tuple[str, ...]) -> None:
    places = [i / 50 for i in range(51)]
    cells = written([["1"] * 51], [places], colours)
    for place, ink in zip(places, cells["textfont"]["color"], strict=True):
        assert contrast(ink, between(colours, place)) >= 4.5
    assert [between(colours, end) for end in (-1.0, 0.0, 1.0, 2.0)] == [
        colours[0], colours[0], colours[-1], colours[-1]
    ]  # fmt: skip


@THEMES
def test_held_out_years_are_shaded_behind_the_lines(theme: Tokens) -> None:
    figure = yearly_spec({2018: 1.0, 2021: -2.0}, {2018: 1.5}, 2020, 1, theme)
    valid(figure)
    assert [t.get("name") for t in figure["data"]] == [None, "model", "recorded"]
    assert figure["data"][0]["x"][0] == 2019.5
    assert len(yearly_spec({2015: 1.0}, {}, 2020, 1, theme)["data"]) == 2
    valid(yearly_spec({}, {}, 2020, 1, theme))


@THEMES
def test_shares_of_a_bar_come_to_a_whole_and_can_be_read(theme: Tokens) -> None:
    groups = {"All": {"verified": 3, "assumption": 7}, "Levers": {"assumption": 2}, "None": {}}
    figure = shares_spec(groups, ["verified", "assumption"], theme)
    valid(figure)
    whole = [sum(t["x"][bar] for t in figure["data"]) for bar in range(2)]
    assert whole == pytest.approx([100, 100])
    for shade in shades(5, theme):
        assert contrast(shade, on(shade)) >= 4.5
