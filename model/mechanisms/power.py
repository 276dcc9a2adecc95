"""E7: coal is shared out, power is generated from water and coal, then shared out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from model.matrix import MONTHS
from model.mechanisms.rationing import ration
from model.numerics import power
from model.populations.layout import BRANCHES, HOUSEHOLDS, MINING, UTILITIES

if TYPE_CHECKING:
    from model.economy import Economy


def count_coal(economy: Economy) -> None:
    """Tonnes follow mining; what is not exported goes to boilers, as far as they can burn it."""
    n, p = economy.nation, economy.p.power
    exported = economy.p.trade.export_coal / economy.p.trade.coal_price
    drawn = p.coal_shift * (n.coal_exports * MONTHS - exported) / p.coal_output
    n.coal_output = p.coal_output / MONTHS * n.output[MINING] / n.base[MINING] * (1.0 + drawn)
    home = max(0.0, n.coal_output - n.coal_exports)
    opening = (p.coal_output - exported) / MONTHS
    wanted = min(home / opening, p.boiler_limit)
    n.coal_ratio += p.coal_smoothing * (wanted - n.coal_ratio)


def generate_power(economy: Economy) -> None:
    """Hydropower by water, thermal by coal, both by equipment; recorded power as it is."""
    n, p, now = economy.nation, economy.p.power, economy.now
    recorded = now["power.generation"]
    worn = power(n.equipment_ratio[UTILITIES], p.capital_elasticity)
    hydro = p.hydro_share * now["weather.water"]
    thermal = (1.0 - p.hydro_share) * power(n.coal_ratio, p.coal_elasticity)
    made = p.opening_generation / MONTHS * (hydro + thermal) * worn
    n.generation = made if math.isnan(recorded) else recorded
    n.output[UTILITIES] = n.base[UTILITIES] * n.generation / (p.opening_generation / MONTHS)


def ration_power(economy: Economy) -> None:
    """Divide power by priority; need always exceeds supply, so every user feels the priority."""
    n, p = economy.nation, economy.p.power
    need = economy.opening.power_need * p.latent_need
    available = float(economy.opening.power_need.sum()) * n.output[UTILITIES] / n.base[UTILITIES]
    granted = np.zeros_like(need)
    ration(need, _priorities(economy), available, p.guarantee, granted)
    n.power_ratio[:] = granted[: len(BRANCHES)] / economy.opening.power[: len(BRANCHES)]
    economy.nation.power_short = 1.0 - float(granted.sum()) / float(need.sum())


def _priorities(economy: Economy) -> np.ndarray:
    """Those of the plan, homes last: industry comes before homes."""
    priority = economy.nation.priority[: HOUSEHOLDS + 1].copy()
    priority[HOUSEHOLDS] = economy.p.power.home_priority
    return priority
