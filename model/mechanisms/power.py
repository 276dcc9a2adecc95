"""E7: coal is shared out, power is generated from water and coal, then shared out."""

from __future__ import annotations

import numpy as np

from model.compiled import inner, mechanism
from model.matrix import MONTHS
from model.mechanisms.rationing import ration
from model.numerics import fill, power, total
from model.populations.layout import HOUSEHOLDS, MINING, UTILITIES


@mechanism
def count_coal(country):
    """Tonnes follow mining; what is not exported goes to boilers, as far as they can burn it.

    Where exports leave less than before, homes give way first; what comes back is taken up as
    boilers are fitted for it.
    """
    n, p, trade = country.nation, country.p.power, country.p.trade
    exported = trade.export_coal / trade.coal_price
    drawn = max(-1.0, p.coal_shift * (n.coal_exports * MONTHS - exported) / p.coal_output)
    n.coal_output = p.coal_output / MONTHS * n.output[MINING] / n.base[MINING] * (1.0 + drawn)
    home = max(0.0, n.coal_output - n.coal_exports)
    opening = max((p.coal_output - exported) / MONTHS, 1e-6)
    beside = home / opening
    served = min(1.0, beside / (1.0 - p.homes_coal)) if beside < 1.0 else beside
    wanted = min(served, 1.0 + (p.boiler_limit - 1.0) * n.coal_assigned)
    n.coal_ratio += p.coal_smoothing * (wanted - n.coal_ratio)


@mechanism
def generate_power(country):
    """Hydropower by water, thermal by coal, both by equipment; recorded power as it is."""
    n, p, now = country.nation, country.p.power, country.now
    recorded = now.power.generation
    worn = power(n.equipment_ratio[UTILITIES], p.capital_elasticity)
    hydro = p.hydro_share * now.weather.water
    thermal = (1.0 - p.hydro_share) * power(n.coal_ratio, p.coal_elasticity)
    made = p.opening_generation / MONTHS * (hydro + thermal) * worn
    n.generation = made if np.isnan(recorded) else recorded
    n.output[UTILITIES] = n.base[UTILITIES] * n.generation / (p.opening_generation / MONTHS)


@mechanism
def ration_power(country):
    """Divide power by priority; need always exceeds supply, so every user feels the priority."""
    n, p, opening = country.nation, country.p.power, country.opening
    fill(n.power_asked, opening.power_need)
    n.power_asked[HOUSEHOLDS] *= n.energy_orders
    n.power_short, n.power_homes, n.power_in_homes = _share_power(
        n.power_asked,
        total(opening.power_need),
        opening.power,
        n.output[UTILITIES] / n.base[UTILITIES],
        p.latent_need,
        n.priority,
        p.home_priority,
        p.guarantee,
        n.power_ratio,
    )


@inner
def _share_power(
    use, whole, normal, made, latent_need, priority, home_priority, guarantee, ratio
):  # fmt: skip
    """Fill what each branch gets beside the opening; hand back need not met and homes' part.

    Homes follow the branches with a priority of their own: industry comes before homes. What they
    get beside the opening comes last.
    """
    need, granted, weight = use * latent_need, np.zeros(use.size), priority[: use.size].copy()
    weight[HOUSEHOLDS] = home_priority
    ration(need, weight, whole * made, guarantee, granted)
    for b in range(ratio.size):
        ratio[b] = granted[b] / normal[b]
    shared = total(granted)
    homes = granted[HOUSEHOLDS]
    part = homes / shared if shared > 0.0 else 0.0
    return 1.0 - shared / total(need), part, homes / normal[HOUSEHOLDS]
