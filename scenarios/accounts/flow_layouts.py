"""What flows between whom: for each kind of thing, its nodes in columns and its links."""

from __future__ import annotations

from dataclasses import dataclass, field

THOUSAND = 1e3
DEFENCE, CIVILIAN, STATE, OUTSIDE = "defence", "civilian", "state", "outside"
"""Tracks: the munitions track and the armed forces; plants, farms, people; the state; the rest."""

type Part = tuple[str, float]
"""A series and how it counts."""


@dataclass(frozen=True, slots=True)
class Node:
    """A source, a holder or a use."""

    title: str
    column: int
    track: str = OUTSIDE


@dataclass(frozen=True, slots=True)
class Link:
    """What flows from one node to another."""

    source: str
    target: str
    about: str
    parts: tuple[Part, ...]
    back: tuple[str, str] | None = None
    """Where it flows while negative: source and target."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: money of one ledger, grain, power, hands."""

    title: str
    unit: str
    digits: int
    about: str
    nodes: dict[str, Node]
    links: tuple[Link, ...]
    holders: tuple[str, ...] = ()
    """Nodes that can keep what they do not pass on."""
    scale: float = 1.0
    """What the sum of twelve months is multiplied by."""
    defence: tuple[tuple[str, str], ...] = ()
    """Links that end with the defence track, for its part of the whole."""
    whole: tuple[tuple[str, str], ...] = field(default=())
    """Links that make up the whole."""


DRAWN, ADDED = "drawn", "added"
"""Nodes that stand for holdings: what is drawn from them, and what is added."""


def _series(prefix: str, *names: str) -> tuple[Part, ...]:
    return tuple((f"{prefix}.{name}", 1.0) for name in names)


def _dollar(source: str, target: str, about: str, *names: str) -> Link:
    return Link(source, target, about, _series("flows.dollars", *names))


