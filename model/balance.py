"""The opening matrix rebuilt from its prior, and where every cell of it comes from.

`python -m model.balance` balances `record/prior_2011.csv` and compares the outcome with the
shipped matrix; `--write` replaces the shipped one. The method is in docs/opening.md.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import median

from model.matrix import RECORD, matrix, rows
from model.parameters import shipped

SHIPPED = RECORD / "sam_2011.csv"
ACCOUNTS = {
    "AGR": "farms, forestry, fishing",
    "MIN": "mining",
    "LGT": "light industry",
    "HVY": "metals, chemicals, machinery",
    "MUN": "munitions",
    "UTL": "power and water",
    "CON": "construction",
    "CIV": "civil services of the state",
    "MIL": "military services",
    "SRV": "trade, transport, market services",
    "M_OIL": "imported oil",
    "M_INT": "imported inputs",
    "M_CAP": "imported machines",
    "M_FOOD": "imported food",
    "M_CONS": "imported consumer goods",
    "LABP": "plan labour",
    "LABM": "market labour and mixed income",
    "GOS": "gross surplus",
    "HHE": "core households",
    "HHW": "workers",
    "HHF": "farmers",
    "SOL": "soldiers",
    "ENT": "enterprises",
    "STATE": "budget, court, state foreign exchange",
    "TRD": "traders and trading companies",
    "WEDGE": "difference of plan and market prices",
    "CAPC": "civil capital account",
    "MILK": "military stocks and works",
    "ROW": "abroad",
}
"""Accounts of the matrix in the order of the shipped file."""
MARKS = ("recorded", "carried", "assumed")
"""A figure of 2011; a figure of another year put on 2011; our judgement."""

DECIMALS = 12
WIDTH = 98

type Cells = Mapping[tuple[str, str], float]
type Lines = list[str]


@dataclass(frozen=True, slots=True)
class Block:
    """Cells that share one origin."""

    block: str
    part: str
    """Which of the three tables of the matrix it stands in."""
    held: str
    """``yes`` if balancing may not move its cells."""
    mark: str
    """What the cells themselves rest on, one of MARKS."""
    within: str
    """What the total that its cells must add up to rests on."""
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Prior:
    """One cell before balancing."""

    receiver: str
    payer: str
    value: float
    """trn KRW a year at BOK prices."""
    block: Block

    @property
    def held(self) -> bool:
        """Whether balancing may not move it."""
        return self.block.held == "yes"


@cache
def blocks() -> dict[str, Block]:
    """Origins of cells by name."""
    return {row["block"]: Block(**row) for row in rows("cell_sources.csv")}


@cache
def units() -> dict[str, float]:
    """One unit of each kind the tables use, in trn KRW."""
    gdp = next(float(r["value"]) for r in rows("control_totals.csv") if r["unit"] == "trn KRW")
    dollars = 1000.0 * shipped()["trade.krw_per_usd"].value
    return {"trn KRW": 1.0, "% of GDP": gdp / 100.0, "bn USD": dollars}


def prior() -> list[Prior]:
    """The matrix before balancing, cell by cell."""
    return [
        Prior(r["receiver"], r["payer"], float(r["value"]) * units()[r["unit"]],
              blocks()[r["block"]])
        for r in rows("prior_2011.csv")
    ]  # fmt: skip


def rebuilt() -> dict[tuple[str, str], float]:
    """The prior balanced, trn KRW by (receiver, payer)."""
    from model.cross_entropy import nearest

    free = {(cell.receiver, cell.payer): cell.value for cell in prior() if not cell.held}
    held = {(cell.receiver, cell.payer): cell.value for cell in prior() if cell.held}
    return nearest(free, held)


@dataclass(frozen=True, slots=True)
class Total:
    """A figure that some cells must add up to."""

    total: str
    value: float
    """In ``unit``."""
    unit: str
    cells: frozenset[tuple[str, str]]
    mark: str
    grade: str
    source: str

    def found(self, cells: Cells) -> float:
        """What the cells of a matrix add up to, in the total's unit."""
        return sum(cells.get(key, 0.0) for key in self.cells) / units()[self.unit]


