"""The rules of the charts, each a test; `go.Figure` validates every property."""

import json
from dataclasses import replace

import numpy as np
import pytest

from dashboards.components.text import shown
from dashboards.data.comparison import QUANTILES, Comparison
from dashboards.figures.fan import fan_chart, fan_spec
from dashboards.figures.marks import PLOT, STRIP, STROKE
from dashboards.theme import DARK, LIGHT, style
from tests.dashboards.frames import DOTS, EVENTS, PLAIN, comparison, frame, line, scenario, unpacked


def medians(c: Comparison) -> list[dict]:
    return [t for t in fan_spec(c, LIGHT)["data"] if t.get("hovertemplate") and "dx" in t]


def named(c: Comparison, name: str) -> dict:
    return next(t for t in fan_spec(c, LIGHT)["data"] if t.get("name") == name)


def bands(c: Comparison) -> list[dict]:
    return [t for t in fan_spec(c, LIGHT)["data"] if t.get("fill")]


def shown_range(c: Comparison) -> tuple[float, float]:
    """Ends of the plot; the axis reaches on into the strip of the events' numbers."""
    low, top = fan_spec(c, LIGHT)["layout"]["yaxis"]["range"]
    return low, low + (top - low) * PLOT / (PLOT + STRIP)


def bars(c: Comparison) -> list[tuple[float, float, float]]:
    """Where the upright bars beside the lines stand, and from where to where they reach."""
    marks, (low, high) = named(c, "marks"), shown_range(c)
    shape, height = marks["marker"], (high - low) / PLOT
    reach = [size * STROKE * height / 2 for size in shape["size"]]
    found = zip(marks["x"], marks["y"], reach, shape["symbol"], strict=True)
    return [(x, y - r, y + r) for x, y, r, symbol in found if symbol == "line-ns"]


def texts(c: Comparison) -> list[tuple[str, float, float]]:
    """What is written among the marks and where: letters beside the lines, numbers of events."""
    marks = named(c, "marks")
    found = zip(marks["text"], marks["x"], marks["y"], strict=True)
    return [(text.strip(), x, y) for text, x, y in found if text]


def numbers(c: Comparison) -> list[tuple[str, float, float]]:
    return [found for found in texts(c) if found[0].isdigit()]


