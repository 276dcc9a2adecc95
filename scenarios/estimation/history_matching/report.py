"""The page on calibration, written from the shipped sets and their provenance.

python -m scenarios.estimation.history_matching.report     # writes docs/calibration.md
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.parameters import get
from scenarios.definition import parameter_sets
from scenarios.definition.parameter_sets import Ensemble
from scenarios.estimation.history_matching.prior import Prior

PAGE = Path(__file__).resolve().parents[3] / "docs" / "calibration.md"
LUCK = 1 / np.sqrt(12)
"""Standard deviation of a uniform draw from the unit interval."""
LEARNT, HARDLY = 0.7, 0.9
"""A spread of less than the first beside the prior counts as identified, below the second as
narrowed."""
LEAST_TRADE = 0.25
"""Correlation from which a pair of parameters is said to trade off."""

Array = NDArray[np.float64]

HEAD = """# Calibration

<!-- Written by `python -m scenarios.estimation.history_matching.report`; a test holds it to the
shipped sets. -->

{sets} parameter sets out of {last} drawn in the last wave are as near to the record of
{first_year}-{last_year} as the record may be to the truth. They ship as
`scenarios/definition/ensemble.csv`; replication r of a run
takes set r, over and over. `byungjin calibrate` makes them anew.

Made on {date} at commit `{commit}` with {runs:,} runs (root seed {root_seed}); tolerance
{tolerance:.2f}, acceptance rate {acceptance_rate:.0%} of the last wave; observations
`{observations}`, sets `{sets_hash}`. No year after {last_year} was read.{provisional}

## How

1. **Prior**: a triangle over each range in [parameters](parameters.md), its peak at the shipped
   value; flat where that value rests on a year after 2019; for the parameters of the single fit
   the prior that fit started from; for rates of events and resolutions log-normal, with the
   standard error of their estimate from 2006-2017. {parameters} uncertainties, all varied at once.
2. **Screen** (Morris): {influential} of them move some target by at least 0.3 of its error when
   they cross nine tenths of their prior. The others are drawn from the prior throughout.
3. **Waves**: a quadratic emulator learns every miss from the runs so far; chains start at the runs
   nearest to the record and wander over the prior where it expects the record to be met, in ever
   fewer moves from wave to wave; where they end is run; it learns again.
4. **Acceptance**: sets of the last wave whose run is within the tolerance: the root mean square
   over targets of the misses, in errors of the record, and two thirds of the worst target's.

Both modes count: A with recorded trade and power fed in, B with both made inside. A series fed into
a mode is no target of it. The errors stand in `scenarios/history/record/targets.csv`.

## How near

Root mean square miss over years, in errors of the record; medians.
"""


def places(sets: Ensemble) -> Array:
    """Where in its prior every value lies: shape (sets, parameters)."""
    columns = np.array(sets.sets).T
    priors = [Prior(get(name)) for name in sets.names]
    return np.stack([p.place(c) for p, c in zip(priors, columns, strict=True)], axis=1)


def narrowing(sets: Ensemble) -> dict[str, float]:
    """Spread of each parameter beside its prior: 1 nothing was learnt, 0 it is known."""
    return dict(zip(sets.names, (places(sets).std(axis=0) / LUCK).tolist(), strict=True))


def traded(sets: Ensemble, among: Iterable[str]) -> list[tuple[str, str, float]]:
    """Pairs that trade off: names and correlation, the strongest first."""
    names = [name for name in sets.names if name in set(among)]
    mine = places(sets)[:, [sets.names.index(n) for n in names]]
    together = np.atleast_2d(np.corrcoef(mine, rowvar=False))
    found = [
        (names[i], names[j], float(together[i, j]))
        for i in range(len(names))
        for j in range(i)
        if abs(together[i, j]) >= LEAST_TRADE
    ]
    return sorted(found, key=lambda pair: -abs(pair[2]))


def page(sets: Ensemble, facts: Mapping[str, Any]) -> str:
    """The page, as Markdown."""
    first, last = facts["years"]
    reason = facts.get("provisional", "")
    said = f"\n\n**Provisional**: {reason}." if reason else ""
    known = {**facts, "last": facts["last_wave"], "provisional": said}
    head = HEAD.format(**known, first_year=first, last_year=last)
    misses = [(f"`{n}`", f"{a:.2f}", f"{b:.2f}") for n, (a, b) in facts["misses"].items()]
    lines = [head, *_table(("target", "prior", "accepted"), misses), ""]
    lines += _identified(sets, facts["influence"])
    lines += _trades(sets, facts["influence"])
    lines += _unseen(facts)
    return "\n".join(lines)


def _identified(sets: Ensemble, influence: Mapping[str, Sequence[Any]]) -> list[str]:
    width = narrowing(sets)
    columns = np.array(sets.sets).T
    rows = []
    for name in sorted(influence, key=width.__getitem__):
        if width[name] < HARDLY:
            low, high = np.quantile(columns[sets.names.index(name)], [0.05, 0.95])
            before = Prior(get(name)).middle(0.9)
            rows.append((
                f"`{name}`", f"{width[name]:.2f}", f"{before[0]:.3g} to {before[1]:.3g}",
                f"{low:.3g} to {high:.3g}", f"{influence[name][0]:.1f}", influence[name][1],
            ))  # fmt: skip
    known = [name for name in influence if width[name] < LEARNT]
    wide = [name for name in influence if width[name] >= HARDLY]
    silent = sorted(set(sets.names) - set(influence))
    heads = ("parameter", "spread beside prior", "prior, middle 90 %", "accepted, middle 90 %",
             "moves", "target it moves most")  # fmt: skip
    return [
        "## What is identified", "",
        f"{len(known)} parameters keep less than {LEARNT:.0%} of their prior's spread, "
        f"{len(rows) - len(known)} more less than {HARDLY:.0%}.", "", *_table(heads, rows), "",
        "## What is not", "",
        f"{len(wide)} parameters move some target and yet stay as wide as before, for others make "
        f"up for them: {_listed(wide)}.", "",
        f"{len(silent)} move no target and keep their prior; what they do after 2019 is not known "
        f"from this record: {_listed(silent)}.", "",
    ]  # fmt: skip


def _trades(sets: Ensemble, influence: Mapping[str, Any]) -> list[str]:
    pairs = [(f"`{a}`", f"`{b}`", f"{r:+.2f}") for a, b, r in traded(sets, influence)]
    note = "Correlation over accepted sets: above zero, a rise of one needs a rise of the other."
    return ["## What trades off", "", note, "",
            *_table(("parameter", "parameter", "correlation"), pairs), ""]  # fmt: skip


def _unseen(facts: Mapping[str, Any]) -> list[str]:
    modes = ("conditional", "semi_endogenous")
    ways = {"leave_one_out": "the other years", "rolling_origin": "earlier years alone"}
    heads = ["GDP growth, %", *(f"{m} by {w}" for m in ("A", "B") for w in ways.values())]
    years = list(facts["leave_one_out"]["conditional"])
    rows = []
    for year in years:
        values = [facts[way][mode].get(year) for mode in modes for way in ways]
        rows.append([year, *("" if v is None else f"{v:+.1f}" for v in values)])
    return [
        "## Years not shown", "",
        "Means of sets drawn by the emulator without the figures of a year, or without those of "
        "it and all later ones. `byungjin validate` scores them.", "", *_table(heads, rows), "",
    ]  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows)]


def main() -> None:
    """Write the page of the shipped sets."""
    PAGE.write_text(page(parameter_sets.shipped(), parameter_sets.provenance()), encoding="utf-8")


if __name__ == "__main__":
    main()
