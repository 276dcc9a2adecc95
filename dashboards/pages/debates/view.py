"""What the page of debates shows: every debate with its last verdict, and the view in the address.

Verdicts lie beside runs in files that anybody may have written: they are read as texts and numbers
of bounded size, and one that is not as it should be counts as not there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from dashboards import view_state
from dashboards.components import text
from dashboards.components.safe import choice, choices, plain
from dashboards.data.stores import Shelf
from model.errors import InputError
from scenarios.analysis.sureness import Effect
from scenarios.analysis.worlds import Worlds
from scenarios.debates import kept, posed, verdict
from scenarios.debates.verdict import Decider
from scenarios.execution import manifest
from scenarios.reference import provenance
from scenarios.storage import store

SUPPORTED, REFUTED = verdict.SIDES
UNDECIDED, NOT_RUN = verdict.UNDECIDED, "not-run"
SHOW = {"all": "All", SUPPORTED: "Supported", REFUTED: "Refuted", UNDECIDED: "Undecided",
        NOT_RUN: "Not run"}  # fmt: skip
"""Which debates are listed, by the name an address uses."""
MOST_QUESTIONS = 30
LONG = 600
"""Letters of a text that is shown at most."""
DAMAGED = (AttributeError, LookupError, OverflowError, TypeError, ValueError)
"""What reading facts raises that are not as they should be."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out of one question."""

    asks: str
    verdict: str
    median: float
    low: float
    high: float
    unit: str
    claim: float
    """Share of sets that speak for the claim."""
    counter: float
    sets: int
    turn: Decider | None
    sure: str = ""
    """How sure the sign of a change is; empty for levels and quotients."""
    worlds: str = ""
    """The two worlds that the sets fall into, in a sentence; empty if they do not."""


@dataclass(frozen=True, slots=True)
class Debate:
    """A debate, with answers if it was run."""

    key: str
    """Its name in the address and in the command: a shipped one's name, or a file's."""
    number: int
    title: str
    claim: str
    counter: str
    known: str
    unknown: str
    otherwise: str
    passages: tuple[str, ...]
    asks: tuple[str, ...]
    answers: tuple[Answer, ...] = ()
    """The first stands for the debate; empty if it was never run."""
    store: str = ""
    """The stored runs it was judged by."""
    seeds: int | None = None
    """Replications it was judged by."""
    notes: tuple[str, ...] = ()
    """What is to be said of its runs."""
    stale: bool = False
    """Whether the model or the questions have changed since."""

    @property
    def own(self) -> bool:
        """Whether it comes from a file of the reader's."""
        return self.key.endswith(".toml")

    @property
    def verdict(self) -> str:
        """What becomes of the claim, or that nobody has asked yet."""
        return self.answers[0].verdict if self.answers else NOT_RUN

    @property
    def command(self) -> str:
        """What runs it again, or for the first time."""
        usual = self.seeds in (None, verdict.seeds_of_all())
        more = "" if usual else f" --seeds {self.seeds}"
        return f"byungjin debate {self.key}{more}"


@dataclass(frozen=True, slots=True)
class DebatesView:
    """Which debates are listed, and which of them stand open."""

    show: str = "all"
    open: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The address's query that gives this view again."""
        return view_state.link({"show": self.show, "open": ",".join(self.open)})


def parse(search: object, debates: Sequence[Debate]) -> tuple[DebatesView, list[str]]:
    """The view an address asks for and, in words, what of it could not be had."""
    asked = view_state.fields(search)
    show = choice(asked.get("show"), SHOW, "all")
    wanted = [key for key in asked.get("open", "").split(",") if key]
    opened = choices(wanted, [debate.key for debate in debates], len(debates))
    notes = [] if asked.get("show", show) == show else ["show was not understood; all are listed."]
    missing = [plain(key, 40) for key in wanted if key not in opened]
    notes += [f"There is no debate {missing[0]} here."] if missing else []
    return DebatesView(show, opened), notes


def gather(shelf: Shelf) -> list[Debate]:
    """The shipped debates by number, then a reader's own, each with its last verdict."""
    judged = _judged(shelf)
    shipped = [_posed(debate) for debate in posed.shipped()]
    found = [judged.pop((debate.key, debate.claim), debate) for debate in shipped]
    listed = [replace(now, stale=now.stale or now.asks != then.asks)
              for now, then in zip(found, shipped, strict=True)]  # fmt: skip
    own = {f"{name}.toml": debate for (name, _), debate in judged.items()}
    return [*listed, *(replace(debate, key=key) for key, debate in own.items())]


def described(name: str) -> str:
    """What a parameter is, in its own words; empty if the model has none of that name."""
    return next((p.about for p in provenance.shipped() if p.name == name), "")


