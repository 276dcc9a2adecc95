"""Nation: the aggregates that are published within the country and read by every mechanism."""

from __future__ import annotations

import numpy as np

from model.chart import IMPORTERS
from model.drivers import EXPORT_CHANNELS, IMPORT_CHANNELS
from model.figures import Array, Figures
from model.matrix import MONTHS
from model.populations.layout import (
    BOOKED,
    BRANCHES,
    COMMISSION_BUYS,
    COMPANY_USES,
    DECIDED,
    IMPORTED_PRODUCTS,
    N_GOODS,
    PATRONS,
    PRODUCTS,
    REGIONS,
    SUMS,
    USERS,
    USES,
)


def _per(count: int) -> Array:
    return np.zeros(count)


class Nation(Figures):
    """Last published aggregates; a mechanism overwrites what it has just worked out.

    Real flows are in trn KRW a month at 2011 prices, money in millions of the named currency.
    """

    # the two tracks
    defence_share: float = 0.0
    """Planner's share of defence in GDP."""
    resources: float = 1.0
    """Resources the plan disposes of, 1 at the opening."""
    priority: Array = np.ones(len(USERS))
    """Priority of each user in rationing (E2)."""
    investment_orders: float = 0.0
    defence_orders: float = 0.0
    """Munitions ordered beside the opening, to refill for arms sold abroad included."""
    refill_orders: float = 0.0
    services_orders: float = 1.0
    """Civil state services ordered, 1 at the opening."""
    consumer_orders: float = 1.0
    """Goods the plan orders for state shops, 1 at the opening."""
    market_orders: float = 1.0
    """Goods plants make to sell above plan, 1 at the opening."""
    home_orders: float = 1.0
    """Both together."""
    farm_orders: float = 1.0
    """Inputs the plan orders for farms, 1 at the opening."""
    energy_orders: float = 1.0
    """Power and coal the plan means for homes, 1 at the opening."""
    freed: float = 0.0
    """What defence gives up of its opening part, trn KRW a year; below nought what it takes."""
    hunger: float = 1.0
    """Investment asked for beyond its budget, 1 at the opening."""
    dual_use: float = 0.0
    """Part of munitions capacity making civilian machines."""
    army_labour: float = 0.0
    """Soldiers at work on sites and in fields, as a share of the army."""
    discharged: float = 0.0
    """Men sent home from the army this month; below nought, called up."""
    # production, per branch
    base: Array = _per(len(BRANCHES))
    output: Array = _per(len(BRANCHES))
    index: Array = np.ones(len(BRANCHES))
    """Output beside the opening, as published at the end of the month."""
    supply: Array = _per(len(BRANCHES))
    target: Array = _per(len(BRANCHES))
    orders: Array = _per(len(BRANCHES))
    """Orders received, smoothed."""
    plan_level: Array = np.ones(len(BRANCHES))
    """What the plan wants of each branch beside the opening."""
    staff: Array = np.zeros((len(REGIONS), len(BRANCHES)))
    """People employed, [region, branch]."""
    men_before: float = 0.0
    """Everybody employed when the month began."""
    grown: float = 1.0
    """Workforce beside the opening's."""
    workers: Array = _per(len(BRANCHES))
    """People employed by branch; soldiers are those of military services."""
    attendance: Array = np.ones(len(BRANCHES))
    technology: Array = np.ones(len(BRANCHES))
    needs: Array = np.zeros((len(USERS), N_GOODS))
    delivered: Array = np.zeros((len(USERS), N_GOODS))
    stocks: Array = _per(N_GOODS)
    short: Array = _per(N_GOODS)
    """Part of the need for each good by recipe and plan that was not met."""
    shops: Array = _per(N_GOODS)
    """Goods for homes in shops and with wholesalers, trn KRW."""
    shops_before: Array = _per(N_GOODS)
    sold_from_shops: Array = _per(N_GOODS)
    """Goods homes took this month, trn KRW."""
    bottleneck: Array = _per(len(BRANCHES))
    """What held each branch of plants, a place in BOTTLENECKS."""
    shadow: Array = _per(len(BRANCHES))
    """Per cent of output for one per cent more of it."""
    capacity_use: float = 1.0
    """Output of plants beside what they could make."""
    unheld: float = 0.0
    """Plants, by size, that could not make what was ordered of them."""
    power_asked: Array = np.zeros(len(BRANCHES) + 1)
    power_in_homes: float = 1.0
    """Power homes got beside the opening."""
    power_homes: float = 0.0
    """Part of power that homes got."""
    power_ratio: Array = np.ones(len(BRANCHES))
    generation: float = 0.0
    """TWh a month."""
    power_need: float = 0.0
    coal_output: float = 0.0
    """Million tonnes a month."""
    coal_exports: float = 0.0
    coal_assigned: float = 0.0
    """Part of the coal once exported that boilers at home are fitted for."""
    coal_ratio: float = 1.0
    """Coal for boilers beside need, at most what boilers take."""
    structures_built: float = 0.0
    equipment_installed: float = 0.0
    structures: float = 0.0
    equipment: float = 0.0
    munitions_stock: float = 0.0
    """Munitions held by the army and plants, trn KRW."""
    munitions_opening: float = 0.0
    """The same at the opening."""
    munitions_plan: float = 0.0
    """The year's plan, trn KRW."""
    munitions_made: float = 0.0
    """Made since January, trn KRW."""
    arms_delivered: float = 0.0
    arms_shipped: float = 0.0
    """The same at cost, trn KRW."""
    arms_backlog: float = 0.0
    """Foreign orders not yet delivered, mn USD."""
    arms_usual: float = 0.0
    """The same with orders as at the opening."""
    """Foreign orders not yet delivered, mn USD."""
    freight: float = 1.0
    # trade, per channel, mn USD a month
    exports: Array = _per(len(EXPORT_CHANNELS))
    smuggled: Array = _per(len(EXPORT_CHANNELS))
    imports: Array = _per(len(IMPORT_CHANNELS))
    imports_wanted: Array = _per(len(IMPORT_CHANNELS))
    arrivals: Array = _per(len(IMPORT_CHANNELS))
    """Bought last month by all but the Commission, arriving this month, mn USD."""
    wanted: Array = np.zeros((len(IMPORTERS), len(IMPORT_CHANNELS)))
    """What each owner of dollars wants to buy, the Commission apart, [payer, channel]."""
    bought: Array = np.zeros((len(IMPORTERS), len(IMPORT_CHANNELS)))
    """What each bought."""
    bills: Array = np.zeros(len(IMPORTERS))
    """What each pays for it, mn USD."""
    arrivals_paid: Array = _per(len(IMPORT_CHANNELS))
    """The same by channel."""
    machines_civil: float = 0.0
    """Imported machines installed in civil plants this month, trn KRW at opening prices."""
    machines_arms: float = 0.0
    """The same in munitions plants."""
    lawful: Array = np.ones(len(IMPORT_CHANNELS))
    """Part of each channel that law and border let through."""
    crude_grant: float = 0.0
    """Crude oil received as a grant, mn USD a month."""
    # suppliers' credit, mn USD
    trade_debt: float = 0.0
    """Owed by trading companies to suppliers abroad."""
    credit_drawn: float = 0.0
    credit_repaid: float = 0.0
    credit_lost: float = 0.0
    """Debt suppliers gave up this month."""
    trust: float = 1.0
    """Suppliers' trust in the companies, opening = 1."""
    imports_usual: float = 0.0
    """Imports of a month, smoothed."""
    short_imports: float = 0.0
    """Part of wanted imports of all but the Commission that was not bought last month."""
    paid_in_dollars: float = 0.0
    """What households paid traders in currency last month, mn USD."""
    lent: float = 0.0
    """Of that, what they put into goods brought in for it."""
    lent_part: float = 0.0
    """Part of their currency a month that households put into goods brought in for it."""
    # the Second Economic Commission, by COMMISSION_BUYS
    sec_wanted: Array = _per(len(COMMISSION_BUYS))
    """Wanted this month, mn USD."""
    sec_cost: Array = np.ones(len(COMMISSION_BUYS))
    """What one unit costs beside the opening."""
    sec_paid: Array = _per(len(COMMISSION_BUYS))
    """Paid to suppliers this month, mn USD."""
    sec_bought: Array = np.ones(len(COMMISSION_BUYS))
    """Bought this month in volume, opening = 1."""
    sec_landed: Array = np.ones(len(COMMISSION_BUYS))
    """The same of last month, which has arrived."""
    sec_planned: Array = np.ones(len(COMMISSION_BUYS))
    """What it plans to buy by volume, opening = 1."""
    sec_means: float = 1.0
    """What it buys beside what it plans, smoothed."""
    sec_worth: float = 1.0
    """Worth of a dollar in the munitions track beside a dollar sold."""
    sec_offer: float = 0.0
    """Currency it offers for sale this month, mn USD."""
    sec_sold: float = 0.0
    payment_cost: float = 0.0
    """Part of its payments abroad lost on the way."""
    enforcement: float = 0.0
    """Compliance of all partners, weighted by trade."""
    evasion: float = 0.0
    licences: Array = _per(len(PATRONS))
    """Part of foreign trade licensed to the companies of each patron."""
    licence: Array = np.zeros((len(PATRONS), len(EXPORT_CHANNELS)))
    """Part of each export channel licensed to each patron's companies, [patron, channel]."""
    company_uses: Array = _per(len(COMPANY_USES))
    """Where companies put spare dollars this month, mn USD."""
    handed: Array = _per(len(PATRONS))
    """What they give each patron beyond fees, mn USD."""
    received: Array = _per(len(PATRONS))
    """What the exports of each patron's companies brought this month, mn USD."""
    evaders: Array = _per(len(PATRONS))
    """Part of smuggled exports moved by the companies of each patron."""
    export_index: float = 1.0
    off_book: float = 0.0
    smuggling: float = 0.0
    """Earned this month by smuggled exports, mn USD."""
    errors_omissions: float = 0.0
    state_dollars: float = 0.0
    court_dollars: float = 0.0
    munitions_dollars: float = 0.0
    # money and prices
    prescribed_issue: float = 0.0
    """Notes to be printed this month, mn KPW; NaN leaves them to the cash gap."""
    core_claim: float = 0.0
    """Goods the court wants state shops to hand the core this month, KPW at opening prices."""
    core_supply: float = 0.0
    """What they did hand over."""
    gifts: float = 0.0
    """What the court means to give to the core this month, mn USD."""
    rate: float = 0.0
    """KPW per USD on the market."""
    real_rate: float = 1.0
    """What a dollar buys at home, opening = 1."""
    usual_real_rate: float = 1.0
    rate_trend: float = 0.0
    """Smoothed monthly change of the log rate."""
    rice_price: float = 0.0
    goods_price: float = 1.0
    """Market price of goods, opening = 1."""
    base_goods_price: float = 0.0
    state_cash: float = 0.0
    state_plan: float = 0.0
    cash_gap: float = 0.0
    sales: float = 0.0
    """Market sales to households, mn KPW a month."""
    grain_sold: float = 0.0
    goods_supply: float = 1.0
    """Market goods on offer, opening = 1."""
    goods_bought: float = 1.0
    pay: Array = np.ones(len(REGIONS))
    """Market income per unit of effort by region, KPW a month."""
    base_pay: float = 1.0
    # food, kt
    state_grain: float = 0.0
    harvest: float = 0.0
    grain_imports: float = 0.0
    grain_fetched: float = 0.0
    """Grain brought over the border by traders."""
    ration: float = 0.0
    """kg a head and month."""
    available: Array = np.zeros(MONTHS)
    """Grain made available for eating in each of the last twelve months, kt."""
    farm_output: float = 1.0
    # people
    people: float = 0.0
    members: float = 0.0
    """People in a household."""
    decided: Array = np.zeros(len(DECIDED))
    """Sums over households of what they decided, in the rows' units; in the order of D."""
    real_price: float = 1.0
    """Price of market goods beside what market work earns, opening = 1."""
    market_hours: float = 0.0
    gdp: float = 1.0
    civil_gdp: float = 1.0
    """Output of all but military services and munitions, by GDP's weights."""
    civil_smoothed: float = 1.0
    living: float = 1.0
    living_smoothed: float = 1.0
    # workings handed from one mechanism to the next within the month
    labour: Array = _per(len(BRANCHES))
    """Work beside the opening, by branch."""
    energy: Array = _per(len(BRANCHES))
    """Power and coal beside the opening, by branch."""
    arrived: Array = _per(len(BRANCHES))
    """Goods delivered to each branch, all kinds together."""
    stocks_left: Array = _per(N_GOODS)
    """Part of each good's stock left after exports and deliveries."""
    power_short: float = 0.0
    """Part of power need not met."""
    farm_oil: float = 0.0
    """Oil landed for farms, trn KRW."""
    farm_intermediates: float = 0.0
    """Intermediates landed for farms, trn KRW."""
    grain_in_kind: float = 0.0
    grain_due: float = 0.0
    """Harvest still to come before the next main harvest begins, kt."""
    procured: float = 0.0
    farm_grain: float = 0.0
    """Sold by farms to traders this month, kt."""
    eaten: float = 0.0
    dual_use_machines: float = 0.0
    levy: float = 0.0
    next_rate: float = 0.0
    private_capital: float = 0.0
    capacity: Array = np.ones(len(BRANCHES))
    equipment_ratio: Array = np.ones(len(BRANCHES))
    structures_ratio: Array = np.ones(len(BRANCHES))
    input_use: Array = np.ones((3, len(BRANCHES)))
    """Inputs that a unit of output takes, opening = 1, [input, branch]."""
    localised: float = 0.0
    """Part of the imported inputs of the opening's recipes that home-made ones stand in for."""
    input_cover: Array = np.ones((3, len(BRANCHES)))
    """Stocks of inputs beside their normal cover, [input, branch]."""
    stocks_before: Array = _per(N_GOODS)
    """Goods in stock before the month's exports and deliveries."""
    refill: Array = np.ones((3, len(BRANCHES)))
    """Orders beside use that bring input stocks back to their normal cover, [input, branch]."""
    dollars_to_core: float = 0.0
    """Gifts to households of the core, and what operators keep of thefts, mn USD a month."""
    dollars_to_operators: float = 0.0
    dollars_to_workers: float = 0.0
    """Wages at Kaesong they kept, mn USD."""
    dollars_spent: float = 0.0
    """Part of their foreign currency that households spend on goods this month."""
    booked: Array = np.zeros(len(BOOKED))
    """Sums over households after the month was booked, in the rows' units; in the order of B."""
    value_added: float = 0.0
    """GDP at 2011 prices, trn KRW a year."""
    burden: float = 0.0
    """Military services and acquisitions over GDP."""
    imported_cover: float = 1.0
    """Stock of imported intermediates beside normal, machine works."""
    branch_sums: Array = np.zeros((len(SUMS), len(BRANCHES)))
    """Sums over plants by branch, in the order of SUMS."""
    inputs_before: Array = np.zeros((3, len(BRANCHES)))
    """Stocks of inputs when the month began, [input, branch]."""
    landed: Array = _per(len(IMPORTED_PRODUCTS))
    """Imports that landed this month by channel, trn KRW at opening prices."""
    supplied: Array = _per(len(PRODUCTS))
    """What was made or landed of each product this month, trn KRW at opening prices."""
    used: Array = np.zeros((len(USES), len(PRODUCTS)))
    """What became of it, [use, product]."""
    crops: Array = np.zeros(3)
    """Over all farms: crop grown this month, other farming, harvest expected of the year."""
    budgets: Array = np.zeros(len(IMPORTERS))
    """What each payer may spend on imports this month, mn USD."""
    offered: Array = np.zeros(2)
    """Grain (kt) and goods (mn KPW) brought to market this month."""
    asked: Array = np.zeros(2)
    """Grain and goods households asked for."""
    fills: Array = np.ones(4)
    """Part that came through of wanted grain, goods, dollars bought and dollars sold."""
    market_pay: float = 0.0
    """Won paid to households this month, mn KPW; the next five likewise."""
    bribes: float = 0.0
    wages: float = 0.0
    bonuses: float = 0.0
    farm_income: float = 0.0
    farm_sales: float = 0.0
    """Of farm income, what farms took on markets."""
