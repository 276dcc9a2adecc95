"""The reader's own figures beside the model: what a card of scores holds, in words and tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from dash import html

from dashboards.components import text, ui
from dashboards.components.safe import plain
from dashboards.data import charts
from scenarios.evaluation.user_observations import Score

TITLE = "Your own figures"
BIAS = "The bias is the model less your figures, on average."
HEADS = ("Series", "Figures", "Error (RMSE)", "Bias", "In the middle 50 %", "In the middle 90 %")


def card(scored: Sequence[Score]) -> html.Section:
    """Scores of every series, and each figure beside the model."""
    rows = [_row(one) for one in scored]
    caption = "The model beside your figures, in the unit of each series"
    table = ui.table(caption, HEADS, rows, TITLE)
    words = html.Summary(["Every figure", ui.hidden(f": {TITLE}")])
    return html.Section(
        [
            html.H2(TITLE, id="own-title"),
            html.P(describe(scored), className="about"),
            table,
            html.Details([words, *(_every(one) for one in scored if one.n)]),
        ],
        className="card plain",
        **{"aria-labelledby": "own-title"},
    )


def describe(scored: Sequence[Score]) -> str:
    """How near the model comes to the figures, in words, with what could not be scored."""
    said = [_said(one) for one in scored if one.n]
    out = [f"{one.left_out} of {title(one.series)}" for one in scored if one.left_out]
    left = (
        f"Left out, for no run has that series, year or month: {text.listed(out)}." if out else ""
    )
    return " ".join(part for part in (*said, BIAS if said else "", left) if part)


def _said(one: Score) -> str:
    within = round(one.coverage["90"] * one.n)
    verdict = f"{within} of {one.n} in the middle 90 % of runs" if one.n > 1 else _inside(within)
    return (
        f"{title(one.series)} ({one.unit}): the mean of runs misses your "
        f"{one.n} figure{'s' * (one.n > 1)} by {_number(one.rmse)} (RMSE), bias "
        f"{_number(one.bias, signed=True)}, {verdict}."
    )


def _inside(within: int) -> str:
    return "inside the middle 90 % of runs" if within else "outside the middle 90 % of runs"


def title(series: str) -> str:
    """A series as its chart is headed; its name where it has none."""
    chart = charts.BY_NAME.get(series)
    return chart.title if chart else series


def _row(one: Score) -> list[Any]:
    name = [title(one.series), html.Span(f" {one.unit}", className="when")]
    if not one.n:
        return [name, "0", *["–"] * 4]
    shares = [f"{100 * one.coverage[width]:.0f} %" for width in ("50", "90")]
    return [name, str(one.n), _number(one.rmse), _number(one.bias, signed=True), *shares]


def _every(one: Score) -> html.Div:
    rows = [
        [
            figure.date,
            _number(figure.value),
            _number(figure.model),
            f"{_number(figure.band[0])} to {_number(figure.band[1])}",
            plain(figure.source, 120),
        ]
        for figure in one.figures
    ]
    heads = ["Date", "Yours", "Model, mean of runs", "Middle 90 % of runs", "Source"]
    caption = f"{title(one.series)}, {one.unit}"
    return ui.table(caption, heads, rows)


def rows(scored: Sequence[Score]) -> Iterator[tuple[Any, ...]]:
    """The same for a file: figure, unit, kind, window, date, value."""
    for one in scored:
        head = (one.series, one.unit)
        for figure in one.figures:
            yield (*head, "own", "own", figure.date, figure.value)
            yield (*head, "model", "own", figure.date, figure.model)
            for end, value in zip(("low", "high"), figure.band, strict=True):
                yield (*head, f"model {end} 90 %", "own", figure.date, value)
        yield (*head, "figures", "own", "", one.n)
        yield (*head, "figures left out", "own", "", one.left_out)
        yield (*head, "rmse model", "own", "", one.rmse)
        yield (*head, "bias model", "own", "", one.bias)
        for width, share in one.coverage.items():
            yield (*head, f"inside {width} %", "own", "", share)


def _number(value: float, *, signed: bool = False) -> str:
    """A number with three figures at least, whatever the series is counted in."""
    size = math.floor(math.log10(abs(value))) if value and math.isfinite(value) else 0
    return text.number(value, max(0, 2 - size), signed=signed)
