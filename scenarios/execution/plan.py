"""The folder of a sweep: what is to be run, written before the first run and never changed.

Beside what every store has (`scenarios.storage.store`) it holds

    plan.json         the cases the design starts from, the factors, what is kept
    drift.jsonl       one line for every resume that was allowed though something had changed
    inflight/         what each process is at; empty when nobody runs
    damaged/          parts that could not be read, set aside
    copy/             second copies of manifest, design and plan
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from model.case import Case
from model.errors import InputError
from scenarios.definition import parameter_sets
from scenarios.definition.factors import Factor, factor
from scenarios.execution import manifest
from scenarios.execution.run import seed
from scenarios.integrity import copies, digests, disk
from scenarios.storage import parts, store, tables

if TYPE_CHECKING:
    from scenarios.definition.sweep_design import Design

PLAN, DRIFT, INFLIGHT, DAMAGED = "plan.json", "drift.jsonl", "inflight", "damaged"
GROUP = 5000
"""Design rows written or read at a time."""
OWN = {store.MANIFEST, store.DESIGN, PLAN, DRIFT, INFLIGHT, DAMAGED, copies.FOLDER, *store.PARTS}
KEYS = ("run_id", "point_id", "draw", "block", "scenario", "replication", "seed", "parameter_set")


@dataclass(frozen=True)
class Line:
    """One row of a design: a run to be made."""

    run_id: int
    point_id: int
    scenario: str
    replication: int
    seed: int
    values: tuple[float | str, ...]
    """One value per factor."""
    attempt: int = 1


@dataclass(frozen=True)
class Plan:
    """What a worker must know of a sweep, read once."""

    cases: dict[str, Case]
    factors: tuple[Factor, ...]
    series: tuple[str, ...]
    tier: str
    """What is stored of a run beside its summary: one of `tables.TIERS`."""
    make: str
    """The function that makes a run: "module:function", called as `pool.make`."""
    runs: int
    sets: bool = False
    """Whether replications take parameter sets of the ensemble."""


def write(folder: Path, design: Design, make: str) -> None:
    """Fill a new folder; the manifest comes last and makes it a sweep."""
    from model.series import SERIES

    names = list(design.only) or list(SERIES)
    for part in (*store.PARTS, INFLIGHT):
        with store.writing(folder / part):
            disk.make_folder(folder / part)
    disk.replace(folder / store.DESIGN, lambda handle: _write_design(handle, design))
    cases = {s.name: json.loads(tables.case_text(s.case)) for s in design.scenarios}
    facts = design.facts() | {"cases": cases, "only": names, "make": make, "runs": design.runs}
    store.write_json(folder / PLAN, facts)
    for name in (store.DESIGN, PLAN):
        copies.keep(folder, name)
    described = tables.described(names)
    sets = design.parameters == "ensemble"
    whole = manifest.build(
        design.scenarios, described, design.seeds, design.entropy, design.hash, sets
    )
    whole["sweep"] = {
        "name": design.name,
        "title": design.title,
        "about": design.about,
        "runs": design.runs,
        "draws": design.draws,
        "series": design.series,
        "design": design.facts(),
        "make": make,
        "files": {name: file_hash(folder / name) for name in (PLAN, store.DESIGN)},
    }
    copies.write_manifest(folder, whole)


def read(folder: Path) -> Plan:
    """The plan of a sweep.

    Raises:
        InputError: it cannot be read.
    """
    facts, file, whole = document(folder), folder / PLAN, store.manifest(folder, sweep=True)
    for key, found, said in (
        ("runs", facts["runs"], whole["sweep"]["runs"]),
        ("cases", facts["cases"].keys(), whole["scenarios"].keys()),
        ("factors", facts["factors"].keys(), whole["sweep"]["design"]["factors"].keys()),
    ):
        if found != said:
            raise InputError(f"{file}: {key} are not those that the manifest speaks of")
    try:
        return Plan(
            {name: Case(**case) for name, case in facts["cases"].items()},
            tuple(factor(name, given) for name, given in facts["factors"].items()),
            tuple(facts["only"]),
            facts["series"],
            facts["make"],
            facts["runs"],
            "ensemble" in facts,
        )
    except (InputError, OverflowError) as error:
        raise InputError(f"{file}: is not the plan of a sweep ({error})") from None


def document(folder: Path) -> dict[str, Any]:
    """What ``plan.json`` says, each field of the type it should have."""
    from scenarios.storage import schema

    file = copies.sound(folder, PLAN, store.manifest(folder, sweep=True))
    return schema.read(file, schema.Plan, "the plan of a sweep")


def is_sweep(folder: Path) -> bool:
    """Whether a folder holds a sweep."""
    return store.is_store(folder) and copies.there(folder, PLAN)


def check_is_sweep(folder: Path) -> None:
    """Refuse a folder that holds no sweep."""
    if not is_sweep(folder):
        found = "does not exist" if not folder.exists() else "holds no sweep"
        raise InputError(f"{folder}: {found}; `byungjin sweep run DESIGN --out DIR` makes one")
    store.manifest(folder, sweep=True)


def check_new(folder: Path) -> None:
    """Refuse a place where a new sweep would mix with other files."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; expected a new or an empty folder")
    with store.writing(folder):
        names = {p.name for p in folder.iterdir()} if folder.exists() else set()
    if {name for name in names if not name.startswith(".")} - OWN or store.MANIFEST in names:
        raise InputError(f"{folder}: holds other files; give a new or an empty folder")


