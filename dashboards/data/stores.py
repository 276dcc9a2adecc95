"""The stores a dashboard was opened on, looked at afresh whenever a page is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards import view_state
from dashboards.components.safe import plain
from dashboards.data.charts import CHARTS
from dashboards.data.comparison import Scenario
from model.errors import InputError
from scenarios.analysis.results import Results
from scenarios.debates import kept
from scenarios.storage import points, store

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.what_if.bench import Bench

ALL = {"All stored runs": "/runs"}
EMPTY = "There are no runs to show yet."
LISTED = 200
"""Design points of a sweep that are offered; of more, so many spread evenly over them."""
FACTORS = 3
"""Factors whose values are a design point's title; of more, its number is."""
WORDS = {
    "failed": "failed",
    "timeout": "ran out of time",
    "crashed": "crashed",
    "pending": "have not ended",
}


class ElsewhereError(InputError):
    """Other pages show these runs: a heading, what they are, words and address of each page."""

    def __init__(self, heading: str, message: str, pages: dict[str, str]) -> None:
        super().__init__(message)
        self.heading, self.pages = heading, pages


@dataclass(frozen=True)
class Opened:
    """One store, ready to be read."""

    name: str
    results: Results
    scenarios: dict[str, Scenario]
    """Those with a finished run, by name, in the store's order; of a sweep its design points."""
    baseline: str
    """What is compared with by default: the scenario most others extend, else the first."""
    notes: tuple[str, ...]
    """What a reader should know first: runs that failed, a model that has changed."""
    compared: tuple[str, ...] = ()
    """What he should know where scenarios are compared: what the baseline is, and why."""

    def with_points(self, names: Iterable[str]) -> Opened:
        """With design points that are named and not among those offered."""
        more: dict[str, Scenario] = {}
        for name in names if points.varies(self.results) else ():
            with suppress(InputError):
                if name not in self.scenarios:
                    more[name] = _at(self.results, points.find(self.results, name))
        listed = sorted({**self.scenarios, **more}.items(), key=lambda pair: pair[1].place)
        return replace(self, scenarios=dict(listed)) if more else self

    @property
    def units(self) -> dict[str, str]:
        """Unit of every stored series."""
        return self.results.units

    @property
    def about(self) -> dict[str, Any]:
        """The manifest: what was run, by which code."""
        return self.results.manifest


