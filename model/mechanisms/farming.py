"""E13: crops grow on weather, fertiliser, fuel and hands; the harvest is shared out in tonnes."""

from __future__ import annotations

import numpy as np

from model import streams
from model.accounts import move
from model.chart import BY, GRAIN
from model.compiled import compiled, inner, mechanism
from model.matrix import MONTHS, rows
from model.numerics import clear, normal, power
from model.populations.farms import FK, F
from model.populations.layout import CHEMICALS, FARMS

FERTILISER, FIELDWORK, HARVEST = (
    np.array([float(row[name]) for row in rows("crop_calendar.csv")])
    for name in ("fertiliser", "fieldwork", "harvest")
)
"""Share of the season's fertiliser, field work and harvest in each calendar month."""
MAIN_HARVEST = int(np.argmax(HARVEST.max() / 2 < HARVEST))
"""Calendar month, January = 0, in which the main harvest begins."""
DUE = np.array(
    [
        sum(
            HARVEST[(month + ahead) % MONTHS]
            for ahead in range(1, (MAIN_HARVEST - month - 1) % MONTHS + 1)
        )
        for month in range(MONTHS)
    ]
)
"""Part of a year's harvest still to come in before stores must last no longer."""
TO_FERTILISE, TO_WORK = 1.0 - np.cumsum(FERTILISER), 1.0 - np.cumsum(FIELDWORK)
"""What of the season is left after each month."""
GROWN, OTHER, EXPECTED = range(3)
"""Sums over farms: crop of the month, other farming, harvest expected of the year."""


@mechanism
def grow_crops(country, rows):
    """Each month brings weather and inputs; the growing crop counts as output (SNA 2008, 6.112)."""
    n, p, base = country.nation, country.p.food, country.recipe
    use = n.base[FARMS]
    chemicals_need = (base.goods[FARMS, CHEMICALS] + base.imported[FARMS]) * use
    fuel_need = base.fuel[FARMS] * use
    chemicals = n.delivered[FARMS, CHEMICALS] + n.farm_intermediates
    present = n.workers[FARMS] / country.opening.workers[FARMS]
    _grow(
        rows.farms,
        rows.farm_kinds,
        streams.monthly(country, streams.S.farming),
        int(country.calendar_month),
        n.crops,
        country.now.weather.crop,
        p.damage,
        chemicals / chemicals_need,
        n.farm_oil / fuel_need,
        chemicals_need / p.farms,
        fuel_need / p.farms,
        p.input_cover,
        country.p.production.fuel_cover,
        FERTILISER,
        FIELDWORK,
        TO_FERTILISE,
        TO_WORK,
        p.fertiliser_elasticity,
        p.fuel_elasticity,
        power(n.attendance[FARMS] * present, p.labour_elasticity),
        p.shock_size,
        p.fishing_fuel_elasticity,
        MONTHS,
    )
    crop = n.crops[GROWN] / (p.opening_harvest / MONTHS)
    animals = n.crops[OTHER] / country.opening.other_farming
    n.farm_output = p.grain_share * crop + (1.0 - p.grain_share) * animals


@mechanism
def gather_harvest(country, rows):
    """Grain leaves the field: losses, the state's part, farmers' part, and the rest for sale."""
    n, p, grain, month = country.nation, country.p.food, country.grain, int(country.calendar_month)
    expected = n.crops[EXPECTED]
    n.harvest = move(grain, GRAIN.harvest, expected * HARVEST[month])
    lost = move(grain, GRAIN.losses, n.harvest * p.loss_share)
    due = n.harvest * min(p.procurement_share, 1.0 - p.loss_share)
    state = move(grain, GRAIN.procurement, due)
    kind = move(grain, GRAIN.in_kind, min(n.harvest * p.kind_share, n.harvest - lost - state))
    n.state_grain += state
    n.grain_in_kind = kind
    n.grain_due = expected * DUE[month]
    held, left = grain.balance[BY.farms], months_to_harvest(month)
    coming = n.grain_due * max(0.0, 1.0 - p.loss_share - p.procurement_share - p.kind_share)
    sold = move(grain, GRAIN.farm_sales, min(held, (held + coming) / left))
    n.procured, n.farm_grain = state, sold
    _store(rows.farms, n.harvest - lost - state - kind - sold, p.farms)


@compiled
def months_to_harvest(month):
    """Months, this one included, that stores must last until the next main harvest begins."""
    return (MAIN_HARVEST - int(month) - 1) % MONTHS + 1


@inner
def _grow(
    f, kinds, key, month, out, stress, damage, chemicals, oil, need_chemicals, need_fuel,
    cover_chemicals, cover_fuel, share_fed, share_worked, rest_fed, rest_worked, a_fed,
    a_worked, hands, shock_size, a_fishing, months,
):  # fmt: skip
    clear(out)
    for i in range(f.shape[1]):
        if month == 0:
            f[F.condition, i], f[F.fed, i], f[F.worked, i], f[F.accrued, i] = 1.0, 0.0, 0.0, 0.0
        luck = shock_size * normal(key, kinds[FK.identity, i])
        hit = damage * stress * f[F.exposure, i]
        f[F.condition, i] *= max(0.0, 1.0 - hit) * (1.0 + luck)
        f[F.fertiliser, i] += chemicals * need_chemicals
        f[F.fuel, i] += oil * need_fuel
        fed = f[F.fertiliser, i] / (cover_chemicals * need_chemicals)
        worked = f[F.fuel, i] / (cover_fuel * need_fuel)
        f[F.fertiliser, i] -= min(f[F.fertiliser, i], fed * need_chemicals)
        f[F.fuel, i] -= min(f[F.fuel, i], worked * need_fuel)
        f[F.fed, i] += share_fed[month] * fed
        f[F.worked, i] += share_worked[month] * worked
        season_fed = f[F.fed, i] + rest_fed[month] * fed
        season_worked = f[F.worked, i] + rest_worked[month] * worked
        crop = f[F.base_harvest, i] * f[F.productivity, i] * f[F.condition, i]
        crop *= power(season_fed, a_fed) * power(season_worked, a_worked) * hands
        f[F.expected, i] = crop
        # What fails of a crop already counted is a loss of a stock, not output below nought.
        grown = max(0.0, crop * (month + 1.0) / months - f[F.accrued, i])
        f[F.accrued, i] += grown
        w = f[F.weight, i]
        out[GROWN] += w * grown
        out[OTHER] += (
            w * f[F.base_other, i] * f[F.productivity, i] * power(worked, a_fishing) * hands
        )
        out[EXPECTED] += w * crop


@inner
def _store(f, net, farms):
    """Deal a change of stores out: in by size, out by what each farm holds."""
    held = 0.0
    for i in range(f.shape[1]):
        held += f[F.weight, i] * f[F.grain, i]
    for i in range(f.shape[1]):
        share = f[F.grain, i] / held if net < 0.0 and held > 0.0 else 1.0 / farms
        f[F.grain, i] += net * share
