"""Many small shards of a sweep made into few big ones, which are read faster.

A big shard is written whole, its status last, and read back; only then do the small ones go, their
status first. Whoever is killed in between leaves runs that stand in two shards with the same
figures: readers take one of them, and the next compaction removes the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from model.errors import InputError
from scenarios.execution import maintenance, plan
from scenarios.integrity import copies, digests, disk, lock, waste
from scenarios.storage import parts, store

if TYPE_CHECKING:
    import pandas as pd

BYTES = 25e6
"""Size of a big shard; memory taken is some ten times that."""
FEWEST, MOST = 500, 50_000
"""Runs in a big shard, whatever their size."""
MANY = 200
"""Shards from which on reading a sweep is felt to be slow."""


@dataclass(frozen=True)
class Compacted:
    """What became of the shards."""

    before: int
    after: int


def compact(folder: Path) -> Compacted:
    """Merge the small shards of a sweep, and drop what later attempts replaced.

    Raises:
        InputError: no sweep, one that runs now, or a shard that is not whole.
    """
    plan.check_is_sweep(folder)
    with lock.held(folder):
        copies.heal(folder)
        waste.remove(folder)
        before = _shards(folder)
        counted = _counted(folder, before)
        left = counted.groupby("shard").size().to_dict()
        for shard in before:
            if shard not in left:
                _remove(folder, shard)
        ids, target = _to_move(folder, counted)
        looked = maintenance.Looked(folder)
        _check_whole(folder, looked, counted[counted.run_id.isin(ids)])
        for chunk in np.array_split(ids, max(1, -(-len(ids) // target))) if len(ids) else []:
            moved = counted[counted.run_id.isin(chunk)]
            _merge(folder, moved, looked)
            for shard, count in moved.groupby("shard").size().items():
                left[shard] -= count
                if not left[shard]:
                    _remove(folder, str(shard))
        return Compacted(len(before), len(_shards(folder)))


def small(folder: Path, runs: int) -> int:
    """Shards of a sweep of so many runs, if they are many and small enough to merge; else 0."""
    count = len(_shards(folder))
    return count if count >= MANY and runs / count < FEWEST / 2 else 0


def _shards(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "status").glob("part-*.parquet"))


def _counted(folder: Path, shards: Sequence[str]) -> pd.DataFrame:
    """The shard that counts for each run: run_id, shard, size (rows of the shard), in order."""
    import pandas as pd

    columns, frames = ["run_id", "attempt", "t_end"], []
    for shard in shards:
        frame = digests.status(folder / "status" / shard, columns).to_pandas()
        frames.append(frame.assign(shard=shard, size=len(frame)))
    if not frames:
        return pd.DataFrame({"run_id": [], "shard": [], "size": []})
    whole = pd.concat(frames).sort_values(["run_id", "attempt", "t_end", "size"], kind="stable")
    return whole.drop_duplicates("run_id", keep="last")


def _to_move(folder: Path, counted: pd.DataFrame) -> tuple[NDArray[np.int64], int]:
    """Runs that are to move, in order, and how many make a big shard."""
    files = [file for part in store.PARTS for file in (folder / part).glob("part-*.parquet")]
    each = sum(file.stat().st_size for file in files) / max(1, len(counted))
    target = int(np.clip(BYTES / max(1.0, each), FEWEST, MOST))
    shards = counted.groupby("shard").agg(kept=("run_id", "size"), size=("size", "first"))
    partly = shards.kept < shards["size"]
    chosen = shards[(shards.kept < target / 2) | partly]
    if len(chosen) == 1 and not partly.any():
        chosen = chosen[:0]
    return counted.run_id[counted.shard.isin(chosen.index)].to_numpy(np.int64), target


def _check_whole(folder: Path, looked: maintenance.Looked, moved: pd.DataFrame) -> None:
    """Refuse to merge what is damaged: a big shard would hide it, and take the others with it."""
    for shard in moved.shard.unique():
        if (damage := looked.damage(folder / "status" / shard)) is not None:
            raise InputError(f"{damage.file}: {damage.reason}; `byungjin sweep verify {folder} "
                             "--drop` sets it aside")  # fmt: skip


def _merge(folder: Path, moved: pd.DataFrame, looked: maintenance.Looked) -> None:
    """Write some runs as one shard and read it back."""
    ids, sources = moved.run_id.to_numpy(), list(moved.groupby("shard", sort=False))
    shard = store.shard_name(int(ids.min()), int(ids.max()))
    tables = {}
    for part in store.PARTS:
        found = {
            str(name): _of(_read(folder, part, str(name)), rows.run_id.to_numpy())
            for name, rows in sources
            if (folder / part / str(name)).exists()
        }
        if found:
            whole = _together(folder / part, found)
            time = [name for name in ("month", "year") if name in whole.column_names]
            tables[part] = whole.sort_by([(name, "ascending") for name in ("run_id", *time)])
    names = pa.array([shard] * len(ids))
    status = tables["status"]
    place = status.column_names.index("shard")
    tables["status"] = status.set_column(place, "shard", names)
    store.write_part(folder, tables, shard)
    damage = looked.damage(folder / "status" / shard)
    if damage is not None:
        _remove(folder, shard)
        raise InputError(
            f"{damage.file}: {damage.reason}; nothing else was removed; is the disk sound?"
        )


def _together(place: Path, found: dict[str, pa.Table]) -> pa.Table:
    """The rows of some shards; all have the same columns."""
    first = next(iter(found.values())).schema
    for shard, table in found.items():
        if not table.schema.equals(first):
            raise InputError(f"{place / shard}: has other columns than the parts beside it")
    return pa.concat_tables(found.values())


def _of(table: pa.Table, ids: NDArray[np.int64]) -> pa.Table:
    return table.filter(pc.is_in(table["run_id"], pa.array(ids, table["run_id"].type)))


def _read(folder: Path, part: str, shard: str) -> pa.Table:
    file = folder / part / shard
    try:
        file = parts.at(folder, part, shard)
        with pq.ParquetFile(file, page_checksum_verification=True) as opened:
            whole = opened.read()
    except (OSError, InputError, pa.ArrowException):
        raise InputError(f"{file}: cannot be read; `byungjin sweep verify {folder} --drop` sets it "
                         "aside") from None  # fmt: skip
    names = [name for name in whole.column_names if name != digests.COLUMN]
    return whole.select(names)  # the big shard has a digest of its own


def _remove(folder: Path, shard: str) -> None:
    """Remove a shard that is not needed; without its status it does not count."""
    for part in reversed(store.PARTS):
        with store.writing(folder / part / shard):
            disk.unlink(folder / part / shard)
