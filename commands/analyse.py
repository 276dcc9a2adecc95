"""`byungjin analyse`: what a sweep says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.terminal import PLACE, number, show, show_json, show_table

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.analyses.outcomes import Outcome
    from scenarios.analyses.responses import Responses
    from scenarios.results import Results

SHOWN = 20
"""Rows a table shows; --json has all."""

type Command = Callable[..., None]


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order given."""
    return lambda command: reduce(lambda done, option: option(done), reversed(options), command)


FOLDER = click.argument("folder", metavar="DIR", type=PLACE)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
SPAN = together(
    click.option("--at", default="", metavar="YYYY|YYYY-MM|A..B",
                 help="When it is read; the last twelve months if left out."),
    click.option("--figure", default="mean", show_default=True,
                 help="What is taken of that span: mean, growth, min or max."),
)  # fmt: skip
OUTCOME = together(
    click.option("--outcome", "series", required=True, help="The series that is looked at."), SPAN
)
SCENARIO = click.option("--scenario", help="Which scenario of the sweep, if it has several.")
STATISTIC = click.option("--statistic", default="mean", show_default=True,
                         help="Of the seeds of a draw: mean or spread.")  # fmt: skip
DESIGNED = together(
    FOLDER, OUTCOME, SCENARIO, STATISTIC,
    click.option("--leave-out-failed", "leave_out", is_flag=True,
                 help="Leave out, whole, what a run without a figure belongs to."),
    JSON,
)  # fmt: skip


@click.group(epilog="Example: byungjin analyse rank compliance --outcome gdp --at 2030")
def command() -> None:
    """Say what a sweep means: differences, sensitivity, discovery, the frontier.

    An outcome is a series at a date or over a span: --outcome gdp --at 2026..2030 --figure growth.
    """


@command.command("paired", epilog="Example: byungjin analyse paired d --outcome gdp --by doctrine")
@FOLDER
@OUTCOME
@click.option("--by", default="scenario", show_default=True, help="Scenario, or a factor.")
@click.option("--baseline", help="Scenario or value compared with; the first if left out.")
@click.option("--percent", is_flag=True, help="Differences in per cent of the baseline.")
@JSON
def paired(folder: Path, series: str, at: str, figure: str, by: str, baseline: str | None,
           percent: bool, as_json: bool) -> None:  # fmt: skip
    """Compare scenarios or values of a factor, seed by seed."""
    from scenarios.analyses.paired import paired

    results, outcome = _asked(folder, series, at, figure)
    found = paired(results, outcome, by, baseline, percent)
    if as_json:
        show_json({**_facts(results, outcome), **_plain(found)})
        return
    rows = [[_cell(r.value), _figure(r.mean), _signed(r.difference),
             _between(r.low, r.high, _signed), _agreed(r.difference, r.agree), str(r.pairs)]
            for r in found.rows.itertuples()]  # fmt: skip
    lost = found.rows.missing.sum()
    show_table(
        f"{outcome.label}: differences from {by} {found.baseline}",
        [by, "Mean", "Difference", "95 % interval", "Agree", "Pairs"], rows, (1, 2, 3, 4, 5),
        caption=f"Mean of {found.baseline}: {_figure(found.rows.baseline.iloc[0])} "
        f"{outcome.unit(results)}; differences in {found.unit}. Agree: share of pairs (same draw, "
        "same seed) with the sign of the mean difference."
        f"{' An interval needs two seeds or more.' if found.rows.low.isna().all() else ''}"
        f"{f' {lost} pairs are left out: a run of theirs has no figure.' if lost else ''}",
    )  # fmt: skip


@command.command("morris", epilog="Example: byungjin analyse morris screen --outcome gdp --at 2019")
@DESIGNED
def morris(folder: Path, as_json: bool, statistic: str, leave_out: bool, **asked: Any) -> None:
    """Screen: which factors matter at all (a morris design)."""
    from scenarios.analyses.morris import morris

    results, given = _designed(folder, **asked)
    found = morris(given, statistic, leave_out)
    if as_json:
        show_json({**_facts(results, given.outcome, statistic), **_plain(found)})
        return
    rows = [[r.factor, _figure(r.mu_star), _between(r.low, r.high), _signed(r.mu), _figure(r.sigma)]
            for r in found.factors.head(SHOWN).itertuples()]  # fmt: skip
    show_table(
        f"{_title(given, statistic)}: effect of each factor's whole range",
        ["Factor", "mu*", "95 % interval", "mu", "sigma"], rows, (1, 2, 3, 4), (),
        caption=f"In {given.unit}. {found.trajectories} trajectories"
        f"{_left_out(found.left_out, 'trajectories')}, {_seeds(found.seeds, found.seed_share)}. "
        "Sigma near or above mu*: its effect depends on the other factors."
        f"{_more(found.factors)}",
    )  # fmt: skip


