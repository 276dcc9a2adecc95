"""Looking after a stored sweep: how far it is, what failed, whether it is whole, one run again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from model.errors import InputError
from scenarios.execution import plan, sweep, worker
from scenarios.integrity import copies, digests, lock, waste
from scenarios.integrity.digests import first
from scenarios.storage import parts, store, tables
from scenarios.storage.rows import Outcome

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.analysis.results import Results


def status(folder: Path) -> dict[str, Any]:
    """How far a sweep is: counts by state, who runs it, its size.

    Raises:
        InputError: the folder holds no sweep.
    """
    plan.check_is_sweep(folder)
    facts, ended = store.manifest(folder)["sweep"], sweep.ended(folder)
    counts = {name: ended.count(name) for name in sweep.STATES}
    files = [file for part in store.PARTS for file in (folder / part).glob("part-*.parquet")]
    return {
        "folder": str(folder),
        "name": facts.get("name", folder.name),
        "title": facts.get("title", folder.name),
        "runs": facts["runs"],
        **counts,
        "seconds_a_run": _seconds(folder),
        "bytes": sum(file.stat().st_size for file in files),
        "shards": sum(file.parent.name == "status" for file in files),
        "unreadable": [str(file) for file in ended.unread],
        "runners": lock.holders(folder),
        "changed": plan.drift(folder),
        "drift_noted": (folder / plan.DRIFT).exists(),
    }


def _seconds(folder: Path) -> float | None:
    """Mean time of the newest runs that ended well."""
    runs = store.manifest(folder)["sweep"]["runs"]
    newest = sorted((folder / "status").glob("part-*.parquet"), key=lambda f: f.lstat().st_mtime)
    for file in reversed(newest[-20:]):
        try:
            table = parts.status(file, runs, ["wall_s"]).to_pydict()
        except (OSError, InputError):
            continue
        good = [
            s for s, state in zip(table["wall_s"], table["state"], strict=True) if state == "ok"
        ]
        if good:
            return float(np.mean(good))
    return None


def failures(folder: Path) -> pd.DataFrame:
    """Runs that did not end well: run_id, scenario, replication, the factors, state, error."""
    from scenarios.analysis.results import Results

    plan.check_is_sweep(folder)
    results = Results(folder)
    runs = results.runs
    bad = runs[~runs.state.isin(["ok", "pending"])]
    factors = list(store.manifest(folder)["sweep"]["design"]["factors"])
    return bad[["run_id", "scenario", "replication", *factors, "state", "attempt", "error"]]


@dataclass(frozen=True)
class Damage:
    """A shard that is not whole."""

    shard: str
    file: Path
    reason: str
    runs: int
    """Runs that have to be made again; 0 if unknown."""


def verify(folder: Path, drop: bool = False) -> list[Damage]:
    """Read every shard to the end; name those that are not whole.

    Unless it runs now, what killed runners left is removed, once it is a minute old.

    Args:
        folder: of the sweep.
        drop: set them aside, so that the next `run` makes their runs again.
    """
    plan.check_is_sweep(folder)
    if not drop:
        with suppress(InputError), lock.held(folder):  # if it runs now, or may only be read
            copies.heal(folder)
            waste.remove(folder)
        return _damages(folder)
    with lock.held(folder):
        copies.heal(folder)
        waste.remove(folder)
        found = _damages(folder)
        for damage in found:
            sweep.set_aside(folder, damage.shard)
    return found


def _damages(folder: Path) -> list[Damage]:
    looked = Looked(folder)
    files = sorted((folder / "status").glob("part-*.parquet"))
    return [damage for file in files if (damage := looked.damage(file)) is not None]


class Looked:
    """Looks at shards of a sweep one by one."""

    def __init__(self, folder: Path) -> None:
        known = plan.read(folder)
        self.folder = folder
        self.rows = {name: tables.periods(case, known.tier) for name, case in known.cases.items()}
        self.scenarios = _scenarios(folder)

    def damage(self, file: Path) -> Damage | None:
        """What is wrong with the shard of a status file, if anything."""
        shard, at, runs = file.name, file, 0
        try:
            if (changed := digests.damage(file)) is not None:
                return Damage(shard, changed.file, changed.reason, _runs(file))
            status = parts.status(file, len(self.scenarios))
            runs = status.num_rows
            good = sorted(r["run_id"] for r in status.to_pylist() if r["state"] == "ok")
            for part, ids in (("summary", good), ("series", self._rows(good))):
                at = self.folder / part / shard
                if ids and _whole(parts.at(self.folder, part, shard))["run_id"].to_pylist() != ids:
                    return Damage(shard, at, "holds other runs than its status says", runs)
        except FileNotFoundError:
            gone = not file.exists()  # compaction has just replaced it
            return None if gone else Damage(shard, at, "is missing", runs)
        except (OSError, pa.ArrowException, KeyError, InputError) as error:
            why = " ".join(str(error).split()).removeprefix(f"{at}: ")[:120]
            said = why if isinstance(error, InputError) else f"cannot be read ({why})"
            return Damage(shard, at, said, runs)
        return None

    def _rows(self, ids: Sequence[int]) -> list[int]:
        """The run_id of every row of the series of some runs."""
        return [i for i in ids for _ in range(self.rows[self.scenarios[i]])]


def _scenarios(folder: Path) -> list[str]:
    """The scenario of every run, by run_id."""
    try:
        opened = parts.design(folder, store.manifest(folder))
        found: list[str] = opened.read(columns=["scenario"])[0].to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{folder / store.DESIGN}: cannot be read ({first(error)})") from None
    return found


def _runs(file: Path) -> int:
    """Runs in a shard, as far as its status can be read."""
    with suppress(OSError, InputError, pa.ArrowException):
        digests.check_own(file)
        return int(pq.read_metadata(file).num_rows)
    return 0


def _whole(file: Path) -> pa.Table:
    with pq.ParquetFile(file, page_checksum_verification=True) as opened:
        return opened.read()


@dataclass(frozen=True)
class Replay:
    """A run made again, beside what is stored of it."""

    row: dict[str, Any]
    outcome: Outcome
    frame: pd.DataFrame
    """month, then a column per series; empty if the run failed."""
    same: bool | None
    """Whether every stored figure is the same bit for bit; None if none is stored."""


def replay(folder: Path, run_id: int) -> Replay:
    """Make a run of a sweep again from its row.

    Raises:
        InputError: no such run.
    """
    from scenarios.analysis.results import Results

    plan.check_is_sweep(folder)
    known = plan.read(folder)
    if isinstance(run_id, bool) or not 0 <= run_id < known.runs:
        raise InputError(f"run {run_id}: is none of this sweep; expected 0 to {known.runs - 1}")
    line = next(plan.Lines(folder).of(np.array([run_id]), np.zeros(known.runs, np.int16)))
    case = worker.case_of(known, line)
    outcome = worker.maker(known.make)(case, known.series)
    finished = [(worker.row_of(known, line, case), outcome)]
    whole = tables.parts(finished, known.series, "")
    frame = whole["series"].drop_columns("run_id").to_pandas() if "series" in whole else _empty()
    made = tables.parts(finished, known.series, "", known.tier)
    part = "summary" if known.tier == "none" else "series"
    stored = _stored(Results(folder), part, run_id)
    same = None if stored is None else part in made and _equal(made[part], stored)
    row = {"run_id": run_id, "scenario": line.scenario, "replication": line.replication,
           "seed": line.seed}  # fmt: skip
    factors = {f.name: v for f, v in zip(known.factors, line.values, strict=True)}
    return Replay(row | factors, outcome, frame, same)


def _stored(results: Results, part: str, run_id: int) -> pa.Table | None:
    """What counts of a run in a part of the store."""
    row = results.runs.set_index("run_id").loc[run_id]
    if row.state != "ok":
        return None
    file = results.path / part / row.shard
    digests.check(results.path, part, row.shard)
    try:
        file = parts.at(results.path, part, row.shard)
        return pq.read_table(file, filters=[("run_id", "=", run_id)])
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{file}: cannot be read ({first(error)})") from None


def _equal(a: pa.Table, b: pa.Table) -> bool:
    """Whether two tables hold the same bits, NaN included."""
    if a.column_names != b.column_names:
        return False
    pairs = ((a[n].to_numpy(), b[n].to_numpy()) for n in a.column_names)
    return all(x.shape == y.shape and x.tobytes() == y.tobytes() for x, y in pairs)


def _empty() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame()
