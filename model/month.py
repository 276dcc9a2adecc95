"""A month of the country: the sequence of mechanisms. Read this page first.

Institutions have decided before it begins. Nothing is simultaneous: mechanisms use last
month's prices and rate, exports leave opening stocks, imports land a month after they are
paid for, farms harvest in harvest months, and households decide once and are served once.

A mechanism takes the country's published figures and, where it moves members of populations,
their rows. The whole month is one compiled function; where there are very many households, two
threads share them and the rest is run in between.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from model.accounts import begin_month
from model.compiled import compiled, inner, mechanism
from model.mechanisms.bottlenecks import name_bottlenecks
from model.mechanisms.capital import advance_technology, build_and_install
from model.mechanisms.companies import choose_for_patrons
from model.mechanisms.credit import borrow_from_suppliers
from model.mechanisms.dealing import check_accounts, deal_out
from model.mechanisms.dollars import receive_rents, share_export_earnings
from model.mechanisms.exports import export_goods
from model.mechanisms.farming import gather_harvest, grow_crops
from model.mechanisms.food import issue_rations, remember_food
from model.mechanisms.goods import note_shortages, order_goods, ration_goods, stock_munitions
from model.mechanisms.households import (
    add_bookings,
    add_decisions,
    book_blocks,
    book_household_month,
    decide_blocks,
    decide_household_month,
)
from model.mechanisms.imports import buy_imports, land_imports, order_arrivals, want_imports
from model.mechanisms.labour import employ_labour, lend_soldiers, move_men
from model.mechanisms.localisation import replace_imports
from model.mechanisms.market import clear_markets, fetch_grain, move_prices, move_rate
from model.mechanisms.money import close_cash_gap, settle_plan_accounts, share_sales
from model.mechanisms.munitions import count_munitions, deliver_arms, run_munitions
from model.mechanisms.output import measure_output
from model.mechanisms.politics import gauge_survival, grant_legitimacy, weigh_loyalty
from model.mechanisms.power import count_coal, generate_power, ration_power
from model.mechanisms.production import produce
from model.mechanisms.sanctions import learn_evasion, note_enforcement, smuggle
from model.mechanisms.traders import invest_privately
from model.mechanisms.uses import note_stocks, post_uses
from model.numerics import fill

if TYPE_CHECKING:
    from model.state import State

THREAD_ROWS = 50_000
"""Rows below which a second thread costs more than it brings."""


@inner
def make(country, rows):
    """What is traded abroad, worked, made and harvested."""
    open_books(country)
    note_stocks(country)
    # the outside world: law, evasion, what leaves and what lands
    note_enforcement(country)
    learn_evasion(country, rows)
    smuggle(country)
    export_goods(country)
    replace_imports(country)
    land_imports(country, rows)
    # dollars: earned, shared among patrons, spent abroad
    receive_rents(country)
    share_export_earnings(country)
    want_imports(country)
    borrow_from_suppliers(country)
    choose_for_patrons(country, rows)
    buy_imports(country)
    # work
    employ_labour(country)
    move_men(country)
    lend_soldiers(country)
    # coal, power, goods: rationed by priority
    count_coal(country)
    generate_power(country)
    ration_power(country)
    order_goods(country)
    ration_goods(country)
    stock_munitions(country)
    # making things
    grow_crops(country, rows)
    produce(country, rows)
    note_shortages(country)
    name_bottlenecks(country)
    run_munitions(country)
    count_munitions(country)
    build_and_install(country, rows)
    advance_technology(country, rows)
    # grain
    gather_harvest(country, rows)
    issue_rations(country)


@inner
def trade(country):
    """What households asked for is sold at last month's prices, and what it brings is shared."""
    clear_markets(country)
    share_sales(country)


@inner
def settle(country, rows):
    """Prices move, accounts are settled, statisticians and politics take note."""
    move_prices(country)
    fetch_grain(country)
    remember_food(country)
    invest_privately(country, rows)
    # under way for next month
    order_arrivals(country)
    deliver_arms(country)
    post_uses(country)
    # money
    close_cash_gap(country)
    settle_plan_accounts(country)
    move_rate(country)
    deal_out(country, rows)
    check_accounts(country, rows)
    # what the statisticians publish
    measure_output(country)
    # politics at home
    grant_legitimacy(country)
    weigh_loyalty(country)
    gauge_survival(country)


@mechanism
def open_books(country):
    """Balances and stocks are carried over, and the month's flows begin at nothing."""
    begin_month(country.plan)
    begin_month(country.cash)
    begin_month(country.dollars)
    begin_month(country.grain)
    fill(country.nation.stocks_before, country.nation.stocks)


@compiled
def _run_month(books, rows):
    country = books[0]
    make(country, rows)
    decide_household_month(country, rows)
    trade(country)
    book_household_month(country, rows)
    settle(country, rows)


@compiled
def _make(books, rows):
    make(books[0], rows)


@compiled
def _decide_part(books, rows, first, last):
    decide_blocks(books[0], rows, first, last)


@compiled
def _trade(books, rows):
    add_decisions(books[0], rows)
    trade(books[0])


@compiled
def _book_part(books, rows, first, last):
    book_blocks(books[0], rows, first, last)


@compiled
def _settle(books, rows):
    add_bookings(books[0], rows)
    settle(books[0], rows)


def run(economy: State) -> None:
    """Run the month of an economy, on two threads if it may and has many households."""
    books, rows = economy.books, economy.rows
    if economy.threads == 1 or len(economy.households) <= THREAD_ROWS:
        _run_month(books, rows)
        return
    _make(books, rows)
    with ThreadPoolExecutor(1) as other:
        _halve(other, _decide_part, books, rows)
        _trade(books, rows)
        _halve(other, _book_part, books, rows)
    _settle(books, rows)


def _halve(other: ThreadPoolExecutor, kernel: Any, books: Any, rows: Any) -> None:
    """Half of the blocks of households on another thread, half on this one."""
    blocks = rows.decided.shape[0]
    half = blocks // 2
    waiting = other.submit(kernel, books, rows, half, blocks)
    kernel(books, rows, 0, half)
    waiting.result()
