"""Real stores, written by real runs; made once however many folders of tests ask."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import pyarrow.parquet as pq

from scenarios import store
from scenarios.run import run

SCENARIOS = ("history-semi-endogenous", "history-conditional", "doctrine-songun",
             "doctrine-byungjin", "doctrine-economy-first", "doctrine-self-reliance",
             "doctrine-war-preparations")  # fmt: skip
SEEDS = 4


@cache
def real() -> Path:
    """A folder of stores with one in it: every scenario of the quick start, few seeds."""
    home = Path(mkdtemp(prefix="byungjin-dashboards-"))
    run(SCENARIOS, seeds=SEEDS, out=home, workers=1)
    return home


def forget() -> None:
    """Remove the folder, if it was made."""
    if real.cache_info().currsize:
        shutil.rmtree(real(), ignore_errors=True)
        real.cache_clear()


def with_failures(home: Path, out: Path, failed: int) -> Path:
    """A copy in which some runs ended with an error and left no figures."""
    shutil.copytree(home, out)
    status = next((store.latest(out) / "status").glob("part-*.parquet"))
    table = pq.read_table(status)
    bad = [row < failed for row in range(len(table))]
    states = ["failed" if b else "ok" for b in bad]
    errors = ["the books of month 2017-03 do not close" if b else None for b in bad]
    for name, column in (("state", states), ("error", errors)):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, pa.array(column, pa.string()))
    pq.write_table(table, status)
    return out
