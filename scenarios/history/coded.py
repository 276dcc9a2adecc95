"""Paths coded from dated texts and events: law, compliance, border, threat, doctrine, money."""

from __future__ import annotations

from functools import cache
from statistics import fmean
from typing import TYPE_CHECKING

from model import drivers as declared
from model.case import month_name, month_number
from model.drivers import COVERED, PARTNERS
from scenarios.history import tables
from scenarios.history.paths import MONTHS, Fed, effective_month, from_months, from_rows, held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.case import Steps
    from scenarios.history.tables import Row

DATE_RULE = "a dated change counts from its own month up to the 15th, else from the next"
LAW_RULE = (
    f"law only: ban 1, exempted ban 1/2, cap 1 - cap / supplies before it, none 0; {DATE_RULE}; "
    "no text has lowered it"
)
COMPLIANCE_RULE = f"one level for each regime of the law; {DATE_RULE}; the last value is kept"
BORDER_RULE = f"open 1, one railway 1/2, closed 1/5; {DATE_RULE}"
THREAT_RULE = (
    "1/2, and the larger of .2 for three months from a nuclear test or intercontinental missile "
    "and .4 in the months of an open confrontation, and -.1 while a moratorium and talks last"
)
COAL_PRICE_RULE = (
    "recorded value / recorded tonnes of the year over that of 2011; the last value is kept"
)
OIL_PRICE_RULE = "yearly mean of Brent over that of 2011; the last value is kept"
GRAIN_PRICE_RULE = "mean of maize and rice, each over its mean of 2011; the last value is kept"
GRAINS = ("world_maize_price", "world_rice_price")
DOCTRINE_RULE = f"named at the plenum that declared it; {DATE_RULE}"
DECREE_RULE = (
    "every dated decree moves it by one step of fixed size; {}; without a decree the "
    "last value is kept"
)
OUTSIDE_RULE = f"levels chosen, dates on record; {DATE_RULE}; the last value is kept"

WEAKEST_FIRST = (
    "assumption",
    "derived",
    "recalled",
    "verified-date",
    "verified-partial",
    "verified-secondary",
    "verified",
)
"""A path is graded by the weakest of its rows."""


def _fed(name: str, rows: Sequence[Row], rule: str, grade: str = "", scale: float = 1) -> Fed:
    weakest = grade or next(g for g in WEAKEST_FIRST if any(row["grade"] == g for row in rows))
    return Fed(name, _opened(name, from_rows(rows, scale)), weakest, tables.sources_of(rows), rule)


def _opened(name: str, steps: Steps) -> Steps:
    """The same path, starting in the opening month: before the first text the default holds."""
    default = declared.get(name).default
    if steps[0][0] > MONTHS[0] and default is not None:
        return ((MONTHS[0], float(default)), *steps)
    return steps


def feed_partners() -> list[Fed]:
    """Import demand of each partner and the price of coal, indices with 2011 = 1."""
    rule = "1 throughout; read with a band of 20 % either way"
    names = (f"demand.{partner}" for partner in PARTNERS)
    demand = [_fed(name, tables.of_series("coded", name), rule) for name in names]
    steps = from_months("price.coal", coal_price())
    source = tables.sources_of(
        row for row in tables.read("trade") if row["series"].startswith("export_coal")
    )
    coal = Fed("price.coal", steps, "derived", source, COAL_PRICE_RULE)
    return [*demand, coal, _oil_price(), _grain_price()]


def _oil_price() -> Fed:
    """World price of crude by year, 2011 = 1."""
    brent = tables.annual("trade", "world_oil_price_brent")
    months = {m: brent[int(m[:4])] / brent[2011] for m in MONTHS}
    rows = [row for row in tables.read("trade") if row["series"] == "world_oil_price_brent"]
    steps = from_months("price.oil", months)
    return Fed("price.oil", steps, "recalled", tables.sources_of(rows), OIL_PRICE_RULE)


def _grain_price() -> Fed:
    """World price of grain by year, 2011 = 1."""
    prices = [tables.annual("trade", grain) for grain in GRAINS]
    index = {y: fmean(p[y] / p[2011] for p in prices) for y in prices[0]}
    months = {m: index[int(m[:4])] for m in MONTHS}
    rows = [row for row in tables.read("trade") if row["series"] in GRAINS]
    steps = from_months("price.grain", months)
    return Fed("price.grain", steps, "recalled", tables.sources_of(rows), GRAIN_PRICE_RULE)


def coal_price() -> dict[str, float]:
    """Unit value of the coal exported by month, 2011 = 1."""
    tonnes = tables.annual("trade", "export_coal_to_china_volume")
    unit = {y: v / tonnes[y] for y, v in tables.coal_exports().items() if y in tonnes}
    last = max(unit)
    years = {month: min(int(month[:4]), last) for month in MONTHS}
    return {month: unit[year] / unit[min(unit)] for month, year in years.items()}


