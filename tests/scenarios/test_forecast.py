"""The committed forecast is what its hash says, and a forecast can be made again."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from scenarios.evaluation import forecast
from scenarios.history import paths

STORED = sorted(file.stem for file in forecast.FOLDER.glob("*.csv"))


def test_a_forecast_is_committed():
    assert STORED


@pytest.mark.parametrize("name", STORED)
def test_a_stored_forecast_has_the_hash_it_was_committed_with(name):
    file = forecast.FOLDER / f"{name}.csv"
    facts = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
    assert hashlib.sha256(file.read_bytes()).hexdigest() == facts["sha256"]
    assert facts["last_recorded_year"] == 2024 < min(facts["years"])
    assert facts["finished"] == facts["replications"]


@pytest.mark.parametrize("name", STORED)
def test_a_stored_forecast_has_every_series_and_year_in_rising_quantiles(name):
    rows, facts = forecast.stored(name)
    assert set(rows[0]) == set(forecast.COLUMNS)
    model = [row for row in rows if row["method"] == "model"]
    wanted = {(s, str(y)) for s in (*forecast.GROWTH, *forecast.TRADE) for y in facts["years"]}
    assert {(row["series"], row["year"]) for row in model} == wanted
    for row in model:
        cuts = [float(row[q]) for q in ("q05", "q25", "q50", "q75", "q95")]
        assert cuts == sorted(cuts)
    made = {row["method"] for row in rows} - {forecast.RECORDED}
    assert made == {forecast.MODEL, "zero", "mean", "ar1", "random_walk"}


def test_what_the_record_may_show_is_wider_than_what_the_model_makes():
    rows = forecast.forecast(4, workers=1).records()
    made = {(r["method"], r["series"], r["year"]): r for r in rows}
    both = [key[1:] for key in made if key[0] == forecast.RECORDED]
    assert {series for series, _ in both} >= {"gdp", "output.services", *forecast.TRADE}
    for key in both:
        inner, outer = made[forecast.MODEL, *key], made[forecast.RECORDED, *key]
        assert outer["q95"] - outer["q05"] > inner["q95"] - inner["q05"]
        if key[0] not in forecast.TRADE:
            assert outer["mean"] == pytest.approx(inner["mean"], abs=0.01)


def test_a_forecast_is_the_same_when_made_again():
    first, again = (forecast.forecast(2, workers=1) for _ in range(2))
    assert first.text == again.text
    assert first.facts["ensemble"] == again.facts["ensemble"]


def test_weather_to_come_is_that_of_recorded_years_and_the_past_stays():
    made = forecast.case(3, 1)
    history = {y: [paths.held(made.paths["weather.crop"])[f"{y}-{m:02d}"] for m in range(1, 13)]
               for y in range(2011, 2025)}  # fmt: skip
    months = [f"2026-{m:02d}" for m in range(1, 13)]
    future = paths.held(made.paths["weather.crop"], months)
    assert [future[m] for m in months] in history.values()
    assert forecast.case(3, 1).hash == made.hash != forecast.case(4, 1).hash