@command.command("sobol", epilog="Example: byungjin analyse sobol d --outcome gdp --at 2030")
@DESIGNED
def sobol(folder: Path, as_json: bool, statistic: str, leave_out: bool, **asked: Any) -> None:
    """Share of the variance each factor makes (a saltelli design)."""
    from scenarios.analyses.sobol import sobol

    results, given = _designed(folder, **asked)
    found = sobol(given, statistic, leave_out)
    if as_json:
        show_json({**_facts(results, given.outcome, statistic), **_plain(found)})
        return
    rows = [[r.factor, _plus(r.first), _between(r.first_low, r.first_high, _plus), _plus(r.total),
             _between(r.total_low, r.total_high, _plus)]
            for r in found.factors.head(SHOWN).itertuples()]  # fmt: skip
    halves = "" if found.seeds == 1 else (
        f" Between the halves of the seeds a total differs by up to {_plus(found.half_gap)}."
    )  # fmt: skip
    show_table(
        f"{_title(given, statistic)}: shares of its variance",
        ["Factor", "First", "95 % interval", "Total", "95 % interval"], rows, (1, 2, 3, 4), (),
        caption=f"{found.base_points} base points{_left_out(found.left_out, 'base points')}, "
        f"{_seeds(found.seeds, found.seed_share)}. Standard deviation over the factors: "
        f"{_figure(found.deviation)} {given.unit}.{halves}{_more(found.factors)}",
    )  # fmt: skip
    felt = found.pairs[found.pairs.low > 0].head(5)
    for r in felt.itertuples():
        show(f"Together: {r.factor} x {r.other} {_plus(r.share)} "
             f"({_between(r.low, r.high, _plus)}) of the variance")  # fmt: skip


@command.command("rank", epilog="Example: byungjin analyse rank d --outcome gdp --at 2030")
@FOLDER
@OUTCOME
@SCENARIO
@STATISTIC
@JSON
def rank(folder: Path, as_json: bool, statistic: str, **asked: Any) -> None:
    """Rank factors by how much they tell of an outcome (any design)."""
    from scenarios.analyses.ranking import ranking

    results, given = _designed(folder, **asked)
    found = ranking(given, statistic)
    if as_json:
        show_json({**_facts(results, given.outcome, statistic), **_plain(found)})
        return
    rows = [[r.factor, _plus(r.score), _plus(r.rank_correlation), _between(r.low, r.high, _plus)]
            for r in found.factors.head(SHOWN).itertuples()]  # fmt: skip
    trees = "" if isfinite(found.noise) else " Scores need scikit-learn (extra `sensitivity`)."
    scores = trees or (f" Noise scores {_plus(found.noise)}; the trees tell "
                       f"{_share(found.explained)} of the variance of draws not seen.")  # fmt: skip
    show_table(
        f"{_title(given, statistic)}: what goes with it",
        ["Factor", "Score", "Rank correlation", "95 % interval"], rows, (1, 2, 3), (),
        caption=f"{found.draws} draws{_left_out(found.left_out, 'draws')}. Score: of extra trees, "
        f"any shape. Partial rank correlation: which way.{scores}{_more(found.factors)}",
    )  # fmt: skip


@command.command(
    "discover", epilog="Example: byungjin analyse discover d --outcome gdp --below 0.9"
)
@FOLDER
@OUTCOME
@SCENARIO
@click.option("--above", type=float, help="Look for outcomes above this,")
@click.option("--below", type=float, help="or below this.")
@click.option("--density", type=float, help="Take the widest box at least this dense (0 to 1); the "
              "best balance with coverage if left out.")  # fmt: skip
