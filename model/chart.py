"""The chart of accounts: who holds what in which ledger, and every flow that may be posted.

No identity converts one ledger into another: the result of an exchange is one flow in each.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, NamedTuple

HOLDERS = (
    "households",
    "farms",
    "enterprises",
    "munitions",
    "traders",
    "trading companies",
    "state",
    "court",
    "central bank",
    "world",
    "field",
    "eaten",
    "lost",
)
"""All there are; each ledger has its own."""
BY: Any = namedtuple("BY", [name.replace(" ", "_") for name in HOLDERS])(*range(len(HOLDERS)))
"""Place of a holder in every ledger: ``country.cash.balance[BY.state]``."""


class Flow(NamedTuple):
    """A flow's place in its ledger, and the places of who pays and who is paid."""

    place: int
    payer: int
    payee: int


class Chart(NamedTuple):
    """One currency or good: its holders and flows.

    ``outside`` holders (the world, the field, the stomach) run a mirror balance: their stock
    is what the rest of the ledger owes or has lost, and nothing in the model holds it.
    """

    name: str
    unit: str
    holders: tuple[str, ...]
    outside: tuple[str, ...]
    flows: dict[str, tuple[str, str, str]]
    """Line, payer and payee of each flow."""

    def places(self) -> Any:
        """A named tuple of flows: kernels post ``CASH.bribes``."""
        found = [
            Flow(place, HOLDERS.index(payer), HOLDERS.index(payee))
            for place, (_, payer, payee) in enumerate(self.flows.values())
        ]
        return namedtuple(self.name.replace(" ", "_"), self.flows)(*found)


IMPORTERS = ("trading companies", "state", "court", "munitions", "traders")
"""Who pays for imports, in the order in which payers are kept."""

