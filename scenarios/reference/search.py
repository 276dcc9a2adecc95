"""Looking for names by meaning: `inflation` finds the price of rice, `russia` arms and paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from model import drivers, parameters
from model.series import SERIES
from scenarios.definition import catalog

WORD = re.compile(r"[a-z0-9]+")
KINDS = ("scenarios", "series", "paths", "parameters")
"""What is looked through, in the order it is told."""


@dataclass(frozen=True)
class Hit:
    """A name that speaks of what was looked for."""

    kind: str
    name: str
    about: str
    nearness: int
    """3: one of the words it is known by; 2: in its name or label; 1: in its definition."""


def search(asked: str) -> list[Hit]:
    """Names that speak of every word asked for, nearest first; word by word, ends left open.

    Args:
        asked: one word or several, in any case.
    """
    wanted = WORD.findall(asked.lower())
    hits = [] if not wanted else [
        Hit(kind, name, about, min(near))
        for kind, name, about, texts in _everything()
        if all(near := [_nearness(word, texts) for word in wanted])
    ]  # fmt: skip
    return sorted(hits, key=lambda h: (-h.nearness, KINDS.index(h.kind)))


def _nearness(word: str, texts: tuple[str, str, str]) -> int:
    """How near a word is to a name: of its known words, its name and its definition the first."""
    for nearness, text in zip((3, 2, 1), texts, strict=True):
        if any(found.startswith(word) for found in WORD.findall(text.lower())):
            return nearness
    return 0


def _everything() -> Iterator[tuple[str, str, str, tuple[str, str, str]]]:
    """Kind, name and meaning of everything named, and the texts it is found by, nearest first."""
    for name in catalog.names():
        s = catalog.load(name)
        yield "scenarios", name, s.title, (s.group, f"{name} {s.title}", s.about)
    for one in SERIES.values():
        texts = (" ".join(one.words), f"{one.name} {one.label}", one.about)
        yield "series", one.name, one.about, texts
    for path in drivers.DRIVERS.values():
        yield "paths", path.name, path.about, ("", path.name, path.about)
    for p in parameters.shipped().values():
        yield "parameters", p.name, p.about, ("", p.name, f"{p.about} {p.source}")
