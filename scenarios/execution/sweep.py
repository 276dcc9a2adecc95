"""Sweeps: a design run to the end, however often it is stopped.

    from byungjin import design, sweep
    results = sweep(design.find("partner-compliance"), out="compliance")
    results = sweep("compliance")        # goes on where it was stopped

Every run of the design is stored exactly once, with the figures an undisturbed sweep would store.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from model.errors import InputError, unknown
from scenarios.definition.sweep_design import Design, find, names
from scenarios.execution import manifest, plan, worker
from scenarios.execution.memory import bound
from scenarios.execution.pool import check_workers, cores, one_thread_each
from scenarios.execution.run import Progress
from scenarios.execution.runner import Crew, Processes, processes_for
from scenarios.integrity import copies, digests, disk, lock, waste
from scenarios.storage import parts, store

if TYPE_CHECKING:
    from scenarios.analysis.results import Results

TIMEOUT_S = 600.0
MOST_ELSEWHERE = 10_000
"""Workers a cluster is reckoned with at most."""
LONGEST_NAME = 80
"""Characters of a design's name that the name of its folder has."""
ON_ERROR = ("continue", "stop")
STATES = parts.STATES
"""What may have become of a run, by its number in `Ended.state`."""


@dataclass(frozen=True)
class Ended:
    """What became of every run so far."""

    state: NDArray[np.int8]
    """Place in `STATES`, by run_id."""
    attempt: NDArray[np.int16]
    """How often each was tried."""
    unread: tuple[Path, ...]
    """Status files that are not what was written."""

    def count(self, name: str) -> int:
        """Runs in a state."""
        return int((self.state == STATES.index(name)).sum())

    @property
    def bad(self) -> int:
        """Runs that failed, took too long or killed their process."""
        return int((self.state > STATES.index("ok")).sum())


def run(
    what: Design | str | Path,
    out: str | Path | None = None,
    workers: int | None = None,
    timeout: float = TIMEOUT_S,
    part: tuple[int, int] | None = None,
    retry_failed: bool = False,
    allow_drift: bool = False,
    on_error: str = "continue",
    max_failures: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    tell: Callable[[str], None] = lambda _: None,
    make: str = worker.MAKE,
    processes: Processes | None = None,
    memory: str | None = None,
) -> Results:
    """Run a sweep, or go on with one.

    Args:
        what: a design, the name or file of one, or the folder of a sweep.
        out: folder of the sweep; in ``runs`` if left out.
        workers: processes; one a core if left out.
        timeout: seconds a run may take before it is ended.
        part: (k, K): only the k-th of K parts, for job arrays on a shared disk.
        retry_failed: make runs again that did not end well.
        allow_drift: go on though the sources, pins or the folder's own files changed; noted.
        on_error: "continue", or "stop" at the first run that does not end well.
        max_failures: stop once more runs than that did not end well, this time.
        progress: called a few times a second.
        tell: called with what a user should know.
        make: function that makes a run, "module:function"; `pool.make` if left out.
        processes: gives an executor of so many processes, instead of those of this machine;
            `scenarios.execution.cluster.joined` gives those of a cluster.
        memory: what processes may take, as `scenarios.execution.memory.bound` reads it.

    Returns:
        The results, read from the folder.

    Raises:
        InputError: the design, the folder or a number is not as it should be.
    """
    from scenarios.analysis.results import Results

    _check_numbers(workers, timeout, part, elsewhere=processes is not None)
    most_bad = _most_bad(on_error, max_failures)
    folder, design = place(what, out)
    plan.check_place(folder)
    most = _memory(folder, design, memory, workers, processes is not None)
    made = _missing_and_made(folder)
    try:
        with lock.held(folder, part), _clean_after(folder, part, processes is not None):
            with lock.beginning(folder), _whole_or_gone(folder, folder in made):
                _begin_or_go_on(folder, design, make, allow_drift, tell)
                _set_damaged_aside(folder, part, tell)
            _work(_crew(folder, timeout, part, retry_failed, progress, processes, most_bad, most),
                  workers, tell)  # fmt: skip
    except BaseException:
        store.remove_empty(made)
        raise
    return Results(folder)


@contextmanager
def _clean_after(folder: Path, part: lock.Part, elsewhere: bool) -> Iterator[None]:
    """Remove what killed runners left; workers elsewhere may still write what is younger."""
    begun = time.time()
    yield
    waste.remove(folder, part, time.time() - begun if elsewhere else 0.0)


def _missing_and_made(folder: Path) -> list[Path]:
    """Make a folder; the folders made for it, the innermost first."""
    made = store.missing_folders(folder)
    with store.writing(folder):
        disk.make_folder(folder, parents=True)
    return made


