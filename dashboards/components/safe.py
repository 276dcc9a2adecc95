"""Values from outside made harmless: text for charts, pages and files, and bounded choices."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from scenarios.integrity import spreadsheets

LONGEST = 60
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Kinds of characters that print nothing, or turn what follows around."""


def plain(text: object, longest: int = LONGEST) -> str:
    """Text without control or direction-changing characters, cut to a length."""
    clean = " ".join(_visible(str(text)).split())
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    spaced = (" " if c.isspace() else c for c in text)  # a line's end parts words, too
    return "".join(c for c in spaced if unicodedata.category(c) not in HIDDEN)


def label(text: object, longest: int = LONGEST) -> str:
    """Text that a chart shows as it is.

    Charts read a subset of HTML, ``%{...}`` as a template and ``$...$`` as mathematics; a
    scenario's name must be none of them.
    """
    clean = plain(text, longest).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return clean.replace("%{", "% {").replace("$", "&#36;")


def cell(text: object) -> str:
    """Text for a CSV cell that a spreadsheet will not run as a formula."""
    return str(spreadsheets.cell(plain(text, 1000)))


def choice(value: object, allowed: Collection[str], default: str) -> str:
    """The value where it is allowed, else the default."""
    return value if isinstance(value, str) and value in allowed else default


def choices(value: object, allowed: Collection[str], most: int) -> tuple[str, ...]:
    """The allowed values among those given, each once, at most so many, in the order given."""
    given = value if isinstance(value, list | tuple) else ()
    found = dict.fromkeys(v for v in given if isinstance(v, str) and v in allowed)
    return tuple(found)[:most]
