"""MONTH reads as a page of sentences."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import model.mechanisms
from model import Economy, month
from model.compiled import compiled
from tests.model.apply import PARTS, called, sequence

MONTH = sequence()


def mechanism(name):
    return getattr(month, name)


def test_a_whole_month_is_its_parts():
    assert called(month._run_month) == list(PARTS)


@pytest.mark.parametrize("name", MONTH)
def test_a_mechanism_is_a_documented_function_of_the_country(name):
    function = mechanism(name).py_func
    assert list(inspect.signature(function).parameters) in (["country"], ["country", "rows"])
    home = importlib.import_module(function.__module__)
    assert home.__name__.startswith("model.mechanisms.")
    assert getattr(home, name) is mechanism(name)
    assert len((function.__doc__ or "").split()) >= 6
    assert "_" in name or name in {"produce", "smuggle"}


def test_no_mechanism_runs_twice():
    assert len(set(MONTH)) == len(MONTH) > 40


def test_every_file_of_mechanisms_has_a_meaning():
    for found in pkgutil.iter_modules(model.mechanisms.__path__):
        home = importlib.import_module(f"model.mechanisms.{found.name}")
        assert home.__doc__, found.name


def test_accounts_are_checked_last_but_for_statisticians_and_politics():
    last = ["deal_out", "check_accounts", "measure_output"]
    politics = ["grant_legitimacy", "weigh_loyalty", "gauge_survival"]
    assert MONTH[-6:] == last + politics


def test_institutions_move_no_stock(small):
    economy = Economy(small)
    economy.step()
    opened = compiled(lambda books: month.open_books(books[0]))
    opened(economy.books)
    rows = {name: getattr(economy, name).data.copy() for name in ("households", "enterprises")}
    for institution in economy.institutions:
        institution.decide()
        assert institution.__doc__
    assert all((getattr(economy, name).data == data).all() for name, data in rows.items())
    ledgers = (economy.accounts.cash, economy.accounts.dollars, economy.accounts.plan)
    assert all(ledger.turnover == 0.0 for ledger in ledgers)
