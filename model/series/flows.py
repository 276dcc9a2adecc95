"""Who pays whom: the month's flows between the holders of each ledger, power and hands.

Every line a mechanism posts is counted in one figure, in `LEDGERS` or `ELSEWHERE`, so that
what a page draws of a ledger balances. A line posted under a new name needs its place here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from model.populations import layout as at
from model.series.declare import ANY, BY_UNIT, MILLION, MONTHS, Series

if TYPE_CHECKING:
    from model.figures import Array
    from model.past import Past

type Key = tuple[str, str, str]
"""Line, payer and payee of a posting."""
COMPANIES, STATE, COURT, MUNITIONS = "trading companies", "state", "court", "munitions"
TRADERS, HOUSEHOLDS, FARMS, ENTERPRISES = "traders", "households", "farms", "enterprises"
WORLD, BANK = "world", "central bank"


class Flow(NamedTuple):
    """One recorded flow: the postings it adds up, and those it takes off."""

    about: str
    added: tuple[Key, ...]
    taken: tuple[Key, ...] = ()


def _imports(*payers: str) -> Flow:
    """Imports a holder pays from dollars that are accounted for."""
    return Flow(
        f"Imports paid by {' and '.join(payers)}, errors and omissions apart.",
        tuple(("recorded imports", payer, WORLD) for payer in payers),
        tuple(("errors and omissions", WORLD, payer) for payer in payers),
    )


def _one(about: str, line: str, payer: str, payee: str) -> Flow:
    return Flow(about, ((line, payer, payee),))


DOLLARS = {
    "smuggled": _one("Paid for smuggled exports.", "smuggled exports", WORLD, COMPANIES),
    "labour": _one("Sent home by workers abroad.", "labour abroad", WORLD, STATE),
    "thefts_court": Flow(
        "Thefts and computer work that reach the court.",
        (("thefts", WORLD, COURT), ("computer work", WORLD, COURT)),
    ),
    "thefts_operators": _one("Thefts their operators keep.", "thefts", WORLD, HOUSEHOLDS),
    "thefts_munitions": Flow(
        "Thefts and computer work that reach the munitions track.",
        (("thefts", WORLD, MUNITIONS), ("computer work", WORLD, MUNITIONS)),
    ),
    "grants": _one("Grants to the munitions track from abroad.", "grants", WORLD, MUNITIONS),
    "visitors": Flow(
        "Tourism, and what the state keeps of wages at Kaesong.",
        (("tourism", WORLD, STATE), ("Kaesong wages", WORLD, STATE)),
    ),
    "private": Flow(
        "Private trade no customs house sees, and wages kept at Kaesong.",
        (("unrecorded private trade", WORLD, TRADERS), ("Kaesong wages", WORLD, HOUSEHOLDS)),
    ),
    "aid": _one("Aid in kind, used as it comes.", "aid in kind, receipt", WORLD, STATE),
    "fishing": _one("Fishing rights sold abroad.", "fishing rights", WORLD, STATE),
    "crude": _one("Crude granted, used as it comes.", "crude granted, receipt", WORLD, STATE),
    "arms": Flow(
        "Paid for arms, in cash and in kind.",
        (("arms, cash", WORLD, MUNITIONS), ("arms, in kind", WORLD, MUNITIONS)),
    ),
    "arms_goods": _one("Goods taken for arms.", "arms, goods received", MUNITIONS, WORLD),
    "arms_court": _one("Cash for arms the court takes.", "arms, court's part", MUNITIONS, COURT),
    "cost_munitions": _one(
        "Cost of the munitions track's payments abroad.", "cost of payments", MUNITIONS, WORLD
    ),
    "sold_munitions": _one(
        "Currency the munitions track sells.", "currency sold by the Commission", MUNITIONS, TRADERS
    ),
    "credit": _one("Goods bought on suppliers' credit.", "suppliers' credit", WORLD, COMPANIES),
    "credit_repaid": _one(
        "Repaid to suppliers abroad.", "suppliers' credit repaid", COMPANIES, WORLD
    ),
    "licences_state": _one("Licences paid to the state.", "licences", COMPANIES, STATE),
    "licences_court": _one("Licences paid to the court.", "licences", COMPANIES, COURT),
    "licences_munitions": _one(
        "Licences paid to the munitions track.", "licences", COMPANIES, MUNITIONS
    ),
    **{
        f"patrons_{payee}": _one(
            f"Spare dollars of companies for their patron: {payee}.",
            "patrons' needs",
            COMPANIES,
            payee,
        )
        for payee in (STATE, COURT, MUNITIONS)
    },
    "commissions": _one("Commissions of private partners.", "commissions", COMPANIES, TRADERS),
    "fees": _one("Fees traders pay the state.", "fees on traders", TRADERS, STATE),
    "to_court": _one("Handed by the state to the court.", "state to court", STATE, COURT),
    "to_munitions": _one(
        "Handed by the state to the munitions track.", "state to munitions", STATE, MUNITIONS
    ),
    "gifts": _one("Gifts of the court to the core.", "gifts to the core", COURT, HOUSEHOLDS),
    "imports_companies": _imports(COMPANIES),
    "imports_state": _imports(STATE),
    "imports_court": _imports(COURT),
    "imports_munitions": _imports(MUNITIONS),
    "imports_private": _imports(TRADERS),
    "oil_at_sea": _one("Paid for oil taken over at sea.", "oil taken over at sea", STATE, WORLD),
    "private_grain": _one(
        "Paid for grain fetched over the border.", "private grain imports", TRADERS, WORLD
    ),
}
PLAN = {
    "tax_civil": _one("Turnover tax of civilian plants.", "turnover tax", ENTERPRISES, STATE),
    "tax_munitions": _one("Turnover tax of munitions plants.", "turnover tax", MUNITIONS, STATE),
    "budget_civil": _one("Budget for civilian plants.", "budget", STATE, ENTERPRISES),
    "budget_munitions": _one("Budget for the munitions track.", "budget", STATE, MUNITIONS),
    "inputs": _one(
        "Inputs munitions plants buy of civilian ones.", "inputs", MUNITIONS, ENTERPRISES
    ),
    "credit_civil": _one(
        "Credit to civilian plants; repaid if negative.", "credit", BANK, ENTERPRISES
    ),
    "credit_munitions": _one(
        "Credit to the munitions track; repaid if negative.", "credit", BANK, MUNITIONS
    ),
}
CASH = {
    "to_farms": _one("Farms' sales to markets.", "farm sales to market", TRADERS, FARMS),
    "to_enterprises": Flow(
        "Plants' sales above plan, materials for private investors included.",
        (
            ("above-plan sales", TRADERS, ENTERPRISES),
            ("private investment", TRADERS, ENTERPRISES),
        ),
    ),
    "market_pay": _one("Pay for work on markets.", "market pay", TRADERS, HOUSEHOLDS),
    "bribes": _one("Bribes.", "bribes", TRADERS, HOUSEHOLDS),
    "fees": Flow(
        "Stall fees and what is seized.",
        (("stall fees", TRADERS, STATE), ("expropriation", TRADERS, STATE)),
    ),
    "wages_state": _one("Wages the state pays.", "state-set wages", STATE, HOUSEHOLDS),
    "wages_enterprises": Flow(
        "Wages and bonuses plants pay.",
        (("state-set wages", ENTERPRISES, HOUSEHOLDS), ("bonuses", ENTERPRISES, HOUSEHOLDS)),
    ),
    "farm_income": _one("Paid out to farm families.", "farm income", FARMS, HOUSEHOLDS),
    "procurement": _one("Paid for procured grain.", "procurement", STATE, FARMS),
    "subsidies": _one("Cash subsidies to plants.", "cash subsidies", STATE, ENTERPRISES),
    "taxes_enterprises": _one("Cash taxes of plants.", "taxes in cash", ENTERPRISES, STATE),
    "taxes_farms": _one("Cash taxes of farms.", "taxes in cash", FARMS, STATE),
    "taxes_households": _one("Cash taxes of households.", "taxes in cash", HOUSEHOLDS, STATE),
    "absence": _one(
        "Paid to the plant for staying away.", "August-3rd payments", HOUSEHOLDS, ENTERPRISES
    ),
    "currency": _one(
        "Won traders pay households for dollars, net.", "currency market", TRADERS, HOUSEHOLDS
    ),
    "currency_state": _one(
        "Won traders pay the state for dollars of the munitions track.",
        "currency market",
        TRADERS,
        STATE,
    ),
    "notes": _one("Notes printed for the state.", "note issue", BANK, STATE),
}
GRAIN = {
    "commercial": _one("Grain bought abroad.", "commercial imports", WORLD, STATE),
    "aid": _one("Grain given.", "aid", WORLD, STATE),
    "losses": _one("Seed, feed and losses.", "seed, feed and losses", FARMS, "lost"),
    "procurement": _one("Procured by the state.", "procurement", FARMS, STATE),
    "in_kind": _one("Farm families' share in kind.", "share in kind", FARMS, HOUSEHOLDS),
    "farm_sales": _one("Sold by farms to traders.", "farm sales", FARMS, TRADERS),
    "rations": _one("Handed out as rations.", "rations", STATE, HOUSEHOLDS),
    "market_sales": _one("Bought by households.", "market sales", TRADERS, HOUSEHOLDS),
}
LEDGERS = {
    "dollars": ("mn USD a month", 1.0, DOLLARS),
    "plan": ("mn KPW a month", 1.0, PLAN),
    "cash": ("trn KPW a month", 1.0 / MILLION, CASH),
    "grain": ("kt a month", 1.0, GRAIN),
}
"""By ledger of `model.accounts.Accounts`: unit, what an amount is multiplied by, the flows."""

ELSEWHERE: dict[Key, str] = {
    ("recorded exports", WORLD, COMPANIES): "exports.total",
    ("market purchases", HOUSEHOLDS, TRADERS): "market.sales",
    ("harvest", "field", FARMS): "grain.harvest",
    ("private grain imports", WORLD, TRADERS): "grain.fetched",
    ("eaten", HOUSEHOLDS, "eaten"): "food.intake",
    ("aid in kind, use", STATE, WORLD): "flows.dollars.aid",
    ("crude granted, use", STATE, WORLD): "flows.dollars.crude",
    ("household purchases in dollars", HOUSEHOLDS, TRADERS): "fx.private",
    ("currency market", HOUSEHOLDS, TRADERS): "fx.private",
}
"""Lines that other series count already; the last two stay within one holder's sum."""


