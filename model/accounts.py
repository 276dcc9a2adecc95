"""Four ledgers, plan won, cash won, dollars and grain, that close every month.

Every payment names a payer and a payee, so each line of a ledger sums to zero; at the end of
the month each holder's posted balance must equal the stock its rows really hold. No identity
converts one ledger into another: the result of an exchange is one line in each.
"""

from __future__ import annotations

from dataclasses import dataclass, field

TOLERANCE = 1e-9
"""Largest gap allowed between posted and held, as a share of the month's flow and stock."""


class AccountsError(RuntimeError):
    """A ledger does not close: money or goods appeared or vanished."""


@dataclass(slots=True)
class Ledger:
    """One currency or good: balances by holder and the month's lines.

    ``outside`` holders (the world, the field, the stomach) run a mirror balance: their stock
    is what the rest of the ledger owes or has lost, and nothing in the model holds it.
    """

    name: str
    unit: str
    holders: tuple[str, ...]
    outside: tuple[str, ...]
    balance: dict[str, float] = field(default_factory=dict)
    flows: dict[tuple[str, str, str], float] = field(default_factory=dict)
    """The month's flows by line, payer and payee."""
    carried: dict[str, float] = field(default_factory=dict)
    """Balances carried over from last month, with what members moved themselves this month."""

    @property
    def lines(self) -> dict[str, dict[str, float]]:
        """The month's flows by line and holder, payments negative."""
        lines: dict[str, dict[str, float]] = {}
        for (line, payer, payee), amount in self.flows.items():
            row = lines.setdefault(line, {})
            row[payer] = row.get(payer, 0.0) - amount
            row[payee] = row.get(payee, 0.0) + amount
        return lines

    @property
    def turnover(self) -> float:
        """All flows of the month added up, whatever their direction."""
        return sum(map(abs, self.flows.values()), start=0.0)

    def open(self, stocks: dict[str, float]) -> None:
        """Start from opening stocks; the outside mirrors their sum."""
        self.balance = {holder: stocks.get(holder, 0.0) for holder in self.holders}
        self.balance |= dict.fromkeys(self.outside, 0.0)
        self.balance[self.outside[0]] = -sum(self.balance.values())

    def begin_month(self) -> None:
        """Empty the month's flows and carry the balances over."""
        self.flows.clear()
        self.carried = dict(self.balance)

    def move(self, line: str, payer: str, payee: str, amount: float) -> float:
        """Post one flow and hand its amount back."""
        balance, flow = self.balance, (line, payer, payee)
        balance[payer] -= amount
        balance[payee] += amount
        self.flows[flow] = self.flows.get(flow, 0.0) + amount
        return amount

    def moved_by_members(self, holder: str, amount: float) -> None:
        """Note a change of stock that a holder's members have already made themselves."""
        self.carried[holder] += amount

    def confirm_untouched(self, holder: str, held: float, month: str) -> None:
        """Before the month's net is dealt out, a holder must hold what it carried over.

        Raises:
            AccountsError: some mechanism moved the holder's stock without posting it.
        """
        self._compare(holder, held, self.carried[holder], month)

    def _compare(self, holder: str, held: float, posted: float, month: str) -> None:
        gap = abs(held - posted)
        if gap <= TOLERANCE * (1.0 + abs(held)):
            return  # closes whatever the turnover, which takes time to add up
        if not gap <= TOLERANCE * (1.0 + self.turnover + abs(held)):
            raise AccountsError(
                f"{month}: {self.name} does not close for {holder}: holds {held:.9g}, "
                f"posted {posted:.9g} {self.unit}, gap {held - posted:.3g} with a turnover of "
                f"{self.turnover:.6g}; lines {sorted(self.lines)}"
            )

    def check(self, held: dict[str, float], month: str) -> None:
        """Compare posted balances with what rows and institutions really hold.

        Raises:
            AccountsError: a holder's stock differs from its postings, or is not finite.
        """
        for holder in self.holders:
            self._compare(holder, held[holder], self.balance[holder], month)
            self.balance[holder] = held[holder]
        self.balance[self.outside[0]] -= sum(self.balance.values())


@dataclass(slots=True)
class Accounts:
    """The four ledgers of the country."""

    plan: Ledger
    cash: Ledger
    dollars: Ledger
    grain: Ledger

    def begin_month(self) -> None:
        """Empty the lines of all four."""
        for ledger in (self.plan, self.cash, self.dollars, self.grain):
            ledger.begin_month()


def blank() -> Accounts:
    """Four empty ledgers with their holders."""
    return Accounts(
        plan=Ledger("plan won", "mn KPW", ("enterprises", "munitions", "state"), ("central bank",)),
        cash=Ledger(
            "cash won",
            "mn KPW",
            ("households", "farms", "enterprises", "traders", "state"),
            ("central bank",),
        ),
        dollars=Ledger(
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
        ),
        grain=Ledger(
            "grain",
            "kt",
            ("households", "farms", "traders", "state"),
            ("field", "world", "eaten", "lost"),
        ),
    )
