"""The stores a dashboard was opened on, looked at afresh whenever a page is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.compare import Scenario
from dashboards.safe import plain
from dashboards.specs import CHARTS
from model.errors import InputError
from scenarios import store
from scenarios.results import Results

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.bench import Bench

EMPTY = "There are no runs to show yet."
WORDS = {
    "failed": "failed",
    "timeout": "ran out of time",
    "crashed": "crashed",
    "pending": "have not ended",
}


@dataclass(frozen=True)
class Opened:
    """One store, ready to be read."""

    name: str
    results: Results
    scenarios: dict[str, Scenario]
    """Those with a finished run, by name, in the store's order."""
    baseline: str
    """What is compared with by default: the scenario most others extend, else the first."""
    notes: tuple[str, ...]
    """What a reader should know first: runs that failed, a model that has changed."""

    @property
    def about(self) -> dict[str, Any]:
        """The manifest: what was run, by which code."""
        return self.results.manifest


class Shelf:
    """Stores by name, newest first.

    Args:
        paths: stores, or folders of stores.
        observed: the reader's own figures, as `scenarios.own_figures.read` gives them.
    """

    def __init__(self, paths: Sequence[str | Path], observed: pd.DataFrame | None = None) -> None:
        self.paths = tuple(Path(path) for path in paths)
        self.observed = observed

    @cached_property
    def bench(self) -> Bench:
        """Where what-ifs are run; its processes begin with the first question."""
        from scenarios.bench import Bench

        return Bench([chart.series for chart in CHARTS])

    @cached_property
    def titles(self) -> dict[str, str]:
        """Scenarios a what-if may start from: title by name."""
        from scenarios.whatif import titles

        return {name: plain(title) for name, title in titles().items()}

    def close(self) -> None:
        """End what runs in the background."""
        if "bench" in self.__dict__:
            self.bench.close()

    def folders(self) -> dict[str, Path]:
        """Every store there is now, by the name an address uses, newest first."""
        found = [folder for path in self.paths for folder in store.find(path)]
        return {plain(folder.name): folder for folder in sorted(found, key=_age, reverse=True)}

    def open(self, name: object = None) -> Opened:
        """The store of that name, the newest for any other.

        Raises:
            InputError: there is none, it cannot be read, or it has no finished run.
        """
        folders = self.folders()
        if not folders:
            raise InputError(EMPTY)
        chosen = name if name in folders else next(iter(folders))
        return _opened(chosen, folders[chosen], store.marks(folders[chosen]))

    def charted(self, name: object = None) -> Opened:
        """The store of that name, or the newest that holds more of a run than its summary.

        Of a summary nothing can be drawn over time, and most sweeps store no more.

        Raises:
            InputError: as `open` and `first` do.
        """
        return self.open(name) if name else self.first(lambda o: o.results.tier != "none")

    def first(self, wanted: Callable[[Opened], bool]) -> Opened:
        """The newest store that is as wanted; the newest of all if none is.

        Raises:
            InputError: there is none, or the newest cannot be read.
        """
        for name in self.folders():
            with suppress(InputError):
                if wanted(found := self.open(name)):
                    return found
        return self.open()


def _age(folder: Path) -> tuple[str, str]:
    """When a store was made, whatever it is called; one that cannot be read goes by its name."""
    try:
        return str(store.manifest(folder).get("created") or folder.name), folder.name
    except InputError:
        return folder.name, folder.name


@lru_cache(8)
def _opened(name: str, folder: Path, marks: store.Marks) -> Opened:
    results = Results(folder)
    runs = results.runs
    finished = set(runs.loc[runs["state"] == "ok", "scenario"].unique())
    facts = results.manifest["scenarios"]
    if not finished:
        raise InputError(f"{name}: none of its {len(runs)} runs finished")
    base = _usual_baseline(facts, [key for key in facts if key in finished])
    hues = [*(key for key in facts if key != base), base]
    scenarios = {
        key: Scenario(
            name=key,
            title=plain(about.get("title", key)),
            place=place,
            hue=hues.index(key),
            feeds=tuple(about.get("feeds", ())),
        )
        for place, (key, about) in enumerate(facts.items())
        if key in finished
    }
    return Opened(name, results, scenarios, base, (*_unfinished(runs), *_stale(results)))


def _usual_baseline(facts: dict[str, Any], names: Sequence[str]) -> str:
    """The scenario most others directly extend, else the first: the default to compare with."""
    parents = [name for key in names for name in facts[key].get("chain", ())[1:2]]
    return max(names, key=parents.count)


def _unfinished(runs: Any) -> list[str]:
    bad = runs[runs["state"] != "ok"]
    if not len(bad):
        return []
    counts = bad.groupby("state").size()
    said = ", ".join(f"{counts[s]} {word}" for s, word in WORDS.items() if s in counts)
    where = ", ".join(f"{plain(k)} {n}" for k, n in bad.groupby("scenario").size().items())
    return [
        f"{len(runs) - len(bad)} of {len(runs)} runs finished; {said} ({where}). "
        "Charts show the finished ones."
    ]


def _stale(results: Results) -> list[str]:
    """Says so if the model has changed since the runs were made."""
    from scenarios.run import manifest

    made, now = results.manifest.get("code", {}), manifest.code()
    if made.get("sources_sha256") == now["sources_sha256"]:
        return []
    return [
        f"These runs were made by another version of the model ({made.get('version', '?')}); "
        "run them again to see what it says now."
    ]