MADE = (at.MINING, at.LIGHT, at.METALS, at.CHEMICALS, at.MACHINERY)
STAFFED = (at.CIVIL, at.UTILITIES)
"""Posts nobody leaves for the market."""
POWER = {
    "munitions": ("Power for munitions plants.", (at.MUNITIONS,)),
    "army": ("Power for the armed forces.", (at.MILITARY,)),
    "industry": (
        "Power for mines, civilian industry, building and the power stations themselves.",
        (*MADE, at.CONSTRUCTION, at.UTILITIES),
    ),
    "farms": ("Power for farms.", (at.FARMS,)),
    "services": ("Power for services.", (at.CIVIL, at.TRADE)),
}
LABOUR = {
    "munitions": ("At work in munitions plants.", (at.MUNITIONS,)),
    "industry": ("At work in mines and civilian industry.", MADE),
    "construction": ("Builders at work.", (at.CONSTRUCTION,)),
    "farms": ("At work on farms.", (at.FARMS,)),
    "trade": ("At work in market services.", (at.TRADE,)),
}
"""Branches by use of power and by work that people leave for the market."""
REST = {
    "flows.labour.state": ("mn people", "At work in state services, power and water."),
    "flows.labour.away": (
        "mn people",
        "Away from the state job beside the opening; negative if more are present.",
    ),
    "flows.labour.lent": ("mn people", "Soldiers on sites and fields."),
    "flows.labour.duty": ("mn people", "Soldiers on duty."),
    "flows.grain.soldiers": ("kt a month", "Rations of the armed forces."),
}
"""Figures read one by one: name, unit, meaning."""


