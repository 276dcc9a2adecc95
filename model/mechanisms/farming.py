"""E13: crops grow on weather, fertiliser, fuel and hands; the harvest is shared out in tonnes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model import streams
from model.compiled import compiled
from model.matrix import MONTHS, recipe, rows
from model.numerics import normal, power
from model.populations.farms import FK, F
from model.populations.layout import CHEMICALS, FARMS

if TYPE_CHECKING:
    from model.economy import Economy

CALENDAR = {
    name: np.array([float(row[name]) for row in rows("crop_calendar.csv")])
    for name in ("fertiliser", "fieldwork", "harvest")
}
"""Share of the season's fertiliser, field work and harvest in each calendar month."""
MAIN_HARVEST = int(np.argmax(CALENDAR["harvest"] > CALENDAR["harvest"].max() / 2))
"""Calendar month, January = 0, in which the main harvest begins."""
DUE = np.array(
    [
        sum(
            CALENDAR["harvest"][(month + ahead) % MONTHS]
            for ahead in range(1, (MAIN_HARVEST - month - 1) % MONTHS + 1)
        )
        for month in range(MONTHS)
    ]
)
"""Part of a year's harvest still to come in before stores must last no longer."""
REMAINING = {name: 1.0 - np.cumsum(shares) for name, shares in CALENDAR.items()}


def grow_crops(economy: Economy) -> None:
    """Each month brings weather and inputs; the growing crop counts as output (SNA 2008, 6.112)."""
    n, p, month = economy.nation, economy.p.food, economy.calendar_month
    base, use = recipe(), n.base.item(FARMS)
    oil, intermediates = economy.nation.farm_inputs
    chemicals_need = (base.goods.item(FARMS, CHEMICALS) + base.imported.item(FARMS)) * use
    fuel_need = base.fuel.item(FARMS) * use
    chemicals = n.delivered.item(FARMS, CHEMICALS) + intermediates
    key = streams.key(economy.case.seed, "farming", economy.month)
    out = economy.farm_sums
    _grow(
        economy.farms.data,
        economy.farms.kinds,
        key,
        month,
        out,
        economy.now["weather.crop"],
        p.damage,
        chemicals / chemicals_need,
        oil / fuel_need,
        chemicals_need / p.farms,
        fuel_need / p.farms,
        p.input_cover,
        economy.p.production.fuel_cover,
        CALENDAR["fertiliser"],
        CALENDAR["fieldwork"],
        REMAINING["fertiliser"],
        REMAINING["fieldwork"],
        p.fertiliser_elasticity,
        p.fuel_elasticity,
        power(n.attendance.item(FARMS), p.labour_elasticity),
        p.shock_size,
        p.fishing_fuel_elasticity,
        MONTHS,
    )
    grown, other, _ = out.tolist()
    crop = grown / (p.opening_harvest / MONTHS)
    animals = other / economy.opening.other_farming
    n.farm_output = p.grain_share * crop + (1.0 - p.grain_share) * animals


def gather_harvest(economy: Economy) -> None:
    """Grain leaves the field: losses, the state's part, farmers' part, and the rest for sale."""
    n, p, month = economy.nation, economy.p.food, economy.calendar_month
    move = economy.accounts.grain.move
    expected = economy.farm_sums.item(2)
    n.harvest = expected * CALENDAR["harvest"].item(month)
    move("harvest", "field", "farms", n.harvest)
    lost = move("seed, feed and losses", "farms", "lost", n.harvest * p.loss_share)
    state = move(
        "procurement", "farms", "state", n.harvest * min(p.procurement_share, 1.0 - p.loss_share)
    )
    kind = move(
        "share in kind",
        "farms",
        "households",
        min(n.harvest * p.kind_share, n.harvest - lost - state),
    )
    n.state_grain += state
    economy.nation.grain_in_kind = kind
    n.grain_due = expected * DUE.item(month)
    held, left = economy.accounts.grain.balance["farms"], economy.months_to_harvest
    coming = n.grain_due * max(0.0, 1.0 - p.loss_share - p.procurement_share - p.kind_share)
    sold = move("farm sales", "farms", "traders", min(held, (held + coming) / left))
    n.procured, n.farm_grain = state, sold
    _store(economy.farms.data, n.harvest - lost - state - kind - sold, p.farms)


def months_to_harvest(month: int) -> int:
    """Months, this one included, that stores must last until the next main harvest begins."""
    return (MAIN_HARVEST - month - 1) % MONTHS + 1


@compiled
def _grow(
    f, kinds, key, month, out, stress, damage, chemicals, oil, need_chemicals, need_fuel,
    cover_chemicals, cover_fuel, share_fed, share_worked, rest_fed, rest_worked, a_fed,
    a_worked, hands, shock_size, a_fishing, months,
):  # fmt: skip
    out[:] = 0.0
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
        grown = crop * (month + 1.0) / months - f[F.accrued, i]
        f[F.accrued, i] += grown
        w = f[F.weight, i]
        out[0] += w * grown
        out[1] += w * f[F.base_other, i] * f[F.productivity, i] * power(worked, a_fishing) * hands
        out[2] += w * crop


@compiled
def _store(f, net, farms):
    """Deal a change of stores out: in by size, out by what each farm holds."""
    held = 0.0
    for i in range(f.shape[1]):
        held += f[F.weight, i] * f[F.grain, i]
    for i in range(f.shape[1]):
        share = f[F.grain, i] / held if net < 0.0 and held > 0.0 else 1.0 / farms
        f[F.grain, i] += net * share
