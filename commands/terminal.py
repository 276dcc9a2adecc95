"""What the commands share on the terminal: tables, numbers, JSON, the progress bar."""

from __future__ import annotations

import json
import math
import os
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from click.core import ParameterSource
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from model.errors import InputError

if TYPE_CHECKING:
    from scenarios.execution.run import Progress

Bar = "Callable[[Progress], None]"


class Place(click.ParamType):
    """The path of a file or folder; an empty text is none, and would mean the working folder."""

    name = "path"

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        """The path."""
        if not str(value).strip():
            self.fail("it is empty; expected a path", param, ctx)
        try:
            str(value).encode()
        except UnicodeEncodeError:  # bytes that are no text, which no file of a store can name
            self.fail(f"{str(value)[:60]!r} is not UTF-8 text; expected a path that is", param, ctx)
        return Path(value)


PLACE = Place()
WIDTH = 78
"""Of a paragraph."""
GAP = 2
"""Columns of the terminal that a column of a table takes beside its cells."""


def check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be made or written, before time is spent on what goes into it."""
    place = next(p for p in (folder, *folder.absolute().parents) if os.path.exists(p))
    if not place.is_dir():
        raise InputError(f"{folder}: cannot be written ({place} is a file); name a folder")
    if not os.access(place, os.W_OK):
        raise InputError(f"{folder}: cannot be written (no permission); choose another place")


def refuse(options: Iterable[str], why: str) -> None:
    """Refuse options that were given and would say nothing.

    Raises:
        InputError: one of them was given; ``why`` follows its name.
    """
    context = click.get_current_context()
    for option in context.command.params:
        given = context.get_parameter_source(option.name or "") is not ParameterSource.DEFAULT
        if option.name in options and given:
            raise InputError(f"{option.opts[-1]} {why}")


def show(*lines: str) -> None:
    """Print lines as they are; no word in them is taken for markup."""
    for line in lines:
        click.echo(line)


def show_notes(notes: Sequence[str]) -> None:
    """Print sentences that belong below a table, a paragraph each."""
    show(*(textwrap.fill(note, WIDTH) for note in notes))


def show_json(facts: Any) -> None:
    """Print JSON a program may read: records and tables too; what is not a number is null."""
    click.echo(json.dumps(_plain(facts), indent=2, ensure_ascii=False, allow_nan=False))


def record(found: Any) -> dict[str, Any]:
    """The fields of a dataclass."""
    return {field.name: getattr(found, field.name) for field in fields(found)}


def _plain(facts: Any) -> Any:
    facts = _opened(facts)
    if isinstance(facts, dict):
        return {str(key): _plain(value) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [_plain(value) for value in facts]
    if isinstance(facts, float) and not math.isfinite(facts):
        return None
    return facts


def _opened(facts: Any) -> Any:
    """Records as dicts, tables as lists of rows, arrays as lists; all else as it is."""
    if is_dataclass(facts):
        return record(facts)
    if hasattr(facts, "to_dict"):
        return facts.to_dict("records")
    return facts.tolist() if hasattr(facts, "tolist") else facts


def show_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int] = (),
    whole: Sequence[int] = (0,),
    caption: str = "",
) -> None:
    """Print a table that fits the terminal; row under row where columns side by side do not.

    Args:
        title: printed above.
        columns: headings.
        rows: cells as text.
        right: places of the columns set to the right; their cells are broken as little as
            those of ``whole``.
        whole: places of other columns whose cells are broken on a narrow terminal alone.
        caption: printed below.
    """
    console = Console(highlight=False)
    cells = list(zip(columns, *rows, strict=True))
    widths = _widths(cells, (set(right) | set(whole), set(right), set()), console.width)
    console.print(Text(title, style="bold"))
    if widths is None:
        _stack(console, columns, rows)
    else:
        console.print(_table(cells, right, widths))
    if caption:
        console.print(Text(caption, style="dim"))


def _table(cells: Sequence[Sequence[str]], right: Sequence[int], widths: Sequence[int]) -> Table:
    """Columns side by side; the first cell of each is its heading."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for place, (name, *_) in enumerate(cells):
        side: Literal["left", "right"] = "right" if place in right else "left"
        table.add_column(Text(name), justify=side, overflow="fold", width=widths[place])
    for row in zip(*(column[1:] for column in cells), strict=True):
        table.add_row(*(Text(cell) for cell in row))
    return table


def _stack(console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Row under row, a line for each cell that says something."""
    for first, *others in rows:
        if first:
            console.print(Text(first))
        for name, cell in zip(columns[1:], others, strict=True):
            if cell:
                console.print(Text(f"  {name}: {cell}" if name else f"  {cell}"))


def _widths(
    cells: Sequence[Sequence[str]], wishes: Sequence[set[int]], width: int
) -> list[int] | None:
    """Widths of columns by the first of ``wishes`` that leaves the others their longest words.

    A wish names columns whose cells stay whole. None if no wish can be met: half a number reads as
    another one.
    """
    most = [max(map(cell_len, column)) for column in cells]
    for wish in wishes:
        least = [most[p] if p in wish else _least(column) for p, column in enumerate(cells)]
        spare = width - sum(least) - GAP * len(cells)
        if spare >= 0:
            return _shared(least, most, spare)
    return None


def _shared(least: list[int], most: list[int], spare: int) -> list[int]:
    """Share out room evenly, beginning with the column that wants least."""
    widths = list(least)
    wanting = sorted(range(len(least)), key=lambda place: most[place] - least[place])
    for taken, place in enumerate(wanting):
        more = min(most[place] - least[place], spare // (len(wanting) - taken))
        widths[place], spare = widths[place] + more, spare - more
    return widths


def _least(column: Sequence[str]) -> int:
    """Width of the longest word of a column."""
    return max(cell_len(word) for cell in column for word in (cell.split() or [""]))


def points(value: float) -> str:
    """A difference in per cent or points, signed."""
    if not math.isfinite(value):
        return "–"
    shown = f"{value:+,.{1 if abs(value) >= 10 else 2}f}"
    return "0.00" if float(shown.replace(",", "")) == 0 else shown.replace("-", "−")


def number(value: float) -> str:
    """Three figures that matter; thousands apart; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}".replace("-", "−")
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 or size == 0 else 4
    return f"{value:.{places}f}".replace("-", "−")


def counted(n: int, what: str) -> str:
    """A number of things in words: "1 part", "1,200 parts"."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def short(unit: str) -> str:
    """A unit for a narrow column: without what follows the comma."""
    return unit.split(",", maxsplit=1)[0]


@contextmanager
def progress_bar(total_words: str = "runs") -> Iterator[Callable[[Progress], None]]:
    """A bar on standard error: done, rate, failures, time left. Silent where it is no terminal."""
    # here, for help and lists can do without
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    from model.prepare import make_ready

    columns = (
        TextColumn("{task.description:<24.24}"), BarColumn(20), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}  {task.fields[failed]} failed "), TimeRemainingColumn(),
    )  # fmt: skip
    console = Console(stderr=True)
    if console.is_terminal:
        make_ready()  # it writes a line of its own, which the bar would overwrite
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task(f"{total_words}: first one", total=None, rate="", failed=0)

        def report(progress: Progress) -> None:
            speed = bars.tasks[0].finished_speed or bars.tasks[0].speed
            rate = f"{speed:.1f}/s" if speed else ""
            bars.update(task, total=progress.total, completed=progress.done, rate=rate,
                        failed=progress.failed, description=progress.scenario)  # fmt: skip

        yield report
