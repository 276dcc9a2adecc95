"""What the JSON files of a store may hold: a stranger's are checked against this before use.

Everything that a reader takes out of them stands here with its type and bounds; what else they hold
is left alone. Texts are data: none of them ever becomes part of a question in SQL or of a path.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from model.errors import InputError
from scenarios.integrity import reading

LARGEST = 50_000_000
"""Bytes of a file; a manifest has some hundred thousand, and a factor may list many values."""
MOST_RUNS = 10_000_000
TIERS = "^(monthly|annual|none)$"

Text = Annotated[str, Meta(max_length=1_000_000)]
Word = Annotated[str, Meta(max_length=300)]
Texts = Annotated[list[Text], Meta(max_length=10_000)]
Count = Annotated[int, Meta(ge=1, le=MOST_RUNS)]
Whole = Annotated[int, Meta(ge=0, le=2**63 - 1)]
SeriesName = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9_.]{0,99}\Z")]
Names = Annotated[list[SeriesName], Meta(min_length=1, max_length=5_000)]
Column = Annotated[str, Meta(min_length=1, max_length=300)]
Inside = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\Z")]
"""The name of a file in the folder itself."""
Process = Annotated[int, Meta(ge=1, le=2**31)]


class Series(Struct):
    """A stored series."""

    name: SeriesName
    unit: Word
    group: Word = ""
    about: Text = ""


class Scenario(Struct):
    """What is said of a scenario."""

    title: Text = ""
    about: Text = ""
    group: Text = ""
    expectation: Text = ""
    feeds: Texts = []
    doctrine_passages: Texts = []
    chain: Texts = []
    case_hash: Word = ""
    start: Word = ""
    end: Word = ""


class Code(Struct):
    """By which code runs were made."""

    version: Word | None = None
    sources_sha256: Word | None = None
    pins_sha256: Word | None = None
    commit: Word | None = None
    dirty: bool | None = None


class Factor(Struct):
    """A factor; `scenarios.definition.factors.factor` checks the rest where it is used."""

    range: tuple[float, float] | UnsetType = UNSET
    n: int = 0
    values: list[float | Word] | UnsetType = UNSET
    set: list[Word] | Word | UnsetType = UNSET
    scale: list[Word] | Word | UnsetType = UNSET
    shift: list[Word] | Word | UnsetType = UNSET


class Design(Struct):
    """What decides the runs of a sweep."""

    factors: dict[Column, Factor]
    method: Word = ""
    n: Whole = 0
    levels: Whole = 0
    seeds: Count = 1
    entropy: Whole = 0
    series: Word = ""
    only: list[Word] = []
    scenarios: dict[Word, Word] = {}


class Sweep(Struct):
    """What a manifest says of a sweep beside what it says of every run."""

    runs: Count
    design: Design
    name: Text = ""
    title: Text = ""
    about: Text = ""
    draws: Count | UnsetType = UNSET
    series: Annotated[str, Meta(pattern=TIERS)] = "monthly"
    files: dict[Inside, Word | None] = {}


class Manifest(Struct):
    """``manifest.json``."""

    scenarios: Annotated[dict[Word, Scenario], Meta(min_length=1, max_length=100_000)]
    series: Annotated[list[Series], Meta(min_length=1, max_length=5_000)]
    replications: Count
    created: datetime | UnsetType = UNSET
    command: Annotated[list[Text], Meta(max_length=100_000)] = []
    code: Code | UnsetType = UNSET
    machine: dict[Word, Word | None] = {}
    packages: dict[Word, Word | None] = {}
    design_hash: Word = ""
    root_entropy: Whole | None = None
    seed_scheme: Word = ""
    ensemble: Word | None = None
    sweep: Sweep | UnsetType = UNSET


class Swept(Manifest, kw_only=True):
    """``manifest.json`` of a sweep."""

    sweep: Sweep
    code: Code


class Case(Struct, forbid_unknown_fields=True):
    """A case of a plan; `model.case.Case` checks what the names and numbers may be."""

    parameters: dict[Word, float] = {}
    paths: dict[Word, list[tuple[Word, float | Word | None]]] = {}
    dated: dict[Word, list[tuple[Word, float]]] = {}
    start: Word = ""
    end: Word = ""
    scale: Count = 1
    seed: Whole = 0


class Plan(Struct):
    """``plan.json``."""

    cases: dict[Word, Case]
    factors: dict[Column, Factor]
    only: Names
    series: Annotated[str, Meta(pattern=TIERS)]
    make: Word
    runs: Count
    ensemble: Word | None = None


Share = Annotated[float, Meta(ge=0, le=1)]


class Turn(Struct):
    """The parameter an answer goes with, and where it turns."""

    parameter: Word
    correlation: float
    limit: float
    below: Share
    above: Share


class Answer(Struct):
    """What the runs answer to one question of a debate."""

    asks: Text
    verdict: Word
    median: float | None
    band_90: tuple[float | None, float | None]
    change: Word
    for_claim: Share
    for_counter: Share
    sets: Count
    goes_with: Turn | None
    turns_on: Word | None


class Debate(Struct):
    """A verdict beside the runs it was read from."""

    name: Word
    number: Count
    questions: Annotated[list[Answer], Meta(min_length=1, max_length=1_000)]
    title: Text = ""
    claim: Text = ""
    counter: Text = ""
    known: Text = ""
    unknown: Text = ""
    passages: Texts = []


class Judged(Struct):
    """``debates.json``."""

    debates: Annotated[list[Any], Meta(max_length=10_000)]


class Runner(Struct):
    """Who holds the lock of a folder."""

    pid: Process
    host: Word
    since: Word
    part: tuple[Count, Count] | None = None


def read(file: Path, kind: type[Struct], what: str) -> dict[str, Any]:
    """A JSON file of a store, as plain dictionaries and lists, checked against a schema.

    Args:
        file: which.
        kind: the schema.
        what: what the file should be, for messages: "the manifest of a stored run".

    Raises:
        InputError: it cannot be read, or a field is missing or of another type or size.
    """
    return checked(file, decoded(file, text(file, what), what), kind)


def parsed(file: Path, text: bytes, kind: type[Struct], what: str) -> dict[str, Any]:
    """A text of JSON inside a file, checked in the same way."""
    return checked(file, decoded(file, text, what), kind)


def text(file: Path, what: str) -> bytes:
    """What a JSON file of a store holds, if that is not without end."""
    return reading.data(file, LARGEST, what)


def decoded(file: Path, text: bytes, what: str) -> dict[str, Any]:
    """A JSON object as a dictionary, not yet checked."""
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{file}: is not {what} ({error})") from None
    if not isinstance(found, dict):
        raise InputError(f"{file}: is not {what} (it holds no object)")
    return found


def checked(file: Path, facts: dict[str, Any], kind: type[Struct]) -> dict[str, Any]:
    """The same facts, if they are as the schema says."""
    try:
        msgspec.convert(facts, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        reason, _, at = str(error).partition(" - at ")
        missing = re.search("missing required field `(.*)`", reason)
        place = at.strip("`").removeprefix("$").removeprefix(".")
        field = ".".join(filter(None, (place, missing[1] if missing else "")))
        reason = re.sub("str matching regex .*", "a plain name", reason).replace("`", "")
        why = "" if missing else f" ({reason[:1].lower()}{reason[1:]})"
        raise InputError(f"{file}: is not whole: {field} is missing or damaged{why}") from None
    return facts
