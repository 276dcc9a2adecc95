"""A design: which factors, where, in which scenarios, with how many seeds.

From a TOML file (``scenarios/designs`` holds the shipped ones) or from Python:

    make("mine", {"sanctions.leak": {"range": [0, 0.4], "n": 9}}, ["baseline"], seeds=10)

Runs are numbered scenario by scenario, draw by draw, seed by seed; replication r has the same
luck at every draw of every scenario.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.case import Case, month_number
from model.errors import InputError, unknown
from scenarios.definition import factors as factors_
from scenarios.definition import parameter_sets, sampling, scenario_file
from scenarios.definition.catalog import Scenario, load
from scenarios.definition.factors import Factor, factor
from scenarios.execution import memory
from scenarios.execution.pool import cores
from scenarios.execution.run import ENTROPY, MOST_SEEDS
from scenarios.integrity import reading
from scenarios.storage import tables

MOST, TARGET_S, LEAST_S, SLOW_S = 500, 10.0, 2.0, 0.7
"""A task has at most so many runs and about so many seconds of work; fewer near the end, but not
below the third, since storing a task costs as much as a run or two. A run slower than the fourth is
a task alone: an interruption need not wait."""
FOLDER = Path(__file__).parents[1] / "designs"
KEYS = ("title", "about", "scenarios", "method", "n", "levels", "seeds", "entropy", "end", "scale",
        "parameters", "series", "only", "table", "factors")  # fmt: skip
SETS = ("best", "ensemble")
"""What a run takes under its factors: the best single set, or one of the ensemble."""
LARGEST, LARGEST_TABLE = 5_000_000, 50_000_000
"""Bytes of a design and of a table of draws."""
MOST_RUNS = 10_000_000
MONTH_S = 4e-4
"""Seconds a month of 2,000 household rows takes, roughly; a sweep measures it once it runs."""
PACKED = 0.55
"""Bytes on the disk per byte of float32, as measured."""
COLUMN_BYTES = 260
"""Bytes of a shard's footers for each column, as measured."""
SMALL = 6
"""Small shards that each process makes."""
ROW_BYTES = 60
"""Bytes a run takes in the tables of design and status."""


