"""`byungjin sweep`: many runs over a design."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.terminal import PLACE, counted, number, progress_bar, show, show_json, show_table
from model.errors import InputError

if TYPE_CHECKING:
    from scenarios.definition.sweep_design import Design

SHOWN = 20
"""Failures a table shows."""
FOLDER = click.argument("folder", metavar="DIR", type=PLACE)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


@click.group(epilog="Example: byungjin sweep run partner-compliance --out compliance")
def command() -> None:
    """Run a design over scenarios and seeds; stop and go on at will.

    A design varies parameters and dated paths. `byungjin sweep designs` lists those that are
    shipped; docs/sweeps.md says how to write one.
    """


@command.command("designs", epilog="Example: byungjin sweep designs --json")
@JSON
def designs(as_json: bool) -> None:
    """List the shipped designs."""
    from scenarios.definition import sweep_design

    found = [sweep_design.find(name) for name in sweep_design.names()]
    if as_json:
        show_json([{"name": d.name, "title": d.title, "about": " ".join(d.about.split()),
                    "runs": d.runs, **d.facts()} for d in found])  # fmt: skip
        return
    rows = [(d.name, d.title, d.method, f"{d.runs:,}") for d in found]
    show_table("Designs", ("Name", "Title", "Method", "Runs"), rows, (3,))


@command.command("run", epilog="Example: byungjin sweep run --vary sanctions.leak=0..0.4:5 --out d")
@click.argument("what", required=False, metavar="[DESIGN|DIR]")
@click.option("--scenario", "scenarios", multiple=True,
              help="Scenario to vary; may be given again. baseline if none.")  # fmt: skip
@click.option("--vary", multiple=True, metavar="NAME=a..b:n",
              help="Vary a parameter or path; NAME=a,b,c takes a list, NAME@2026-01=… changes a "
              "path from a month on, NAME*=… scales, NAME+=… shifts.")  # fmt: skip
@click.option("--method", help="For --vary: grid (the default), lhs, sobol, saltelli or morris.")
@click.option("--points", type=int, help="Points of a method other than grid: draws, base points "
              "of saltelli, trajectories of morris.")  # fmt: skip
@click.option("--seeds", type=int, help="Paired replications of every point.")
@click.option("--end", help="Last month of every run, YYYY-MM.")
@click.option("--scale", type=int, help="Household rows, 500 to 8,000,000.")
@click.option("--series", help="What is stored of a run beside its summary: monthly figures, "
              "annual ones or none.")  # fmt: skip
@click.option("--out", type=PLACE, help="Folder of the sweep; in `runs` if left out.")
@click.option("--workers", type=int, help="Processes; one a core if left out.")
@click.option("--timeout", type=float, default=600.0, show_default=True,
              help="Seconds a run may take before it is ended.")  # fmt: skip
@click.option("--memory", metavar="AMOUNT",
              help="What each process may take (2GiB), or all of them (50% of what is free); a run "
              "over it fails. Most of what is free if left out. Linux only.")  # fmt: skip
@click.option("--part", metavar="k/K", help="Make only the k-th of K parts, for job arrays.")
@click.option("--cluster", metavar="ADDRESS",
              help="Hand the runs to a Dask scheduler, for example tcp://host:8786.")  # fmt: skip
@click.option("--on-error", default="continue", show_default=True,
              help="Whether a run that does not end well is to stop the others.")  # fmt: skip
@click.option("--max-failures", type=int, help="Stop once more runs than that did not end well.")
@click.option("--retry-failed", is_flag=True, help="Make runs again that did not end well.")
@click.option("--allow-drift", is_flag=True,
              help="Go on though code, pins or design changed; it is noted.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be run, and stop.")
def run(what: str | None, part: str | None, dry_run: bool, **given: Any) -> None:
    """Run a design, or go on with a folder.

    DESIGN is a shipped design or a TOML file, DIR the folder of a sweep: every run that is not
    stored there yet is made, once. Ctrl-C stops and keeps what is done.
    """
    from scenarios.execution import sweep
    from scenarios.execution.pool import check_workers

    if given["cluster"] is None:
        check_workers(given["workers"])
    asked: Design | Path = _asked(what, given)
    if dry_run:
        _say(asked, given)
        _say_left(asked)
        return
    options = {k: given[k] for k in ("out", "workers", "timeout", "memory", "on_error",
                                     "max_failures", "retry_failed", "allow_drift")}  # fmt: skip
    shared = _part(part)
    numbers = {k: given[k] for k in ("workers", "timeout", "on_error", "max_failures")}
    folder = sweep.check(asked, given["out"], part=shared, elsewhere=given["cluster"] is not None,
                         memory=given["memory"], **numbers)  # fmt: skip
    try:
        with _ended_gently(), _joined(given["cluster"]) as processes:
            _say(asked, given)
            with progress_bar() as bar:
                sweep.run(asked, **options, part=shared, progress=bar, tell=_tell,
                          processes=processes)  # fmt: skip
    except KeyboardInterrupt:
        _interrupted(folder)
    _finish(folder)


@command.command("status", epilog="Example: byungjin sweep status compliance")
@FOLDER
@JSON
def status(folder: Path, as_json: bool) -> None:
    """Say how far a sweep is, also while it runs."""
    from scenarios.definition.sweep_design import duration, size
    from scenarios.execution import maintenance

    facts = maintenance.status(folder)
    if as_json:
        show_json(facts)
        return
    show(facts["title"], _counts(facts))
    left, each = facts["pending"], facts["seconds_a_run"]
    if each:
        todo = f", so {duration(left * each)} of work left" if left else ""
        show(
            f"{1000 * each:,.0f} ms a run{todo}; {size(facts['bytes'])} in {facts['shards']} shards"
        )
    for who in facts["runners"]:
        part = f", part {who['part'][0]}/{who['part'][1]}" if who["part"] else ""
        show(f"Run now by process {who['pid']} on {who['host']}, since {who['since']}{part}")
    for file in facts["unreadable"]:
        show(f"Cannot be read: {file}")
    if facts["changed"]:
        show(f"Changed since it began: {'; '.join(facts['changed'])}")
    if facts["drift_noted"]:
        show("It was gone on with after a change; see drift.jsonl")


@command.command("failures", epilog="Example: byungjin sweep failures compliance --json")
@FOLDER
@JSON
def failures(folder: Path, as_json: bool) -> None:
    """List runs that failed, took too long or killed their process."""
    from scenarios.execution import maintenance

    found = maintenance.failures(folder)
    if as_json:
        show_json(found.to_dict("records"))
        return
    if not len(found):
        show("No run failed.")
        return
    for (state, error), rows in found.groupby(["state", "error"], sort=False):
        show(f"{len(rows):>6} {state}: {error}")
    factors = [c for c in found.columns if c not in ("run_id", "scenario", "replication", "state",
                                                     "attempt", "error")]  # fmt: skip
    rows = [[str(r.run_id), r.scenario, str(r.replication), r.state,
             ", ".join(f"{f}={_value(r[f])}" for f in factors)]
            for _, r in found.head(SHOWN).iterrows()]  # fmt: skip
    more = f"{len(found) - SHOWN} more: --json shows them" if len(found) > SHOWN else ""
    show_table("Runs", ("Run", "Scenario", "Seed", "State", "Values"), rows, (0, 2), (3,), more)


@command.command("replay", epilog="Example: byungjin sweep replay compliance 17 --csv run17.csv")
@FOLDER
@click.argument("run_id", type=int)
@click.option("--csv", type=PLACE, help="Write its series to this file.")
def replay(folder: Path, run_id: int, csv: Path | None) -> None:
    """Make one run of a sweep again and compare it with what is stored."""
    from scenarios.execution import maintenance, plan
    from scenarios.integrity import spreadsheets
    from scenarios.storage.store import replace_file

    if csv is not None and csv.exists():
        raise InputError(f"{csv}: is there already; choose another name")
    again = maintenance.replay(folder, run_id)
    show(", ".join(f"{name} {_value(value)}" for name, value in again.row.items()))
    ended = f"{again.outcome.state} in {again.outcome.wall_s:.2f} s"
    same = {None: "nothing is stored to compare it with", True: "the same bit for bit as stored",
            False: "NOT the same as stored"}[again.same]  # fmt: skip
    show(f"{ended}{': ' if again.outcome.error else ''}{again.outcome.error}; {same}")
    if csv is not None and len(again.frame):
        text = spreadsheets.frame(again.frame)
        replace_file(csv, partial(Path.write_text, data=text, encoding="utf-8", newline=""))
        show(f"Wrote {csv}")
    if again.same is False:
        if changes := plan.drift(folder):
            show(f"Changed since the sweep began: {'; '.join(changes)}")
        raise SystemExit(1)


@command.command("verify", epilog="Example: byungjin sweep verify compliance --drop")
@FOLDER
@click.option("--drop", is_flag=True, help="Set damaged parts aside; `run` then makes them again.")
def verify(folder: Path, drop: bool) -> None:
    """Read every stored part to the end and name those that are not whole."""
    from scenarios.execution import maintenance

    found = maintenance.verify(folder, drop)
    for damage in found:
        show(f"{damage.file}: {damage.reason}; {damage.runs or 'unknown'} runs")
    if not found:
        show("Every part is whole.")
        return
    then = f"set aside; byungjin sweep run {folder} makes the runs again" if drop else \
        "--drop sets them aside"  # fmt: skip
    show(f"{len(found)} parts are not whole: {then}")
    if not drop:
        raise SystemExit(1)


@command.command("compact", epilog="Example: byungjin sweep compact compliance")
@FOLDER
def compact(folder: Path) -> None:
    """Merge many small stored parts into few big ones, which are read faster."""
    from scenarios.execution import compaction

    done = compaction.compact(folder)
    same = done.before == done.after
    show(f"Nothing to merge, {counted(done.after, 'part')}" if same else
         f"{counted(done.before, 'part')}, now {done.after}")  # fmt: skip


def _asked(what: str | None, given: dict[str, Any]) -> Design | Path:
    """The design asked for, by name, file or --vary; or the folder to go on with."""
    from scenarios.definition import sweep_design
    from scenarios.definition.factors import varied
    from scenarios.execution import sweep

    changes = {k: given[k] for k in ("seeds", "end", "scale", "series") if given[k] is not None}
    if what is not None:
        own = [key for key in ("vary", "scenarios", "method") if given[key]]
        if own:
            raise InputError(
                f"--{own[0].rstrip('s')}: makes a design of its own; drop the name, {what}"
            )
        if what.strip() and sweep.goes_on(what, given["out"]):
            more = [*changes, *(["points"] if _points(given) else [])]
            if more:
                raise InputError(f"{what}: is a sweep to go on with; drop --{more[0]}")
            return Path(what)
        return sweep_design.find(what, **changes, **_points(given))
    if not given["vary"]:
        raise InputError("expected a DESIGN, a DIR or --vary NAME=a..b:n; "
                         "`byungjin sweep designs` lists designs")  # fmt: skip
    factors = [varied(text) for text in given["vary"]]
    names = [f.name for f in factors]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"--vary: {name} is given twice")
    method = given["method"] or "grid"
    for one in factors:
        if one.n and method != "grid":
            raise InputError(f"--vary {one.name}: the {one.n} after the colon is for a grid; "
                             f"--points says how many draws {method} makes")  # fmt: skip
    return sweep_design.make("-x-".join(names), {f.name: f for f in factors},
        given["scenarios"] or ("baseline",), method=method,
        **_points(given), **changes)  # fmt: skip


def _points(given: dict[str, Any]) -> dict[str, int]:
    return {} if given["points"] is None else {"n": given["points"]}


def _part(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch("([0-9]{1,9})/([0-9]{1,9})", text)
    if found is None:
        raise InputError(f"--part {text[:20]}: expected k/K, for example 3/40")
    return int(found[1]), int(found[2])


def _say(asked: Design | Path, given: dict[str, Any]) -> None:
    """The count, the estimated time, memory and size, before anything starts."""
    from scenarios.execution import memory
    from scenarios.execution.pool import cores

    if isinstance(asked, Path):
        return
    workers = given["workers"] or cores()
    _tell(f"{asked.name}: {counted(asked.runs, 'run')} = {asked.arithmetic}; "
          f"{asked.estimate(workers)}")  # fmt: skip
    rows = max(s.case.scale for s in asked.scenarios)
    if given["cluster"] is None and (line := memory.short(workers, rows)):
        _tell(line)


def _say_left(asked: Design | Path) -> None:
    """How many runs a folder still has to come."""
    from scenarios.execution import plan, sweep

    if isinstance(asked, Path):
        plan.check_is_sweep(asked)
        ended = sweep.ended(asked)
        _tell(f"{asked}: {ended.count('pending'):,} of {len(ended.state):,} runs are to come")


def _joined(address: str | None) -> AbstractContextManager[Any]:
    """The processes of a cluster; none to use those of this machine."""
    from scenarios.execution import cluster

    return nullcontext() if address is None else cluster.joined(address, _tell)


@contextmanager
def _ended_gently() -> Iterator[None]:
    """Take the signal by which schedulers end a job for Ctrl-C: what is done is stored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _interrupted(folder: Path) -> None:
    from scenarios.execution import plan, sweep

    if not plan.is_sweep(folder):
        raise KeyboardInterrupt
    ended = sweep.ended(folder)
    kept = len(ended.state) - ended.count("pending")
    _tell(f"byungjin: interrupted; {kept:,} of {len(ended.state):,} runs are kept; "
          f"go on with: byungjin sweep run {folder}")  # fmt: skip
    raise SystemExit(130)


