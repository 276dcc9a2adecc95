"""E21: output at constant 2015 weights, comparable with the Bank of Korea, and living standards."""

from __future__ import annotations

from model.compiled import inner, mechanism
from model.matrix import MONTHS
from model.numerics import fill, total
from model.populations.layout import MILITARY, MILITARY_STOCKS, MUNITIONS, B


@mechanism
def measure_output(country):
    """Publish GDP by fixed weights, the defence burden and living standards."""
    n, pace, opening = country.nation, country.p.plan.smoothing, country.opening
    n.gdp, added = _weigh(n.output, n.base, opening.weights_gdp, country.recipe.value_added)
    for branch in range(n.index.size):
        n.index[branch] = n.output[branch] / n.base[branch]
    n.civil_gdp = _civil(n.index, opening.weights_gdp)
    n.civil_smoothed += pace * (n.civil_gdp - n.civil_smoothed)
    n.value_added = added * MONTHS
    n.burden = _defence_spending(country) / n.value_added
    if country.month == 0.0:
        fill(opening.consumption, n.booked)
    n.living = n.booked[B.poor] / opening.consumption[B.poor]
    n.living_smoothed += pace * (n.living - n.living_smoothed)
    n.market_hours = n.booked[B.hours] / total(opening.households)


@inner
def _weigh(output, base, weights, value_added):
    """GDP by fixed weights on output beside the opening, and value added at opening prices."""
    gdp, added = 0.0, 0.0
    for b in range(output.size):
        gdp += weights[b] * (output[b] / base[b])
        added += value_added[b] * output[b]
    return gdp, added


@inner
def _civil(index, weights):
    """Output of all branches but military services and munitions, by GDP's weights."""
    made, whole = 0.0, 0.0
    for b in range(index.size):
        if b not in (MILITARY, MUNITIONS):
            made += weights[b] * index[b]
            whole += weights[b]
    return made / whole


@inner
def _defence_spending(country):
    """Military services and acquisitions net of what is made for sale, trn KRW a year of 2011.

    Arms sold out of the old stock were acquired in earlier years; what is ordered to replace
    them is made for the buyer abroad.
    """
    n, recipe = country.nation, country.recipe
    services = recipe.military_services * n.output[MILITARY] / n.base[MILITARY]
    usual = country.opening.final[MILITARY_STOCKS, MUNITIONS]
    bought = n.delivered[MILITARY_STOCKS, MUNITIONS] / usual
    own = 1.0 - n.refill_orders / n.defence_orders if n.defence_orders > 0.0 else 1.0
    return services + recipe.military_capital * bought * own