DOLLARS = Kind(
    "Dollars",
    "mn USD a year",
    0,
    "Foreign currency: who earns it, through whose hands it goes, what it is spent on. Fees that "
    "traders pay the state stand on both sides: that money has been earned before.",
    {
        "exports": Node("Customs exports", 0),
        "smuggled": Node("Smuggled exports", 0),
        "labour": Node("Workers abroad", 0),
        "visitors": Node("Visitors, Kaesong", 0),
        "aid": Node("Aid in kind", 0),
        "thefts": Node("Thefts, computer work", 0),
        "grants": Node("Grants for munitions", 0),
        "fishing": Node("Fishing rights", 0),
        "crude": Node("Crude granted", 0),
        "arms": Node("Arms sold", 0),
        "unrecorded": Node("Unrecorded trade", 0),
        "unexplained": Node("Unexplained", 0),
        "credit": Node("Suppliers' credit", 0),
        "fees": Node("Fees on traders", 0),
        DRAWN: Node("Drawn from holdings", 0),
        "companies": Node("Trading companies", 1, STATE),
        "state": Node("State", 2, STATE),
        "court": Node("Court", 3, STATE),
        "munitions": Node("Munitions track", 3, DEFENCE),
        "private": Node("Traders, households", 4, CIVILIAN),
        "imports": Node("Customs imports", 5),
        "oil": Node("Oil taken at sea", 5),
        "used": Node("Aid, crude used", 5),
        "costs": Node("Cost of payments", 5),
        "debts": Node("Repaid to suppliers", 5),
        "goods": Node("Goods for arms", 5),
        "grain": Node("Grain fetched", 5),
        "paid": Node("Fees to the state", 5),
        ADDED: Node("Added to holdings", 5),
    },
    (
        Link("exports", "companies", "customs exports", (("exports.total", 1.0),)),
        _dollar("smuggled", "companies", "smuggled exports", "smuggled"),
        _dollar("labour", "state", "wages of workers abroad", "labour"),
        _dollar("visitors", "state", "tourism and Kaesong wages kept by the state", "visitors"),
        _dollar("aid", "state", "aid in kind", "aid"),
        _dollar("thefts", "court", "thefts and computer work for the court", "thefts_court"),
        _dollar("thefts", "private", "thefts kept by their operators", "thefts_operators"),
        _dollar("thefts", "munitions", "thefts and computer work", "thefts_munitions"),
        _dollar("grants", "munitions", "grants to the munitions track", "grants"),
        _dollar("fishing", "state", "fishing rights", "fishing"),
        _dollar("crude", "state", "crude granted", "crude"),
        _dollar("munitions", "court", "the court's part of arms", "arms_court"),
        _dollar("munitions", "costs", "cost of payments", "cost_munitions"),
        _dollar("munitions", "private", "currency sold", "sold_munitions"),
        _dollar("arms", "munitions", "arms, in cash and in kind", "arms"),
        _dollar("unrecorded", "private", "unrecorded private trade, wages", "private"),
        _dollar("fees", "state", "fees on traders", "fees"),
        _dollar("credit", "companies", "goods on suppliers' credit", "credit"),
        _dollar("companies", "debts", "repaid to suppliers", "credit_repaid"),
        _dollar("companies", "state", "licences, gifts", "licences_state", "patrons_state"),
        _dollar("companies", "court", "licences, gifts", "licences_court", "patrons_court"),
        _dollar("companies", "munitions", "licences", "licences_munitions", "patrons_munitions"),
        _dollar("companies", "private", "commissions", "commissions"),
        _dollar("state", "court", "handed over", "to_court"),
        _dollar("state", "munitions", "handed over", "to_munitions"),
        _dollar("court", "private", "gifts to the core", "gifts"),
        _dollar("companies", "imports", "imports", "imports_companies"),
        _dollar("state", "imports", "imports", "imports_state"),
        _dollar("court", "imports", "imports", "imports_court"),
        _dollar("munitions", "imports", "imports", "imports_munitions"),
        _dollar("private", "imports", "imports", "imports_private"),
        Link("unexplained", "imports", "errors and omissions", (("fx.errors_omissions", 1.0),)),
        _dollar("state", "oil", "oil taken over at sea", "oil_at_sea"),
        _dollar("state", "used", "aid and crude used as they come", "aid", "crude"),
        _dollar("munitions", "goods", "oil and grain for arms", "arms_goods"),
        _dollar("private", "grain", "grain fetched over the border", "private_grain"),
        _dollar("private", "paid", "fees on traders", "fees"),
    ),
    holders=("companies", "state", "court", "munitions", "private"),
    defence=(
        ("thefts", "munitions"),
        ("grants", "munitions"),
        ("arms", "munitions"),
        ("companies", "munitions"),
        ("state", "munitions"),
    ),
    whole=(
        ("exports", "companies"),
        ("smuggled", "companies"),
        ("labour", "state"),
        ("visitors", "state"),
        ("aid", "state"),
        ("crude", "state"),
        ("fishing", "state"),
        ("thefts", "court"),
        ("thefts", "private"),
        ("thefts", "munitions"),
        ("grants", "munitions"),
        ("arms", "munitions"),
        ("unrecorded", "private"),
    ),
)


def _plan(source: str, target: str, about: str, name: str, back: bool = False) -> Link:
    turned = (f"{target.removesuffix('_in')}_out", "repaid") if back else None
    return Link(source, target, about, _series("flows.plan", name), turned)


PLAN = Kind(
    "Plan money",
    "bn KPW a year",
    1,
    "Non-cash won at plan prices: taxes in, budgets out, credit closes what is left open.",
    {
        "civil_out": Node("Civilian plants pay", 0, CIVILIAN),
        "munitions_out": Node("Munitions plants pay", 0, DEFENCE),
        "bank": Node("Central bank lends", 0),
        "state": Node("State budget", 1, STATE),
        "civil_in": Node("Civilian plants get", 2, CIVILIAN),
        "munitions_in": Node("Munitions plants get", 2, DEFENCE),
        "repaid": Node("Repaid to the bank", 2),
    },
    (
        _plan("civil_out", "state", "turnover tax", "tax_civil"),
        _plan("munitions_out", "state", "turnover tax", "tax_munitions"),
        _plan("state", "civil_in", "budget", "budget_civil"),
        _plan("state", "munitions_in", "budget", "budget_munitions"),
        _plan("munitions_out", "civil_in", "inputs", "inputs"),
        _plan("bank", "civil_in", "credit", "credit_civil", back=True),
        _plan("bank", "munitions_in", "credit", "credit_munitions", back=True),
    ),
    scale=1.0 / THOUSAND,
    defence=(("state", "munitions_in"),),
    whole=(("state", "munitions_in"), ("state", "civil_in")),
)


def _cash(source: str, target: str, about: str, *names: str, **more: tuple[str, str]) -> Link:
    return Link(source, target, about, _series("flows.cash", *names), **more)


