"""The sentence says what the chart shows."""

from dataclasses import replace

import numpy as np
import pytest

from dashboards.components import text
from dashboards.data.charts import CHARTS
from tests.dashboards.frames import DOTS, PLAIN, comparison, frame, line, scenario


@pytest.mark.parametrize(
    ("value", "digits", "signed", "expected"),
    [
        (1234.5, 0, False, "1,234"),
        (-1.26, 1, False, "−1.3"),
        (1.26, 1, True, "+1.3"),
        (-0.04, 1, True, "0.0"),
        (0.04, 1, True, "0.0"),
        (float("nan"), 1, True, "no figure"),
        (float("inf"), 1, False, "no figure"),
    ],
)
def test_numbers(value: float, digits: int, signed: bool, expected: str) -> None:
    assert text.number(value, digits, signed=signed) == expected


def test_the_sentence_names_figure_months_runs_ends_and_record() -> None:
    said = text.describe(comparison(100, 90, dots=DOTS))
    assert said == (
        "GDP, index, January 2011 to December 2024. Medians of 20 runs and the middle 90 % of them "
        "in the last month: A Scenario 0 (baseline) 104.0 (94.0 to 114.0); B Scenario 1 94.0 "
        "(84.0 to 104.0). Last recorded figure: 104.0 for 2015 (Bank of Korea, verified)."
    )


def test_a_difference_is_signed_and_says_from_what() -> None:
    said = text.describe(comparison(0, -8, values="difference"))
    assert "index points, difference from A Scenario 0" in said
    assert "B Scenario 1 −4.0 (−14.0 to +6.0)" in said
    assert "(baseline)" not in said


def test_lines_on_each_other_are_named() -> None:
    assert text.together(comparison(100, 100, 90, 100)) == "A, B and D run together."
    assert text.together(comparison(100, 90, 90.01)) == "B and C run together."
    assert text.together(comparison(100, 90)) == ""


def test_two_groups_on_each_other_are_both_named() -> None:
    assert (
        text.together(comparison(100, 100, 50, 50)) == "A and B run together; C and D run together."
    )


def test_lines_without_figures_are_not_called_together() -> None:
    bare = frame()
    bare[["q05", "q25", "q50", "q75", "q95"]] = np.nan
    lines = (line(scenario(0), bare, baseline=True), line(scenario(1), bare))
    assert text.together(replace(comparison(), lines=lines)) == ""


def test_an_imposed_series_is_said_to_be_imposed() -> None:
    fed = line(scenario(1, feeds=("power", "trade")), frame(80))
    c = replace(comparison(), lines=(comparison().lines[0], fed))
    assert text.remark(c) == "Imposed from the record in B."
    assert text.remark(replace(c, chart=replace(PLAIN, feed=""))) == ""


def test_nothing_compared_is_said() -> None:
    alone = replace(comparison(values="difference"), lines=comparison().lines[:1])
    assert text.describe(alone) == "GDP: no scenario is chosen beside the baseline."


@pytest.mark.parametrize("bands", ["none", "50", "90"])
@pytest.mark.parametrize("values", ["level", "difference"])
def test_the_page_says_what_bands_are(values: str, bands: str) -> None:
    note = text.band_note(comparison(values=values, bands=bands))
    assert note.endswith("not forecasts.")
    assert ("bands hold" in note) == (bands != "none")
    assert ("paired" in note) == (values != "level")


def test_shares_are_compared_in_percentage_points() -> None:
    share = next(chart for chart in CHARTS if chart.in_percent)
    assert share.shown_unit("percent") == "percentage points, difference from the baseline"
    other = next(chart for chart in CHARTS if not chart.in_percent)
    assert other.shown_unit("percent") == "%, difference from the baseline"


def test_lines_that_end_in_different_months_say_when() -> None:
    lines = (comparison().lines[0], line(scenario(1), frame(90, months=72)))
    c = replace(comparison(), lines=lines)
    assert c.end is None
    assert "B Scenario 1 94.0 (84.0 to 104.0) in December 2016" in text.describe(c)
    assert comparison().end is not None


def test_an_index_says_what_is_a_hundred() -> None:
    index = replace(comparison(), chart=replace(PLAIN, base_year=2011))
    assert text.meaning(index) == "Output. 100 is the mean of 2011 in A Scenario 0."
    assert text.meaning(comparison()) == "Output."
