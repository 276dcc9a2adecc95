"""`byungjin debate`: the doctrine's controversies as experiments that can fail."""

from __future__ import annotations

import textwrap
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.compare import GIVEN
from commands.terminal import (
    PLACE,
    WIDTH,
    counted,
    number,
    points,
    progress_bar,
    show,
    show_json,
    show_notes,
    show_table,
)
from commands.wording import per_cent, signed

if TYPE_CHECKING:
    from scenarios.debates.posed import Debate
    from scenarios.debates.verdict import Answer, Decider


@click.command(epilog="Example: byungjin debate markets-buffer")
@click.argument("name", metavar="[NAME|all|FILE]", required=False)
@click.option("--seeds", type=int,
              help="Replications of each run.  [default: every parameter set once]")  # fmt: skip
@GIVEN
@click.option("--out", default="runs", show_default=True, type=PLACE,
              help="Folder of stored runs.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def command(name: str | None, seeds: int | None, given: tuple[str, ...], out: Path,
            as_json: bool) -> None:  # fmt: skip
    """Put a claim of the doctrine and its counter-claim to the test.

    Every parameter set answers for itself. The claim is supported or refuted if four fifths of the
    sets say so; else it is undecided, and the parameter that goes most with the answer is named.
    NAME is a debate or its number, all of them, or a file of your own made like those shipped;
    without one, debates are listed and nothing is run. A condition is looked up in the run that
    the first question compares with; what is judged under one is shown and not kept.
    """
    from scenarios.analysis.given import parse
    from scenarios.debates import kept, posed, verdict
    from scenarios.execution.run import run_or_reuse

    if name is None:
        _list(as_json)
        return
    debates, conditions = posed.find(name), parse(given)
    seeds = verdict.seeds_of_all() if seeds is None else seeds
    scenarios, series = verdict.asked(debates, conditions)
    with progress_bar() as bar:
        results = run_or_reuse(scenarios, seeds, out, progress=bar, series=series)
    looked_at = [verdict.kept(debate, results, conditions) for debate in debates]
    found = [(d, verdict.judge(d, some)) for d, some in zip(debates, looked_at, strict=True)]
    told = [
        verdict.facts(*one, getattr(some, "facts", dict)() or None, verdict.notes(one[0], some))
        for one, some in zip(found, looked_at, strict=True)
    ]
    if not conditions:
        kept.keep(results, found)
    if as_json:
        show_json({"store": str(results.path), "seeds": seeds, "debates": told})
    elif len(found) == 1:
        _tell(*found[0], f" {looked_at[0].said}" if conditions else "")
        show_notes(told[0]["notes"])
    else:
        _summary(found)
        show(*(f"{d.number}. {some.said}" for d, some in zip(debates, looked_at, strict=True)
               if conditions))  # fmt: skip


def _list(as_json: bool) -> None:
    from scenarios.debates import posed

    known = [(d.number, d.name, d.claim, d.counter) for d in posed.shipped()]
    if as_json:
        keys = ("number", "name", "claim", "counter")
        show_json({"debates": [dict(zip(keys, row, strict=True)) for row in known]})
        return
    rows = [[str(n), name, claim, counter] for n, name, claim, counter in known]
    show_table(
        "Debates", ["", "Name", "Claim", "Counter-claim"], rows, (0,), (0, 1),
        caption="`byungjin debate NAME` runs one, `byungjin debate all` all of them.",
    )  # fmt: skip


def _tell(debate: Debate, answers: list[Answer], kept: str) -> None:
    """One debate with all its questions; ``kept`` says which draws, if not all."""
    show(f"{debate.number}. {debate.title}", "")
    _say("Claim: ", f"{debate.claim}.")
    _say("Counter-claim: ", f"{debate.counter}.")
    show("")
    for place, answer in enumerate(answers, start=1):
        _say(f"{place}. ", answer.question.asks)
    show("")
    rows = [[str(place), *(_figure(a, v) for v in a.band), per_cent(a.claim), per_cent(a.counter),
             a.sure, a.verdict] for place, a in enumerate(answers, start=1)]  # fmt: skip
    show_table(
        f"The claim is {answers[0].verdict}",
        ["", "5 %", "Median", "95 %", "For", "Against", "Sign", "By this"], rows, range(6),
        caption=f"Over {counted(len(answers[0].values), 'parameter set')}.{kept} For, against: "
        "share of sets whose figure speaks for claim or counter-claim; four fifths decide. Sign: "
        "how sure that of a change is. The first question stands for the debate.",
    )  # fmt: skip
    for place, answer in enumerate(answers, start=1):
        if answer.turns_on is not None:
            _say(f"{place} turns on ", _turn(answer.turns_on))
        if answer.worlds is not None:
            _say(f"{place}. ", answer.worlds.said(partial(_figure, answer)))
    _say("Found elsewhere: ", debate.known)
    _say("Nobody knows: ", debate.unknown)
    _say("It could come out otherwise if ", debate.otherwise)


def _say(head: str, text: str) -> None:
    """A paragraph with a head, later lines set in; nothing if there is no text."""
    if text:
        show(textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent="  "))


def _turn(d: Decider) -> str:
    """The parameter an answer goes with, and where it turns."""
    return (f"{d.parameter} (rank correlation {signed(d.correlation)}): up to {number(d.limit)} "
            f"{per_cent(d.below)} of the sets speak for the claim, above it {per_cent(d.above)}."
            )  # fmt: skip


def _figure(answer: Answer, value: float) -> str:
    plain = answer.question.per is not None or answer.question.change == "level"
    return number(value) if plain else f"{points(value)} %"


def _summary(found: list[tuple[Debate, list[Answer]]]) -> None:
    """All debates, a line each."""
    rows: list[list[Any]] = [
        [str(d.number), d.claim, first.verdict, per_cent(first.claim), per_cent(first.counter),
         "" if first.turns_on is None else first.turns_on.parameter]
        for d, (first, *_) in found
    ]  # fmt: skip
    show_table(
        f"Debates, {counted(len(found[0][1][0].values), 'parameter set')}",
        ["", "Claim", "Is", "For", "Against", "Turns on"], rows, (0, 3, 4), (0, 2, 5),
        caption="By the first question of each; `byungjin debate NUMBER` shows all of them.",
    )  # fmt: skip
