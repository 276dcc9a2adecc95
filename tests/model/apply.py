"""One mechanism applied to a country outside its month."""

from __future__ import annotations

import inspect
from functools import cache

from model.compiled import compiled


@cache
def _door(mechanism):
    """A kernel that Python may call and that does nothing but the mechanism."""
    if len(inspect.signature(mechanism.py_func).parameters) == 1:
        return compiled(lambda books, rows: mechanism(books[0]))
    return compiled(lambda books, rows: mechanism(books[0], rows))


def apply(mechanism, economy):
    """Let a mechanism work on an economy as it stands."""
    return _door(mechanism)(economy.books, economy.rows)