def check(
    what: Design | str | Path,
    out: str | Path | None = None,
    workers: int | None = None,
    timeout: float = TIMEOUT_S,
    part: tuple[int, int] | None = None,
    on_error: str = "continue",
    max_failures: int | None = None,
    elsewhere: bool = False,
    memory: str | None = None,
) -> Path:
    """Refuse what `run` refuses before it writes anything; where the sweep is or will be.

    Takes what `run` takes; ``elsewhere`` says that the processes are not this machine's.
    """
    _check_numbers(workers, timeout, part, elsewhere)
    _most_bad(on_error, max_failures)
    folder, design = place(what, out)
    plan.check_place(folder)
    _memory(folder, design, memory, workers, elsewhere)
    return folder


def _memory(
    folder: Path, design: Design | None, asked: str | None, workers: int | None, elsewhere: bool
) -> int | None:
    """Bytes a process may take; of processes elsewhere any number unless it is said."""
    if elsewhere and asked is None:
        return None
    cases = [s.case for s in design.scenarios] if design else plan.read(folder).cases.values()
    return bound(asked, workers or cores(), max(case.scale for case in cases))


@contextmanager
def _whole_or_gone(folder: Path, made: bool) -> Iterator[None]:
    """Leave no half-begun sweep in a folder made for it; asked of whoever holds its lock alone."""
    try:
        yield
    except BaseException:
        if made and not plan.is_sweep(folder):
            store.discard(folder)
        raise


def ended(folder: Path) -> Ended:
    """What became of every run of a sweep; the last attempt counts."""
    runs = store.manifest(folder, sweep=True)["sweep"]["runs"]
    state, attempt = np.zeros(runs, np.int8), np.zeros(runs, np.int16)
    unread = []
    for file in sorted((folder / "status").glob("part-*.parquet")):
        try:
            table = parts.status(file, runs)
        except FileNotFoundError:  # compaction has just replaced it
            return ended(folder)
        except InputError:
            unread.append(file)  # damaged, or of another sweep: it has runs that this one has not
            continue
        ids, tries = table["run_id"].to_numpy(), table["attempt"].to_numpy()
        codes = np.array([STATES.index(name) for name in table["state"].to_pylist()], np.int8)
        newer = tries > attempt[ids]
        state[ids[newer]], attempt[ids[newer]] = codes[newer], tries[newer]
    return Ended(state, attempt, tuple(unread))


def set_aside(folder: Path, shard: str) -> None:
    """Move the files of a shard out of the way; its runs count as never made."""
    with store.writing(folder / plan.DAMAGED):
        disk.make_folder(folder / plan.DAMAGED)
        for part in reversed(store.PARTS):
            file, aside = folder / part / shard, folder / plan.DAMAGED / f"{part}-{shard}"
            if os.path.lexists(file):
                disk.call("rename", file, os.replace, file, aside)


def goes_on(what: str | Path, out: str | Path | None) -> bool:
    """Whether what is named is a folder to go on with.

    The name of a shipped design is the design where ``out`` says where it goes, so that the same
    command goes on, and where the folder of that name holds no sweep.
    """
    folder = Path(what)
    is_design = str(what) in names() and (out is not None or not plan.is_sweep(folder))
    return folder.is_dir() and not is_design


def place(what: Design | str | Path, out: str | Path | None) -> tuple[Path, Design | None]:
    """Where the sweep is or will be, and the design asked for; none to go on with a folder."""
    if not isinstance(what, Design):
        if goes_on(what, out):
            folder = Path(what)
            plan.check_is_sweep(folder)
            if out is not None:
                raise InputError(f"{folder}: is a sweep to go on with; drop --out")
            return folder, None
        what = find(what)
    if out is not None:
        return Path(out), what
    name = re.sub(r"\W+", "-", what.name)[:LONGEST_NAME]
    return store.DEFAULT / f"{name}-{what.hash[:8]}", what


def _begin_or_go_on(
    folder: Path,
    design: Design | None,
    make: str,
    allow_drift: bool,
    tell: Callable[[str], None],
) -> None:
    if not plan.is_sweep(folder):
        assert design is not None
        plan.check_new(folder)
        room = _room(folder)
        if design.bytes > room:
            raise _too_large(folder, design, room)
        plan.write(folder, design, make)
        return
    plan.check_is_sweep(folder)
    copies.heal(folder)
    if design is not None and (found := plan.differences(folder, design)):
        raise InputError(f"{folder}: holds a sweep of another design: {'; '.join(found)}; choose "
            f"another folder, or go on with it: byungjin sweep run {folder}")  # fmt: skip
    changes = plan.drift(folder)
    if changes and not allow_drift:
        raise InputError(f"{folder}: since this sweep began these have changed: "
            f"{'; '.join(changes)}; runs made now may not fit the others. --allow-drift goes on "
            "and notes it")  # fmt: skip
    if changes:
        plan.record_drift(folder, changes)
        tell(f"Going on though these have changed, noted in {plan.DRIFT}: {'; '.join(changes)}")


