"""docs/debates.md: every debate with what runs say of it.

uv run python -m scenarios.debates.page   # runs what is not in `runs` yet, and writes the page;
                                          # another folder of stores may be named, and after
                                          # it fewer replications than one of every set
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from scenarios.debates import posed, verdict
from scenarios.debates.posed import Debate
from scenarios.debates.verdict import Answer
from scenarios.execution.run import run_or_reuse
from scenarios.storage import store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "debates.md"

Judged = Sequence[tuple[Debate, Sequence[Answer]]]

_HEAD = """\
# Debates

<!-- Written by `python -m scenarios.debates.page`; a test holds its words to their files. -->

The doctrine is disputed. Each dispute that the model has something to say about is posed as an
experiment that can fail: a claim, its counter-claim, runs that tell them apart, and figures,
written down before they were run, from where to where an answer speaks for either side.
`byungjin debate NAME` runs one again, `byungjin debate FILE` one of your own
([how](guide.md#debates)).

Every parameter set answers for itself, with the same luck in every run; {sets} sets were asked. A
claim is *supported* or *refuted* if four fifths of the sets say so, else *undecided*, and then the
parameter that goes most with the answer is what one would have to know. Differences below a floor
(2 % of consumption, a quarter of a point of growth a year, 10 % of currency, .05 of the programme)
speak for neither side unless a question says otherwise. What holds in every set may still be wrong
in the country: the verdict is the model's, and what was found elsewhere stands beside it.

What in the model could make an answer come out otherwise stands under it, and a test holds that a
parameter inside its range does move the first figure of each by more than half of what speaks for
neither side; of number 14 that no longer holds. Of twenty debates the model was made for, numbers
12, 15 and 16 are not posed: they compare structures of the model.

| | claim | verdict | for | against | turns on |
|---:|---|---|---:|---:|---|
"""


def page(judged: Judged) -> str:
    """The whole page as Markdown."""
    sets = len(judged[0][1][0].values)
    lines = [_HEAD.format(sets=sets)]
    for debate, answers in judged:
        first = answers[0]
        turns = f"`{first.turns_on.parameter}`" if first.turns_on else ""
        lines.append(
            f"| {debate.number} | [{debate.claim}](#{_anchor(debate)}) | {first.verdict} "
            f"| {first.claim:.0%} | {first.counter:.0%} | {turns} |\n"
        )
    return "".join([*lines, *(_section(*each) for each in judged)])


def _anchor(debate: Debate) -> str:
    """What GitHub makes of the heading."""
    words = f"{debate.number} {debate.title}".lower()
    kept = "".join(sign for sign in words if sign.isalnum() or sign in " -")
    return kept.replace(" ", "-")


def _section(debate: Debate, answers: Sequence[Answer]) -> str:
    rows = "".join(_row(place, answer) for place, answer in enumerate(answers, start=1))
    quoted = "; ".join(debate.passages)
    return f"""
## {debate.number} {debate.title}

**Claim.** {debate.claim}. **Counter-claim.** {debate.counter}. Sources: {quoted}.

| | question | 5 % | median | 95 % | for | against | so the claim is |
|---:|---|---:|---:|---:|---:|---:|---|
{rows}
{_turns(answers)}It could come out otherwise if {debate.otherwise}.

Found elsewhere: {debate.known} Nobody knows: {debate.unknown}.
"""


def _row(place: int, answer: Answer) -> str:
    unit = " %" if answer.question.per is None and answer.question.change == "percent" else ""
    figures = " | ".join(f"{value:+.3g}{unit}" if unit else f"{value:.3g}" for value in answer.band)
    return (
        f"| {place} | {answer.question.asks} | {figures} | {answer.claim:.0%} "
        f"| {answer.counter:.0%} | {answer.verdict} |\n"
    )


def _turns(answers: Sequence[Answer]) -> str:
    said = [
        f"{place} turns on `{d.parameter}`: up to {d.limit:.3g}, {d.below:.0%} of the sets speak "
        f"for the claim, above it {d.above:.0%}."
        for place, d in enumerate((answer.turns_on for answer in answers), start=1)
        if d is not None
    ]
    return " ".join(said) + "\n\n" if said else ""


def main(out: str = store.DEFAULT.name, seeds: str = "") -> None:
    """Run what is missing in a folder of stores, and write the page."""
    debates = posed.shipped()
    scenarios, series = verdict.asked(debates)
    results = run_or_reuse(scenarios, int(seeds or verdict.seeds_of_all()), out, series=series)
    judged = [(debate, verdict.judge(debate, results)) for debate in debates]
    PAGE.write_text(page(judged), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
