"""Verdicts beside the runs they were read from, so that a page shows them without judging again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.errors import InputError
from scenarios.debates import verdict
from scenarios.debates.posed import Debate
from scenarios.debates.verdict import Answer
from scenarios.storage import store

if TYPE_CHECKING:
    from scenarios.analysis.results import Results

FILE = "debates.json"
"""In the folder of a store."""

Facts = dict[str, Any]


def keep(results: Results, judged: Sequence[tuple[Debate, Sequence[Answer]]]) -> list[Facts]:
    """Write what was judged into the store; verdicts of other debates on it stay.

    Returns:
        The debates as `verdict.facts` tells them.
    """
    told = [verdict.facts(d, answers, said=verdict.notes(d, results)) for d, answers in judged]
    found = {debate["name"]: debate for debate in [*_read(results.path), *told]}
    with suppress(InputError):  # a store that may only be read is answered from all the same
        store.write_json(results.path / FILE, {"debates": list(found.values())})
    return told


def newest(home: Path) -> list[Facts]:
    """The last verdict of every debate among the stores of a folder, by number.

    Each has ``store`` beside what `verdict.facts` tells: the store it was read from.
    """
    found: dict[str, Facts] = {}
    for folder in store.find(home):
        found |= {debate["name"]: {**debate, "store": folder.name} for debate in _read(folder)}
    return sorted(found.values(), key=lambda debate: (debate["number"], debate["name"]))


def made_for(folder: Path) -> bool:
    """Whether a store was made for debates: it has verdicts, and only the series they ask for."""
    from model.series import SERIES

    with suppress(InputError):
        held = store.manifest(folder)["series"]
        return (folder / FILE).is_file() and len(held) < len(SERIES)
    return False


def _read(folder: Path) -> list[Facts]:
    """Verdicts of one store; none if it keeps none, and none that are damaged."""
    from scenarios.storage import schema

    file, found = folder / FILE, list[Facts]()
    with suppress(InputError):
        store.check_own(folder)
        for debate in schema.read(file, schema.Judged, "the verdicts of a store")["debates"]:
            with suppress(InputError):
                found.append(schema.checked(file, debate, schema.Debate))
    return found
