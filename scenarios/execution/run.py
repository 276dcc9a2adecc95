"""Run scenarios: the same seeds in each, one row of a store per run.

A run that fails is a row with its error. An interruption or a full disk leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.errors import InputError, unknown
from scenarios.definition import parameter_sets
from scenarios.definition.catalog import Scenario, load
from scenarios.execution import manifest, pool
from scenarios.execution.memory import bound
from scenarios.integrity import copies
from scenarios.storage import store, tables
from scenarios.storage.rows import Outcome, Row

if TYPE_CHECKING:
    from scenarios.analysis.results import Results

ENTROPY = 20130331
"""Root of all seeds where none is given; the day the two tracks were proclaimed."""
MOST_SEEDS = 100_000
SHARD_RUNS = 500
"""Runs kept in memory before they are written."""


@dataclass(frozen=True)
class Progress:
    """How far a run has got; handed to the caller's function after every run."""

    done: int
    total: int
    failed: int
    scenario: str


def run(
    scenarios: str | Path | Scenario | Sequence[str | Path | Scenario],
    seeds: int = 20,
    out: str | Path | None = None,
    parameters: dict[str, float] | None = None,
    progress: Callable[[Progress], None] | None = None,
    workers: int | None = None,
    series: Sequence[str] | None = None,
    entropy: int = ENTROPY,
    scale: int | None = None,
    best: bool = False,
    held: Results | None = None,
    memory: str | None = None,
) -> Results:
    """Run scenarios with paired seeds and store what they say.

    Replication r has the same luck and the same parameter set in every scenario.

    Args:
        scenarios: names, files or scenarios; one or several.
        seeds: replications of each.
        out: folder that holds stores; ``runs`` in the working folder if left out.
        parameters: values laid over those of every scenario.
        progress: called after every run.
        workers: processes; as many as pay if left out, 1 for this process alone.
        series: names of the series to store; all if left out.
        entropy: root of the seeds.
        scale: household rows; as the scenario says if left out.
        best: whether every replication takes the best single set of parameters, not the ensemble's.
        held: a store of the same scenarios whose runs are taken over instead of made again.
        memory: what processes may take, as `scenarios.execution.memory.bound` reads it.

    Returns:
        The results, read from the new store.

    Raises:
        InputError: a scenario, a number or the folder is not as it should be.
    """
    from scenarios.analysis.results import Results

    pool.check_workers(workers)
    if held is not None and held.manifest["code"]["sources_sha256"] != manifest.sources_hash():
        raise InputError(f"{held.path}: made by another version of the model; run it again")
    loaded = _loaded(scenarios, parameters or {}, scale)
    rows = design(loaded, seeds, entropy, best)
    kept = _kept(series)
    name = design_hash(rows, kept)
    bound(memory, 1, max(row.case.scale for row in rows))
    home = Path(out) if out is not None else store.DEFAULT
    made = store.missing_folders(home)
    folder = store.create(home, name[:8])
    try:
        facts = manifest.build(loaded, tables.described(kept), seeds, entropy, name, not best)
        _begin(folder, rows, facts)
        _run_all(folder, rows, kept, progress, workers, held, memory)
    except BaseException:
        store.discard(folder, made)
        raise
    return Results(folder)


def run_or_reuse(
    scenarios: Sequence[str | Path | Scenario],
    seeds: int = 20,
    out: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    best: bool = False,
    series: Sequence[str] | None = None,
) -> Results:
    """Find the scenarios in the newest store that holds them, else `run` them.

    A store serves if the same sources made the same cases with the same parameter sets and at
    least as many seeds, none of its runs failed, and it keeps the series; every one if none is
    named.
    """
    from model.series import SERIES
    from scenarios.analysis.results import Results

    check_seeds(seeds)
    loaded = _loaded(scenarios, {}, None)
    for folder in reversed(store.find(Path(out) if out is not None else store.DEFAULT)):
        with suppress(InputError):
            found = Results(folder)
            if _serves(found, loaded, seeds, best) and set(series or SERIES) <= set(found.units):
                return found
    return run(loaded, seeds, out, progress=progress, best=best, series=series)


def _serves(found: Results, scenarios: Sequence[Scenario], seeds: int, best: bool) -> bool:
    facts, held = found.manifest, found.manifest["scenarios"]
    return (
        found.sweep is None  # the scenarios of a sweep are varied
        and all(held.get(s.name, {}).get("case_hash") == s.case.hash for s in scenarios)
        and facts["code"]["sources_sha256"] == manifest.sources_hash()
        and facts["replications"] >= seeds
        and facts["root_entropy"] == ENTROPY
        and facts.get("ensemble") == (None if best else parameter_sets.shipped().hash)
        and bool((found.runs.state == "ok").all())
    )


