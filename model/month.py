"""MONTH: the sequence of mechanisms. Read this page first.

Institutions have decided before it begins. Nothing is simultaneous: mechanisms use last
month's prices and rate, exports leave opening stocks, imports land a month after they are
paid for, farms harvest in harvest months, and households decide once and are served once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from model.mechanisms.capital import advance_technology, build_and_install
from model.mechanisms.dealing import check_accounts, deal_out
from model.mechanisms.dollars import receive_rents, share_export_earnings
from model.mechanisms.exports import export_goods
from model.mechanisms.farming import gather_harvest, grow_crops
from model.mechanisms.food import issue_rations, remember_food
from model.mechanisms.goods import order_goods, ration_goods, stock_munitions
from model.mechanisms.households import decide_household_month
from model.mechanisms.imports import buy_imports, land_imports, order_arrivals, want_imports
from model.mechanisms.labour import employ_labour, lend_soldiers
from model.mechanisms.market import clear_markets, fetch_grain, move_rate
from model.mechanisms.money import close_cash_gap, settle_plan_accounts
from model.mechanisms.munitions import count_munitions, deliver_arms, run_munitions
from model.mechanisms.output import measure_output
from model.mechanisms.politics import gauge_survival, grant_legitimacy, weigh_loyalty
from model.mechanisms.power import count_coal, generate_power, ration_power
from model.mechanisms.production import produce
from model.mechanisms.sanctions import learn_evasion, note_enforcement, smuggle
from model.mechanisms.traders import invest_privately

if TYPE_CHECKING:
    from model.economy import Economy

MONTH: tuple[Callable[[Economy], None], ...] = (
    # the outside world: law, evasion, what leaves and what lands
    note_enforcement,
    learn_evasion,
    smuggle,
    export_goods,
    land_imports,
    # dollars: earned, shared among patrons, spent abroad
    receive_rents,
    share_export_earnings,
    want_imports,
    buy_imports,
    # work
    employ_labour,
    lend_soldiers,
    # coal, power, goods: rationed by priority
    count_coal,
    generate_power,
    ration_power,
    order_goods,
    ration_goods,
    stock_munitions,
    # making things
    grow_crops,
    produce,
    run_munitions,
    count_munitions,
    build_and_install,
    advance_technology,
    # grain
    gather_harvest,
    issue_rations,
    # households and markets
    decide_household_month,
    clear_markets,
    fetch_grain,
    remember_food,
    invest_privately,
    # under way for next month
    order_arrivals,
    deliver_arms,
    # money
    close_cash_gap,
    settle_plan_accounts,
    move_rate,
    deal_out,
    check_accounts,
    # what the statisticians publish
    measure_output,
    # politics at home
    grant_legitimacy,
    weigh_loyalty,
    gauge_survival,
)
