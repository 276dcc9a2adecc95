"""MONTH reads as a page of sentences."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import model.mechanisms
from model import Economy
from model.month import MONTH


@pytest.mark.parametrize("mechanism", MONTH, ids=lambda m: m.__name__)
def test_a_mechanism_is_a_documented_function_of_the_economy(mechanism):
    assert list(inspect.signature(mechanism).parameters) == ["economy"]
    home = importlib.import_module(mechanism.__module__)
    assert home.__name__.startswith("model.mechanisms.")
    assert getattr(home, mechanism.__name__) is mechanism
    assert len((mechanism.__doc__ or "").split()) >= 6
    assert "_" in mechanism.__name__ or mechanism.__name__ in {"produce", "smuggle"}


def test_no_mechanism_runs_twice():
    assert len(set(MONTH)) == len(MONTH)


def test_every_file_of_mechanisms_has_a_meaning():
    for found in pkgutil.iter_modules(model.mechanisms.__path__):
        home = importlib.import_module(f"model.mechanisms.{found.name}")
        assert home.__doc__, found.name


def test_accounts_are_checked_last_but_for_statisticians_and_politics():
    names = [mechanism.__name__ for mechanism in MONTH]
    last = ["deal_out", "check_accounts", "measure_output"]
    politics = ["grant_legitimacy", "weigh_loyalty", "gauge_survival"]
    assert names[-6:] == last + politics


def test_institutions_move_no_stock(small):
    economy = Economy(small)
    economy.step()
    economy.accounts.begin_month()
    rows = {name: getattr(economy, name).data.copy() for name in ("households", "enterprises")}
    for institution in economy.institutions:
        institution.decide()
        assert institution.__doc__
    assert all((getattr(economy, name).data == data).all() for name, data in rows.items())
    ledgers = (economy.accounts.cash, economy.accounts.dollars, economy.accounts.plan)
    assert all(ledger.turnover == 0.0 for ledger in ledgers)
