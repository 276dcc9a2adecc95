"""Yardstick: figures of the opening that later months are measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.chart import HOLDERS, IMPORTERS
from model.drivers import EXPORT_CHANNELS, IMPORT_CHANNELS
from model.figures import Array, Figures
from model.populations import layout
from model.populations.layout import BOOKED

if TYPE_CHECKING:
    pass

DAYS, GRAMS = 365.25 / 12.0, 1000.0
MILLION = 1e6


class Yardstick(Figures):
    """Constants of a run, worked out once from the opening state."""

    workers: Array = np.zeros(len(layout.BRANCHES))
    weights: Array = np.zeros((4, len(layout.BRANCHES)))
    """CES weights of materials, imported inputs, energy and fuel by branch, [input, branch]."""
    weights_gdp: Array = np.zeros(len(layout.BRANCHES))
    capacity: Array = np.zeros(len(layout.BRANCHES))
    """Capacity beside opening output that lets plants of uneven efficiency make that output."""
    equipment: Array = np.zeros(len(layout.BRANCHES))
    structures: Array = np.zeros(len(layout.BRANCHES))
    final: Array = np.zeros((len(layout.USERS), layout.N_GOODS))
    """Final use of goods at the opening, trn KRW a month, [user, good]."""
    asking: Array = np.ones((len(layout.USERS), layout.N_GOODS))
    """What users ask for beside what they mean to use, [user, good]."""
    site_pressure: float = 1.0
    """Building work asked for beside what sites can do."""
    site_shortage: float = 0.0
    """Part of it left undone; the next of machines ordered for investment."""
    machine_shortage: float = 0.0
    soldiers_goods: float = 0.0
    """Goods, fuel and power of the armed forces, trn KRW a year; then uses of the plan."""
    plan_investment: float = 0.0
    plan_shops: float = 0.0
    plan_farms: float = 0.0
    plan_homes: float = 0.0
    plan_services: float = 0.0
    stocks: Array = np.zeros((3, len(layout.BRANCHES)))
    """Normal stocks of home-made, imported and oil inputs, trn KRW, [input, branch]."""
    imports: Array = np.zeros(len(IMPORT_CHANNELS))
    """By channel, mn USD a month."""
    owned: Array = np.zeros((len(IMPORTERS), len(IMPORT_CHANNELS)))
    """What each owner of dollars buys, the Commission apart, mn USD a month, [payer, channel]."""
    civil: Array = np.zeros(len(IMPORT_CHANNELS))
    """The same by channel."""
    payer_shares: Array = np.zeros(len(IMPORTERS))
    """Part of what all pay for imports that each pays."""
    patron_plants: Array = np.zeros((len(layout.PATRONS), len(layout.BRANCHES)))
    """Plants each patron cares for, parts of one, [patron, branch]."""
    sec_usual: Array = np.zeros(len(layout.COMMISSION_BUYS))
    """What the Commission buys, mn USD a month."""
    programme_usual: float = 0.0
    """What the programme takes of defence demand, trn KRW a month."""
    munitions_machines: float = 0.0
    """Part of imported machines, the army's apart, that munitions plants install."""
    import_priority: Array = np.zeros(len(IMPORT_CHANNELS))
    licence: Array = np.zeros((len(layout.PATRONS), len(EXPORT_CHANNELS)))
    """Part of each export channel licensed to each patron's companies, [patron, channel]."""
    licences: Array = np.zeros(len(layout.PATRONS))
    """Part of all exports of the opening licensed to them."""
    priority: Array = np.zeros(len(layout.USERS))
    """Priority of each user in rationing."""
    power_need: Array = np.zeros(len(layout.BRANCHES) + 1)
    """Use by branch and by homes, trn KRW a month."""
    power: Array = np.zeros(len(layout.BRANCHES) + 1)
    """What rationing gave each user at the opening, with latent need counted."""
    building_investment: float = 0.0
    """Construction for investment, trn KRW a month; the next two for the army and for the rest."""
    building_military: float = 0.0
    building_other: float = 0.0
    army_machines: float = 0.0
    """Part of imported machines that the army gets."""
    building_offices: float = 0.0
    """Of the rest, upkeep of offices."""
    trade_homes: float = 0.0
    """Part of trade and transport that serves homes."""
    households: Array = np.zeros(len(layout.CLASSES))
    hours: Array = np.zeros(len(layout.CLASSES))
    ration_claim: Array = np.zeros(len(layout.CLASSES))
    """How each class counts in rations; farmers live on their share in kind."""
    claims: float = 0.0
    """Households that draw rations, each class counted as it claims."""
    pay: Array = np.zeros(len(layout.REGIONS))
    effort: float = 0.0
    rice: float = 0.0
    other_farming: float = 0.0
    exposure: Array = np.zeros(len(layout.REGIONS))
    """How far market pay in each region hangs on foreign trade."""
    work: Array = np.zeros((len(layout.REGIONS), len(layout.BRANCHES)))
    """Part of each region's work in each branch, [region, branch]."""
    arms_scale: float = 0.0
    private_capital: float = 0.0
    """Private fixed capital that what investors put in at the opening just keeps up, trn KRW."""
    investor_part: float = 0.0
    """Part of trade in the hands of those who invest."""
    rate: float = 0.0
    tightness: float = 0.0
    autonomy: float = 0.0
    market_hours: float = 0.0
    grams_a_day: float = 0.0
    dollars: Array = np.zeros(len(HOLDERS))
    """Foreign currency of each holder at the opening, mn USD."""
    consumption: Array = np.zeros(len(BOOKED))
    """Sums over households in the first month, the base of the consumption indices."""
