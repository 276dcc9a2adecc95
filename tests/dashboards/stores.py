"""Real stores, written by real runs; made once however many folders of tests ask."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.analysis.results import Results
from scenarios.debates import kept, posed, verdict
from scenarios.execution.run import run
from scenarios.storage import store

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


def judged(home: Path, out: Path) -> Path:
    """A copy that keeps verdicts: debate 1 undecided, 2 refuted, 3 supported, and one of a file."""
    shutil.copytree(home, out)
    first, second, third, *_ = posed.shipped()
    turn = verdict.Decider("plan.protected_services", 0.4, 0.636, 0.23, 0.7)
    found = [(first, answers(first, 0.33, 0.01, turn)), (second, answers(second, 0.0, 0.98)),
             (third, answers(third, 0.9, 0.05))]  # fmt: skip
    own = replace(first, name="relief", number=1, title="<b>Mine?</b>", claim="Own\u202e claim")
    for debates in (found, [(own, answers(own, 0.5, 0.1))]):
        kept.keep(Results(store.latest(out)), debates)
    return out


def answers(
    debate: posed.Debate, claim: float, counter: float, turn: verdict.Decider | None = None
) -> list[verdict.Answer]:
    """The same answer to every question of a debate."""
    values = np.linspace(-1.0, 3.0, 41)
    return [verdict.Answer(question, values, claim, counter, turn) for question in debate.questions]


def forget() -> None:
    """Remove the folder, if it was made."""
    if real.cache_info().currsize:
        shutil.rmtree(real(), ignore_errors=True)
        real.cache_clear()


def with_failures(home: Path, out: Path, failed: int) -> Path:
    """A copy in which some runs ended with an error and left no figures."""
    shutil.copytree(home, out)
    status = next((store.latest(out) / "status").glob("part-*.parquet"))
    table = pq.read_table(status).drop_columns("digest")
    bad = [row < failed for row in range(len(table))]
    states = ["failed" if b else "ok" for b in bad]
    errors = ["the books of month 2017-03 do not close" if b else None for b in bad]
    for name, column in (("state", states), ("error", errors)):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, pa.array(column, pa.string()))
    pq.write_table(table.replace_schema_metadata(), status)  # as before there were digests
    return out
