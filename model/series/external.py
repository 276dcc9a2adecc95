"""Trade by channel, and dollars by holder."""

from __future__ import annotations

from model.chart import BY
from model.drivers import EXPORT_CHANNELS, IMPORT_CHANNELS
from model.populations.layout import PATRONS
from model.series.declare import INDEX, KOTRA, Series

OWNERS = ("party", "army", "Second Economic Commission", "cabinet", "provinces")
"""Patrons as a reader knows them, in the order of PATRONS."""
BOUGHT = {
    "parts": "parts for the programme",
    "inputs": "inputs of munitions plants",
    "machines": "machines for these and the army",
}
"""What the Commission buys, in the order of COMMISSION_BUYS."""


def _trade() -> list[Series]:
    unit, rows = "mn USD a month", []
    for i, c in enumerate(EXPORT_CHANNELS):
        rows.append(
            Series(
                f"exports.{c}",
                unit,
                "trade",
                f"Customs exports: {c.replace('_', ' ')}.",
                f"nation.exports[{i}]",
                label=f"Exports: {c.replace('_', ' ')}",
            )
        )
    for i, c in enumerate(IMPORT_CHANNELS):
        rows.append(
            Series(
                f"imports.{c}",
                unit,
                "trade",
                f"Customs imports: {c}.",
                f"nation.imports[{i}]",
                label=f"Imports: {c}",
            )
        )
    return rows


def _trade_totals() -> list[Series]:
    return [
        Series(
            "exports.total",
            "mn USD a month",
            "trade",
            "Customs exports, without trade with the South.",
            lambda e: e.nation.exports.sum(axis=0),
            label="Exports",
            publisher=KOTRA,
            feed="trade",
            words=("trade", "china"),
        ),
        Series(
            "imports.total",
            "mn USD a month",
            "trade",
            "Customs imports, without trade with the South.",
            lambda e: e.nation.imports.sum(axis=0),
            label="Imports",
            publisher=KOTRA,
            feed="trade",
            words=("trade", "china"),
        ),
        Series(
            "exports.smuggled",
            "mn USD a month",
            "trade",
            "Banned goods sold all the same.",
            lambda e: e.nation.smuggled.sum(axis=0),
        ),
        Series(
            "trade.evasion",
            "share",
            "trade",
            "Part of banned trade that companies can move.",
            "nation.evasion",
            label="Evasion of bans",
        ),
        Series(
            "imports.unmet",
            "mn USD a month",
            "trade",
            "Imports wanted and not bought.",
            lambda e: (e.nation.imports_wanted.sum(axis=0) - e.nation.imports.sum(axis=0)).clip(
                0.0
            ),
            label="Imports not bought",
        ),
    ]


def _licences() -> list[Series]:
    return [
        Series(
            f"licences.{patron}",
            "share",
            "trade",
            f"Part of foreign trade licensed to companies of the {whose}.",
            f"nation.licences[{k}]",
            label=f"Licences: {whose}",
        )
        for k, (patron, whose) in enumerate(zip(PATRONS, OWNERS, strict=True))
    ]


def _dollars() -> list[Series]:
    return [
        Series(
            "fx.state",
            "mn USD",
            "dollars",
            "Foreign currency of the state.",
            "nation.state_dollars",
            label="Currency of the state",
        ),
        Series(
            "fx.court",
            "mn USD",
            "dollars",
            "Foreign currency of the court.",
            "nation.court_dollars",
            label="Currency of the court",
        ),
        Series(
            "fx.sec",
            "mn USD",
            "dollars",
            "Foreign currency of the Second Economic Commission.",
            "nation.munitions_dollars",
            label="Currency of the munitions track",
        ),
        Series(
            "fx.private",
            "mn USD",
            "dollars",
            "Foreign currency of households and traders.",
            lambda e: e.dollars.balance[BY.households] + e.dollars.balance[BY.traders],
            label="Currency of households and traders",
        ),
        Series(
            "fx.total",
            "mn USD",
            "dollars",
            "All foreign currency in the country.",
            lambda e: -e.dollars.balance[BY.world],
            label="Foreign currency held",
            words=("reserves", "dollars"),
        ),
        Series(
            "fx.off_book",
            "mn USD a month",
            "dollars",
            "Currency earned outside customs: labour, thefts, smuggling, private trade, arms.",
            "nation.off_book",
            label="Currency earned off customs",
        ),
        Series(
            "fx.errors_omissions",
            "mn USD a month",
            "dollars",
            "Inflow needed to pay for recorded imports that no named flow explains.",
            "nation.errors_omissions",
            label="Errors and omissions",
        ),
    ]


def _credit() -> list[Series]:
    return [
        Series(
            "debt.suppliers",
            "mn USD",
            "dollars",
            "Owed by trading companies to suppliers abroad.",
            "nation.trade_debt",
            label="Debt to suppliers",
        ),
        Series(
            "debt.written_off",
            "mn USD a month",
            "dollars",
            "Debt that suppliers gave up.",
            "nation.credit_lost",
            label="Debt written off",
        ),
        Series(
            "debt.trust",
            "index 0-1, opening = 1",
            "dollars",
            "Suppliers' trust in trading companies.",
            "nation.trust",
            label="Trust of suppliers",
        ),
        Series(
            "fx.lent",
            "share a month",
            "dollars",
            "Part of their currency that households put into goods brought in for it.",
            "nation.lent_part",
            label="Currency lent by households",
        ),
    ]


def _commission() -> list[Series]:
    return [
        Series(
            "sec.worth",
            "ratio",
            "dollars",
            "Worth of a dollar in the munitions track beside a dollar sold.",
            "nation.sec_worth",
            label="Worth of a dollar in the track",
        ),
        Series(
            "sec.sold",
            "mn USD a month",
            "dollars",
            "Currency of the Second Economic Commission sold for won.",
            "nation.sec_sold",
            label="Currency sold by the track",
        ),
        *[
            Series(
                f"sec.{what}",
                INDEX,
                "dollars",
                f"Volume the Second Economic Commission imports: {about}.",
                f"nation.sec_landed[{k}]",
                label=f"Bought: {about}",
            )
            for k, (what, about) in enumerate(BOUGHT.items())
        ],
    ]


def declared() -> list[Series]:
    """Every series about the outside world."""
    return [
        *_trade(), *_trade_totals(), *_licences(), *_dollars(), *_credit(), *_commission(),
    ]  # fmt: skip