def feed_sanctions() -> list[Fed]:
    """Share of each channel under legal sanction, and how far each partner enforces it."""
    law = [
        _fed(f"coverage.{c}", tables.of_series("sanctions", f"coverage.{c}"), LAW_RULE)
        for c in COVERED
    ]
    return law + [
        _fed(
            f"compliance.{p}",
            tables.of_series("coded", f"compliance.{p}"),
            COMPLIANCE_RULE,
            "assumption",
        )
        for p in PARTNERS
    ]


@cache
def border_openness() -> dict[str, float]:
    """Share of desired trade let through the border, by month."""
    states = held(from_rows(tables.of_series("coded", "border.state")))
    return {month: tables.rule(f"border.{state}") for month, state in states.items()}


def feed_border() -> list[Fed]:
    """The border decree as a share of trade let through."""
    source = tables.sources_of(tables.of_series("coded", "border.state"))
    steps = from_months("border.openness", border_openness())
    return [Fed("border.openness", steps, "assumption", source, BORDER_RULE)]


def threat_level(events: Sequence[Row], months: Sequence[str] = MONTHS) -> dict[str, float]:
    """Outside threat as the leadership sees it, 0 to 1, from dated events alone.

    Args:
        events: rows with date, until (days; empty for a single day) and series, the kind:
            test, crisis or detente.
        months: months wanted, ``YYYY-MM``.
    """
    level = {}
    for month in months:
        felt = {event["series"] for event in events if _felt(event, month)}
        raised = max((tables.rule(f"threat.{k}") for k in felt - {"detente"}), default=0.0)
        eased = tables.rule("threat.detente") if "detente" in felt else 0.0
        level[month] = round(tables.rule("threat.base") + raised + eased, 9)
    return level


def _felt(event: Row, month: str) -> bool:
    """Whether an event still counts in a month."""
    first = event["date"][:7]
    if event["series"] == "test":
        last = month_name(month_number(first) + int(tables.rule("threat.test_months")) - 1)
    else:
        last = event["until"][:7]
    return first <= month <= last


def feed_threat() -> list[Fed]:
    """Threat coded from a list of tests, confrontations and talks."""
    events = tables.read("threat")
    steps = from_months("threat.level", threat_level(events))
    return [Fed("threat.level", steps, "assumption", tables.sources_of(events), THREAT_RULE)]


def feed_outside() -> list[Fed]:
    """What other powers' acts depend on: veto, pressure, offers, a buyer's need, and grants."""
    names = ("council.veto", "pressure.coalition", "talks.offer", "buyer.need", "grants.munitions")
    return [_fed(name, tables.of_series("coded", name), OUTSIDE_RULE) for name in names]


def feed_doctrine() -> list[Fed]:
    """The leadership's line, its market policy and its announced housing."""
    line = _fed("doctrine", tables.of_series("doctrine", "doctrine"), DOCTRINE_RULE)
    decrees = [_decreed(name) for name in ("market.tightness", "enterprise.autonomy")]
    held = _fed("tests.moratorium", tables.of_series("doctrine", "tests.moratorium"), DATE_RULE)
    housing = tables.of_series("coded", "housing.announced")
    rule = f"announced dwellings a year / 12; {DATE_RULE}"
    return [line, *decrees, held, _fed("housing.announced", housing, rule, scale=1 / 12)]


def feed_court() -> list[Fed]:
    """What state shops make good of the core's losses: nothing, as the fit assumes."""
    rows = tables.of_series("coded", "court.protection")
    return [_fed("court.protection", rows, "none in history; the last value is kept")]


def _decreed(name: str) -> Fed:
    """An index that every dated decree moves by one step."""
    rows = tables.of_series("doctrine", name)
    level, size = tables.rule(f"opening.{name}"), tables.rule(f"decree.{name}")
    steps: dict[str, float | str | None] = {MONTHS[0]: level}
    for row in rows:
        level = round(level + size * float(row["value"]), 9)
        steps[effective_month(row["date"])] = level
    rule = DECREE_RULE.format(DATE_RULE)
    return Fed(name, tuple(sorted(steps.items())), "assumption", tables.sources_of(rows), rule)


def feed_money() -> list[Fed]:
    """Won printed until the market rate settles in 2013; then the state's cash gap decides."""
    rule = "half-yearly steps up to June 2013, then left to the model"
    return [_fed("money.note_issue", tables.of_series("coded", "money.note_issue"), rule)]


def feed_wages() -> list[Fed]:
    """The state-set wage as a multiple of that of 2011."""
    return [_fed("wages.state", tables.of_series("coded", "wages.state"), DATE_RULE)]
