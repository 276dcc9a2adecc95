"""`byungjin analyse`: what a sweep says."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.terminal import PLACE, counted, record, show, show_json, show_table
from commands.wording import (
    SHOWN,
    between,
    cell,
    figured,
    left_out,
    limits,
    lost_pairs,
    more,
    per_cent,
    plus,
    seeded,
    signed,
    thinned,
    titled,
    without_figure,
)  # fmt: skip

if TYPE_CHECKING:
    from scenarios.analysis.results import Results
    from scenarios.analysis.sweeps.outcomes import Outcome
    from scenarios.analysis.sweeps.responses import Responses

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
    from scenarios.analysis.sweeps.paired import paired

    results, outcome = _asked(folder, series, at, figure)
    found = paired(results, outcome, by, baseline, percent)
    if as_json:
        show_json({**_facts(results, outcome), **record(found)})
        return
    rows = [[cell(r.value), figured(r.level), signed(r.median), between(r.q05, r.q95, signed),
             r.words, figured(r.mc_error), str(r.n)]
            for r in found.rows.itertuples()]  # fmt: skip
    show_table(
        f"{outcome.label}: differences from {by} {found.baseline}",
        [by, "Median", "Difference", "5 to 95 %", "How sure", "Error", "Pairs"], rows,
        (1, 2, 3, 5, 6), (0, 4),
        caption=f"Median of {found.baseline}: {figured(found.rows.baseline.iloc[0])} "
        f"{outcome.unit(results)}; differences in {found.unit}, medians over pairs (same draw, "
        "same seed). How sure: share of pairs with the median's sign. Error: Monte Carlo error of "
        f"the median{', which one seed does not tell' if found.rows.mc_error.isna().all() else ''}."
        f"{lost_pairs(found.rows.missing.sum())}",
    )  # fmt: skip


@command.command("morris", epilog="Example: byungjin analyse morris screen --outcome gdp --at 2019")
@DESIGNED
def morris(folder: Path, as_json: bool, statistic: str, leave_out: bool, **asked: Any) -> None:
    """Screen: which factors matter at all (a morris design)."""
    from scenarios.analysis.sweeps.morris import morris

    results, given = _designed(folder, **asked)
    found = morris(given, statistic, leave_out)
    if as_json:
        show_json({**_facts(results, given.outcome, statistic), **record(found)})
        return
    rows = [[r.factor, figured(r.mu_star), between(r.low, r.high), signed(r.mu), figured(r.sigma)]
            for r in found.factors.head(SHOWN).itertuples()]  # fmt: skip
    show_table(
        f"{titled(given, statistic)}: effect of each factor's whole range",
        ["Factor", "mu*", "95 % interval", "mu", "sigma"], rows, (1, 2, 3, 4), (),
        caption=f"In {given.unit}. {found.trajectories} trajectories"
        f"{left_out(found.left_out)}, {seeded(found.seeds, found.seed_share)}. "
        "Sigma near or above mu*: its effect depends on the other factors."
        f"{more(found.factors)}",
    )  # fmt: skip


@command.command("sobol", epilog="Example: byungjin analyse sobol d --outcome gdp --at 2030")
@DESIGNED
def sobol(folder: Path, as_json: bool, statistic: str, leave_out: bool, **asked: Any) -> None:
    """Share of the variance each factor makes (a saltelli design)."""
    from scenarios.analysis.sweeps.sobol import sobol

    results, given = _designed(folder, **asked)
    found = sobol(given, statistic, leave_out)
    if as_json:
        show_json({**_facts(results, given.outcome, statistic), **record(found)})
        return
    rows = [[r.factor, plus(r.first), between(r.first_low, r.first_high, plus), plus(r.total),
             between(r.total_low, r.total_high, plus)]
            for r in found.factors.head(SHOWN).itertuples()]  # fmt: skip
    halves = "" if found.seeds == 1 else (
        f" Between the halves of the seeds a total differs by up to {plus(found.half_gap)}."
    )  # fmt: skip
    show_table(
        f"{titled(given, statistic)}: shares of its variance",
        ["Factor", "First", "95 % interval", "Total", "95 % interval"], rows, (1, 2, 3, 4), (),
        caption=f"{found.base_points} base points{left_out(found.left_out)}, "
        f"{seeded(found.seeds, found.seed_share)}. Standard deviation over the factors: "
        f"{figured(found.deviation)} {given.unit}.{halves}{more(found.factors)}",
    )  # fmt: skip
    felt = found.pairs[found.pairs.low > 0].head(5)
    for r in felt.itertuples():
        show(f"Together: {r.factor} x {r.other} {plus(r.share)} "
             f"({between(r.low, r.high, plus)}) of the variance")  # fmt: skip


@command.command("rank", epilog="Example: byungjin analyse rank d --outcome gdp --at 2030")
@FOLDER
@OUTCOME
@SCENARIO
@STATISTIC
@JSON
def rank(folder: Path, as_json: bool, statistic: str, **asked: Any) -> None:
    """Rank factors by how much they tell of an outcome (any design)."""
    from scenarios.analysis.sweeps.ranking import ranking

    results, given = _designed(folder, **asked)
    found = ranking(given, statistic)
    if as_json:
        show_json({**_facts(results, given.outcome, statistic), **record(found)})
        return
    rows = [[r.factor, plus(r.score), plus(r.rank_correlation), between(r.low, r.high, plus)]
            for r in found.factors.head(SHOWN).itertuples()]  # fmt: skip
    trees = "" if isfinite(found.noise) else " Scores need scikit-learn (extra `sensitivity`)."
    scores = trees or (f" Noise scores {plus(found.noise)}; the trees tell "
                       f"{per_cent(found.explained)} of the variance of draws not seen."
                       )  # fmt: skip
    show_table(
        f"{titled(given, statistic)}: what goes with it",
        ["Factor", "Score", "Rank correlation", "95 % interval"], rows, (1, 2, 3), (),
        caption=f"{counted(found.draws, 'draw')}{left_out(found.left_out)}. Score: of extra trees, "
        f"any shape. Partial rank correlation: which way.{scores}{more(found.factors)}",
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
    from scenarios.analysis.sweeps.discovery import discover
    from scenarios.analysis.sweeps.tree import tree
    from scenarios.storage import extras

    results, given = _designed(folder, **asked)
    found = discover(given, above, below, density)
    leaves = tree(given, found.wanted) if extras.has("sklearn") else None
    if as_json:
        show_json({**_facts(results, given.outcome), **record(found),
                   "wanted": int(found.wanted.sum()), "draws": found.wanted.size,
                   "tree": leaves})  # fmt: skip
        return
    what = f"{given.outcome.label} {f'above {above:g}' if below is None else f'below {below:g}'}"
    rows = [[r.factor, r.names or limits(r.low, r.high), f"{r.quasi_p:.2g}"]
            for r in found.box.limits.itertuples()]  # fmt: skip
    rows = rows or [["–", "no limit can be told from chance", "–"]]
    box = found.box
    show_table(
        f"{what}: {found.wanted.sum()} of {found.wanted.size} draws", ["Factor", "In the box",
        "Quasi-p"], rows, (2,), caption=f"Coverage {plus(box.coverage)}: share of those draws "
        f"inside. Density {plus(box.density)}: their share of the draws inside. The box holds "
        f"{plus(box.mass)} of all draws{left_out(found.left_out)}; limits with a "
        "quasi-p-value above 0.05 are dropped.",
    )  # fmt: skip
    steps = [[str(r.step), *map(plus, (r.coverage, r.density, r.mass)), figured(r.mean),
              f"{r.dimensions}{' <' if r.step == found.chosen else ''}"]
             for r in found.trajectory.itertuples()]  # fmt: skip
    show_table("The peeling trajectory", ["Step", "Coverage", "Density", "Mass", "Mean",
               "Dimensions"], thinned(steps, found.chosen), (0, 1, 2, 3, 4))  # fmt: skip
    if leaves is None:
        show("A tree needs scikit-learn, which is in the extra `sensitivity`.")
        return
    show_table("A tree of the same draws", ["Rule", "Coverage", "Density", "Mass"],
               [[r.rule, *map(plus, (r.coverage, r.density, r.mass))]
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
    from scenarios.analysis.sweeps.frontier import deterrence_of, frontier
    from scenarios.analysis.sweeps.outcomes import Outcome

    results = _opened(folder)
    pair = deterrence_of(results, deterrence, at, figure), Outcome(consumption, at, figure)
    found = frontier(results, *pair, by, None if beside is None else _opened(beside))
    if as_json:
        show_json({"store": str(results.path), **record(found)})
        return
    skipped = ("point_id", "group", "deterrence", "consumption", "on_frontier", "often",
               "distance", "beside", "cost")  # fmt: skip
    levers = [c for c in found.front.columns if c not in skipped]
    rows = [[figured(r.deterrence), figured(r.consumption), figured(r.cost), per_cent(r.often),
             ", ".join(cell(r[c]) for c in levers)]
            for _, r in found.front.head(SHOWN).iterrows()]  # fmt: skip
    show_table(
        f"{pair[0].label} ({found.units[0]}) against {pair[1].label} ({found.units[1]})",
        ["Deterrence", "Consumption", "Cost", "Often", ", ".join(levers)], rows, (0, 1, 2, 3), (),
        caption="Cost: consumption given up for one more unit of deterrence. Often: share of "
        f"resamples of the seeds in which the point is on the frontier. {len(found.front)} of "
        f"{len(found.points)} points are; they dominate {found.hypervolume:.2f} of the rectangle "
        f"all points span.{more(found.front)}{without_figure(found.missing, found.left_out)}",
    )  # fmt: skip
    behind = [[f"{cell(r.group)}{' (beside)' if r.beside else ''}", str(r.points),
               str(r.on_frontier), plus(r.nearest), plus(r.middle)]
              for r in found.groups.head(SHOWN).itertuples()]  # fmt: skip
    show_table("Distance to the frontier, in shares of the ranges",
               [by, "Points", "On it", "Nearest", "Middle"], behind, (1, 2, 3, 4))  # fmt: skip


def _asked(folder: Path, series: str, at: str, figure: str) -> tuple[Results, Outcome]:
    from scenarios.analysis.sweeps.outcomes import Outcome

    return _opened(folder), Outcome(series, at, figure)


def _opened(folder: Path) -> Results:
    """What is stored; of a folder of stores the newest, which is said."""
    from scenarios.analysis.results import Results

    results = Results(folder)
    if results.path != folder:
        click.echo(f"The newest in {folder}: {results.path}", err=True)
    return results


def _designed(
    folder: Path, series: str, at: str, figure: str, scenario: str | None
) -> tuple[Results, Responses]:
    from scenarios.analysis.sweeps.responses import responses

    results, outcome = _asked(folder, series, at, figure)
    return results, responses(results, outcome, scenario)


def _facts(results: Results, outcome: Outcome, statistic: str = "") -> dict[str, Any]:
    facts = {"store": str(results.path), "outcome": outcome.label, "unit": outcome.unit(results)}
    return facts | ({"statistic": statistic} if statistic else {})
