"""The mechanisms of a month by name, and one applied to a country outside its month."""

from __future__ import annotations

import ast
import inspect
from functools import cache

from model import month
from model.compiled import compiled

PARTS = ("make", "decide_household_month", "trade", "book_household_month", "settle")
"""What a whole month calls."""


def called(kernel):
    """Names a kernel calls for what they do, in order."""
    source = ast.parse(inspect.getsource(kernel.py_func))
    return [n.value.func.id for n in ast.walk(source)
            if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)]  # fmt: skip


def sequence():
    """Names of the mechanisms in the order of the month."""
    names = []
    for part in PARTS:
        kernel = getattr(month, part)
        names += called(kernel) if kernel.__module__ == month.__name__ else [part]
    return [name for name in names if name != "open_books"]


@cache
def door(mechanism):
    """A kernel that Python may call and that does nothing but the mechanism."""
    if len(inspect.signature(mechanism.py_func).parameters) == 1:
        return compiled(lambda books, rows: mechanism(books[0]))
    return compiled(lambda books, rows: mechanism(books[0], rows))


def apply(mechanism, economy):
    """Let a mechanism work on an economy as it stands."""
    return door(mechanism)(economy.books, economy.rows)
