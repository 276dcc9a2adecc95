"""What a matching leaves: the sets kept, and what they say of years they were not shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.definition.parameter_sets import Ensemble
from scenarios.estimation.calibration import commit
from scenarios.estimation.history_matching import emulator, targets
from scenarios.estimation.history_matching.prior import drawn
from scenarios.estimation.history_matching.waves import Matching

Array = NDArray[np.float64]

FIRST_ORIGIN = 2014
"""First year from which the next is forecast, with three years to learn from."""
WALKERS, MOVES = 200, 600
"""Sets drawn from the emulator for a year left out, and the moves of each chain."""


def kept(found: Matching) -> Ensemble:
    """The accepted sets, in the order they were drawn."""
    values = drawn(found.priors, found.waves[-1].places[found.accepted])
    table = np.stack([values[prior.name] for prior in found.priors], axis=1)
    return Ensemble(tuple(p.name for p in found.priors), tuple(map(tuple, table.tolist())))


def learnt(found: Matching) -> dict[str, dict[str, Any]]:
    """What moved what, and how near the sets came, as tables of the provenance.

    Returns:
        "influence": parameter to how far crossing its prior moves the target it moves most, in
        errors of that target, and the target; "misses": target to the median miss of draws from
        the prior and of accepted sets, in its errors.
    """
    names = [target.name for target in targets.targets()]
    influence = {
        found.priors[i].name: [float(found.influence[i].max()), names[found.influence[i].argmax()]]
        for i in found.active
    }
    first, last = found.waves[0].missed, found.waves[-1].missed[found.accepted]
    medians = [np.nanmedian(np.sqrt(targets.by_target(m**2)), axis=0) for m in (first, last)]
    misses = {name: [float(m[i]) for m in medians] for i, name in enumerate(names)}
    return {"influence": influence, "misses": misses}


def growth(missed: Array, mode: str, year: int) -> Array:
    """GDP growth of a year, %, from the misses of draws."""
    found = targets.targets()
    for column, (place, column_year) in enumerate(targets.columns()):
        target = found[place]
        if (target.mode, target.series, column_year) == (mode, "gdp", year):
            recorded = target.values[target.years.index(year)]
            return np.asarray(missed[:, column] * target.error + recorded)
    raise KeyError((mode, year))


def unseen(found: Matching, seen: Sequence[int], year: int) -> dict[str, float]:
    """GDP growth of a year by sets drawn without its figures, %, mean by mode.

    The emulator knows how the model answers from all runs; of the record it is shown only the
    years ``seen``, in the choice of sets as in the weight of runs.
    """
    places = np.concatenate([wave.places for wave in found.waves])
    missed = np.concatenate([wave.missed for wave in found.waves])
    learnt = emulator.fit(places, missed, found.active, tuple(seen))
    rng = np.random.default_rng([found.seed, year, len(seen)])
    nearest = np.argsort(targets.distance(missed, tuple(seen)), kind="stable")[: 2 * WALKERS]
    start = places[rng.choice(nearest, WALKERS)]
    drawn_sets = emulator.sample(learnt, start, found.tolerance, MOVES, rng)
    made = learnt.misses(drawn_sets)
    return {mode: float(growth(made, mode, year).mean()) for mode in targets.MODES}


def left_out(found: Matching, tell: Callable[[str], None]) -> dict[str, dict[str, float]]:
    """Each year by sets that saw the others, and each by sets that saw only those before it.

    Returns:
        "leave_one_out.MODE" and "rolling_origin.MODE": year as text to growth, %.
    """
    years = range(targets.FIRST_YEAR + 1, targets.LAST_YEAR + 1)
    told: dict[str, dict[str, float]] = {}
    for year in years:
        ways = {"leave_one_out": [y for y in years if y != year]}
        if year > FIRST_ORIGIN:
            ways["rolling_origin"] = [y for y in years if y < year]
        for way, seen in ways.items():
            for mode, value in unseen(found, seen, year).items():
                told.setdefault(f"{way}.{mode}", {})[str(year)] = value
        tell(f"without {year}: done")
    return told


def observations_hash() -> str:
    """Names the figures fitted to: sixteen hexadecimal digits."""
    text = repr([(t.name, t.measure, t.error, t.years, t.values) for t in targets.targets()])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def provenance(found: Matching) -> dict[str, Any]:
    """Where the sets come from."""
    from scenarios.execution.manifest import sources_hash

    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": commit(),
        "sources": sources_hash()[:16],
        "years": [targets.FIRST_YEAR + 1, targets.LAST_YEAR],
        "modes": list(targets.MODES),
        "sets": len(found.accepted),
        "runs": found.runs,
        "last_wave": len(found.waves[-1].places),
        "root_seed": found.seed,
        "tolerance": found.tolerance,
        "acceptance_rate": found.rate,
        "parameters": len(found.priors),
        "influential": len(found.active),
        "observations": observations_hash(),
        "sets_hash": kept(found).hash,
    }
