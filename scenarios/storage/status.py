"""How stored runs stand: what was run, how far it is, what failed, read from status files alone.

Nothing here talks to a runner. A part of a store is not changed once it is there, so each status
file is read once, and a sweep of many thousand runs can be asked every second.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from model.errors import InputError
from scenarios.debates import kept
from scenarios.execution import manifest
from scenarios.integrity import digests, lock
from scenarios.storage import parts, store

STATES = ("ok", "failed", "timeout", "crashed", "pending")
RECENT_S = 60.0
"""Seconds over which the pace of a sweep that runs now is measured."""
SHOWN = 50
"""Runs that did not end well are listed up to this number."""


@dataclass(frozen=True)
class Trouble:
    """A run that did not end well."""

    run_id: int
    state: str
    error: str


@dataclass(frozen=True)
class Standing:
    """How one store stands."""

    name: str
    folder: Path
    kind: str
    """sweep, debates or scenarios."""
    title: str
    created: str
    """When it was begun, ISO 8601; empty if unknown."""
    runs: int
    counts: dict[str, int]
    """Runs by state."""
    troubles: tuple[Trouble, ...] = ()
    runners: tuple[str, ...] = ()
    """Who runs in it now."""
    a_second: float = 0.0
    """Runs that ended in a second, of late; 0 if none did."""
    stale: bool = False
    """Whether the model has changed since."""
    series: str = "monthly"
    """What is stored of a run beside its summary: monthly series, annual ones or none."""
    unreadable: str = ""
    """Why it cannot be read; the other fields are then empty."""

    @property
    def done(self) -> int:
        """Runs that have ended, well or not."""
        return self.runs - self.counts["pending"]

    @property
    def bad(self) -> int:
        """Runs that failed, took too long or killed their process."""
        return self.done - self.counts["ok"]

    @property
    def state(self) -> str:
        """unreadable, running, stopped (some runs are left), failures or finished."""
        if self.unreadable:
            return "unreadable"
        if self.runners:
            return "running"
        if self.counts["pending"]:
            return "stopped"
        return "failures" if self.bad else "finished"

    @property
    def seconds_left(self) -> float | None:
        """Until the last run ends, at the pace of late; None if it is not known."""
        if self.state != "running" or not self.a_second:
            return None
        return self.counts["pending"] / self.a_second


def find(paths: Sequence[Path]) -> list[Standing]:
    """Every store at or under some folders, newest first; those without a finished run too."""
    folders = {
        folder.resolve(): folder
        for path in paths
        for folder in ([path] if store.is_store(path) else _inside(path))
    }
    found = [of(folder) for folder in folders.values()]
    return sorted(found, key=lambda s: (s.created, s.name), reverse=True)


def _inside(path: Path) -> list[Path]:
    if not path.is_dir():
        return []
    return [p for p in path.iterdir() if not p.name.startswith(".") and store.is_store(p)]


def of(folder: Path) -> Standing:
    """How one store stands; one that cannot be read says why."""
    try:
        facts = store.manifest(folder)
        return _standing(folder, facts)
    except (InputError, OSError) as error:
        why = " ".join(str(error).split())[:200]
        empty = dict.fromkeys(STATES, 0)
        return Standing(folder.name, folder, "", folder.name, "", 0, empty, unreadable=why)


def _standing(folder: Path, facts: dict[str, Any]) -> Standing:
    sweep = facts.get("sweep")
    runs = parts.count(facts)
    titles = [str(about.get("title", name)) for name, about in facts["scenarios"].items()]
    title = _together(titles)
    if sweep:
        title = sweep.get("title") or sweep.get("name") or folder.name
    state, troubles, recent = _ended(folder, runs)
    counts = {name: int((state == place).sum()) for place, name in enumerate(STATES)}
    who = lock.holders(folder) if sweep else []
    return Standing(
        folder.name,
        folder,
        "sweep" if sweep else "debates" if kept.made_for(folder) else "scenarios",
        str(title),
        str(facts.get("created", "")),
        runs,
        counts,
        troubles,
        tuple(f"process {one['pid']} on {one['host']}" for one in who),
        _pace(recent, time.time()),
        facts.get("code", {}).get("sources_sha256") != manifest.sources_hash(),
        str((sweep or {}).get("series", "monthly")),
    )


def _together(titles: Sequence[str]) -> str:
    more = len(titles) - 2
    return ", ".join(titles[:2]) + (f" and {more} more" if more > 0 else "")


def _pace(recent: NDArray[np.float64], now: float) -> float:
    """Runs a second since the first that ended of late; 0 while too few have to tell."""
    return (len(recent) - 1) / max(1.0, now - recent.min()) if len(recent) > 1 else 0.0


def _ended(
    folder: Path, runs: int
) -> tuple[NDArray[np.int8], tuple[Trouble, ...], NDArray[np.float64]]:
    """The state of every run, what went wrong, and when those ended that ended of late."""
    state = np.full(runs, STATES.index("pending"), np.int8)
    attempt = np.zeros(runs, np.int16)
    errors: dict[int, str] = {}
    recent, since = [np.empty(0)], time.time() - RECENT_S
    for file in parts.listed(folder, "status"):
        part = _part(file, runs, digests.mark(file))
        newer = part.attempt > attempt[part.ids]
        ids = part.ids[newer]
        state[ids], attempt[ids] = part.state[newer], part.attempt[newer]
        errors.update(part.errors)
        recent.append(part.ended[part.ended > since])
    bad = np.flatnonzero((state != STATES.index("ok")) & (state != STATES.index("pending")))
    listed = tuple(Trouble(i, STATES[state[i]], errors.get(i, "")) for i in bad[:SHOWN].tolist())
    return state, listed, np.concatenate(recent)


@dataclass(frozen=True)
class _Part:
    ids: NDArray[np.int64]
    state: NDArray[np.int8]
    attempt: NDArray[np.int16]
    ended: NDArray[np.float64]
    """Seconds since 1970."""
    errors: dict[int, str]


@lru_cache(20_000)
def _part(file: Path, runs: int, mark: digests.Mark) -> _Part:
    """One status file, read again only if it is another under the same name."""
    table = parts.status(file, runs, ["error", "t_end"])
    columns = table.to_pydict()
    times = table["t_end"].cast(pa.timestamp("ms", tz="UTC"), safe=False)
    ended = times.cast(pa.int64()).to_numpy().astype(np.float64)
    errors = {
        i: " ".join(error.split())[:300]
        for i, error in zip(columns["run_id"], columns["error"], strict=True)
        if error
    }
    return _Part(
        np.array(columns["run_id"], np.int64),
        np.array([STATES.index(name) for name in columns["state"]], np.int8),
        np.array(columns["attempt"], np.int16),
        ended / 1000,
        errors,
    )
