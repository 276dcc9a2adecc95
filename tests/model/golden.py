"""The golden run: what the shipped model says, written down.

    uv run python -m tests.model.golden            # what has moved
    uv run python -m tests.model.golden --update   # write it down anew, on purpose

Yearly means of a few series in both modes, seed 0, as the library ships them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from model import Economy
from scenarios.definition.catalog import load

FILE = Path(__file__).with_name("golden.json")
MODES = {"A": "history-conditional", "B": "history-semi-endogenous"}
WATCHED = (
    "gdp", "output.manufacturing", "output.agriculture", "defence.share", "defence.burden",
    "exports.total", "imports.total", "power.generation", "consumption.civilian",
    "food.availability", "rate.market", "price.rice", "fx.total", "capital.equipment",
)  # fmt: skip
DIGITS = 12
"""Significant digits kept; machines may differ in the last bits of a sum."""
TOLERANCE = 1e-9
"""Relative."""


def measured() -> dict[str, dict[str, dict[str, float]]]:
    """Yearly means by mode, series and year."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for mode, scenario in MODES.items():
        frame = Economy(load(scenario).case, rng=0).run().to_frame()
        yearly = frame.groupby(frame.index.year)[list(WATCHED)].mean()
        found[mode] = {
            name: {str(year): float(f"{value:.{DIGITS}g}") for year, value in yearly[name].items()}
            for name in WATCHED
        }
    return found


def moved(golden: dict, now: dict) -> list[str]:
    """A line for every figure that is not what it was, largest change first."""
    lines = []
    for mode, series in golden.items():
        for name, years in series.items():
            for year, was in years.items():
                value = now.get(mode, {}).get(name, {}).get(year, np.nan)
                change = abs(value - was) / max(abs(was), TOLERANCE)
                if not change <= TOLERANCE:
                    lines.append((-change, f"{mode} {name} {year}: {was:.6g} -> {value:.6g}"))
    new = [(0.0, f"{mode} {name}: not in the file") for mode, series in now.items()
           for name in series if name not in golden.get(mode, {})]  # fmt: skip
    return [line for _, line in sorted(lines) + new]


def main(arguments: list[str]) -> int:
    """Say what has moved, or write the file; returns the exit code."""
    if "--update" in arguments:
        FILE.write_text(json.dumps(measured(), indent=1) + "\n", encoding="utf-8")
        print(f"wrote {FILE.name}")
        return 0
    if not FILE.exists():
        print(f"{FILE.name} does not exist; --update writes it")
        return 1
    lines = moved(json.loads(FILE.read_text(encoding="utf-8")), measured())
    print("\n".join(lines) or "nothing has moved")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
