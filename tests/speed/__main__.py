"""Print benchmark figures beside their targets."""

from __future__ import annotations

import argparse
import json
import os
import platform
from importlib import import_module

from tests.speed.figures import Figure

PARTS = ("economy", "compiling", "mechanisms", "sweeps", "dashboards")


def main() -> None:
    """Measure the parts asked for, all if none is."""
    parser = argparse.ArgumentParser(prog="python -m tests.speed", description=__doc__)
    parser.add_argument("part", nargs="?", choices=PARTS, help="what to measure; all if left out")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    parts = [asked.part] if asked.part else list(PARTS)
    figures = [f for p in parts for f in import_module(f"tests.speed.{p}").measure()]
    if asked.json:
        print(json.dumps(_facts(figures), indent=1))
    else:
        print("\n".join(str(figure) for figure in figures))


def _facts(figures: list[Figure]) -> dict[str, object]:
    """Figures by name, their targets, and the machine they were taken on."""
    return {
        **{f.name: f.value for f in figures},
        "targets": {f.name: f.target for f in figures if f.target is not None},
        "machine": {"processor": platform.machine(), "cores": os.cpu_count(),
                    "load": os.getloadavg()[0], "python": platform.python_version()},
    }  # fmt: skip


if __name__ == "__main__":
    main()