@dataclass(frozen=True)
class Design:
    """What is to be run; `make`, `find` and `read` build one.

    Raises:
        InputError: anything in it is unknown, out of range or of no use; one sentence.
    """

    name: str
    factors: tuple[Factor, ...]
    scenarios: tuple[Scenario, ...]
    method: str = "grid"
    n: int = 0
    """Points (lhs, sobol), base points (saltelli), trajectories (morris)."""
    levels: int = 4
    """Of a Morris design."""
    seeds: int = 1
    entropy: int = ENTROPY
    """Root of the runs' luck and of the draws."""
    parameters: str = "best"
    """The best single set, or the ensemble: replication r then takes its set r, over and over."""
    series: str = "monthly"
    """What is stored of a run beside its summary: one of `tables.TIERS`."""
    only: tuple[str, ...] = ()
    """Names of the series kept; all if empty."""
    table: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Draws by factor, for the method "table"."""
    title: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        if self.method not in sampling.METHODS:
            raise unknown("method", self.method, sampling.METHODS)
        if self.series not in tables.TIERS:
            raise unknown("series", self.series, tables.TIERS)
        if self.parameters not in SETS:
            raise unknown("parameters", self.parameters, SETS)
        _whole("seeds", self.seeds, 1, MOST_SEEDS)
        _whole("entropy", self.entropy, 0, 2**63 - 1)
        _whole("n", self.n, 0, 10**18)
        _whole("levels", self.levels, 2, 1000)
        _check_series(self.only)
        factors_.check_together(self.factors)
        names = [s.name for s in self.scenarios]
        for what, listed in (("scenario", names), ("series", self.only)):
            for name in listed:
                if listed.count(name) > 1:
                    raise InputError(f"{what} {name!r} is given twice")
        if self.method not in ("grid", "table"):
            sampling.check(self.method, self.n, self.levels)
        elif self.n:
            raise InputError(f"n = {self.n}; a {self.method} has the values of its factors and no "
                             "points of its own")  # fmt: skip
        self._check_count()
        for scenario in self.scenarios:
            factors_.check(scenario.case, self.factors, scenario.name)
            if self.series == "annual" and not tables.years(scenario.case):
                raise InputError(f"{scenario.name}: from {scenario.case.start} to "
                    f"{scenario.case.end} is no whole year; annual series need one")  # fmt: skip

    def _check_count(self) -> None:
        if not self.runs:
            raise InputError(f"design {self.name} has 0 runs: {self.arithmetic}; "
                             "expected factors, scenarios and seeds")  # fmt: skip
        if self.runs > MOST_RUNS:
            raise InputError(f"design {self.name} has {self.runs:,} runs ({self.arithmetic}), "
                f"{self.estimate()}; at most {MOST_RUNS:,} are taken")  # fmt: skip

    @property
    def draws(self) -> int:
        """Combinations of factor values."""
        factors, n = self.factors, self.n
        if not factors:
            return 0
        if self.method == "table":
            n = len(next(iter(self.table.values())))
        grid = self.method == "grid"
        return sampling.count(self.method, n, [len(f.levels) if grid else 1 for f in factors])

    @property
    def runs(self) -> int:
        """Runs in all."""
        return self.draws * len(self.scenarios) * self.seeds

    @property
    def arithmetic(self) -> str:
        """How the runs come about."""
        counts = {"draw": self.draws, "scenario": len(self.scenarios), "seed": self.seeds}
        return " x ".join(f"{n:,} {name}{'' if n == 1 else 's'}" for name, n in counts.items())

    def estimate(self, workers: int = 1) -> str:
        """Rough time, memory and size, in words."""
        seconds = self.seconds_a_run * self.runs / workers
        processes = "one process" if workers == 1 else f"{workers} processes"
        rows = max((s.case.scale for s in self.scenarios), default=0)
        together = size(workers * memory.needed(rows))
        return (f"about {duration(seconds)} on {processes}, {together} of memory and "
                f"{size(self.bytes)} on the disk")  # fmt: skip

    @property
    def seconds_a_run(self) -> float:
        """Rough, from the months and rows of the scenarios."""
        months = [len(s.case.months) * (0.5 + s.case.scale / 4000) for s in self.scenarios]
        return MONTH_S * sum(months) / len(months) if months else 0.0

    @property
    def bytes(self) -> int:
        """Rough size of the store."""
        from model.series import SERIES

        kept = len(self.only) or len(SERIES)
        periods = sum(tables.periods(s.case, self.series) for s in self.scenarios)
        figures = kept * (len(tables.INDICATORS) + periods / max(1, len(self.scenarios)))
        columns = kept * (len(tables.INDICATORS) + (self.series != "none"))
        return int(self.runs * (figures * 4 * PACKED + ROW_BYTES + 8 * len(self.factors))
                   + self._shards * columns * COLUMN_BYTES)  # fmt: skip

    @property
    def _shards(self) -> int:
        """Rough number of shards: small ones at first and at last, by the time a run takes."""
        each = self.seconds_a_run
        most = 1 if each > SLOW_S else min(MOST, TARGET_S / max(each, 1e-6))
        return int(min(self.runs, self.runs / most + SMALL * cores()))

    @cached_property
    def columns(self) -> dict[str, NDArray[Any]]:
        """The draws: one array per factor, and "block" (see `sampling.places`)."""
        if self.method == "table":
            columns = {f.name: factors_.column(self.table[f.name]) for f in self.factors}
            return columns | {"block": np.zeros(self.draws, np.int32)}
        if self.method == "grid":
            levels = [factors_.column(f.levels) for f in self.factors]
            places = sampling.grid([len(values) for values in levels])
            columns = {f.name: levels[i][places[:, i]] for i, f in enumerate(self.factors)}
            return columns | {"block": np.zeros(self.draws, np.int32)}
        count = len(self.factors)
        unit, blocks = sampling.places(self.method, self.n, count, self.levels, self.entropy)
        columns = {f.name: f.at(unit[:, i]) for i, f in enumerate(self.factors)}
        return columns | {"block": blocks}

    def facts(self) -> dict[str, Any]:
        """Everything that decides its runs, as JSON takes it."""
        sets = {"ensemble": parameter_sets.shipped().hash} if self.parameters == "ensemble" else {}
        return sets | {
            "method": self.method,
            "n": self.n,
            "levels": self.levels,
            "seeds": self.seeds,
            "entropy": self.entropy,
            "series": self.series,
            "only": list(self.only),
            "factors": {f.name: f.facts() for f in self.factors},
            "scenarios": {s.name: s.case.hash for s in self.scenarios},
        }

    @cached_property
    def hash(self) -> str:
        """Sixteen hexadecimal digits that name the design: its facts and every draw."""
        digest = hashlib.sha256(json.dumps(self.facts(), sort_keys=True).encode())
        for name, values in self.columns.items():
            text = values.tolist() if values.dtype == object else None
            digest.update(name.encode())
            digest.update(json.dumps(text).encode() if text is not None else values.tobytes())
        return digest.hexdigest()[:16]


def make(
    name: str,
    factors: Mapping[str, Any],
    scenarios: Sequence[str | Path | Scenario] = ("baseline",),
    end: str | None = None,
    scale: int | None = None,
    **facts: Any,
) -> Design:
    """A design from names and plain tables.

    Args:
        name: what it is called.
        factors: by name, what `scenarios.definition.factors.factor` takes, or a `Factor`.
        scenarios: names, files or scenarios.
        end: last month of every run, YYYY-MM; the scenario's if left out.
        scale: household rows; the scenario's if left out.
        facts: further fields of `Design`.
    """
    _check_types(facts)
    made = {k: f if isinstance(f, Factor) else factor(k, f) for k, f in factors.items()}
    if "levels" in facts and facts.get("method") != "morris":
        raise InputError(f"levels = {facts['levels']}: is for the method morris alone")
    if facts.get("method") == "table":
        draws = facts.get("table", {})
        _check_columns(made, draws)
        made = {column: _column_factor(column, made.get(column), draws[column]) for column in draws}
    changes: dict[str, Any] = {} if end is None else {"end": end}
    changes |= {} if scale is None else {"scale": scale}
    asked = [s if isinstance(s, Scenario) else load(s) for s in scenarios]
    over = tuple(s.with_(s.name, **changes) if changes else s for s in asked)
    facts = {"title": name, **facts, "only": tuple(facts.get("only", ()))}
    return Design(name, tuple(made.values()), over, **facts)


def names() -> list[str]:
    """Names of the shipped designs, sorted."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def find(name: str | Path, **changes: Any) -> Design:
    """A design by the name of a shipped one, or by the path of a file.

    Args:
        name: of a shipped design, or a TOML file.
        changes: fields laid over what the file says (seeds, series, end, scale, …).
    """
    if isinstance(name, Path) or name.endswith(".toml") or "/" in name or "\\" in name:
        return read(Path(name), **changes)
    if name not in names():
        raise unknown("design", name, names())
    return read(FOLDER / f"{name}.toml", **changes)