@pytest.mark.parametrize("values", ["level", "difference", "percent"])
@pytest.mark.parametrize("width", ["none", "50", "90"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_chart_is_valid_and_plain_json(values: str, width: str, theme: object) -> None:
    c = comparison(100, 90, 110, values=values, bands=width, dots=DOTS, events=EVENTS)
    fan_chart(c, theme)
    json.dumps(fan_spec(c, theme), allow_nan=False)


def test_the_baseline_is_grey_and_its_median_is_drawn_first() -> None:
    first, *others = medians(comparison(100, 90, 110))
    assert first["line"] == {"color": LIGHT.baseline, "dash": "solid", "width": 2}
    assert [t["line"]["color"] for t in others] == [style(i, LIGHT).colour for i in (1, 2)]


def test_a_scenario_keeps_its_look_when_others_go() -> None:
    lines = comparison(100, 90, 110, 95).lines
    few = replace(comparison(), lines=(lines[0], lines[3]))
    assert medians(few)[1]["line"]["color"] == style(3, LIGHT).colour


def test_no_line_is_told_apart_by_colour_alone() -> None:
    assert [text for text, *_ in texts(comparison(100, 90, 110, 95, 105))] == list("ABCDE")
    assert len({t["line"]["dash"] for t in medians(comparison(100, 90, 110, 95, 105))}) >= 4


def test_letters_of_lines_that_end_together_do_not_overlap() -> None:
    c = comparison(100, 100, 100, 100)
    low, high = shown_range(c)
    places = sorted(y for *_, y in texts(c))
    assert min(np.diff(places)) * PLOT / (high - low) >= 14.5


def test_bands_are_ordered_and_for_two_scenarios_only() -> None:
    assert len(bands(comparison(100, 90, 110, 95, 105))) == 4
    assert len(bands(comparison(bands="50"))) == 2
    assert bands(comparison(bands="none")) == []
    traces = fan_spec(comparison(100, 90), LIGHT)["data"]
    low, high = (np.array(trace["y"]) for trace in traces[:2])
    assert (low <= high).all()


def test_every_compared_scenario_keeps_its_bar_at_the_end() -> None:
    for values, expected in (("level", 5), ("difference", 4)):
        c = comparison(100, 90, 110, 95, 105, values=values, bands="none")
        marks = named(c, "marks")
        notches = [x for x, symbol in zip(marks["x"], marks["marker"]["symbol"], strict=True)
                   if symbol == "line-ew"]  # fmt: skip
        assert [x for x, *_ in bars(c)] == notches * 2
        assert len(set(notches)) == expected
        left, right = fan_spec(c, LIGHT)["layout"]["xaxis"]["range"]
        assert left < texts(c)[0][1] < min(notches) < max(notches) < right


def test_bars_reach_from_quantile_to_quantile() -> None:
    c = comparison(100, 90)
    line = c.compared[1]
    wide, narrow = (bar for bar in bars(c) if bar[0] == bars(c)[1][0])
    for (_, bottom, top), (low, high) in ((wide, ("q05", "q95")), (narrow, ("q25", "q75"))):
        assert (bottom, top) == pytest.approx((line.last[low], line.last[high]), abs=0.05)


def test_differences_and_rates_include_zero_with_a_heavier_line() -> None:
    difference = comparison(5, 6, values="difference")
    rate = comparison(20, 22, chart=replace(PLAIN, zero=True))
    for c in (difference, rate):
        low, high = shown_range(c)
        assert low <= 0 <= high
        assert fan_spec(c, LIGHT)["layout"]["yaxis"]["zeroline"]
    assert shown_range(comparison(100, 90))[0] > 0


def test_the_axis_holds_every_drawn_value() -> None:
    c = comparison(100, 60, 140, dots=DOTS)
    low, high = shown_range(c)
    traces = [t for t in fan_spec(c, LIGHT)["data"] if "dx" in t or t.get("name") == "recorded"]
    drawn = [v for t in traces for v in t["y"] if v is not None]
    drawn += [end for _, *ends in bars(c) for end in ends]
    assert low <= min(drawn)
    assert high >= max(drawn)


def test_months_are_sent_as_a_start_and_a_step() -> None:
    spec = fan_spec(comparison(), LIGHT)
    assert all("x" not in t for t in spec["data"] if "dx" in t)
    assert {t["x0"] for t in spec["data"] if "dx" in t} == {"2011-01-16"}


def test_numbers_are_sent_one_digit_finer_than_shown() -> None:
    heights = [v for t in medians(comparison()) for v in t["y"]]
    assert heights == [round(v, 2) for v in heights]


def test_a_fan_is_small() -> None:
    c = comparison(100, 90, 110, 95, 105, dots=DOTS, events=EVENTS)
    assert len(json.dumps(fan_spec(c, LIGHT), separators=(",", ":"))) < 24_000
    few = fan_spec(comparison(100, 90, 110), LIGHT)
    assert len(json.dumps(few, separators=(",", ":"))) < 20_000


def test_gaps_are_gaps() -> None:
    holed = frame()
    holed.loc[10:20, ["q05", "q25", "q50", "q75", "q95"]] = np.nan
    lines = (line(scenario(0), holed, baseline=True), line(scenario(1), holed, banded=True))
    spec = fan_spec(replace(comparison(), lines=lines), LIGHT)
    assert all(t["y"][15] is None for t in spec["data"] if "dx" in t)
    json.dumps(spec, allow_nan=False)


def test_a_line_without_any_figure_is_drawn_as_nothing() -> None:
    bare = frame()
    bare[["q05", "q25", "q50", "q75", "q95"]] = np.nan
    c = replace(comparison(), lines=(line(scenario(0), bare, baseline=True),))
    json.dumps(fan_spec(c, LIGHT), allow_nan=False)
    fan_chart(c, LIGHT)


def test_events_are_numbered_lines_under_the_data() -> None:
    c = comparison(events=EVENTS)
    assert [number for number, *_ in numbers(c)] == ["1", "2", "3", "4"]
    lines = fan_spec(c, LIGHT)["layout"]["xaxis"]["minor"]
    assert lines["tickvals"] == [x for _, x, _ in numbers(c)]
    assert lines["showgrid"]


def test_numbers_of_crowded_events_stand_on_two_levels() -> None:
    c = comparison(events=EVENTS)
    heights = [y for *_, y in numbers(c)]
    assert min(heights) > shown_range(c)[1]
    assert heights[0] == heights[1] == heights[3]
    assert heights[2] > heights[1]


def test_events_outside_the_months_keep_their_number() -> None:
    short = tuple(line(scenario(i), frame(months=72), baseline=i == 0) for i in range(2))
    late = replace(comparison(events=EVENTS[1:]), lines=short)
    assert [number for number, *_ in numbers(late)] == ["1", "2"]
    assert [n for n, *_ in numbers(replace(late, events=EVENTS[::-1]))] == ["2", "3", "4"]


def test_dots_lie_on_the_months_of_the_lines_and_name_their_source() -> None:
    dots = named(comparison(dots=DOTS), "recorded")
    step = medians(comparison())[0]["dx"]
    assert np.diff(dots["x"]) == pytest.approx(12 * step)
    assert dots["text"][0] == "<b>100.0</b> recorded 2011<br>Bank of Korea, verified"


def test_published_ranges_are_drawn() -> None:
    wide = tuple(replace(d, low=d.value - 3, high=d.value + 4) for d in DOTS)
    spec = fan_spec(comparison(dots=wide), LIGHT)
    bars = next(t["error_y"] for t in spec["data"] if "error_y" in t)
    assert (bars["arrayminus"][0], bars["array"][0]) == (3, 4)
    fan_chart(comparison(dots=wide), LIGHT)


def test_titles_with_markup_do_not_reach_the_chart() -> None:
    evil = line(scenario(1, "<a href='x'>y</a>"), frame(), banded=True)
    base = comparison().lines[0]
    text = json.dumps(fan_spec(replace(comparison(), lines=(base, evil)), LIGHT))
    assert "href" not in text


def test_drawing_leaves_the_tables_alone() -> None:
    c = comparison(dots=DOTS)
    before = [{name: v.copy() for name, v in one.heights.items()} for one in c.lines]
    fan_spec(c, LIGHT)
    for one, old in zip(c.lines, before, strict=True):
        assert all(np.array_equal(one.heights[name], v) for name, v in old.items())


def test_small_charts_cannot_be_zoomed_and_keep_their_height() -> None:
    layouts = [fan_spec(c, LIGHT)["layout"] for c in (comparison(), comparison(1, 2, 3, 4, 5))]
    assert len({layout["height"] for layout in layouts}) == 1
    assert all(layout[a]["fixedrange"] for layout in layouts for a in ("xaxis", "yaxis"))
    assert all(layout["xaxis"]["range"] == layouts[0]["xaxis"]["range"] for layout in layouts)


def test_differences_are_read_with_sign_true_minus_and_plain_zero() -> None:
    base, other = medians(comparison(-2, -8, values="difference"))
    assert base["text"][0] == "−2.0"
    assert other["text"][-1] == "−4.0"
    assert medians(comparison(0, 5, values="percent"))[1]["text"][0] == "+5.0"
    assert medians(comparison(0, 5, values="percent"))[0]["text"][0] == "0.0"


def test_single_runs_stand_in_place_of_bands() -> None:
    runs = np.linspace(80, 120, 30)[:, None] + np.zeros((30, 168))
    drawn = replace(comparison(bands="runs").lines[1], runs=runs)
    c = replace(comparison(bands="runs"), lines=(comparison().lines[0], drawn))
    (thin,) = (t for t in fan_spec(c, LIGHT)["data"] if t.get("line", {}).get("width") == 1)
    heights = unpacked(thin["y"]).reshape(30, 169)
    assert heights[:, :168] == pytest.approx(runs)
    assert np.isnan(heights[:, 168]).all(), "runs are not joined"
    months = unpacked(thin["x"]).reshape(30, 169)
    assert months[7, 1] == pytest.approx(named(c, "A")["dx"] + months[0, 0], abs=2 * 60 * 1000)
    assert not bands(c)
    low, high = shown_range(c)
    assert low < 80
    assert high > 120
    fan_chart(c, DARK)


def test_own_figures_are_rings_and_recorded_ones_are_dots() -> None:
    mine = tuple(replace(d, own=True, source="My survey", grade="") for d in DOTS[:2])
    c = comparison(dots=(*DOTS, *mine))
    assert len(named(c, "recorded")["x"]) == len(DOTS)
    own = named(c, "own")
    assert own["marker"]["symbol"] == "diamond-open"
    assert own["text"][0] == "<b>100.0</b> own figure 2011<br>My survey"
    fan_chart(c, LIGHT)


def test_a_small_difference_is_neither_stairs_nor_gone() -> None:
    tiny = replace(comparison(0.0, 0.02, values="difference"), bands="none")
    lines = [replace(one, heights=dict.fromkeys(QUANTILES, np.linspace(0, level, 168)))
             for one, level in zip(tiny.lines, (0.0, 0.02), strict=True)]  # fmt: skip
    c = replace(tiny, lines=tuple(lines))
    drawn = next(t for t in fan_spec(c, LIGHT)["data"] if t.get("name") == "B")
    assert len(set(drawn["y"])) > 100, "as many heights as a slope has months"
    assert shown(c, 0.02) == "+0.02"
    assert shown(c, 0.0) == "0.0"
    assert shown(c, 1e-6) == "0.0"
    assert shown(c, 0.26) == "+0.3"
