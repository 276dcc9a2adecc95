"""E7: coal is shared out, power is generated from water and coal, then shared out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from model.compiled import compiled
from model.matrix import MONTHS
from model.mechanisms.rationing import ration
from model.numerics import power, total
from model.populations.layout import HOUSEHOLDS, MINING, UTILITIES

if TYPE_CHECKING:
    from model.economy import Economy


def count_coal(economy: Economy) -> None:
    """Tonnes follow mining; what is not exported goes to boilers, as far as they can burn it.

    Where exports leave less than before, homes give way first; what comes back is taken up as
    boilers are fitted for it.
    """
    n, p = economy.nation, economy.p.power
    exported = economy.p.trade.export_coal / economy.p.trade.coal_price
    drawn = p.coal_shift * (n.coal_exports * MONTHS - exported) / p.coal_output
    n.coal_output = (
        p.coal_output / MONTHS * n.output.item(MINING) / n.base.item(MINING) * (1.0 + drawn)
    )
    home = max(0.0, n.coal_output - n.coal_exports)
    opening = (p.coal_output - exported) / MONTHS
    beside = home / opening
    served = min(1.0, beside / (1.0 - p.homes_coal)) if beside < 1.0 else beside
    wanted = min(served, 1.0 + (p.boiler_limit - 1.0) * n.coal_assigned)
    n.coal_ratio += p.coal_smoothing * (wanted - n.coal_ratio)


def generate_power(economy: Economy) -> None:
    """Hydropower by water, thermal by coal, both by equipment; recorded power as it is."""
    n, p, now = economy.nation, economy.p.power, economy.now
    recorded = now["power.generation"]
    worn = power(n.equipment_ratio.item(UTILITIES), p.capital_elasticity)
    hydro = p.hydro_share * now["weather.water"]
    thermal = (1.0 - p.hydro_share) * power(n.coal_ratio, p.coal_elasticity)
    made = p.opening_generation / MONTHS * (hydro + thermal) * worn
    n.generation = made if math.isnan(recorded) else recorded
    n.output[UTILITIES] = n.base.item(UTILITIES) * n.generation / (p.opening_generation / MONTHS)


def ration_power(economy: Economy) -> None:
    """Divide power by priority; need always exceeds supply, so every user feels the priority."""
    n, p = economy.nation, economy.p.power
    opening = economy.opening
    n.power_short = _share_power(
        opening.power_need,
        opening.power,
        n.output.item(UTILITIES) / n.base.item(UTILITIES),
        p.latent_need,
        n.priority,
        p.home_priority,
        p.guarantee,
        n.power_ratio,
    )


@compiled
def _share_power(use, normal, made, latent_need, priority, home_priority, guarantee, ratio):
    """Fill what each branch gets beside the opening; hand back the part of need not met.

    Homes follow the branches with a priority of their own: industry comes before homes.
    """
    need, granted, weight = use * latent_need, np.zeros(use.size), priority[: use.size].copy()
    weight[HOUSEHOLDS] = home_priority
    ration(need, weight, total(use) * made, guarantee, granted)
    for b in range(ratio.size):
        ratio[b] = granted[b] / normal[b]
    return 1.0 - total(granted) / total(need)
