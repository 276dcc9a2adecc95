"""Any file of a store is damaged; then it is read, and mended.

Promised: no reader gives a figure that is not the one stored; what is refused is refused in one
line; after `sweep verify --drop` and `sweep run` all is as before.
"""

from __future__ import annotations

import atexit
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import pandas as pd

from scenarios.analysis.results import Results
from scenarios.execution import compaction, maintenance, sweep
from scenarios.integrity import copies, digests
from scenarios.storage import store
from tests.campaigns import Trial
from tests.campaigns._sweeps import Hung, ending, refused, wrong
from tests.scenarios import stores
from tests.scenarios.sweeps import Here, made, swept

WAYS = ("flip", "cut", "zero", "empty", "append", "delete", "swap")
KINDS = ("sweep", "compacted", "runs")
"""What is damaged: a sweep, one with its parts merged, a store of plain runs."""


def run(n: int, seed: int) -> Iterator[Trial]:
    """So many damages, each drawn from its number."""
    for number in range(n):
        yield one(seed * 1_000_003 + number)


def one(number: int) -> Trial:
    """The damage of that number."""
    luck = random.Random(number)
    kind, way = luck.choice(KINDS), luck.choice(WAYS)
    with TemporaryDirectory() as home:
        folder = Path(shutil.copytree(_sound(kind), Path(home) / "s"))
        file = luck.choice(sorted(f for f in folder.rglob("*") if f.is_file()))
        tried = f"one({number}): {way} {kind} {file.relative_to(folder)}"
        _damage(file, way, luck, folder)
        try:
            with ending(), redirect_stderr(StringIO()):
                failed = _read_wrong(folder, kind) or (
                    _unmended(folder) if kind != "runs" else None
                )
        except (Exception, Hung) as error:
            failed = f"while it was mended: {refused(error) or error}"
        return Trial(tried, failed)


@cache
def _sound(kind: str) -> Path:
    home = Path(mkdtemp(prefix="byungjin-corrupt-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    if kind == "runs":
        return _sealed(stores.make(home, shards=3))
    swept(made(leaks=(0.0,), seeds=4), home / "s", processes=Here)
    if kind == "compacted":
        compaction.compact(home / "s")
    return home / "s"


def _sealed(folder: Path) -> Path:
    """A store made by hand with the seal, digests and copies that one of the program's has."""
    facts = store.manifest(folder)
    copies.keep(folder, store.DESIGN)
    files = {store.DESIGN: digests.of(folder / store.DESIGN)}
    copies.write_manifest(folder, facts | {"files": files})
    return folder


def _damage(file: Path, way: str, luck: random.Random, folder: Path) -> None:
    data = bytearray(file.read_bytes())
    if way == "delete":
        file.unlink()
        return
    if way == "swap":
        others = [f for f in file.parent.rglob("*") if f.is_file() and f != file]
        other = luck.choice(sorted(others) or [file])
        mine, its = file.read_bytes(), other.read_bytes()
        file.write_bytes(its)
        other.write_bytes(mine)
        return
    place = luck.randrange(len(data)) if data else 0
    if way == "flip" and data:
        data[place] ^= 1 << luck.randrange(8)
    elif way == "zero":
        end = min(len(data), place + luck.choice((1, 8, 64, 512)))
        data[place:end] = bytes(end - place)
    elif way == "append":
        data += luck.randbytes(luck.choice((1, 8, 600)))
    else:
        data = data[: place if way == "cut" else 0]
    file.write_bytes(data)


def _read_wrong(folder: Path, kind: str) -> str | None:
    """What a reader gave that is not what was stored, or how it broke."""
    for name, ask in READERS.items():
        if kind == "runs" and name in ONLY_SWEEPS:
            continue
        try:
            found, true = ask(folder), _true(kind, name)
        except (Exception, Hung) as error:
            if (broke := refused(error)) is not None:
                return f"{name}: {broke}"
            continue
        if not _agrees(found, true):
            return f"{name}: reads something else than was stored, and says nothing"
    return None


@cache
def _true(kind: str, name: str) -> Any:
    return READERS[name](_sound(kind))


def _agrees(found: Any, true: Any) -> bool:
    """Whether what was read is right; runs may be missing that are said to have to come."""
    if isinstance(found, pd.DataFrame):
        return found.equals(true[true.index.isin(found.index)])
    return bool(found == true)


def _frame(folder: Path) -> pd.DataFrame:
    results = Results(folder)
    frame = results.frame(results.series)
    ended = int((results.runs.state == "ok").sum())
    assert len(frame) == ended * len(results.months), "figures of a run are missing"
    keys = ["scenario", *(["draw"] if results.sweep else []), "replication", "month"]
    return frame.set_index(keys)


def _summaries(folder: Path) -> pd.DataFrame:
    results = Results(folder)
    whole = pd.concat(results.summaries(results.series), axis=1)
    assert len(whole) == int((results.runs.state == "ok").sum()), "figures of a run are missing"
    return whole


def _runs(folder: Path) -> pd.DataFrame:
    runs = Results(folder).runs
    good = runs[runs.state == "ok"].drop(columns=["t_end", "wall_s", "shard", "host"])
    return good.astype({"attempt": int}).set_index("run_id")


READERS: dict[str, Callable[[Path], Any]] = {
    "frame": _frame,
    "summaries": _summaries,
    "runs": _runs,
    "manifest": store.manifest,
    "failures": lambda folder: maintenance.failures(folder).to_dict("records"),
    "replay": lambda folder: maintenance.replay(folder, 2).same,
    "status": lambda folder: maintenance.status(folder)["runs"],
}
ONLY_SWEEPS = {"failures", "replay", "status"}


def _unmended(folder: Path) -> str | None:
    """What is wrong still after a sweep was mended as its messages say."""
    if (folder / "plan.json").exists():
        maintenance.verify(folder, drop=True)
    sweep.run(folder, processes=Here)
    return wrong(folder)