def read(e: Past) -> Array:
    """All flows of every month at once, in the order of `NAMES`; shape (flows, months)."""
    import numpy as np  # names and units must be had without it

    from model.accounts import FLOWS

    places = {ledger: [FLOWS[ledger][key] for key in keys] for ledger, keys in KEYS}
    posted = np.concatenate([getattr(e, ledger).flows[rows] for ledger, rows in places.items()])
    rest = (*_power(e), *_hands(e), _soldiers_rations(e))
    factors, starts = _counted()
    # line after line, so that a month's sum is the same to the last bit in any company of months
    return np.vstack([np.add.reduceat(factors * posted, starts, axis=0), *rest])


def _power(e: Past) -> list[Array]:
    """Power that uses get, TWh."""
    ratio, normal = e.nation.power_ratio, e.opening.power
    unit = e.p.power.opening_generation / MONTHS / e.opening.power_need.sum()
    return [unit * sum(ratio[b] * normal[b] for b in branches) for _, branches in POWER.values()]


def _hands(e: Past) -> list[Array]:
    """People at their post, away from it, and soldiers, millions.

    Soldiers' help stands beside a branch's own people, so attendance is that of mines.
    """
    workers, present = e.nation.workers, e.nation.attendance[at.MINING]
    posts = [sum(workers[b] for b in branches) / MILLION for _, branches in LABOUR.values()]
    state = sum(workers[b] for b in STAFFED) / MILLION
    soldiers, lent = workers[at.MILITARY] / MILLION, e.nation.army_labour
    away = (1.0 - present) * sum(posts)
    return [*(present * p for p in posts), state, away, lent * soldiers, (1.0 - lent) * soldiers]


