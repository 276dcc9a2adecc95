"""Hostile stores through every door: no traceback, and nothing read or written outside.

An attempt is one store of `_corpus` and one door of `_doors`. The stores have no seals, digests or
copies, which whoever makes a store to harm leaves out; those of the kind "sealed" have all of them.
Whoever opens one may be refused in a
sentence or get an answer; but no door may end in a traceback or hang, and nothing beside the store
may be opened, read, changed or made (`_watch` says how that is known).
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import tempfile
from contextlib import chdir
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from scenarios.debates import kept
from scenarios.definition import sweep_design
from scenarios.definition.catalog import load
from scenarios.execution import sweep
from scenarios.execution.run import run as run_plainly
from scenarios.integrity import copies, digests
from scenarios.storage import store
from tests.campaigns import Trial, _doors
from tests.campaigns._corpus import CORPUS
from tests.campaigns._watch import CANARY, Hangs, Outside, no_longer_than
from tests.scenarios.sweeps import PLAIN, Here

VERDICT = {
    "number": 1, "name": "one", "title": "One", "claim": "It does", "counter": "It does not",
    "verdict": "undecided", "known": "", "unknown": "", "passages": ["[B] two tracks"],
    "questions": [{
        "asks": "Does it?", "verdict": "undecided", "median": 1.0, "band_90": [0.0, 2.0],
        "change": "percent", "for_claim": 0.5, "for_counter": 0.5, "sets": 2,
        "goes_with": {"parameter": "sanctions.leak", "correlation": 0.5, "limit": 0.2,
                      "below": 0.5, "above": 0.5},
        "turns_on": "sanctions.leak",
    }],
}  # fmt: skip


def run(n, seed):
    """So many pairs of a store and a door, drawn without repeating one before all were tried."""
    pairs = [(name, door) for name in CORPUS for door in _doors.names()]
    random.Random(seed).shuffle(pairs)
    for place in range(n):
        yield attempt(*pairs[place % len(pairs)])


def attempt(name, door):
    """One store and one door."""
    tried = f"attempt({name!r}, {door!r})"
    with tempfile.TemporaryDirectory() as place:
        failed = _failed(name, door, Path(place))
    return Trial(tried, failed)


def _failed(name, door, home):
    kind, change = CORPUS[name]
    outside, shelf = Outside(home), home / "shelf"
    shutil.copytree(_stores() / kind, shelf / "store")
    if not hasattr(os, "mkfifo") and name.endswith("is a pipe"):
        return None
    change(shelf / "store", outside)
    folder = next(shelf.iterdir())
    (home / "work").mkdir()
    out = home / "work" / "out"
    said, wrong = "", None
    with chdir(home / "work"), outside.watched() as touched:
        try:
            with no_longer_than((name, door)):
                said, wrong = _doors.enter(door, folder, out)
        except (Exception, Hangs) as error:
            wrong = f"traceback: {type(error).__name__}: {error}"
    extra = {p.name for p in (home / "work").iterdir()} - {"out"}
    extra |= {p.name for p in home.iterdir()} - {"work", "outside", "shelf"}
    if touched:
        return f"outside: {', '.join(touched[:3])}"
    if extra:
        return f"made {', '.join(sorted(extra))}"
    return "the canary came out" if CANARY in said else wrong


@cache
def _stores():
    """A sweep with some runs to come, and plain runs of the model with a verdict."""
    home = Path(tempfile.mkdtemp(prefix="stores-"))
    factors = {"sanctions.leak": {"values": [0.05, 0.4]}, "fx.gifts": {"values": [0.0, 0.5]}}
    what = sweep_design.make("mine", factors, ["baseline", "full-embargo"], seeds=2, end="2012-12",
                       scale=500)  # fmt: skip
    sweep.run(what, home / "sweep", workers=1, make=PLAIN, processes=Here)
    _leave_some_to_come(home / "sweep")
    short = [load(name).with_(name, end="2012-12", scale=500) for name in ("baseline", "drought")]
    made = run_plainly(short, 2, home / "plain-home", workers=1).path
    made.rename(home / "plain")
    store.write_json(home / "plain" / kept.FILE, {"debates": [VERDICT]})
    shutil.copytree(home / "sweep", home / "sealed")
    for kind in ("plain", "sweep"):
        _unseal(home / kind)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _unseal(folder):
    """Make a store one of those that promise nothing about their bytes."""
    shutil.rmtree(folder / copies.FOLDER)
    facts = store.manifest(folder)
    facts.pop("files", None)
    facts.get("sweep", {}).pop("files", None)
    store.write_json(folder / store.MANIFEST, facts)
    for file in (folder / "status").glob("part-*.parquet"):
        table = pq.read_table(file)
        file.unlink()
        pq.write_table(table.drop_columns(digests.COLUMN).replace_schema_metadata(None), file)


def _leave_some_to_come(folder):
    """Drop the smallest part, as if its runs had never been made."""
    smallest = min((folder / "status").glob("part-*.parquet"), key=lambda f: f.name.split("-")[2])
    for part in store.PARTS:
        (folder / part / smallest.name).unlink()
