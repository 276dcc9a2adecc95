"""Writes docs/what-changed.md: what the first model said beside what this one says, and why.

uv run python -m tools.changed              # runs what is not in `runs` yet, and writes the page
uv run python -m tools.changed OUT SEEDS    # stored runs elsewhere; replications, if not all sets
                                            # for debates and a hundred for the rest

The first model's figures stand in ``first_model.json``, copied from its own pages (debates, signs)
and from `byungjin validate --json --seeds 100` at the commit named there. Reasons stand in
``reasons.toml`` by row; a row that changed and has none says so.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from scenarios.debates import posed, verdict
from scenarios.definition import parameter_sets
from scenarios.evaluation import expected_signs, scorecard
from scenarios.execution.run import run_or_reuse
from tools.tables import table

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "what-changed.md"
SEEDS = 100
UNKNOWN, AS_BEFORE = "not known", ""
MODES = {"conditional": "A", "semi_endogenous": "B"}
STATES = {True: "met", False: "missed", None: "not scored"}
HEAD = """\
# What changed between the models

<!-- Written by `python -m tools.changed`; a test holds its words to their files. -->

The first model, as it stood at commit `{commit}`, beside this one, with parameter sets `{hash}`.
In the first a fall of sales cut orders, what defence gave up could become civil services or
investment only, a soldier sent home was worth nothing, and arms left from a stock that wore away
([decision 26](decisions/0026-the-plan-allocates.md)). Every verdict, pattern, outside check and
error is here, and every effect of a scenario whose sign was written down in advance, changed or
not. A reason stands where a figure fell on the other side of its bound or its sign; *not known*
says that nobody has found it. An empty cell: it came out as before. The first model was asked with
200 sets (debates) and 100 draws, this one with {sets} and {draws}.
{provisional}"""

Row = Sequence[str]


def first() -> dict[str, Any]:
    """What the first model said."""
    found: dict[str, Any] = json.loads((HERE / "first_model.json").read_text(encoding="utf-8"))
    return found


def reasons() -> dict[str, str]:
    """Why rows differ, by row, or by what several rows have in common."""
    return tomllib.loads((HERE / "reasons.toml").read_text(encoding="utf-8"))


def why(known: dict[str, str], *keys: str) -> str:
    """The reason of a row, from its own key to more general ones."""
    return next((known[key] for key in keys if key in known), UNKNOWN)


def debates(then: Sequence[dict[str, Any]], judged: Any, known: dict[str, str]) -> Iterable[Row]:
    """A row a debate by its first question, and why it was posed anew or came out otherwise."""
    before = {row["number"]: row for row in then if row["place"] == 1}
    for debate, (now, *_) in judged:
        old, own = before.get(debate.number), f"debate {debate.number}"
        anew = old is None or old["asks"] != now.question.asks
        said = [known.get(f"{own} anew", UNKNOWN), known.get(own, "")] if anew else []
        if old is not None and not anew and old["verdict"] != now.verdict:
            said = [why(known, own)]
        yield (str(debate.number), debate.claim, *_then(old), *_now(now),
               " ".join(filter(None, said)))  # fmt: skip


def later(then: Sequence[dict[str, Any]], judged: Any, known: dict[str, str]) -> Iterable[Row]:
    """A row every further question that both models were asked in the same words."""
    before = {(row["number"], row["asks"]): row for row in then}
    for debate, answers in judged:
        for place, now in enumerate(answers):
            old = before.get((debate.number, now.question.asks))
            if old is None or (place == 0 and old["place"] == 1):
                continue
            moved = old["verdict"] != now.verdict
            yield (str(debate.number), now.question.asks, *_then(old), *_now(now),
                   why(known, f"debate {debate.number}") if moved else AS_BEFORE)  # fmt: skip


def _then(old: dict[str, Any] | None) -> tuple[str, str]:
    if old is None:
        return "–", "–"
    return f"{old['verdict']}, {old['claim']}% for, {old['counter']}% against", old["median"]


def _now(answer: Any) -> tuple[str, str]:
    percent = answer.question.per is None and answer.question.change == "percent"
    median = f"{answer.band[1]:+.3g} %" if percent else f"{answer.band[1]:.3g}"
    return f"{answer.verdict}, {answer.claim:.0%} for, {answer.counter:.0%} against", median


def figures(kind: str, then: Any, now: Any, known: dict[str, str]) -> Iterable[Row]:
    """A row a pattern or outside check."""
    before = {row["number"]: row for row in then}
    for row in now:
        old = before[row["number"]]
        moved = old["passed"] != row["passed"]
        yield (
            str(row["number"]), row["name"], STATES[old["passed"]], _figure(old["value"]),
            STATES[row["passed"]], _figure(row["value"]), row["unit"],
            why(known, f"{kind} {row['number']}") if moved else AS_BEFORE,
        )  # fmt: skip


def errors(then: Any, modes: dict[str, Any], known: dict[str, str]) -> Iterable[Row]:
    """A row a mode and series: its error in fitted years and in those held out."""
    for old in then:
        now = modes.get(old["mode"], {}).get(old["target"])
        if now is None:
            continue
        held = now.get("held_out") or {}
        worse = now["fit"]["rmse"] > 1.1 * old["fit"]
        yield (
            MODES[old["mode"]], old["target"], _figure(old["fit"]), _figure(now["fit"]["rmse"]),
            _figure(old["held_out"]), _figure(held.get("rmse")), old["unit"],
            why(known, f"error {old['mode']} {old['target']}", f"error {old['target']}")
            if worse else AS_BEFORE,
        )  # fmt: skip


def effects(then: Any, now: Any, known: dict[str, str]) -> Iterable[Row]:
    """A row an effect of a scenario: its sign and size after a lag."""
    before = {(r["scenario"], r["against"], r["series"], r["lag"]): r for r in then}
    for effect, outcome in now:
        old = before.get((effect.scenario, effect.against, effect.series, effect.lag))
        moved = old is not None and old["sign"] != outcome.sign
        own = f"{effect.scenario} {effect.series}"
        yield (
            f"`{effect.scenario}`", f"`{effect.series}`", f"{effect.lag // expected_signs.YEAR} y",
            effect.sign, f"{old['median']:+.2f}, {old['words']}" if old else "–",
            f"{outcome.said.median:+.2f}, {outcome.said.words}",
            why(known, f"{own} {effect.lag // expected_signs.YEAR}", own, effect.scenario)
            if moved else AS_BEFORE,
        )  # fmt: skip


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def page(judged: Any, card: dict[str, Any], came_out: Any) -> str:
    """The whole page as Markdown."""
    old, known = first(), reasons()
    head = HEAD.format(commit=old["commit"], hash=parameter_sets.shipped().hash,
                       draws=card["seeds"],
                       sets=len(judged[0][1][0].values),
                       provisional=parameter_sets.provisional())  # fmt: skip
    both = ["first", "", "now", "", "unit", "why"]
    parts: list[tuple[str, list[str], Iterable[Row]]] = [
        ("Verdicts, by the first question of each debate",
         ["", "claim", "first", "median", "now", "median", "why"],
         debates(old["debates"], judged, known)),
        ("Further questions asked of both in the same words",
         ["", "question", "first", "median", "now", "median", "why"],
         later(old["debates"], judged, known)),
        ("Patterns", ["", "pattern", *both],
         figures("pattern", old["patterns"], card["patterns"], known)),
        ("Outside checks", ["", "check", *both],
         figures("check", old["checks"], card["checks"], known)),
        ("Errors, root mean square",
         ["mode", "series", "2012-19 first", "now", "2020-24 first", "now", "unit",
          "why a tenth more in 2012-19"],
         errors(old["errors"], card["modes"], known)),
        ("Effects of scenarios, medians in per cent (burden in points, progress in its own unit)",
         ["scenario", "measure", "after", "expected", "first", "now", "why another sign"],
         effects(old["signs"], came_out, known)),
    ]  # fmt: skip
    lines = [head.rstrip()]
    for title, heads, rows in parts:
        lines += ["", f"## {title}", "", *table(heads, rows)]
    return "\n".join(lines) + "\n"


def main(out: str = "runs", seeds: str = "") -> None:
    """Run what is missing and write the page."""
    every, n = posed.shipped(), int(seeds or SEEDS)
    asked, series = verdict.asked(every)
    results = run_or_reuse(asked, int(seeds or verdict.seeds_of_all()), out, series=series)
    judged = [(debate, verdict.judge(debate, results)) for debate in every]
    card = scorecard.scorecard(run_or_reuse(scorecard.asked(), n, out))
    came_out, _ = expected_signs.measured(run_or_reuse(expected_signs.scenarios(), n, out))
    PAGE.write_text(page(judged, card, came_out), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