CASH = Kind(
    "Cash",
    "trn KPW a year",
    2,
    "Notes: what households spend on markets and who gets it, the state's takings and payments.",
    {
        "households_out": Node("Households pay", 0, CIVILIAN),
        "farms_out": Node("Farms pay", 0, CIVILIAN),
        "plants_out": Node("Plants pay", 0, CIVILIAN),
        "bank": Node("Notes printed", 0),
        DRAWN: Node("Drawn from tills", 0),
        "markets": Node("Markets", 1, CIVILIAN),
        "state": Node("State", 2, STATE),
        "households_in": Node("Households get", 3, CIVILIAN),
        "farms_in": Node("Farms get", 3, CIVILIAN),
        "plants_in": Node("Plants get", 3, CIVILIAN),
        "withdrawn": Node("Notes withdrawn", 3),
        ADDED: Node("Left in tills", 3),
    },
    (
        Link("households_out", "markets", "purchases", (("market.sales", 1.0),)),
        _cash("markets", "households_in", "pay for work on markets", "market_pay"),
        _cash("markets", "households_in", "bribes", "bribes"),
        _cash("markets", "households_in", "won for dollars, net", "currency",
              back=("households_out", "markets")),
        _cash("markets", "farms_in", "farm sales", "to_farms"),
        _cash("markets", "plants_in", "sales above plan", "to_enterprises"),
        _cash("markets", "state", "fees, seizures, won for dollars", "fees", "currency_state"),
        _cash("households_out", "state", "taxes", "taxes_households"),
        _cash("farms_out", "state", "taxes", "taxes_farms"),
        _cash("plants_out", "state", "taxes", "taxes_enterprises"),
        _cash("bank", "state", "note issue", "notes", back=("state", "withdrawn")),
        _cash("households_out", "plants_in", "payments for staying away", "absence"),
        _cash("plants_out", "households_in", "wages and bonuses", "wages_enterprises"),
        _cash("farms_out", "households_in", "farm income", "farm_income"),
        _cash("state", "households_in", "wages", "wages_state"),
        _cash("state", "farms_in", "procured grain", "procurement"),
        _cash("state", "plants_in", "subsidies", "subsidies"),
    ),
    holders=("markets", "state"),
)  # fmt: skip


def _grain(source: str, target: str, about: str, *names: str) -> Link:
    return Link(source, target, about, _series("flows.grain", *names))


GRAIN = Kind(
    "Grain",
    "kt a year",
    0,
    "Cereal: where it comes from, who hands it out, who gets it.",
    {
        "harvest": Node("Harvest", 0, CIVILIAN),
        "bought": Node("Bought abroad", 0),
        "aid": Node("Aid", 0),
        "fetched": Node("Fetched by traders", 0),
        DRAWN: Node("Drawn from stores", 0),
        "farms": Node("Farms", 1, CIVILIAN),
        "state": Node("State stores", 2, STATE),
        "traders": Node("Traders", 2, CIVILIAN),
        "soldiers": Node("Soldiers' rations", 3, DEFENCE),
        "rations": Node("Other rations", 3, CIVILIAN),
        "families": Node("Farm families", 3, CIVILIAN),
        "market": Node("Bought on markets", 3, CIVILIAN),
        "lost": Node("Seed, feed, losses", 3),
        ADDED: Node("Added to stores", 3),
    },
    (
        Link("harvest", "farms", "brought in", (("grain.harvest", 1.0),)),
        _grain("bought", "state", "commercial imports", "commercial"),
        _grain("aid", "state", "aid", "aid"),
        Link("fetched", "traders", "fetched over the border", (("grain.fetched", 1.0),)),
        _grain("farms", "state", "procurement", "procurement"),
        _grain("farms", "traders", "farm sales", "farm_sales"),
        _grain("farms", "families", "share in kind", "in_kind"),
        _grain("farms", "lost", "seed, feed and losses", "losses"),
        _grain("state", "soldiers", "rations of the armed forces", "soldiers"),
        Link("state", "rations", "rations of everybody else",
             (("flows.grain.rations", 1.0), ("flows.grain.soldiers", -1.0))),
        _grain("traders", "market", "market sales", "market_sales"),
    ),
    holders=("farms", "state", "traders"),
    defence=(("state", "soldiers"),),
    whole=(("state", "soldiers"), ("state", "rations"), ("farms", "families"),
           ("traders", "market")),
)  # fmt: skip