def design(
    scenarios: Sequence[Scenario], seeds: int, entropy: int = ENTROPY, best: bool = False
) -> list[Row]:
    """Every run to be made: replications of the first scenario, then of the next."""
    check_seeds(seeds)
    rows = []
    for point, scenario in enumerate(scenarios):
        for r in range(seeds):
            number = parameter_sets.BEST if best else parameter_sets.shipped().number(r)
            case = (
                scenario.case
                if best
                else parameter_sets.shipped().laid_under(scenario.case, number)
            )
            case = case.with_(seed=seed(entropy, r))
            rows.append(Row(point * seeds + r, point, scenario.name, r, case, number))
    return rows


def check_seeds(seeds: int) -> None:
    """Refuse a number of replications that is none.

    Raises:
        InputError: not a whole number from 1 on.
    """
    if isinstance(seeds, bool) or not isinstance(seeds, int) or not 1 <= seeds <= MOST_SEEDS:
        raise InputError(f"seeds = {seeds}; expected a whole number from 1 to {MOST_SEEDS}")


def seed(entropy: int, replication: int) -> int:
    """The seed of a replication: a pure function of both, the same in every scenario."""
    words = np.random.SeedSequence(entropy, spawn_key=(replication,)).generate_state(1, np.uint64)
    return int(words[0] >> np.uint64(1))


def design_hash(rows: Sequence[Row], series: Sequence[str]) -> str:
    """Names a design: the model's sources, the cases in order and the series kept."""
    facts = [manifest.sources_hash(), [(r.scenario, r.case.hash) for r in rows], list(series)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def _loaded(scenarios: Any, parameters: dict[str, float], scale: int | None) -> list[Scenario]:
    asked = [scenarios] if isinstance(scenarios, str | Path | Scenario) else list(scenarios)
    if not asked:
        raise InputError("no scenario was named; `byungjin list` shows them")
    loaded = [s if isinstance(s, Scenario) else load(s) for s in asked]
    names = [s.name for s in loaded]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"scenario {name!r} is given twice; in one store every name stands for one scenario"
            )
    if not parameters and scale is None:
        return loaded
    changes: dict[str, Any] = {"parameters": parameters} | (
        {} if scale is None else {"scale": scale}
    )
    return [s.with_(s.name, **changes) for s in loaded]


def _kept(series: Sequence[str] | None) -> list[str]:
    from model.series import SERIES

    for name in series or ():
        if name not in SERIES:
            raise unknown("series", name, SERIES)
    return list(SERIES) if series is None else list(dict.fromkeys(series))


def _begin(folder: Path, rows: list[Row], facts: dict[str, Any]) -> None:
    """Write design and manifest, each with its second copy."""
    digest = store.write_table(folder / store.DESIGN, tables.design(rows))
    copies.keep(folder, store.DESIGN)
    copies.write_manifest(folder, facts | {"files": {store.DESIGN: digest}})


def _run_all(
    folder: Path,
    rows: list[Row],
    series: list[str],
    progress: Callable[[Progress], None] | None,
    workers: int | None,
    held: Results | None,
    memory: str | None,
) -> None:
    waiting: list[tuple[Row, Outcome]] = []
    done = failed = 0
    known = {} if held is None else _known(held)
    new = [row for row in rows if _key(row) not in known]
    old = ((row, _outcome(held, known[_key(row)], series)) for row in rows if _key(row) in known)
    for row, outcome in chain(old, pool.outcomes(new, series, workers, memory) if new else ()):
        waiting.append((row, outcome))
        done, failed = done + 1, failed + (outcome.state != "ok")
        if progress is not None:
            progress(Progress(done, len(rows), failed, row.scenario))
        if len(waiting) >= SHARD_RUNS:
            _commit(folder, waiting, series)
            waiting = []
    _commit(folder, waiting, series)


def _key(row: Row) -> tuple[str, int]:
    """What makes a run: its case, seed and parameter set included."""
    return row.case.hash, row.case.seed


def _known(held: Results) -> dict[tuple[str, int], Any]:
    """The runs of a store that ended well, by what made them."""
    good = held.runs[held.runs.state == "ok"]
    return {(run.case_hash, run.seed): run for run in good.itertuples()}


def _outcome(held: Results | None, run: Any, series: list[str]) -> Outcome:
    """How a stored run ended."""
    if held is None:
        raise TypeError("no store holds it")
    values = held.run(int(run.run_id))[series].to_numpy(np.float32)
    return Outcome("ok", float(run.wall_s), values, t_end=run.t_end.timestamp())


def _commit(folder: Path, finished: list[tuple[Row, Outcome]], series: list[str]) -> None:
    if finished:
        finished.sort(key=lambda pair: pair[0].run_id)
        shard = store.shard_name(finished[0][0].run_id, finished[-1][0].run_id)
        store.write_part(folder, tables.parts(finished, series, shard), shard)
