"""docs/signs.md: signs expected beside what came out.

uv run python -m scenarios.reference.signs_page   # runs the scenarios and writes the page
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.evaluation import expected_signs

if TYPE_CHECKING:
    from scenarios.analysis.results import Results

PAGE = Path(__file__).parents[2] / "docs" / "signs.md"
SEEDS = 100

_OPENING = """\
# Expected signs

Written by `python -m scenarios.reference.signs_page`; `byungjin validate --signs` measures them
again.

What was expected of scenarios was written down before the model was built: the sign of what
each does to output, consumption of the poorest 60 %, the defence burden, the programme, the
market rate (up is a weaker won) and food, after one year and after five, with how far it is
trusted: H high, M middling, L low. `?` asserts no sign, `0` says hardly any move. Beside it
stands what came out: the median over {seeds} paired draws of the year that ends at the lag, in
per cent (the burden in points, progress in its own unit), its sign by the floor of the measure,
and how sure it is ([the words](guide.md#how-sure)). Where the two differ the last column says
why; nothing was tuned to make them agree.
{count}

## Signs

| scenario | against | measure | after | expected | came out | median | how sure | why it differs |
|---|---|---|---|---|---|---|---|---|
"""


def page(results: Results) -> str:
    """Write the whole page as Markdown."""
    found, orders = expected_signs.measured(results)
    asserted = [(e, o) for e, o in found if e.sign != "?"]
    agreed = sum(o.agrees(e) for e, o in asserted)
    kept = sum(margin > 0 for _, margin in orders)
    count = (
        f"{agreed} of {len(asserted)} signs asserted and {kept} of {len(orders)} orderings hold."
    )
    head = _OPENING.format(seeds=results.manifest["replications"], count=count)
    return "".join(
        [head, *(_row(e, o) for e, o in found), _ORDERINGS, *(_held(*o) for o in orders)]
    )


def _row(effect: expected_signs.Effect, outcome: expected_signs.Outcome) -> str:
    years = f"{effect.lag // expected_signs.YEAR} y"
    why = "" if outcome.agrees(effect) else effect.because
    cells = (
        f"`{effect.scenario}`", f"`{effect.against}`", f"`{effect.series}`", years,
        f"{effect.sign} {effect.confidence}".strip(), outcome.sign,
        f"{outcome.said.median:+.2f}", outcome.said.words, why,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


_ORDERINGS = """
## Orderings

| ordering | trusted | holds | by | why not |
|---|---|---|---|---|
"""


def _held(ordering: expected_signs.Ordering, margin: float) -> str:
    holds, why = ("yes", "") if margin > 0 else ("no", ordering.because)
    return f"| {ordering.words} | {ordering.confidence} | {holds} | {margin:+.2f} | {why} |\n"


def main() -> None:
    """Run all of it and write the page."""
    from scenarios.execution.run import run

    with tempfile.TemporaryDirectory() as folder:
        results = run(
            expected_signs.scenarios(), SEEDS, folder, series=expected_signs.series_needed()
        )
        PAGE.write_text(page(results), encoding="utf-8")


if __name__ == "__main__":
    main()