_ARMED = ("munitions", "army")
_CIVIL = ("industry", "farms", "services")
_HOMES = (
    ("power.generation", 1.0),
    *((f"flows.power.{name}", -1.0) for name in (*_ARMED, *_CIVIL)),
)


def _power(source: str, target: str, about: str, *names: str) -> Link:
    return Link(source, target, about, _series("flows.power", *names))


POWER = Kind(
    "Power",
    "TWh a year",
    2,
    "Electricity: shared out by priority, with a minimum for everybody; homes get what is left.",
    {
        "stations": Node("Power stations", 0),
        "defence": Node("Defence track", 1, DEFENCE),
        "civilian": Node("Civilian track", 1, CIVILIAN),
        "munitions": Node("Munitions plants", 2, DEFENCE),
        "army": Node("Armed forces", 2, DEFENCE),
        "industry": Node("Industry, mines, sites", 2, CIVILIAN),
        "farms": Node("Farms", 2, CIVILIAN),
        "services": Node("Services", 2, CIVILIAN),
        "homes": Node("Homes", 2, CIVILIAN),
    },
    (
        _power("stations", "defence", "to the defence track", *_ARMED),
        Link("stations", "civilian", "to everybody else", (
            ("power.generation", 1.0), *((f"flows.power.{name}", -1.0) for name in _ARMED))),
        _power("defence", "munitions", "munitions plants", "munitions"),
        _power("defence", "army", "armed forces", "army"),
        _power("civilian", "industry", "industry, mines, building, own use", "industry"),
        _power("civilian", "farms", "farms", "farms"),
        _power("civilian", "services", "services", "services"),
        Link("civilian", "homes", "homes", _HOMES),
    ),
    defence=(("stations", "defence"),),
    whole=(("stations", "defence"), ("stations", "civilian")),
)  # fmt: skip

_POSTS = ("industry", "construction", "farms", "trade", "state")


def _labour(source: str, target: str, about: str, *names: str, **more: tuple[str, str]) -> Link:
    return Link(source, target, about, _series("flows.labour", *names), **more)


LABOUR = Kind(
    "Labour",
    "mn people, mean of the year",
    2,
    "People by where they work. Away are those who leave the state job for the market, beside the "
    "usual number in 2011; if fewer leave, the rest stands as more at work than usual.",
    {
        "workforce": Node("Civilian workforce", 0),
        "forces": Node("Armed forces", 0),
        "extra": Node("More than usual", 0),
        "defence": Node("Defence track", 1, DEFENCE),
        "civilian": Node("Civilian track", 1, CIVILIAN),
        "munitions": Node("Munitions plants", 2, DEFENCE),
        "duty": Node("Soldiers on duty", 2, DEFENCE),
        "lent": Node("Soldiers building, reaping", 2, CIVILIAN),
        "industry": Node("Industry, mines", 2, CIVILIAN),
        "construction": Node("Building", 2, CIVILIAN),
        "farms": Node("Farms", 2, CIVILIAN),
        "trade": Node("Market services", 2, CIVILIAN),
        "state": Node("State services, power", 2, CIVILIAN),
        "away": Node("Away on the market", 2, CIVILIAN),
    },
    (
        _labour("workforce", "defence", "munitions plants", "munitions"),
        _labour("workforce", "civilian", "everybody else", *_POSTS, "away"),
        _labour("forces", "defence", "on duty", "duty"),
        _labour("forces", "civilian", "on sites and fields", "lent"),
        _labour("defence", "munitions", "munitions plants", "munitions"),
        _labour("defence", "duty", "on duty", "duty"),
        _labour("civilian", "lent", "soldiers on sites and fields", "lent"),
        _labour("civilian", "industry", "industry and mines", "industry"),
        _labour("civilian", "construction", "building", "construction"),
        _labour("civilian", "farms", "farms", "farms"),
        _labour("civilian", "trade", "market services", "trade"),
        _labour("civilian", "state", "state services, power and water", "state"),
        _labour("civilian", "away", "away on the market", "away", back=("extra", "civilian")),
    ),
    scale=1.0 / 12,
    defence=(("workforce", "defence"), ("forces", "defence")),
    whole=(("workforce", "defence"), ("forces", "defence"), ("workforce", "civilian"),
           ("forces", "civilian")),
)  # fmt: skip

KINDS = {
    "dollars": DOLLARS,
    "plan": PLAN,
    "cash": CASH,
    "grain": GRAIN,
    "power": POWER,
    "labour": LABOUR,
}
"""By the name an address uses."""
