"""`byungjin forecast`: distributions for years not yet read, to be held against them later."""

from __future__ import annotations

from pathlib import Path

import click

from commands.terminal import PLACE, check_writable, progress_bar, show_json, show_table

HUNDRED = 100
SHOWN = ("mean", "q05", "q50", "q95")
READING = (
    "Model: between 5 % and 95 % lie nine tenths of the runs. With error: the stated error of the "
    "record added, as published figures may show it; for light and heavy industry none is stated. "
    "The last rows are naive forecasts of GDP."
)
"""How the table is to be read."""


@click.command(epilog="Example: byungjin forecast --to forecasts")
@click.option("--seeds", default=300, show_default=True, help="Replications.")
@click.option("--to", type=PLACE,
              help="Folder to write the forecast to, with its date and hash.")  # fmt: skip
@click.option("--workers", type=int, help="Processes; as many as pay if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(seeds: int, to: Path | None, workers: int | None, as_json: bool) -> None:
    """Forecast GDP growth, sectors and trade for 2025-2027 as distributions.

    The baseline with every parameter set, luck of its own and the weather of recorded years drawn
    by lot. It assumes that policy, law and orders stay as they were in December 2024. "With error"
    adds the stated error of the record: what is to be held against figures once they are published.
    """
    from scenarios.evaluation import forecast

    if to is not None:
        check_writable(to)
        forecast.check_free(to, forecast.day())
    with progress_bar() as bar:
        made = forecast.forecast(seeds, workers=workers, progress=bar)
    if as_json:
        show_json({**made.facts, "rows": made.records()})
    else:
        rows = [dict(zip(forecast.COLUMNS, row, strict=True)) for row in made.rows]
        cells = [[r["method"].replace("_", " "), r["series"].removeprefix("output.").split(".")[0],
                  r["year"], *(_short(r[k]) for k in SHOWN), r["unit"].removesuffix(" a year")]
                 for r in rows]  # fmt: skip
        heads = ["By", "Series", "Year", "mean", "5 %", "median", "95 %", "A year"]
        show_table("Forecast", heads, cells, range(3, 7), whole=(0, 1, 2, 7), caption=READING)
    if to is not None:
        file = forecast.write(made, forecast.day(), to)
        click.echo(f"Stored in {file}", err=as_json)


def _short(number: str) -> str:
    """A number as a reader wants it: tenths of a per cent, millions without."""
    if not number:
        return ""
    value = float(number)
    return f"{value:.0f}" if abs(value) >= HUNDRED else f"{round(value, 1) + 0:.1f}"
