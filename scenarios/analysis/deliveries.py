"""How much of the arms ordered is delivered, over draws: said wherever arms are what is shown.

Arms leave from a part of output and from stock above what the army keeps. A draw, or a scenario, in
which neither is left in 2023-24, when deliveries are on record, speaks of no arms at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from model.errors import InputError
from scenarios.definition import catalog

if TYPE_CHECKING:
    from model.case import Case
    from scenarios.storage.stored import Stored
    from scenarios.what_if.answers import Answer

ORDERS, DELIVERED = SERIES = ("arms.orders", "arms.exports")
YEARS = (2023, 2024)
LEAST = 0.01
"""Part of what is ordered below which arms count as not delivered."""
GROUP = "arms"


def sentences(
    results: Stored, scenarios: Sequence[str], looked_at: Sequence[str] = ()
) -> list[str]:
    """What is delivered in 2023-24, and in how many draws nothing, if scenarios are about arms.

    They are if one belongs to that group of the library, if they differ in arms ordered, or if a
    figure or setting of arms is looked at.

    Args:
        results: their runs.
        scenarios: those shown, or compared with each other.
        looked_at: series asked for by name, and settings known to be changed.
    """
    if not set(SERIES) <= set(results.units) or not _about_arms(results, scenarios, looked_at):
        return []
    return _said(results, scenarios)


def of_answer(answer: Answer) -> list[str]:
    """The same of an answer of What if, where its scenario or a dial that is turned is about arms.

    Looked up in its baseline, in which nothing is turned that came before 2025.
    """
    from scenarios.what_if.answers import BASELINE

    question = answer.question
    about = catalog.load(question.scenario).group == GROUP
    about |= any(name.startswith(f"{GROUP}.") for name in question.settings)
    return _said(answer, [BASELINE]) if about and set(SERIES) <= {*answer.series} else []


def _said(results: Stored | Answer, scenarios: Sequence[str]) -> list[str]:
    found = []
    for name in scenarios:
        with suppress(InputError):  # none of its runs ended
            found.append(_delivered(results, name))
    parts = [part for part in found if part.size]
    if not parts:
        return []
    missed = sorted(100.0 * float(np.mean(part < LEAST)) for part in parts)
    low, high = f"{missed[0]:.0f}", f"{missed[-1]:.0f}"
    least, middle, most = 100.0 * np.quantile(parts[0], (0.05, 0.5, 0.95))
    return [
        f"In {low if low == high else f'{low} to {high}'} % of the draws next to none of the arms "
        f"ordered in 2023-24 are delivered; in the median draw {middle:.0f} %, in nine of ten "
        f"{least:.0f} to {most:.0f} %."
    ]


def changed(one: Case, other: Case) -> list[str]:
    """Names of the parameters and dated paths in which two cases differ."""
    pairs = [
        (getattr(one, part), getattr(other, part)) for part in ("parameters", "paths", "dated")
    ]
    return [name for a, b in pairs for name in {**a, **b} if a.get(name) != b.get(name)]


def _delivered(results: Stored | Answer, scenario: str) -> np.ndarray:
    """Part of the arms ordered that is delivered, in each draw in which any are ordered."""
    ordered, delivered = (_over_years(results, name, scenario) for name in SERIES)
    found: np.ndarray = delivered[ordered > 0.0] / ordered[ordered > 0.0]
    return found


def _over_years(results: Stored | Answer, series: str, scenario: str) -> np.ndarray:
    """A series added up over `YEARS`, by draw."""
    months, _, values = results.matrix(series, scenario)
    return values[:, np.isin(months.year, YEARS)].sum(axis=1)


def _about_arms(results: Stored, scenarios: Sequence[str], looked_at: Sequence[str]) -> bool:
    groups = {results.manifest["scenarios"].get(name, {}).get("group") for name in scenarios}
    if GROUP in groups or any(name.startswith(f"{GROUP}.") for name in looked_at):
        return True
    with suppress(InputError):
        return any(_differ(results, scenarios[0], other) for other in scenarios[1:])
    return False


def _differ(results: Stored, one: str, other: str) -> bool:
    """Whether other orders come in than in the draws and months that two scenarios share."""
    (_, mine, here), (_, theirs, there) = (results.matrix(ORDERS, name) for name in (one, other))
    months = min(here.shape[1], there.shape[1])
    both = np.intersect1d(mine, theirs)
    a, b = here[np.searchsorted(mine, both)], there[np.searchsorted(theirs, both)]
    return not np.array_equal(a[:, :months], b[:, :months], equal_nan=True)