def _soldiers_rations(e: Past) -> Array:
    """What rations the armed forces draw, by their claim."""
    claim = e.opening.ration_claim[at.SOLDIER] * e.opening.households[at.SOLDIER]
    return claim * e.nation.members * e.nation.ration / MILLION


KEYS = [
    (ledger, [key for flow in flows.values() for key in (*flow.added, *flow.taken)])
    for ledger, (_, _, flows) in LEDGERS.items()
]
"""Every line that is read, ledger by ledger."""


@cache
def _counted() -> tuple[Array, list[int]]:
    """What each line read is multiplied by, [line, 1], and the first line of each flow."""
    import numpy as np

    factors, starts = list[float](), list[int]()
    for _, scale, flows in LEDGERS.values():
        for flow in flows.values():
            starts.append(len(factors))
            factors += [scale] * len(flow.added) + [-scale] * len(flow.taken)
    return np.array(factors)[:, None], starts


def _described() -> dict[str, tuple[str, str]]:
    """Unit and meaning of every flow, in the order of `read`."""
    posted = {
        f"flows.{ledger}.{name}": (unit, flow.about)
        for ledger, (unit, _, flows) in LEDGERS.items()
        for name, flow in flows.items()
    }
    power = {f"flows.power.{n}": ("TWh a month", about) for n, (about, _) in POWER.items()}
    hands = {f"flows.labour.{n}": ("mn people", about) for n, (about, _) in LABOUR.items()}
    return posted | power | hands | REST


NAMES = list(_described())
NET = {
    "flows.plan.credit_civil",
    "flows.plan.credit_munitions",
    "flows.cash.currency",
    "flows.cash.notes",
    "flows.labour.away",
}
"""Flows that run either way."""


LABELS = {
    "flows.dollars.thefts_court": "Thefts, to the court",
    "flows.dollars.thefts_munitions": "Thefts, to the munitions track",
    "flows.dollars.cost_munitions": "Cost of the track's payments abroad",
    "flows.dollars.patrons_state": "Companies' spare dollars, to the state",
    "flows.dollars.patrons_court": "Companies' spare dollars, to the court",
    "flows.dollars.patrons_munitions": "Companies' spare dollars, to the track",
    "flows.cash.currency_state": "Won for the track's dollars",
    "flows.dollars.licences_munitions": "Licences, to the munitions track",
    "flows.dollars.to_munitions": "Handed to the munitions track",
    "flows.plan.inputs": "Civilian inputs of munitions plants",
    "flows.labour.away": "Away from the state job",
}
"""Names of flows whose meaning begins too long for a table."""


def declared() -> list[Series]:
    """Every flow. Each can be read alone; a record reads all of them at once."""
    return [
        Series(
            name,
            unit,
            "flows",
            about,
            lambda e, place=place: read(e)[place],  # type: ignore[misc]
            ANY if name in NET else BY_UNIT,
            label=LABELS.get(name, ""),
        )
        for place, (name, (unit, about)) in enumerate(_described().items())
    ]