def figures(answer: Answer) -> tuple[str, str, str]:
    """Median, lower and upper end, all with the decimals that the largest of them needs."""
    known = [abs(v) for v in (answer.median, answer.low, answer.high) if math.isfinite(v)]
    largest = max(known, default=0.0)
    digits = min(max(2 - math.floor(math.log10(largest)), 0), 5) if largest > 0 else 0
    said = [text.number(value, digits, signed=bool(answer.unit)) + answer.unit
            for value in (answer.median, answer.low, answer.high)]  # fmt: skip
    return said[0], said[1], said[2]


def share(part: float) -> str:
    """A share of sets as readers say it."""
    return f"{part * 100:.0f} %"


def counted(debates: Sequence[Debate]) -> str:
    """All debates in one sentence."""
    counts = {state: sum(d.verdict == state for d in debates) for state in SHOW}
    said = [f"{n} {SHOW[state].lower()}" for state, n in counts.items() if n]
    return f"{len(debates)} debates: {', '.join(said)}."


def _judged(shelf: Shelf) -> dict[tuple[str, str], Debate]:
    """Verdicts by name and claim, for a reader's own file may be called as a shipped one is."""
    found: dict[tuple[str, str], Debate] = {}
    for name, folder in reversed(shelf.folders().items()):
        for debate in _in_store(name, folder):
            found[debate.key, debate.claim] = debate
    return found


def _in_store(name: str, folder: Path) -> list[Debate]:
    """What can be read of the verdicts of one store."""
    found: list[Debate] = []
    with suppress(InputError, *DAMAGED):
        about, now = store.manifest(folder), manifest.code()["sources_sha256"]
        stale = about.get("code", {}).get("sources_sha256") != now
        for facts in kept.newest(folder):
            with suppress(*DAMAGED):
                found.append(_read(facts, name, int(about["replications"]), stale))
    return found


def _read(facts: Mapping[str, Any], name: str, seeds: int, stale: bool) -> Debate:
    answers = tuple(_answer(row) for row in facts["questions"][:MOST_QUESTIONS])
    if not answers:
        raise ValueError("asks nothing")
    return Debate(
        key=plain(facts["name"]),
        number=int(facts["number"]),
        passages=tuple(plain(words, LONG) for words in list(facts["passages"])[:MOST_QUESTIONS]),
        asks=tuple(answer.asks for answer in answers),
        answers=answers,
        notes=tuple(plain(note, LONG) for note in list(facts.get("notes", ()))[:MOST_QUESTIONS]),
        store=name,
        seeds=seeds,
        stale=stale,
        **{key: plain(facts.get(key, ""), LONG) for key in posed.TEXTS},
    )


def _answer(row: Mapping[str, Any]) -> Answer:
    low, high = row["band_90"]
    return Answer(
        asks=plain(row["asks"], LONG),
        verdict=choice(row["verdict"], verdict.SIDES, UNDECIDED),
        median=_number(row["median"]),
        low=_number(low),
        high=_number(high),
        unit=" %" if row["change"] == "percent" else "",
        claim=_share(row["for_claim"]),
        counter=_share(row["for_counter"]),
        sets=int(row["sets"]),
        turn=_turn(row["goes_with"]) if row["turns_on"] else None,
        sure=plain(row.get("sure", "")),
        worlds=_worlds(row),
    )


def _worlds(row: Mapping[str, Any]) -> str:
    """What was found of two worlds, in a sentence."""
    found = row.get("worlds")
    if not found:
        return ""
    effects = {side: Effect(*(_number(found[side][field.name]) for field in fields(Effect)))
               for side in ("below", "above")}  # fmt: skip
    facts = {"right": _share(found["right"]), "limit": _number(found["limit"]), **effects}
    said = Worlds(plain(found["parameter"]), parted_at=plain(found["parted_at"]),
                  at=_number(found["at"]), **facts)  # fmt: skip
    unit = " %" if row["change"] == "percent" else ""
    return said.said(lambda value: text.number(value, 2, signed=bool(unit)) + unit)


def _turn(row: Mapping[str, Any]) -> Decider:
    figures = _number(row["correlation"]), _number(row["limit"])
    return Decider(plain(row["parameter"]), *figures, _share(row["below"]), _share(row["above"]))


def _number(value: Any) -> float:
    """A number; none if the file has none there."""
    return math.nan if value is None else float(value)


def _share(value: Any) -> float:
    part = float(value)
    if not 0 <= part <= 1:
        raise ValueError(value)
    return part


def _posed(debate: posed.Debate) -> Debate:
    """A shipped debate that was never run."""
    return Debate(
        key=debate.name,
        number=debate.number,
        passages=tuple(plain(words, LONG) for words in debate.passages),
        asks=tuple(plain(question.asks, LONG) for question in debate.questions),
        **{key: plain(getattr(debate, key), LONG) for key in posed.TEXTS},
    )
