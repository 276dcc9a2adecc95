"""Tables as CSV that a spreadsheet opens without running anything in them.

A spreadsheet takes a cell for a formula that begins with one of a few signs, and texts of ours may
come from a stranger: titles, names of factors, sources. An apostrophe makes such a cell a text.
Numbers are left alone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_RUN = "=+\\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}" \
    "\N{FULLWIDTH COMMERCIAL AT}"  # fmt: skip
_FORMULA = re.compile(rf"(^|[;\t\r\n])(\s*)(?=[{_RUN}])")
"""Also after what some spreadsheets take for the end of a cell."""
_IN_COMMENT = re.compile(rf"([,;\t\r\n])(\s*)(?=[{_RUN}])")
_BLANK = re.compile(r"^(?=[\t\r])")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def cell(value: Any) -> Any:
    """A text that no spreadsheet runs; anything else as it is."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    return _BLANK.sub("'", _FORMULA.sub(r"\1\2'", value))


def comment(text: str) -> str:
    """A line before the table, which a spreadsheet cuts at every comma."""
    return f"# {_IN_COMMENT.sub(r"\1\2'", ' '.join(text.splitlines()))}\n"


def rows(head: Sequence[str], lines: Iterable[Iterable[Any]]) -> str:
    """A table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell(name) for name in head])
    writer.writerows([cell(value) for value in line] for line in lines)
    return out.getvalue()


def frame(table: pd.DataFrame, digits: int | None = None) -> str:
    """A frame as CSV, without its index; numbers with so many digits, or all they have."""
    shown = table.copy(deep=False)
    for name in shown.columns[[not _is_number(kind) for kind in shown.dtypes]]:
        known = {value: cell(value) for value in shown[name].unique()}
        shown[name] = shown[name].map(known)
    shown.columns = [cell(str(name)) for name in shown.columns]
    text: str = shown.to_csv(
        index=False, lineterminator="\n", float_format=digits and f"%.{digits}g"
    )
    return text


def _is_number(kind: Any) -> bool:
    import pandas as pd

    return bool(pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_dtype(kind))