CHARTS = {
    "plan": Chart(
        "plan won",
        "mn KPW",
        ("enterprises", "munitions", "state"),
        ("central bank",),
        {
            "tax_civil": ("turnover tax", "enterprises", "state"),
            "tax_munitions": ("turnover tax", "munitions", "state"),
            "budget_civil": ("budget", "state", "enterprises"),
            "budget_munitions": ("budget", "state", "munitions"),
            "inputs": ("inputs", "munitions", "enterprises"),
            "credit_civil": ("credit", "central bank", "enterprises"),
            "credit_munitions": ("credit", "central bank", "munitions"),
        },
    ),
    "cash": Chart(
        "cash won",
        "mn KPW",
        ("households", "farms", "enterprises", "traders", "state"),
        ("central bank",),
        {
            "purchases": ("market purchases", "households", "traders"),
            "to_farms": ("farm sales to market", "traders", "farms"),
            "above_plan": ("above-plan sales", "traders", "enterprises"),
            "private_investment": ("private investment", "traders", "enterprises"),
            "market_pay": ("market pay", "traders", "households"),
            "bribes": ("bribes", "traders", "households"),
            "stall_fees": ("stall fees", "traders", "state"),
            "expropriation": ("expropriation", "traders", "state"),
            "wages_state": ("state-set wages", "state", "households"),
            "wages_enterprises": ("state-set wages", "enterprises", "households"),
            "bonuses": ("bonuses", "enterprises", "households"),
            "farm_income": ("farm income", "farms", "households"),
            "procurement": ("procurement", "state", "farms"),
            "subsidies": ("cash subsidies", "state", "enterprises"),
            "taxes_enterprises": ("taxes in cash", "enterprises", "state"),
            "taxes_farms": ("taxes in cash", "farms", "state"),
            "taxes_households": ("taxes in cash", "households", "state"),
            "absence": ("August-3rd payments", "households", "enterprises"),
            "currency": ("currency market", "traders", "households"),
            "currency_state": ("currency market", "traders", "state"),
            "notes": ("note issue", "central bank", "state"),
        },
    ),
    "dollars": Chart(
        "dollars",
        "mn USD",
        (
            "households",
            "enterprises",
            "munitions",
            "traders",
            "trading companies",
            "state",
            "court",
        ),
        ("world",),
        {
            "exports": ("recorded exports", "world", "trading companies"),
            "smuggled": ("smuggled exports", "world", "trading companies"),
            "labour": ("labour abroad", "world", "state"),
            "thefts_court": ("thefts", "world", "court"),
            "thefts_operators": ("thefts", "world", "households"),
            "thefts_munitions": ("thefts", "world", "munitions"),
            "it_court": ("computer work", "world", "court"),
            "it_munitions": ("computer work", "world", "munitions"),
            "grants": ("grants", "world", "munitions"),
            "tourism": ("tourism", "world", "state"),
            "kaesong_state": ("Kaesong wages", "world", "state"),
            "kaesong_households": ("Kaesong wages", "world", "households"),
            "private": ("unrecorded private trade", "world", "traders"),
            "aid": ("aid in kind, receipt", "world", "state"),
            "aid_used": ("aid in kind, use", "state", "world"),
            "fishing": ("fishing rights", "world", "state"),
            "crude": ("crude granted, receipt", "world", "state"),
            "crude_used": ("crude granted, use", "state", "world"),
            "arms_cash": ("arms, cash", "world", "munitions"),
            "arms_in_kind": ("arms, in kind", "world", "munitions"),
            "arms_goods": ("arms, goods received", "munitions", "world"),
            "arms_court": ("arms, court's part", "munitions", "court"),
            "cost_munitions": ("cost of payments", "munitions", "world"),
            "sold_munitions": ("currency sold by the Commission", "munitions", "traders"),
            "credit": ("suppliers' credit", "world", "trading companies"),
            "credit_repaid": ("suppliers' credit repaid", "trading companies", "world"),
            "licences_state": ("licences", "trading companies", "state"),
            "licences_court": ("licences", "trading companies", "court"),
            "licences_munitions": ("licences", "trading companies", "munitions"),
            **{
                f"patrons_{payee}": ("patrons' needs", "trading companies", payee)
                for payee in ("state", "court", "munitions")
            },
            "commissions": ("commissions", "trading companies", "traders"),
            "fees": ("fees on traders", "traders", "state"),
            "to_court": ("state to court", "state", "court"),
            "to_munitions": ("state to munitions", "state", "munitions"),
            "gifts": ("gifts to the core", "court", "households"),
            **{
                f"imports_{payer.replace(' ', '_')}": ("recorded imports", payer, "world")
                for payer in IMPORTERS
            },
            **{
                f"unexplained_{payer.replace(' ', '_')}": ("errors and omissions", "world", payer)
                for payer in IMPORTERS
            },
            "oil_at_sea": ("oil taken over at sea", "state", "world"),
            "grain_fetched": ("private grain imports", "traders", "world"),
            "purchases": ("household purchases in dollars", "households", "traders"),
            "currency": ("currency market", "households", "traders"),
        },
    ),
    "grain": Chart(
        "grain",
        "kt",
        ("households", "farms", "traders", "state"),
        ("field", "world", "eaten", "lost"),
        {
            "commercial": ("commercial imports", "world", "state"),
            "aid": ("aid", "world", "state"),
            "fetched": ("private grain imports", "world", "traders"),
            "harvest": ("harvest", "field", "farms"),
            "losses": ("seed, feed and losses", "farms", "lost"),
            "procurement": ("procurement", "farms", "state"),
            "in_kind": ("share in kind", "farms", "households"),
            "farm_sales": ("farm sales", "farms", "traders"),
            "rations": ("rations", "state", "households"),
            "market_sales": ("market sales", "traders", "households"),
            "eaten": ("eaten", "households", "eaten"),
        },
    ),
}
"""By the name of the ledger in a country's books."""

PLAN, CASH, DOLLARS, GRAIN = (chart.places() for chart in CHARTS.values())
