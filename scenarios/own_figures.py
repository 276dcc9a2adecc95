"""A user's own observed series: a CSV file with date, series, value and source."""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import InputError, unknown

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("date", "series", "value", "source")
LARGEST = 5_000_000
"""Bytes of a file that is read."""
DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def read(path: str | Path) -> pd.DataFrame:
    """The figures of a file, each in the unit of the series it names.

    Returns:
        date (``YYYY`` or ``YYYY-MM``), series, value, source; in the order of the file.

    Raises:
        InputError: the file or a line of it is not as it should be.
    """
    import pandas as pd

    file = Path(path)
    rows = csv.reader(io.StringIO(_text(file)))
    head = [name.strip().lower() for name in next(rows, [])]
    for name in COLUMNS:
        if name not in head:
            raise InputError(
                f"{file}: column {name!r} is missing; expected the columns {', '.join(COLUMNS)}"
            )
    places = [head.index(name) for name in COLUMNS]
    found = [_row(f"{file}, line {rows.line_num}", row, places) for row in rows if any(row)]
    if not found:
        raise InputError(f"{file}: holds no figure; expected lines of {', '.join(COLUMNS)}")
    return pd.DataFrame(found, columns=list(COLUMNS))


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise InputError(f"{file}: is larger than {LARGEST:,} bytes")
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{file}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is not UTF-8 text (byte {error.start})") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from None


def _row(where: str, row: list[str], places: list[int]) -> tuple[str, str, float, str]:
    from model.series import SERIES

    if len(row) <= max(places):
        raise InputError(f"{where}: has {len(row)} cells; expected {', '.join(COLUMNS)}")
    date, series, value, source = (row[place].strip() for place in places)
    match = DATE.fullmatch(date)
    if match is None:
        raise InputError(f"{where}: {date[:40]!r} is not a date; expected YYYY, YYYY-MM or a day")
    if series not in SERIES:
        raise unknown("series", series[:60], SERIES, where)
    if not source:
        raise InputError(f"{where}: the source is missing; every figure says where it is from")
    month = f"{match[1]}-{match[2]}" if match[2] else match[1]
    return month, series, _number(where, value), source


def _number(where: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"{where}: value = {value[:40]!r} is not a finite number")
    return number