def check_place(folder: Path) -> None:
    """Refuse a place before anything is written there; another runner may be filling it now."""
    try:
        if not is_sweep(folder):
            check_new(folder)
    except InputError:
        if not is_sweep(folder):
            raise


def drift(folder: Path) -> list[str]:
    """What has changed since a sweep began, in words: sources, pins, packages, its own files."""
    facts = store.manifest(folder, sweep=True)
    code, sweep = facts["code"], facts["sweep"]
    before = {
        "the model's sources": code.get("sources_sha256"),
        "the pinned versions": code.get("pins_sha256"),
        **facts.get("packages", {}),
        **sweep.get("files", {}),
        "the ensemble": facts.get("ensemble"),
    }
    now = {
        "the model's sources": manifest.sources_hash(),
        "the pinned versions": manifest.pins_hash(),
        **manifest.packages(),
        **{n: file_hash(copies.sound(folder, n, facts)) for n in sweep.get("files", {})},
        "the ensemble": parameter_sets.shipped().hash if facts.get("ensemble") else None,
    }
    changed = [name for name in before if before[name] != now.get(name)]
    return [f"{name} ({_head(before[name])} -> {_head(now.get(name))})" for name in changed]


def differences(folder: Path, design: Design) -> list[str]:
    """How a design differs from that of a folder, in words."""
    facts = store.manifest(folder, sweep=True)
    before, now = facts["sweep"]["design"], json.loads(json.dumps(design.facts()))
    names = [name for name in now if now[name] != before.get(name)]
    if not names and facts.get("design_hash") != design.hash:
        names = ["draws"]
    return [
        f"{name} ({before[name]} -> {now[name]})"
        if isinstance(before.get(name), int | str)
        else name
        for name in names
    ]


def record_drift(folder: Path, changes: Sequence[str]) -> None:
    """Note a resume that was allowed."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps({"when": now, "changes": list(changes)}, ensure_ascii=False)
    disk.append(folder / DRIFT, line)


def file_hash(file: Path) -> str | None:
    """SHA-256 of a file; None if it is not there."""
    try:
        return digests.of(file) if file.is_file() else None
    except (InputError, OSError):
        return None


def _head(value: Any) -> str:
    return "none" if value is None else str(value)[:12]


def _write_design(file: BinaryIO, design: Design) -> None:
    """The design row by row, a group at a time."""
    columns, draws, seeds = design.columns, design.draws, design.seeds
    names = pa.array([s.name for s in design.scenarios])
    drawn = np.array([seed(design.entropy, r) for r in range(seeds)], np.int64)
    sets = np.full(seeds, parameter_sets.BEST, np.int32)
    if design.parameters == "ensemble":
        sets = np.arange(seeds, dtype=np.int32) % parameter_sets.shipped().size
    writer = None
    for first in range(0, design.runs, GROUP):
        ids = np.arange(first, min(first + GROUP, design.runs), dtype=np.int64)
        points, replications = ids // seeds, ids % seeds
        draw = points % draws
        rows = {
            "run_id": ids.astype(np.int32),
            "point_id": points.astype(np.int32),
            "draw": draw.astype(np.int32),
            "block": columns["block"][draw],
            "scenario": names.take(pa.array(points // draws)),
            "replication": replications.astype(np.int32),
            "seed": drawn[replications],
            "parameter_set": sets[replications],
            **{f.name: pa.array(columns[f.name][draw]) for f in design.factors},
        }
        group = pa.table(rows)
        writer = writer or pq.ParquetWriter(file, group.schema, compression="zstd")
        writer.write_table(group)
    if writer is not None:
        writer.close()


class Lines:
    """The rows of a stored design, read a group at a time, so that memory does not grow."""

    def __init__(self, folder: Path) -> None:
        facts = store.manifest(folder)
        self._place, self._scenarios = folder / store.DESIGN, set(facts["scenarios"])
        self._file = parts.design(folder, facts)
        self._names = [n for n in self._file.schema_arrow.names if n not in KEYS]
        self._group, self._rows = -1, list[Line]()

    @cached_property
    def count(self) -> int:
        """Rows in all."""
        return int(self._file.metadata.num_rows)

    def of(self, ids: NDArray[np.int64], attempts: NDArray[np.int16]) -> Iterator[Line]:
        """The rows of some runs, with the number each attempt has."""
        for run_id in ids.tolist():
            group, place = divmod(run_id, GROUP)
            if group != self._group:
                self._rows, self._group = self._read(group), group
            attempt = int(attempts[run_id]) + 1
            yield replace(self._rows[place], attempt=attempt)

    def _read(self, group: int) -> list[Line]:
        try:
            table = self._file.read_row_group(group)
        except (IndexError, *parts.READABLE) as error:
            raise InputError(f"{self._place}: cannot be read ({parts.reason(error)})") from None
        keys = ("run_id", "point_id", "scenario", "replication", "seed")
        columns = [table[name].to_pylist() for name in keys]
        first = group * GROUP
        if columns[0] != list(range(first, min(first + GROUP, self.count))):
            raise InputError(f"{self._place}: run_id does not count the runs from 0")
        if not set(columns[2]) <= self._scenarios:
            raise InputError(f"{self._place}: scenario is none that the manifest names")
        values = zip(*(table[name].to_pylist() for name in self._names), strict=True)
        return [Line(*row) for row in zip(*columns, values, strict=True)]
