"""The folder a run is kept in: a manifest, the design, and Parquet parts.

``runs/`` holds one *store* per run of the program; a store holds

    manifest.json              what was run, by which code, on which machine
    design.parquet             one row per run, written before the first run
    copy/                      a second copy of both (`scenarios.integrity.copies`)
    series/part-….parquet      run_id, month, one float32 column per series
    summary/part-….parquet     run_id, four figures per series
    status/part-….parquet      run_id, state, error, shard, digest: the commit record, renamed last

A part is written beside its place, flushed to the disk and renamed, so a reader sees a whole
part or none; a run counts only once its status row is there, which names the digest of the others
(`scenarios.integrity.digests`). Every write goes through `scenarios.integrity.disk`.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from model.errors import InputError
from scenarios.integrity import copies, digests, disk

if TYPE_CHECKING:
    import pyarrow as pa

replace_file, writing = disk.replace_file, disk.writing

type Marks = tuple[tuple[str, digests.Mark], ...]
"""The files of a store, each with what tells it from another under its name."""

FORMAT = 1
"""Version of the layout; a reader refuses any other."""
MANIFEST, DESIGN = copies.MANIFEST, "design.parquet"
PARTS = ("series", "summary", "status")
DEFAULT = Path("runs")
GROUP = 100_000
"""Rows of a table that are read together."""
STAMP = "%Y-%m-%d-%H%M%S"
"""What a store's name begins with: when it was made, world time."""


def create(out: Path, label: str) -> Path:
    """A new empty store inside ``out``, named by the hour and what is run.

    Args:
        out: folder of stores; made if it does not exist.
        label: short text that names the design, usually the head of its hash.

    Raises:
        InputError: ``out`` is no folder of stores, or cannot be written.
    """
    _check_home(out)
    stamp = datetime.now(UTC).strftime(STAMP)
    missing = missing_folders(out)
    folder: Path | None = None
    with writing(out):
        try:
            disk.make_folder(out, parents=True)
            folder = _fresh(out, f"{stamp}-{label}")
            for part in PARTS:
                disk.make_folder(folder / part)
        except OSError:
            if folder is not None:  # a folder of that name may be another runner's
                discard(folder)
            remove_empty(missing)
            raise
    return folder


def _fresh(out: Path, name: str) -> Path:
    """Make a folder of that name, or of the next free one."""
    for number in range(1, 1000):
        folder = out / (name if number == 1 else f"{name}-{number}")
        with suppress(FileExistsError):
            disk.make_folder(folder, exist_ok=False)
            return folder
    raise FileExistsError(f"{name} and 999 more")


def missing_folders(path: Path) -> list[Path]:
    """The folders that would have to be made for a path, the innermost first."""
    return [folder for folder in (path, *path.parents) if not folder.exists()]


