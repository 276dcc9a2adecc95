"""Four ledgers that close, and that notice when something is moved without being posted."""

from __future__ import annotations

import math

import pytest

import model.economy
from model import Economy
from model.accounts import AccountsError, Ledger, blank
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
    """A mechanism that changes a stock and tells no ledger."""

    def lose_some(economy):
        owner = getattr(economy, holder)
        if holder == "nation":
            setattr(owner, name, getattr(owner, name) * factor)
        else:
            getattr(owner, name)[:] *= factor

    return lose_some


@pytest.mark.parametrize(("holder", "name", "ledger"), UNPOSTED)
@pytest.mark.parametrize("place", ["first", "before the deal"])
def test_a_stock_moved_without_posting_is_caught(monkeypatch, small, holder, name, ledger, place):
    month = list(model.economy.MONTH)
    names = [mechanism.__name__ for mechanism in month]
    month.insert(0 if place == "first" else names.index("deal_out"), spoil(holder, name))
    monkeypatch.setattr(model.economy, "MONTH", tuple(month))
    with pytest.raises(AccountsError, match=f"2011-.*{ledger} does not close"):
        Economy(small).run()


def test_a_payment_posted_and_not_made_is_caught(monkeypatch, small):
    def promise(economy):
        economy.accounts.cash.move("promise", "state", "households", 1.0)

    month = (promise, *model.economy.MONTH)
    monkeypatch.setattr(model.economy, "MONTH", month)
    with pytest.raises(AccountsError, match=r"cash won does not close for households.*promise"):
        Economy(small).step()


def test_a_stock_that_is_no_number_is_caught(monkeypatch, small):
    month = (spoil("households", "cash", math.nan), *model.economy.MONTH)
    monkeypatch.setattr(model.economy, "MONTH", month)
    with pytest.raises(AccountsError, match="cash won does not close"):
        Economy(small).step()


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


def test_a_ledger_mirrors_what_it_opens_with():
    ledger = Ledger("won", "mn", ("a", "b"), ("bank",))
    ledger.open({"a": 2.0, "b": 3.0})
    assert ledger.balance == {"a": 2.0, "b": 3.0, "bank": -5.0}


def test_a_move_changes_both_sides_and_the_turnover():
    ledger = Ledger("won", "mn", ("a", "b"), ("bank",))
    ledger.open({"a": 2.0, "b": 3.0})
    assert ledger.move("rent", "a", "b", 1.5) == 1.5
    assert ledger.balance == {"a": 0.5, "b": 4.5, "bank": -5.0}
    assert ledger.lines == {"rent": {"a": -1.5, "b": 1.5}}
    assert ledger.turnover == 1.5
    ledger.begin_month()
    assert not ledger.lines
    assert ledger.turnover == 0.0


def test_an_unknown_holder_is_an_error():
    with pytest.raises(KeyError):
        blank().cash.move("rent", "households", "landlords", 1.0)