@JSON
def discover(folder: Path, as_json: bool, above: float | None, below: float | None,
             density: float | None, **asked: Any) -> None:  # fmt: skip
    """Where among the factors an outcome happens (any design)."""
    from scenarios import extras
    from scenarios.analyses.discovery import discover
    from scenarios.analyses.tree import tree

    results, given = _designed(folder, **asked)
    found = discover(given, above, below, density)
    leaves = tree(given, found.wanted) if extras.has("sklearn") else None
    if as_json:
        show_json({**_facts(results, given.outcome), **_plain(found),
                   "wanted": int(found.wanted.sum()), "draws": found.wanted.size,
                   "tree": _jsonable(leaves)})  # fmt: skip
        return
    what = f"{given.outcome.label} {f'above {above:g}' if below is None else f'below {below:g}'}"
    rows = [[r.factor, r.names or _limits(r.low, r.high), f"{r.quasi_p:.2g}"]
            for r in found.box.limits.itertuples()]  # fmt: skip
    rows = rows or [["–", "no limit can be told from chance", "–"]]
    box = found.box
    show_table(
        f"{what}: {found.wanted.sum()} of {found.wanted.size} draws", ["Factor", "In the box",
        "Quasi-p"], rows, (2,), caption=f"Coverage {_plus(box.coverage)}: share of those draws "
        f"inside. Density {_plus(box.density)}: their share of the draws inside. The box holds "
        f"{_plus(box.mass)} of all draws{_left_out(found.left_out, 'draws')}; limits with a "
        "quasi-p-value above 0.05 are dropped.",
    )  # fmt: skip
    steps = [[str(r.step), *map(_plus, (r.coverage, r.density, r.mass)), _figure(r.mean),
              f"{r.dimensions}{' <' if r.step == found.chosen else ''}"]
             for r in found.trajectory.itertuples()]  # fmt: skip
    show_table("The peeling trajectory", ["Step", "Coverage", "Density", "Mass", "Mean",
               "Dimensions"], _thinned(steps, found.chosen), (0, 1, 2, 3, 4))  # fmt: skip
    if leaves is None:
        show("A tree needs scikit-learn, which is in the extra `sensitivity`.")
        return
    show_table("A tree of the same draws", ["Rule", "Coverage", "Density", "Mass"],
               [[r.rule, *map(_plus, (r.coverage, r.density, r.mass))]
                for r in leaves.itertuples()], (1, 2, 3), ())  # fmt: skip


@command.command("frontier", epilog="Example: byungjin analyse frontier d --by doctrine --at 2030")
@FOLDER
@click.option("--deterrence", help="The series of guns; programme.progress, munitions.stock or "
              "defence.share, the first that is stored and differs, if left out.")  # fmt: skip
@click.option("--consumption", default="consumption.civilian", show_default=True,
              help="The series of butter.")  # fmt: skip
@SPAN
@click.option("--by", default="scenario", show_default=True, help="Scenario, or a factor.")
@click.option("--beside", type=PLACE,
              help="Further stored runs put into the picture, say of named doctrines.")  # fmt: skip
@JSON
def frontier(folder: Path, deterrence: str | None, consumption: str, at: str, figure: str, by: str,
             beside: Path | None, as_json: bool) -> None:  # fmt: skip
    """Guns and butter: what one costs in the other, and who lies behind."""
    from scenarios.analyses.frontier import deterrence_of, frontier
    from scenarios.analyses.outcomes import Outcome
    from scenarios.results import Results

    results = Results(folder)
    pair = deterrence_of(results, deterrence, at, figure), Outcome(consumption, at, figure)
    found = frontier(results, *pair, by, None if beside is None else Results(beside))
    if as_json:
        show_json({"store": str(results.path), **_plain(found)})
        return
    skipped = ("point_id", "group", "deterrence", "consumption", "on_frontier", "often",
               "distance", "beside", "cost")  # fmt: skip
    levers = [c for c in found.front.columns if c not in skipped]
    rows = [[_figure(r.deterrence), _figure(r.consumption), _figure(r.cost), _share(r.often),
             ", ".join(_cell(r[c]) for c in levers)]
            for _, r in found.front.head(SHOWN).iterrows()]  # fmt: skip
    show_table(
        f"{pair[0].label} ({found.units[0]}) against {pair[1].label} ({found.units[1]})",
        ["Deterrence", "Consumption", "Cost", "Often", ", ".join(levers)], rows, (0, 1, 2, 3), (),
        caption="Cost: consumption given up for one more unit of deterrence. Often: share of "
        f"resamples of the seeds in which the point is on the frontier. {len(found.front)} of "
        f"{len(found.points)} points are; they dominate {found.hypervolume:.2f} of the rectangle "
        f"all points span.{_more(found.front)}{_missing(found.missing, found.left_out)}",
    )  # fmt: skip
    behind = [[f"{_cell(r.group)}{' (beside)' if r.beside else ''}", str(r.points),
               str(r.on_frontier), _plus(r.nearest), _plus(r.middle)]
              for r in found.groups.head(SHOWN).itertuples()]  # fmt: skip
    show_table("Distance to the frontier, in shares of the ranges",
               [by, "Points", "On it", "Nearest", "Middle"], behind, (1, 2, 3, 4))  # fmt: skip