def totals() -> list[Total]:
    """Control totals of the matrix."""
    return [
        Total(row["total"], float(row["value"]), row["unit"],
              frozenset((r, p) for r in row["receivers"].split() for p in row["payers"].split()),
              row["mark"], row["grade"], row["source"])
        for row in rows("control_totals.csv")
    ]  # fmt: skip


def shipped_cells() -> dict[tuple[str, str], float]:
    """The shipped matrix without its sums, trn KRW by (receiver, payer)."""
    return {key: value for key, value in matrix().items() if "total" not in key}


def largest_difference(cells: Cells, other: Cells) -> tuple[float, tuple[str, str]]:
    """Largest relative difference of two matrices of the same cells, and the cell it is in."""
    return max((abs(cells[key] / other[key] - 1.0), key) for key in other)


def write(cells: Cells, path: Path) -> None:
    """Write a matrix with its sums in the layout of the shipped one."""
    table = [",".join(("receives\\pays", *ACCOUNTS, "total"))]
    for receiver in ACCOUNTS:
        values = [cells.get((receiver, payer), 0.0) for payer in ACCOUNTS]
        table.append(",".join((receiver, *map(_decimal, values), _decimal(sum(values)))))
    paid = [sum(cells.get((receiver, payer), 0.0) for receiver in ACCOUNTS) for payer in ACCOUNTS]
    table.append(",".join(("total", *map(_decimal, paid))))
    path.write_text("\n".join(table) + "\n", encoding="utf-8")


def _decimal(value: float) -> str:
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") if value else ""


def explain() -> Lines:
    """The opening in plain text, one entry a line: the matrix, its origins, the opening stocks."""
    cells = shipped_cells()
    activities, imports = tuple(ACCOUNTS)[:10], tuple(ACCOUNTS)[10:15]
    factors, institutions = tuple(ACCOUNTS)[15:18], tuple(ACCOUNTS)[18:]
    people = (*institutions[:4], "STATE", "CAPC", "MILK", "ROW")
    return [
        "opening    social accounting matrix of 2011, trn KRW a year at Bank of Korea prices",
        "           rows receive, columns pay; every account receives what it pays",
        *_wrapped("accounts", "; ".join(f"{key} {name}" for key, name in ACCOUNTS.items())),
        *_table("activities: inputs and value added", (*activities, *imports, *factors),
                activities, cells),
        *_origins("activities"),
        *_table("final demand and exports", (*activities, *imports), people, cells),
        *_origins("final demand"),
        *_table("institutions: incomes, transfers, saving", institutions,
                (*factors, *institutions[:8], "ROW"), cells),
        *_table("paid for imports", ("ROW",), imports, cells),
        *_origins("institutions"),
        *_control_totals(),
        *_moved(cells),
        *_marks(cells),
        *_stocks(),
    ]  # fmt: skip


def _table(title: str, receivers: Sequence[str], payers: Sequence[str], cells: Cells) -> Lines:
    """Rows that hold something, with their sums."""
    lines = ["", title, f"{'':7}" + "".join(f"{name:>7}" for name in (*payers, "sum"))]
    for receiver in receivers:
        row = [cells.get((receiver, payer), 0.0) for payer in payers]
        if any(row):
            shown = (f"{value:7.2f}" if value else f"{'':7}" for value in (*row, sum(row)))
            lines.append(f"{receiver:7}" + "".join(shown))
    paid = [sum(cells.get((receiver, payer), 0.0) for receiver in receivers) for payer in payers]
    return [*lines, f"{'sum':7}" + "".join(f"{value:7.2f}" for value in (*paid, sum(paid)))]


def _origins(part: str) -> Lines:
    """Where the blocks of one table come from."""
    lines = ["", "where from"]
    for block in (block for block in blocks().values() if block.part == part):
        held = "held" if block.held == "yes" else "balanced"
        within = f" within a {block.within} total" if block.within != block.mark else ""
        told = f"{held}; {block.mark}{within}{_graded(block)}: {block.source}"
        lines += _wrapped(f"  {block.block}", told, 31)
    return lines


