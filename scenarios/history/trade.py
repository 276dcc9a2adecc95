"""Recorded trade by channel and month: yearly totals kept to the dollar, spread by dated bans."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from scenarios.history import tables
from scenarios.history.coded import border_openness
from scenarios.history.paths import YEARS, Fed, from_months, open_share

if TYPE_CHECKING:
    from collections.abc import Mapping

Shares = dict[str, dict[int, float]]
"""Share of each channel by year."""

Flows = dict[str, dict[str, float]]
"""Value of each driver by month, mn USD."""

SPREAD_RULE = (
    "the recorded yearly total is spread over months and channels by share of the channel x share "
    "of days without a ban on it x border.openness"
)
SHARE_RULE = (
    "shares are interpolated between recorded years and held beyond them, no later row reaching "
    "back across 2019; under a ban the share is nought unless a row after the ban records one"
)
COAL_RULE = "recorded yearly value, even over the days without a ban on it x border.openness"


def feed() -> list[Fed]:
    """Exports and imports by channel, mn USD a month."""
    flows = {**export_flows(), **import_flows()}
    rows = []
    for name, monthly in flows.items():
        rule = COAL_RULE if name == "exports.coal" else f"{SPREAD_RULE}; {SHARE_RULE}"
        way = name.split(".", maxsplit=1)[0].removesuffix("s")
        source = tables.sources_of(r for r in tables.read("trade") if r["series"].startswith(way))
        rows.append(Fed(name, from_months(name, monthly), "derived", source, rule))
    return rows


def export_flows() -> Flows:
    """Exports by channel and month, mn USD; the months of a year add up to the recorded total."""
    totals, coal = tables.annual("trade", "exports_ex_interkorean"), tables.coal_exports()
    rest = {year: totals[year] - coal.get(year, 0.0) for year in YEARS}
    free, banned = _export_shares(rest, coal)
    flows: Flows = {"exports.coal": {}}
    for year in YEARS:
        weights = _weights("exports.coal", year, 1.0, 0.0)
        flows["exports.coal"] |= _share_out(coal.get(year, 0.0), weights)
    return flows | _spread("exports", rest, free, banned, {"other": 1.0})


def import_flows() -> Flows:
    """Imports by channel and month, mn USD; the months of a year add up to the recorded total."""
    totals = tables.annual("trade", "imports_ex_interkorean")
    free, banned = _import_shares(totals)
    rest = {c: _opening_import(c) for c in ("intermediates", "food", "consumer")}
    return _spread("imports", totals, free, banned, rest)


def share_path(recorded: Mapping[int, float]) -> dict[int, float]:
    """A share for every year from those recorded.

    Interpolated in a line, held flat beyond both ends. The last year of the fit window is a knot
    that carries the share known by then, so that nothing recorded later reaches back into it.
    """
    knots = dict(recorded)
    last_fit = int(tables.rule("knot.last_fit_year"))
    known = [year for year in knots if year <= last_fit]
    if last_fit not in knots:
        knots[last_fit] = knots[max(known)] if known else 0.0
    if not known:
        knots[YEARS[0]] = 0.0
    return {year: _on_line(year, knots) for year in YEARS}


def _on_line(year: int, knots: Mapping[int, float]) -> float:
    before = max((k for k in knots if k <= year), default=min(knots))
    after = min((k for k in knots if k >= year), default=max(knots))
    if before >= after:
        return knots[before if year >= before else after]
    part = (year - before) / (after - before)
    return knots[before] + part * (knots[after] - knots[before])


def _export_shares(rest: Mapping[int, float], coal: Mapping[int, float]) -> tuple[Shares, Shares]:
    """Shares in exports other than coal: free of a ban, and under it where rows record one."""
    iron = tables.annual("trade", "export_iron_ore")
    opening = min(YEARS)
    minerals = tables.annual("trade", "export_minerals_total")[opening] - coal[opening]
    values = {
        "other_minerals": {y: v * minerals / iron[opening] for y, v in iron.items()},
        "textiles": tables.annual("trade", "export_textiles_clothing"),
        "seafood": tables.annual("trade", "export_seafood"),
    }
    free = {c: share_path({y: v / rest[y] for y, v in rows.items()}) for c, rows in values.items()}
    return free, {"other_minerals": share_path(_percent("export_share_ores_slag"))}


def _import_shares(totals: Mapping[int, float]) -> tuple[Shares, Shares]:
    """Shares in imports: free of a ban, and under it where rows record one."""
    opening = min(YEARS)
    oil = {opening: _opening_import("oil")} | tables.annual("trade", "import_mineral_fuel")
    kinds = [tables.annual("trade", f"import_{k}") for k in ("machinery", "electrical", "vehicles")]
    machinery = {opening: _opening_import("machinery")}
    machinery |= {y: sum(kind[y] for kind in kinds) for y in set.intersection(*map(set, kinds))}
    oil_shares = {y: v / totals[y] for y, v in oil.items()} | _percent("import_share_mineral_fuel")
    machinery_shares = {y: v / totals[y] for y, v in machinery.items()}
    free = {"oil": share_path(oil_shares), "machinery": share_path(machinery_shares)}
    return free, {"machinery": share_path(_percent("import_share_machinery"))}


def _opening_import(channel: str) -> float:
    return tables.annual("trade", f"import_channel_{channel}")[min(YEARS)]


def _percent(series: str) -> dict[int, float]:
    return {year: value / 100 for year, value in tables.annual("trade", series).items()}


def _spread(
    way: str, totals: Mapping[int, float], free: Shares, banned: Shares, rest: Mapping[str, float]
) -> Flows:
    """Yearly totals over months and channels in proportion to their weights.

    What channels with rows leave goes to the ``rest`` in its fixed mix; in a year that a ban
    covers from first to last day they leave what they no longer take.
    """
    flows: Flows = {f"{way}.{c}": {} for c in (*free, *rest)}
    for year in YEARS:
        weights: dict[tuple[str, str], float] = {}
        left = 1.0
        for c, shares in free.items():
            under_ban = banned[c][year] if c in banned else 0.0
            left -= under_ban if _banned_all(f"{way}.{c}", year) else shares[year]
            weights |= _keyed(f"{way}.{c}", _weights(f"{way}.{c}", year, shares[year], under_ban))
        for c, part in rest.items():
            share = left * part / sum(rest.values())
            weights |= _keyed(f"{way}.{c}", _weights(f"{way}.{c}", year, share, share))
        for (name, month), value in _share_out(totals[year], weights).items():
            flows[name][month] = value
    return flows


def _keyed(name: str, monthly: Mapping[str, float]) -> dict[tuple[str, str], float]:
    return {(name, month): value for month, value in monthly.items()}


def _weights(name: str, year: int, free: float, banned: float) -> dict[str, float]:
    """Weight of every month of a year for one channel: its share as the law of the day has it."""
    border = border_openness()
    weights = {}
    for month, unbanned in _unbanned(name, year).items():
        weights[month] = (unbanned * free + (1 - unbanned) * banned) * border[month]
    return weights


def _banned_all(name: str, year: int) -> bool:
    return not any(_unbanned(name, year).values())


@cache
def _unbanned(name: str, year: int) -> Mapping[str, float]:
    """Share of the days of each month of a year on which no ban holds for a channel."""
    closures = [row for row in tables.read("closures") if row["series"] == name]
    months = (f"{year}-{number:02d}" for number in range(1, 13))
    return MappingProxyType({month: open_share(month, closures) for month in months})


def _share_out[Key](total: float, weights: Mapping[Key, float]) -> dict[Key, float]:
    whole = sum(weights.values())
    return {key: total * w / whole if whole else 0.0 for key, w in weights.items()}