def read(file: Path, **changes: Any) -> Design:
    """A design from a TOML file; its refusals begin with the file's name."""
    document = scenario_file.toml(file, reading.text(file, LARGEST, "design (.toml)"))
    try:
        for key in document:
            if key not in KEYS:
                raise unknown("key", key, KEYS)
        facts = {k: v for k, v in document.items() if k != "table"} | changes
        _check_types(facts)
        facts.setdefault("factors", {})
        if "table" in document:
            _check_table(document)
            facts |= {"table": table(file.parent / str(document["table"])), "method": "table"}
        return make(file.stem, **facts)
    except InputError as error:
        raise InputError(f"{file}: {error}") from None


def _check_table(document: Mapping[str, Any]) -> None:
    if not isinstance(document["table"], str):
        raise InputError(f"table = {document['table']!r:.60}; expected the name of a CSV file")
    if document.get("method", "table") != "table":
        raise InputError(f"method = {document['method']!r:.40}: the draws are those of the table; "
                         "drop one of them")  # fmt: skip


def table(file: Path) -> dict[str, list[Any]]:
    """Draws from a CSV file: names of factors in its first row, a draw in each other."""
    text = reading.text(file, LARGEST_TABLE, "table of draws (CSV)")
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    except csv.Error as error:
        raise InputError(f"{file}: cannot be read as CSV ({error})") from None
    if len(rows) < 2:
        raise InputError(f"{file}: holds no draw; expected names in the first row, draws below")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise InputError(f"{file}, row {number}: {len(row)} cells; expected {len(rows[0])}")
    heads = [head.strip() for head in rows[0]]
    if len(set(heads)) < len(heads):
        raise InputError(f"{file}: a name stands twice in the first row")
    return {name: [_cell(row[i]) for row in rows[1:]] for i, name in enumerate(heads)}