def _control_totals() -> Lines:
    lines = ["", "totals the matrix adds up to"]
    for total in totals():
        told = f"{total.value:g} {total.unit}; {total.mark}{_graded(total)}: {total.source}"
        lines += _wrapped(f"  {total.total}", told, 31)
    return lines


def _graded(entry: Block | Total) -> str:
    plain = entry.mark == "assumed" and entry.grade == "assumption"
    return "" if plain else f" ({entry.grade})"


def moves(cells: Cells) -> dict[tuple[str, str], float]:
    """By how much balancing moved each cell that may move, % of the prior."""
    return {
        (c.receiver, c.payer): 100.0 * (cells[c.receiver, c.payer] / c.value - 1.0)
        for c in prior()
        if not c.held
    }


def _moved(cells: Cells) -> Lines:
    found = moves(cells)
    low, high = min(found, key=found.__getitem__), max(found, key=found.__getitem__)
    return [
        "",
        f"balancing held {len(cells) - len(found)} cells and moved {len(found)}, half of them by "
        f"more than {median(map(abs, found.values())):.0f} %;",
        f"  most {low[0]} from {low[1]} ({found[low]:+.0f} %) and "
        f"{high[0]} from {high[1]} ({found[high]:+.0f} %)",
    ]


def mark_shares(cells: Cells) -> list[tuple[str, str, float, float]]:
    """(own or total's, mark, share of cells, share of value), shares in % of the matrix."""
    known, value = prior(), sum(cells.values())
    lines = []
    for kind, field in (("the cell itself", "mark"), ("the total it is part of", "within")):
        for mark in MARKS:
            keys = [(c.receiver, c.payer) for c in known if getattr(c.block, field) == mark]
            worth = sum(cells[key] for key in keys)
            lines.append((kind, mark, 100.0 * len(keys) / len(known), 100.0 * worth / value))
    return lines


def _marks(cells: Cells) -> Lines:
    lines = ["", f"what rests on what, % of the {len(cells)} cells and of their value"]
    for kind, marks in groupby(mark_shares(cells), lambda line: line[0]):
        told = (f"{mark} {count:.1f} and {worth:.1f}" for _, mark, count, worth in marks)
        lines.append(f"  {kind:<28}" + "; ".join(told))
    return lines


def _stocks() -> Lines:
    """Balance sheet and opening levels: every parameter named for the opening."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for name, found in shipped().items():
        subject, _, key = name.partition(".opening_")
        if key:
            told = groups.setdefault((subject, found.unit, found.grade), [])
            told.append(f"{key} {found.value:,.10g}")
    lines = [
        "",
        "opening stocks and levels (`byungjin explain fx.opening_core` has range and source)",
    ]
    for (subject, unit, grade), told in groups.items():
        lines += _wrapped(f"  {subject}.opening_", f"{', '.join(told)} {unit} ({grade})", 22)
    return lines


def _wrapped(label: str, text: str, indent: int = 11) -> Lines:
    parts = textwrap.wrap(text, WIDTH - indent)
    return [f"{label:<{indent}}{parts[0]}", *(" " * indent + part for part in parts[1:])]


def main(arguments: Sequence[str] | None = None) -> None:
    """Rebuild the matrix, say how far the shipped one is from it, write it if asked."""
    parser = argparse.ArgumentParser(prog="python -m model.balance", description=main.__doc__)
    parser.add_argument("--write", action="store_true", help=f"replace {SHIPPED.name}")
    wanted = parser.parse_args(arguments)
    cells = rebuilt()
    worst, (receiver, payer) = largest_difference(cells, shipped_cells())
    print(f"{len(cells)} cells rebuilt; {SHIPPED.name} differs by at most {100.0 * worst:.1g} %")
    print(f"({receiver} from {payer})")
    if wanted.write:
        write(cells, SHIPPED)
        print(f"{SHIPPED.name} written")


if __name__ == "__main__":
    main()
