"""`byungjin whatif`: turn dials from a month on, and see what the ensemble's draws answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.terminal import counted, points, show, show_json, show_notes, show_table

if TYPE_CHECKING:
    from scenarios.analysis.sureness import Effect
    from scenarios.what_if.answers import Answer


@click.command(epilog="Example: byungjin whatif baseline --set market.tightness=0.05 --months 60")
@click.argument("scenario", metavar="SCENARIO")
@click.option("--set", "turned", multiple=True, metavar="NAME=VALUE",
              help="A dial and where it is turned to; may be given again.")  # fmt: skip
@click.option("--from", "month", default="2026-01", show_default=True, metavar="YYYY-MM",
              help="Month from which it holds.")  # fmt: skip
@click.option("--months", default=120, show_default=True, help="Months run on from there.")
@click.option("--both", is_flag=True, help="Turn assumptions in the baseline too.")
@click.option("--series", multiple=True, help="A series to show; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(scenario: str, turned: tuple[str, ...], month: str, months: int, both: bool,
            series: tuple[str, ...], as_json: bool) -> None:  # fmt: skip
    """Turn dials of SCENARIO from a month on, beside SCENARIO as it is.

    Forty draws of the ensemble answer, as on the dashboard's page What if; nothing is stored.
    """
    from model.errors import unknown
    from model.series import SERIES
    from scenarios.analysis import deliveries
    from scenarios.analysis.compare import MEASURES
    from scenarios.what_if.answers import Question
    from scenarios.what_if.bench import Bench

    for name in series:
        if name not in SERIES:
            raise unknown("series", name, SERIES)
    question = Question(scenario, month, months, settings(turned), both)
    question.cases()  # what cannot be asked is refused before processes are started
    names = list(dict.fromkeys(series)) or list(MEASURES)
    with Bench(list(dict.fromkeys([*names, *deliveries.SERIES]))) as bench:
        answer = bench.ask(question)
    effects = {name: answer.effect(name) for name in names}
    notes = deliveries.of_answer(answer)
    if as_json:
        show_json(facts(answer, effects) | {"notes": notes})
    else:
        tell(answer, effects)
        show_notes(notes)


def settings(turned: tuple[str, ...]) -> dict[str, float | str]:
    """Dials by name with what they are turned to.

    Raises:
        InputError: no such dial, a value it does not allow, or the same dial twice.
    """
    from model.errors import InputError
    from scenarios.definition.controls import find

    found: dict[str, float | str] = {}
    for given in turned:
        name, equals, value = given.partition("=")
        if not equals:
            raise InputError(f"--set {given[:60]!r} names no value; expected NAME=VALUE")
        dial = find(name)
        if name in found:
            raise InputError(f"--set {name} is given twice")
        found[name] = dial.check(value if dial.choices else _number(value))
    return found


def _number(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value  # the dial says what it expects


def facts(answer: Answer, effects: dict[str, Effect]) -> dict[str, Any]:
    """For JSON: the question, the draws it rests on and every figure with its word."""
    from model.series import SERIES
    from scenarios.execution import manifest
    from scenarios.execution.run import ENTROPY

    q = answer.question
    return {
        "scenario": q.scenario, "from": q.month, "months": q.months, "set": dict(q.settings),
        "both": q.both, "over": answer.last_year, "draws": list(answer.draws),
        "failed": list(answer.failed), "root_entropy": ENTROPY, "code": manifest.code(),
        "command": q.command,
        "measures": [
            {"series": name, "label": SERIES[name].label, "unit": answer.effect_unit(name),
             **found.as_dict()}
            for name, found in effects.items()
        ],
    }  # fmt: skip


def tell(answer: Answer, effects: dict[str, Effect]) -> None:
    """The table: median, middle 90 %, draws that agree on the sign, the word."""
    from model.series import SERIES
    from scenarios.analysis.sureness import WORDS
    from scenarios.what_if.answers import ensemble_size

    units = {"points": "pts"}
    rows = [
        [SERIES[name].label, f"{points(e.median)} {units.get(unit, unit)}",
         f"{points(e.q05)} … {points(e.q95)}", f"{100 * e.share_same_sign:.0f} %",
         points(e.mc_error).lstrip("+"), e.word]
        for name, e in effects.items() for unit in [answer.effect_unit(name)]
    ]  # fmt: skip
    q, words = answer.question, "; ".join(f"{word}: {why}" for word, why in WORDS.items())
    turned = ", ".join(f"{name} = {value}" for name, value in q.settings.items()) or "nothing"
    show_table(
        f"{q.scenario}, what if {turned} from {q.month} on: mean of {answer.last_year}, "
        f"{counted(len(answer.draws), 'draw')} of the ensemble's {ensemble_size()}",
        ["Measure", "Median", "5 to 95 %", "Same sign", "MC error", "Sure?"], rows, (1, 2, 3, 4),
        caption=f"Differences to {q.scenario} as it is, draw by draw: levels in per cent, shares "
        f"in points (pts). {words}.",
    )  # fmt: skip
    show(*(f"Left out: {line}" for line in answer.failed))