class Shelf:
    """Stores by name, newest first.

    Args:
        paths: stores, or folders of stores.
        observed: the reader's own figures, as `user_observations.read` gives them.
    """

    def __init__(self, paths: Sequence[str | Path], observed: pd.DataFrame | None = None) -> None:
        self.paths = tuple(Path(path) for path in paths)
        self.observed = observed

    @cached_property
    def bench(self) -> Bench:
        """Where what-ifs are run; its processes begin with the first question."""
        from scenarios.analysis import deliveries
        from scenarios.what_if.bench import Bench

        return Bench(list(dict.fromkeys([c.series for c in CHARTS] + list(deliveries.SERIES))))

    @cached_property
    def titles(self) -> dict[str, str]:
        """Scenarios a what-if may start from: title by name."""
        from scenarios.what_if.answers import titles

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

    def at(self, search: object) -> Opened:
        """The store that an address asks for, drawn over time, with the points that it names.

        Without one, the newest that can be drawn. Of a summary nothing can be drawn over time, and
        most sweeps store no more; runs of debates keep few series and have a page of their own.

        Raises:
            ElsewhereError: other pages show these runs.
            InputError: as `open` does.
        """
        opened = self._charted(view_state.fields(search).get("store"))
        return opened.with_points(view_state.named(search))

    def _charted(self, name: object) -> Opened:
        folders = self.folders()
        chosen = [name] if name in folders else list(folders)
        troubles: list[InputError] = []
        others: list[InputError] = []
        for one in chosen:
            try:
                opened = self.open(one)
                if where := elsewhere(opened):
                    others.append(where)
                    continue
                drawn = next(chart.series for chart in CHARTS if chart.series in opened.units)
                opened.results.matrix(drawn, opened.baseline)
                return opened
            except InputError as error:
                troubles.append(error)
        raise next(iter([*others, *troubles]), InputError(EMPTY))

    def charted(self) -> list[str]:
        """Names of the stores that can be drawn over time."""
        found = []
        for name, folder in self.folders().items():
            with suppress(InputError):
                facts = store.manifest(folder)
                summary = (facts.get("sweep") or {}).get("series") == "none"
                found += [] if summary or kept.made_for(folder) else [name]
        return found

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
    if not (runs["state"] == "ok").any():
        raise InputError(f"{name}: none of its {len(runs)} runs finished")
    finished = set(runs.loc[runs["state"] == "ok", "point_id"])
    ended = [point for point in results.points.index if point in finished]
    step = max(1, -(-len(ended) // LISTED))
    listed = [_at(results, points.at(results, point)) for point in ended[::step]]
    scenarios = {scenario.name: scenario for scenario in listed}
    facts = results.manifest["scenarios"]
    usual, why = _usual_baseline(facts, list(dict.fromkeys(s.of for s in scenarios.values())))
    base = next(name for name, s in scenarios.items() if s.of == usual)
    first = scenarios[base].place
    looks = {n: replace(s, hue=s.place - (s.place > first)) for n, s in scenarios.items()}
    looks[base] = replace(looks[base], hue=len(results.points) - 1)
    said = _of_a_sweep(results, looks, base, len(ended)) if points.varies(results) else why
    notes = (*_unfinished(runs), *_stale(results))
    return Opened(name, results, looks, base, notes, tuple(said))


def _at(results: Results, point: points.Point) -> Scenario:
    """One scenario or design point as charts name it."""
    about = results.manifest["scenarios"].get(point.scenario, {})
    place = results.points.index.get_loc(point.point_id)
    title = plain(about.get("title", point.scenario))
    if points.varies(results):
        title = plain(_title(title if len(results.scenarios) > 1 else "", point))
    feeds = tuple(about.get("feeds", ()))
    return Scenario(point.name, title, place, place, feeds, of=point.scenario)


def _title(scenario: str, point: points.Point) -> str:
    """A design point by what its factors are; by its number where they are many."""
    if len(point.values) > FACTORS:
        said = f"design point {point.name.rpartition(points.PART)[2]}"
    else:
        said = ", ".join(f"{factor} {_value(value)}" for factor, value in point.values.items())
    return f"{said} ({scenario})" if scenario else said


def _value(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _of_a_sweep(results: Results, listed: dict[str, Scenario], base: str, ended: int) -> list[str]:
    """What a reader of design points should know, and how to see one that is not listed."""
    n = results.manifest["replications"]
    said = (
        f"This is a sweep: every line is one design point with its {n} paired run{'s' * (n != 1)}. "
        f"{listed[base].letter} {listed[base].title} came first and is compared with until you "
        "choose another."
    )
    if ended <= len(listed):
        return [said]
    return [
        f"{said} It has {ended:,} design points, too many to list; {len(listed)} spread over all "
        f"of them are offered. Sweeps finds any other, and opens it here."
    ]


def elsewhere(opened: Opened) -> ElsewhereError | None:
    """Where runs are shown that cannot be drawn over time here."""
    link = view_state.link({"store": opened.name})
    if kept.made_for(opened.results.path):
        message = f"{opened.name} was made for debates, and keeps only the series they look at."
        return ElsewhereError(
            "These are runs of debates", message, {"Open Debates": "/debates"} | ALL
        )
    if opened.results.tier == "none":
        message = f"{opened.name} holds a summary of each run, which cannot be drawn over time."
        return ElsewhereError("This is a sweep without series", message,
                         {"Open in Sweeps": f"/sweeps{link}"} | ALL)  # fmt: skip
    if not any(chart.series in opened.units for chart in CHARTS):
        message = f"{opened.name} keeps none of the series that this page draws."
        return ElsewhereError("These runs have no charts", message, ALL)
    return None


def _usual_baseline(facts: dict[str, Any], names: Sequence[str]) -> tuple[str, list[str]]:
    """What is compared with by default, and a note where nothing in the store says which.

    It is the scenario that most others change, directly or by way of one that is not here; if
    none changes another, the first.
    """
    chains = [facts[name].get("chain", ())[1:] for name in names]
    rest = [next((n for n in chain if n in names), "") for chain in chains]
    usual = max(names, key=rest.count)
    if usual in rest or len(names) < 2:
        return usual, []
    title = plain(facts[usual].get("title", usual))
    return usual, [
        f"None of these scenarios is what another one changes; {title} came first and is "
        "compared with until you choose another."
    ]


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
    from scenarios.execution import manifest

    made, now = results.manifest.get("code", {}), manifest.code()
    if made.get("sources_sha256") == now["sources_sha256"]:
        return []
    return [
        f"These runs were made by another version of the model ({made.get('version', '?')}); "
        "run them again to see what it says now."
    ]
