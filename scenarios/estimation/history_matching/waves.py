"""The waves: a screen, then runs ever nearer to the record, each a sweep that can be resumed.

Every wave is a pure function of the runs before it and of one seed, so an interrupted matching
goes on where it stopped and ends with the same sets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.errors import InputError
from scenarios.definition import sampling, sweep_design
from scenarios.definition.catalog import load
from scenarios.definition.parameter_sets import Ensemble
from scenarios.estimation.history_matching import emulator, targets
from scenarios.estimation.history_matching.prior import Prior, drawn, priors
from scenarios.execution import sweep
from scenarios.execution.manifest import sources_hash
from scenarios.execution.run import ENTROPY, Progress

Array = NDArray[np.float64]

SCALE = 500
"""Household rows of a run made to fit: half as dear as 2,000, and as far from luck."""
MORRIS_LEVELS = 4
SCREENED = (0.05, 0.95)
"""The screen stays within these places of each prior."""
INFLUENCE = 0.3
"""A parameter matters if crossing its prior moves some target by so many of its errors."""
MOST_ACTIVE = 90


@dataclass(frozen=True)
class Size:
    """How many runs are spent."""

    trajectories: int = 5
    first: int = 1500
    """Draws of the first wave, from the prior."""
    later: tuple[tuple[int, int], ...] = (
        (1000, 600),
        (1000, 300),
        (1500, 100),
        (2500, 50),
        (2500, 25),
    )
    """Draws of each later wave, from where the emulator expects the record to be met, and moves of
    the chains that draw them, ever fewer: the last stay near runs that met it."""
    kept: int = 200
    """Sets kept at most, and at least if the tolerance has to give way."""
    tolerance: float = 1.0

    def runs(self, parameters: int) -> int:
        """Runs in all with so many parameters, both modes counted."""
        screen = self.trajectories * (parameters + 1)
        return len(targets.MODES) * (screen + self.first + sum(draws for draws, _ in self.later))


QUICK = Size(trajectories=1, first=100, later=((60, 600),), kept=20)
"""Enough to see that everything works, not enough to believe it."""


@dataclass(frozen=True)
class Wave:
    """Runs made: where, and what they missed."""

    places: Array
    missed: Array

    @property
    def distance(self) -> Array:
        """Distance of every draw from the record."""
        return targets.distance(self.missed)


@dataclass(frozen=True)
class Matching:
    """Everything a matching found."""

    priors: tuple[Prior, ...]
    influence: Array
    """Shape (parameters, targets), in errors of the target."""
    active: NDArray[np.int64]
    waves: tuple[Wave, ...]
    size: Size
    seed: int

    @property
    def tolerance(self) -> float:
        """Largest distance accepted: as wished, or as wide as it takes to keep enough sets."""
        best = np.sort(self.waves[-1].distance)
        return float(max(self.size.tolerance, best[min(self.size.kept, len(best)) - 1]))

    @property
    def accepted(self) -> NDArray[np.int64]:
        """Draws of the last wave within the tolerance, in the order they were drawn."""
        return np.flatnonzero(self.waves[-1].distance <= self.tolerance)[: self.size.kept]

    @property
    def rate(self) -> float:
        """Part of the last wave within the tolerance."""
        return float((self.waves[-1].distance <= self.tolerance).mean())

    @property
    def runs(self) -> int:
        """Runs made in all."""
        return self.size.runs(len(self.priors))


Report = Callable[[Progress], None] | None
Tell = Callable[[str], None]


def match(
    folder: Path,
    size: Size | None = None,
    seed: int = ENTROPY,
    workers: int | None = None,
    progress: Report = None,
    tell: Tell = lambda _: None,
    known: Sequence[Prior] = (),
) -> Matching:
    """Screen, then draw and run in waves; resumes what a folder already holds.

    Args:
        folder: where the sweeps are kept, one folder a wave.
        size: how many runs are spent.
        seed: root of all draws.
        workers: processes; one a core if left out.
        progress: called a few times a second.
        tell: told in a line what each wave found.
        known: parameters varied; every uncertainty if left out.

    Raises:
        InputError: the folder holds another matching, or no run of a wave ended well.
    """
    size, known = size or Size(), list(known or priors())
    maker = _Maker(folder, known, workers, progress)
    influence = _screen(maker, size.trajectories, seed)
    strongest = influence.max(axis=1)
    order = np.argsort(-strongest, kind="stable")
    active = order[strongest[order] >= INFLUENCE][:MOST_ACTIVE]
    tell(f"screen: {len(active)} of {len(known)} parameters matter to some target")
    rng = np.random.default_rng([seed, len(known)])
    waves = [maker.run("wave-1", rng.random((size.first, len(known))), seed + 1)]
    tell(_found(1, waves[-1]))
    for number, (draws, moves) in enumerate(size.later, start=2):
        places = _proposals(waves, active, draws, moves, size.tolerance, rng)
        waves.append(maker.run(f"wave-{number}", places, seed + number))
        tell(_found(number, waves[-1]))
    return Matching(tuple(known), influence, active, tuple(waves), size, seed)


@dataclass
class _Maker:
    folder: Path
    known: list[Prior]
    workers: int | None
    progress: Report

    def run(self, name: str, places: Array, entropy: int) -> Wave:
        """Run both modes at places of the prior."""
        table = {n: v.tolist() for n, v in drawn(self.known, places).items()}
        return Wave(places, self.missed(name, table, entropy))

    def missed(self, name: str, table: Mapping[str, Sequence[float]], entropy: int) -> Array:
        """Run both modes with some values; what they miss. Refused if every run failed."""
        scenarios = [load(s).with_(s, end=targets.END, scale=SCALE) for s in targets.MODES.values()]
        made = sweep_design.make(name, {}, scenarios, method="table", table=table, entropy=entropy,
                           only=targets.series())  # fmt: skip
        results = sweep.run(made, out=self.folder / name, workers=self.workers,
                            progress=self.progress)  # fmt: skip
        found = targets.misses(results, made.draws)
        if not np.isfinite(targets.distance(found)).any():
            raise InputError(f"{self.folder / name}: no run ended well; "
                             f"`byungjin sweep failures {self.folder / name}`")  # fmt: skip
        return found


def refreshed(sets: Ensemble, influential: Collection[str], seed: int = ENTROPY) -> Ensemble:
    """Sets by the code as it stands: what moves no target is drawn anew from its prior.

    New parameters come in and removed ones go out that way; a set whose influential values no
    longer fit their ranges is left out.
    """
    rng = np.random.default_rng([seed, sets.size])
    known, table = priors(), np.array(sets.sets)
    fits, columns = np.ones(sets.size, bool), []
    for prior in known:
        fresh = prior.at(rng.random(sets.size))
        if prior.name in influential and prior.name in sets.names:
            fresh = table[:, sets.names.index(prior.name)]
            fits &= (fresh >= prior.parameter.low) & (fresh <= prior.parameter.high)
        columns.append(fresh)
    rows = np.stack(columns, axis=1)[fits].tolist()
    return Ensemble(tuple(p.name for p in known), tuple(map(tuple, rows)))


def distances(
    folder: Path, sets: Ensemble, workers: int | None = None, progress: Report = None
) -> Array:
    """How far sets are from the record by the code as it stands; one sweep of both modes.

    Args:
        folder: where the sweep is kept.
        sets: an ensemble, made by this code or an earlier one.
        workers: processes; one a core if left out.
        progress: called a few times a second.
    """
    table = dict(zip(sets.names, zip(*sets.sets, strict=True), strict=True))
    maker = _Maker(folder, [], workers, progress)
    name = f"check-{sources_hash()[:8]}-{sets.hash[:8]}"
    return targets.distance(maker.missed(name, table, ENTROPY))


def _screen(maker: _Maker, trajectories: int, seed: int) -> Array:
    """How far crossing each prior moves each target, in its errors: (parameters, targets)."""
    count = len(maker.known)
    unit, _ = sampling.places("morris", trajectories, count, MORRIS_LEVELS, seed)
    low, high = SCREENED
    wave = maker.run("screen", low + (high - low) * unit, seed)
    paths = unit.reshape(trajectories, count + 1, count)
    missed = np.clip(wave.missed, -emulator.CUT, emulator.CUT)
    missed = missed.reshape(trajectories, count + 1, -1)
    steps, moves = np.diff(paths, axis=1), np.diff(missed, axis=1)
    which = np.abs(steps).argmax(axis=2)
    effects = moves / np.abs(steps).max(axis=2)[..., None]
    found = np.zeros((count, effects.shape[-1]))
    for parameter in range(count):
        found[parameter] = np.nanmean(effects[which == parameter] ** 2, axis=0)
    return np.sqrt(np.nan_to_num(targets.by_target(found)))


def _proposals(
    waves: list[Wave],
    active: NDArray[np.int64],
    draws: int,
    moves: int,
    tolerance: float,
    rng: np.random.Generator,
) -> Array:
    """Draws where the emulator, taught by all waves, expects the record to be met."""
    places = np.concatenate([wave.places for wave in waves])
    missed = np.concatenate([wave.missed for wave in waves])
    learnt = emulator.fit(places, missed, active)
    met = targets.distance(missed)
    limit = max(tolerance, float(np.quantile(met[np.isfinite(met)], 0.1)))
    best = places[np.argsort(met, kind="stable")[: max(1, draws // 4)]]
    start = best[rng.integers(0, len(best), draws)]
    return emulator.sample(learnt, start, limit, moves, rng)


def _found(number: int, wave: Wave) -> str:
    cuts = np.quantile(wave.distance, [0, 0.1, 0.5])
    return f"wave {number}: distance {cuts[0]:.2f} best, {cuts[1]:.2f} tenth, {cuts[2]:.2f} median"