def _set_damaged_aside(
    folder: Path, part: tuple[int, int] | None, tell: Callable[[str], None]
) -> None:
    """Count runs as never made whose stored figures are not what was written."""
    files = [f for f in (folder / "status").glob("part-*.parquet")
             if part is None or waste.within(f, part)]  # fmt: skip
    found = {damage.file.name: f"{damage.file}: {damage.reason}"
             for damage in digests.damages(files)}  # fmt: skip
    of_others = {file.name: f"{file}: is of another sweep" for file in ended(folder).unread}
    for shard, why in (of_others | found).items():
        set_aside(folder, shard)
        tell(f"{why}; set aside, its runs are made again")


def _work(crew: Crew | None, workers: int | None, tell: Callable[[str], None]) -> None:
    if crew is None:  # nothing is left to do
        return
    with one_thread_each():
        crew.work(min(workers or cores(), crew.count))
    if crew.enough:
        tell(f"{crew.folder}: stopped, since {crew.bad} runs did not end well; "
             "the same command goes on")  # fmt: skip


def _crew(
    folder: Path,
    timeout: float,
    part: tuple[int, int] | None,
    retry_failed: bool,
    progress: Callable[[Progress], None] | None,
    processes: Processes | None,
    most_bad: int | None,
    memory: int | None,
) -> Crew | None:
    """Who makes the runs that are left; None if none is."""
    facts, known = store.manifest(folder), plan.read(folder)
    so_far = ended(folder)
    wanted = so_far.state == 0
    if retry_failed:
        wanted |= so_far.state > STATES.index("ok")
    mine, runner = np.ones(known.runs, bool), ""
    if part is not None:
        mine = np.arange(known.runs) % part[1] == part[0] - 1
        runner = f"{part[0]}of{part[1]}-"
    for left in (folder / plan.INFLIGHT).glob(f"{runner}*"):  # by a runner that was killed
        left.unlink(missing_ok=True)
    ids = np.flatnonzero(wanted & mine)
    if not len(ids):
        return None
    total, before = int(mine.sum()), int((mine & ~wanted).sum())
    bad = int((so_far.state[mine & ~wanted] > STATES.index("ok")).sum())
    name = facts["sweep"].get("name", folder.name)

    def report(done: int, failed: int) -> None:
        if progress is not None:
            progress(Progress(before + done, total, bad + failed, name))

    lines = plan.Lines(folder).of(ids, so_far.attempt)
    code = manifest.sources_hash()[:12]
    make = processes or processes_for(known.make)
    plan_hash, session = plan.file_hash(folder / plan.PLAN), f"{runner}{uuid4().hex[:12]}"
    return Crew(folder, known, lines, len(ids), code, make, timeout, report, plan_hash, session,
                most_bad, memory)  # fmt: skip


def _room(folder: Path) -> int:
    import shutil

    return shutil.disk_usage(folder).free


def _too_large(folder: Path, design: Design, room: int) -> InputError:
    from scenarios.definition.sweep_design import size

    return InputError(f"design {design.name} has {design.runs:,} runs ({design.arithmetic}), "
        f"{design.estimate(cores())}; {folder} has room for {size(room)}; "
        'series = "annual" or "none" need less')  # fmt: skip


def _most_bad(on_error: str, max_failures: int | None) -> int | None:
    """Runs that may end badly; None for any number."""
    if on_error not in ON_ERROR:
        raise unknown("on-error", on_error, ON_ERROR)
    if max_failures is None:
        return 0 if on_error == "stop" else None
    if on_error == "stop":
        raise InputError("on-error stop and max-failures: give one of them")
    if isinstance(max_failures, bool) or max_failures < 0:
        raise InputError(f"max-failures = {max_failures}; expected a whole number from 0")
    return max_failures


def _check_numbers(
    workers: int | None, timeout: float, part: tuple[int, int] | None, elsewhere: bool
) -> None:
    """Refuse numbers that cannot be meant; ``elsewhere``: the processes are not this machine's."""
    if not elsewhere:
        check_workers(workers)
    elif workers is not None and (isinstance(workers, bool) or not 1 <= workers <= MOST_ELSEWHERE):
        raise InputError(f"workers = {workers}; expected a whole number from 1 to {MOST_ELSEWHERE}")
    if not timeout > 0:
        raise InputError(f"timeout = {timeout:g}; expected seconds, more than 0")
    if part is not None and not 1 <= part[0] <= part[1]:
        raise InputError(f"part = {part[0]}/{part[1]}; expected k/K with k from 1 to K")
