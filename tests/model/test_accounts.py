"""Four ledgers that close, and that notice when something is moved without being posted."""

from __future__ import annotations

import math

import pytest

from model import Economy, month
from model.accounts import AccountsError, Ledger, begin_month, ledger_of, move
from model.chart import BY, CASH, CHARTS, Flow
from model.compiled import compiled
from model.institution import Institution
from tests.model.holdings import gaps, held

UNPOSTED = [
    ("households", "cash", "cash won"), ("households", "dollars", "dollars"),
    ("households", "grain", "grain"), ("farms", "cash", "cash won"), ("farms", "grain", "grain"),
    ("enterprises", "cash", "cash won"), ("enterprises", "dollars", "dollars"),
    ("enterprises", "deposits", "plan won"), ("traders", "cash", "cash won"),
    ("traders", "dollars", "dollars"), ("traders", "grain", "grain"),
    ("companies", "dollars", "dollars"), ("nation", "state_grain", "grain"),
    ("nation", "state_dollars", "dollars"), ("nation", "court_dollars", "dollars"),
]  # fmt: skip


def spoil(holder, name, factor=1.01):
    """A deed that changes a stock and tells no ledger."""

    def lose_some(economy):
        owner = getattr(economy, holder)
        if holder == "nation":
            setattr(owner, name, getattr(owner, name) * factor)
        else:
            getattr(owner, name)[:] *= factor

    return lose_some


class Thief(Institution):
    """One that changes a stock and tells no ledger, before the month begins."""

    def decide(self):
        self.deed(self.model)


def with_thief(case, deed):
    economy = Economy(case)
    thief = Thief(economy)
    thief.deed = deed
    economy.institutions = (*economy.institutions, thief)
    return economy


@pytest.fixture
def before_settling(monkeypatch):
    """Do something between what households book and what is dealt out."""

    def interrupt(economy, deed):
        settle = month._settle

        def interrupted(books, rows):
            deed(economy)
            settle(books, rows)

        monkeypatch.setattr(month, "_settle", interrupted)
        monkeypatch.setattr(month, "THREAD_ROWS", 0)
        economy.threads = 2
        return economy

    return interrupt


@pytest.mark.parametrize(("holder", "name", "ledger"), UNPOSTED)
def test_a_stock_moved_before_the_month_is_caught(small, holder, name, ledger):
    with pytest.raises(AccountsError, match=f"2011-.*{ledger} does not close"):
        with_thief(small, spoil(holder, name)).run()


@pytest.mark.parametrize(("holder", "name", "ledger"), UNPOSTED)
def test_a_stock_moved_within_the_month_is_caught(small, before_settling, holder, name, ledger):
    with pytest.raises(AccountsError, match=f"2011-.*{ledger} does not close"):
        before_settling(Economy(small), spoil(holder, name)).run()


def test_a_payment_posted_and_not_made_is_caught(small, before_settling):
    def promise(economy):
        balance = economy.figures.cash.balance
        balance[BY.state] -= 1.0
        balance[BY.households] += 1.0

    with pytest.raises(AccountsError, match=r"cash won does not close for households.*wages"):
        before_settling(Economy(small), promise).step()


def test_a_stock_that_is_no_number_is_caught(small):
    with pytest.raises(AccountsError, match="cash won does not close"):
        with_thief(small, spoil("households", "cash", math.nan)).step()


def test_each_month_closes_by_a_count_of_our_own(small):
    economy = Economy(small)
    while economy.running:
        before = held(economy)
        economy.step()
        wrong = {key: gap for key, gap in gaps(economy, before).items() if not gap <= 1e-9}
        assert not wrong, economy.month_name


def test_every_line_has_payer_and_payee_of_the_same_amount(small):
    economy = Economy(small)
    for _ in range(12):
        economy.step()
        for name in ("plan", "cash", "dollars", "grain"):
            for line, entries in getattr(economy.accounts, name).lines.items():
                assert sum(entries.values()) == pytest.approx(0.0, abs=1e-6), (name, line)
                assert len(entries) >= 2 or not any(entries.values()), (name, line)


def test_errors_and_omissions_arise_only_where_imports_are_fed_in(recorded, inside):
    fed = Economy(recorded.with_(scale=500)).run()["fx.errors_omissions"]
    free = Economy(inside.with_(scale=500)).run()["fx.errors_omissions"]
    assert (fed >= 0.0).all()
    assert free == pytest.approx(0.0, abs=1e-9)  # rounding only


def test_the_press_closes_the_states_cash_gap(small):
    economy = Economy(small)
    while economy.running:
        economy.step()
        assert economy.nation.state_cash == pytest.approx(0.0, abs=1e-6)


@pytest.fixture
def cash():
    """An opened cash ledger, and the figures it shows."""
    figures = ledger_of(CHARTS["cash"])
    figures = figures(figures.opened())
    ledger = Ledger("cash", figures)
    ledger.open({"state": 2.0, "households": 3.0})
    return ledger, figures


def post(figures, flow, amount):
    record = figures.block.view(type(figures).dtype())
    return _POST(record, flow.place, flow.payer, flow.payee, amount)


_POST = compiled(
    lambda record, place, payer, payee, amount: move(record[0], Flow(place, payer, payee), amount)
)
_TURN = compiled(lambda record: begin_month(record[0]))


def test_a_ledger_mirrors_what_it_opens_with(cash):
    ledger, _ = cash
    held = {name: amount for name, amount in ledger.balance.items() if amount}
    assert held == {"state": 2.0, "households": 3.0, "central bank": -5.0}


def test_a_move_changes_both_sides_and_the_turnover(cash):
    ledger, figures = cash
    assert post(figures, CASH.wages_state, 1.5) == 1.5
    assert (ledger.balance["state"], ledger.balance["households"]) == (0.5, 4.5)
    assert ledger.flows["state-set wages", "state", "households"] == 1.5
    assert ledger.lines["state-set wages"] == {"state": -1.5, "households": 1.5, "enterprises": 0}
    assert ledger.turnover == 1.5
    _TURN(figures.block.view(type(figures).dtype()))
    assert ledger.turnover == 0.0
    assert figures.carried.tolist() == figures.balance.tolist()


@pytest.mark.parametrize("name", CHARTS)
def test_payer_and_payee_of_every_flow_keep_the_ledger(name):
    chart = CHARTS[name]
    kept = {*chart.holders, *chart.outside}
    assert {holder for _, payer, payee in chart.flows.values() for holder in (payer, payee)} <= kept
    assert all(payer != payee for _, payer, payee in chart.flows.values())
    assert len({*chart.flows.values()}) == len(chart.flows)
