"""Tiny sweeps that are disturbed, gone on with, and looked at."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from model.errors import InputError
from scenarios.analysis.results import Results
from scenarios.execution import compaction, maintenance, plan, sweep
from scenarios.integrity import copies, digests, lock
from scenarios.storage import store
from tests.scenarios.sweeps import Here, made, swept

HUNG_S = 60
"""Seconds after which what should have ended long ago is held to hang."""


class Hung(BaseException):
    """It takes far too long."""


@contextmanager
def ending(seconds: int = HUNG_S) -> Iterator[None]:
    """Raise where the block does not end."""

    def hung(*_: object) -> None:
        raise Hung

    before = signal.signal(signal.SIGALRM, hung)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def whole(folder: Path) -> None:
    """A sweep from the beginning to the end: a part of it, the rest, small shards made big."""
    swept(made(leaks=(0.0,), seeds=4), folder, processes=Here, part=(1, 2))
    swept(folder, processes=Here)
    compaction.compact(folder)


def gone_on_with(folder: Path) -> None:
    """The same commands once more."""
    swept(made(leaks=(0.0,), seeds=4), folder, processes=Here)


@cache
def truth() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Series and summaries of the sweep when nothing disturbs it."""
    with TemporaryDirectory() as place:
        whole(Path(place) / "s")
        return figures(Path(place) / "s")


def figures(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Series and summaries of every run that ended well."""
    results = Results(folder)
    summaries = results.summaries(results.series)
    return results.frame(results.series), pd.concat(summaries, axis=1)


def wrong(folder: Path) -> str | None:
    """What is not as it should be in a sweep that was gone on with to its end."""
    if any(not mine.equals(true) for mine, true in zip(figures(folder), truth(), strict=True)):
        return "figures are lost, doubled or different"
    ended, found = sweep.ended(folder), maintenance.verify(folder)
    left = [str(f.relative_to(folder)) for f in waste(folder)]
    others = [name for name in (store.MANIFEST, store.DESIGN, plan.PLAN)
              if not _has_a_copy(folder / name)]  # fmt: skip
    facts = json.loads((folder / store.MANIFEST).read_text(encoding="utf-8"))
    said = {
        "runs that did not end well": len(ended.state) - ended.count("ok"),
        "not whole": [f"{damage.file.name} {damage.reason}" for damage in found],
        "left behind": left,
        "held by": lock.holders(folder),
        "no copy of": others,
        "another manifest": facts["sweep"]["runs"] != len(ended.state),
    }
    return "; ".join(f"{what}: {how}" for what, how in said.items() if how) or None


def _has_a_copy(file: Path) -> bool:
    copy = file.parent / copies.FOLDER / file.name
    return copy.exists() and digests.of(file) == digests.of(copy)


def waste(folder: Path) -> list[Path]:
    """Temporary files, parts of no shard, and what says that a run is under way."""
    named = {file.name for file in (folder / "status").iterdir()}
    parts = [f for part in ("series", "summary") for f in (folder / part).iterdir()]
    return [
        *folder.rglob(".*.tmp"),
        *folder.glob(".lock*.json"),
        *(folder / plan.INFLIGHT).iterdir(),
        *(file for file in parts if file.name not in named),
    ]


def refused(error: BaseException) -> str | None:
    """What is wrong with how something ended: a user's error in one line is right."""
    text = str(error)
    if isinstance(error, Hung):
        return "hangs"
    if not isinstance(error, InputError):
        return f"traceback: {type(error).__name__}: {text:.200}"
    return f"more than a line: {text!r:.200}" if "\n" in text else None