def _check_home(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise InputError(f"{out}: is a file; expected a folder to keep runs in")
    if is_store(out):
        raise InputError(f"{out}: is itself one stored run; give the folder that holds it")
    with writing(out):
        entries = [e for e in out.iterdir() if not e.name.startswith(".")]
    if entries and not any(is_store(e) for e in entries):
        raise InputError(
            f"{out}: holds other files and no stored run; give a new or an empty "
            "folder, or one that holds runs"
        )


def discard(folder: Path, made: Sequence[Path] = ()) -> None:
    """Remove a store that was not finished, and the folders made for it that are empty."""
    disk.discard(folder)
    remove_empty(made)


def remove_empty(made: Sequence[Path]) -> None:
    """Remove folders that were made for nothing, the innermost first; what holds a file stays."""
    for empty in made:
        with suppress(OSError):
            empty.rmdir()


def is_store(path: Path) -> bool:
    """Whether a folder has a manifest, or the second copy of one."""
    return path.is_dir() and copies.there(path, MANIFEST)


def find(path: Path) -> list[Path]:
    """The stores at or directly under a folder, oldest first; those with a finished run only."""
    if is_store(path):
        return [path]
    if not path.is_dir():
        return []
    stores = (p for p in path.iterdir() if not p.name.startswith(".") and is_store(p))
    return sorted((p for p in stores if has_part(p, "status")), key=_age)


def has_part(folder: Path, part: str) -> bool:
    """Whether a store has anything committed in a part ("series", "status", …)."""
    return not (folder / part).is_symlink() and any((folder / part).glob("part-*.parquet"))


def marks(folder: Path) -> Marks:
    """Changes whenever a file of a store is added, removed or takes the name of another."""
    found = []
    for file in (folder / DESIGN, *(f for part in PARTS for f in (folder / part).glob("part-*"))):
        with suppress(OSError):  # compaction has just replaced it
            found.append((str(file), digests.mark(file)))
    return tuple(sorted(found))


def _age(folder: Path) -> tuple[str, int]:
    """The hour in the name; within a second, when the manifest was written."""
    return folder.name[:17], copies.written(folder, MANIFEST)


def latest(path: Path) -> Path:
    """The store at a path, or the newest one in it.

    Raises:
        InputError: there is none.
    """
    stores = find(path)
    if not stores:
        found = "does not exist" if not path.exists() else "holds no stored run"
        raise InputError(f"{path}: {found}; `byungjin quickstart` or `byungjin run` makes one")
    return stores[-1]


def manifest(folder: Path, sweep: bool = False) -> dict[str, Any]:
    """The manifest of a store: where every reader of a store begins.

    Args:
        folder: the store.
        sweep: whether it has to be that of a sweep.

    Raises:
        InputError: it cannot be read or has another format, a field is not as it should be
            (`scenarios.storage.schema`), or the store holds links.
    """
    from scenarios.storage import schema

    file = folder / MANIFEST
    check_own(folder)
    facts = copies.manifest(folder)
    if facts.get("format") != FORMAT:
        raise InputError(f"{file}: format = {facts.get('format')!r:.40}; this version of the "
            f"program reads format {FORMAT}")  # fmt: skip
    return schema.checked(file, facts, schema.Swept if sweep else schema.Manifest)


def check_own(folder: Path) -> None:
    """Refuse a folder that a stranger has linked elsewhere: what is written in it stays in it.

    Raises:
        InputError: something directly in it is a link, or neither a file nor a folder.
    """
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                is_file = entry.is_file(follow_symlinks=False)
                if not (is_file or entry.is_dir(follow_symlinks=False)):
                    raise InputError(f"{folder / entry.name}: is a link or no file; a stored run "
                                     "holds its own files")  # fmt: skip
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror})") from None


def write_json(file: Path, facts: dict[str, Any]) -> None:
    """Write a JSON file whole or not at all."""
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    disk.replace(file, lambda handle: handle.write(text.encode()))


def write_table(file: Path, table: pa.Table, wanted: Callable[[], bool] = disk.always) -> str:
    """Write a Parquet file whole or not at all; its SHA-256."""
    import pyarrow.parquet as pq

    return disk.replace(file, lambda handle: pq.write_table(table, handle, **_packing(table)),
                        wanted)  # fmt: skip


def _packing(table: pa.Table) -> dict[str, Any]:
    """How a table is packed: zstd, floats split by byte."""
    import pyarrow as pa

    types = dict(zip(table.schema.names, table.schema.types, strict=True))
    floats = {name for name, kind in types.items() if pa.types.is_floating(kind)}
    return {
        "compression": "zstd",
        "compression_level": 1,
        "use_dictionary": [name for name, kind in types.items() if pa.types.is_string(kind)],
        "column_encoding": dict.fromkeys(floats, "BYTE_STREAM_SPLIT"),
        "write_page_checksum": True,
        "row_group_size": GROUP,
        "write_statistics": [name for name in types if name not in floats],
    }


def write_part(
    folder: Path, tables: dict[str, pa.Table], shard: str, wanted: Callable[[], bool] = disk.always
) -> None:
    """Write one shard; its status comes last, names the others' digests and makes it count.

    Args:
        folder: the store.
        tables: "series", "summary" and "status"; the first two may be absent.
        shard: file name from `shard_name`.
        wanted: asked at the last moment whether it is to count.
    """
    try:
        *others, last = PARTS
        kept = {part: write_table(folder / part / shard, tables[part], wanted)
                for part in others if part in tables}  # fmt: skip
        data = digests.sealed_status(tables[last], kept, **_packing(tables[last]))
        disk.replace(folder / last / shard, lambda handle: handle.write(data), wanted)
    finally:
        if not (folder / last / shard).exists():  # what no status names is nobody's
            for part in others:
                with suppress(OSError):
                    disk.unlink(folder / part / shard)


def shard_name(first: int, last: int) -> str:
    """A name no other shard has, even one of the same runs tried again; it ends with the time."""
    return f"part-{first:07d}-{last:07d}-{time.time_ns() // 1000:014x}{uuid4().hex[:4]}.parquet"