def _check_columns(factors: Mapping[str, Factor], draws: Mapping[str, Sequence[Any]]) -> None:
    """Refuse factors a table of draws has no column for."""
    if not draws:
        raise InputError('method "table" needs table, a CSV file: names in the first row, draws '
                         "below")  # fmt: skip
    for name in factors:
        if name not in draws:
            raise InputError(f"factor {name}: is no column of the table, which has "
                             f"{', '.join(draws)}")  # fmt: skip


def _cell(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text.strip()


def _column_factor(name: str, known: Factor | None, draws: Sequence[Any]) -> Factor:
    """The factor of a column of a table: what it may change is known, its values are the draws."""
    values = list(dict.fromkeys(draws))
    if known is None:
        return factor(name, {"values": values})
    return replace(known, values=factor(name, {known.operation: list(known.targets),
                                               "values": values}).values)  # fmt: skip


def _check_types(facts: Mapping[str, Any]) -> None:
    if isinstance(facts.get("series"), list | tuple):
        raise InputError(f"series = {facts['series']!r:.60}; expected one of "
            f"{', '.join(tables.TIERS)}; names of series go in only")  # fmt: skip
    for key in ("title", "about", "method", "parameters", "series", "end"):
        if key in facts and not isinstance(facts[key], str):
            raise InputError(f"{key} = {facts[key]!r:.60}; expected a text")
    for key in ("scenarios", "only"):
        given = facts.get(key, [])
        if not isinstance(given, list | tuple) or not all(isinstance(s, str) for s in given):
            raise InputError(f"{key} = {given!r:.60}; expected a list of names")
    if not isinstance(facts.get("factors", {}), dict):
        raise InputError("factors: expected a table [factors]")
    if "end" in facts:
        month_number(facts["end"], "end")
        Case(end=facts["end"])


def _whole(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError(f"{name} = {value!r:.40}; expected a whole number from {low} to {high}")


def _check_series(names: Sequence[str]) -> None:
    from model.series import SERIES

    for name in names:
        if name not in SERIES:
            raise unknown("series", name, SERIES)


def duration(seconds: float) -> str:
    """A time in words: two figures and the unit that suits."""
    for unit, length in (("years", 365.25 * 86400), ("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {unit}"
    return f"{max(1, math.ceil(seconds))} s"


def size(count: float) -> str:
    """A number of bytes in words."""
    for unit, length in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if count >= length:
            return f"{count / length:,.1f} {unit}"
    return f"{count / 1000:,.0f} kB"