def _finish(folder: Path) -> None:
    """The counts and where all is stored; a program that calls sees failures in the exit code."""
    from scenarios.execution import compaction, sweep

    ended = sweep.ended(folder)
    counts = {name: ended.count(name) for name in sweep.STATES}
    show(_counts({"runs": len(ended.state), **counts}), f"Stored in {folder}")
    if not counts["pending"] and (parts := compaction.small(folder, len(ended.state))):
        _tell(f"It is in {parts:,} small parts; byungjin sweep compact {folder} makes it quicker "
              "to read")  # fmt: skip
    if ended.bad:
        _tell(f"byungjin: {ended.bad:,} of {len(ended.state):,} runs did not end well: "
              f"byungjin sweep failures {folder}")  # fmt: skip
        raise SystemExit(1)


def _counts(facts: dict[str, Any]) -> str:
    from scenarios.execution.sweep import STATES

    parts = [f"{facts[name]:,} {name}" for name in STATES[1:] if facts[name] or name == "ok"]
    left = [f"{facts['pending']:,} to come"] if facts["pending"] else []
    return f"{counted(facts['runs'], 'run')}: {', '.join(parts + left)}"


def _value(value: Any) -> str:
    if isinstance(value, float):
        return number(value) if abs(value) >= 1000 else f"{value:g}"
    return str(value)