def _asked(folder: Path, series: str, at: str, figure: str) -> tuple[Results, Outcome]:
    from scenarios.analyses.outcomes import Outcome
    from scenarios.results import Results

    return Results(folder), Outcome(series, at, figure)


def _designed(
    folder: Path, series: str, at: str, figure: str, scenario: str | None
) -> tuple[Results, Responses]:
    from scenarios.analyses.responses import responses

    results, outcome = _asked(folder, series, at, figure)
    return results, responses(results, outcome, scenario)


def _facts(results: Results, outcome: Outcome, statistic: str = "") -> dict[str, Any]:
    facts = {"store": str(results.path), "outcome": outcome.label, "unit": outcome.unit(results)}
    return facts | ({"statistic": statistic} if statistic else {})


def _plain(found: Any) -> dict[str, Any]:
    """A record for JSON: tables as lists of rows."""
    facts = {name: getattr(found, name) for name in found.__dataclass_fields__}
    return {name: _jsonable(value) for name, value in facts.items()}


def _jsonable(value: Any) -> Any:
    if hasattr(value, "to_dict"):
        return [{k: _jsonable(v) for k, v in row.items()} for row in value.to_dict("records")]
    if hasattr(value, "__dataclass_fields__"):
        return _plain(value)
    if isinstance(value, tuple):
        return [_jsonable(one) for one in value]
    return value.tolist() if hasattr(value, "tolist") else value


def _title(given: Responses, statistic: str) -> str:
    spread = "spread over seeds of " if statistic == "spread" else ""
    return f"{spread}{given.outcome.label}, {given.scenario}"


def _between(low: float, high: float, words: Callable[[float], str] | None = None) -> str:
    words = words or _figure
    return f"{words(low)} … {words(high)}" if isfinite(low) and isfinite(high) else "–"


def _plus(share: float) -> str:
    return f"{round(share, 3) + 0:.3f}".replace("-", "−") if isfinite(share) else "–"


def _share(share: float) -> str:
    return f"{100 * share:.0f} %" if isfinite(share) else "–"


def _agreed(gap: float, share: float) -> str:
    return "no difference" if gap == 0 and not isfinite(share) else _share(share)


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{_figure(value)}"


def _figure(value: float) -> str:
    """Four figures that matter."""
    return f"{value:.4g}".replace("-", "−") if abs(value) < 1000 else number(value)


def _cell(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _seeds(seeds: int, share: float) -> str:
    if seeds == 1:
        return "one seed, so the seed's share is not known"
    return f"{seeds} seeds, which make {_share(share)} of the variance over all runs"


def _left_out(count: int, what: str) -> str:
    return f" ({count} more {what} left out: a run of theirs has no figure)" if count else ""


def _limits(low: float, high: float) -> str:
    parts = [f"above {low:.4g}"] if isfinite(low) else []
    return " and ".join([*parts, *([f"below {high:.4g}"] if isfinite(high) else [])])


def _thinned(rows: list[list[str]], chosen: int) -> list[list[str]]:
    """Every so many steps, the chosen one and the last."""
    every = -(-len(rows) // 12)
    return [row for i, row in enumerate(rows) if not i % every or i in (chosen, len(rows) - 1)]


def _missing(runs: int, left_out: int) -> str:
    if not runs:
        return ""
    return f" {runs} runs have no figure; {left_out} points have none at all and are left out."


def _more(rows: pd.DataFrame | Sequence[Any]) -> str:
    return f" {len(rows) - SHOWN} more rows: --json shows them." if len(rows) > SHOWN else ""
