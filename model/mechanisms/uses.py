"""What becomes of every product: flows at opening prices, posted product by product.

A product's supply is what was made or landed. It is used up in making others, or it goes to homes,
to investment, to civil services of the state, to defence, into stocks, or abroad. Every line here
is what a mechanism did; none is found as what the others leave, so `supplied` less the uses of a
product is nought only if all of them are right.
"""

from __future__ import annotations

from model.compiled import inner, mechanism
from model.mechanisms.bottlenecks import HELD, USED
from model.mechanisms.commission import army_machines_landed, parts_landed
from model.mechanisms.goods import asked_of_sites, dwellings
from model.mechanisms.imports import CONSUMER, FOOD, INTERMEDIATES, MACHINERY, OIL
from model.mechanisms.production import FUEL, IMPORTED, MATERIALS
from model.numerics import clear, fill, total
from model.populations import layout as at


@mechanism
def note_stocks(country):
    """Keep what plants hold of inputs before anything arrives or is used."""
    n = country.nation
    for k in range(n.inputs_before.shape[0]):
        fill(n.inputs_before[k], n.branch_sums[HELD + k])


@mechanism
def post_uses(country):
    """Post what became of the month's goods, services and imports, trn KRW at opening prices."""
    n = country.nation
    for use in range(n.used.shape[0]):
        clear(n.used[use])
    for b in range(n.base.size):
        n.supplied[b] = n.output[b]
    for c in range(n.landed.size):
        n.supplied[n.base.size + c] = n.landed[c]
    _post_goods(country)
    _post_arms(country)
    _post_services(country)
    _post_imports(country)


@inner
def _post_goods(country):
    """Storable goods: delivered to users, of which a part stays in their stocks or in shops."""
    n, recipe = country.nation, country.recipe
    for g in range(n.stocks.size):
        n.used[at.STOCKED, g] = n.stocks[g] - n.stocks_before[g] + n.shops[g] - n.shops_before[g]
        n.used[at.CONSUMED, g] = n.sold_from_shops[g]
        n.used[at.INVESTED, g] = n.delivered[at.INVESTMENT, g]
        n.used[at.DEFENDED, g] = n.delivered[at.MILITARY_STOCKS, g]
        n.used[at.EXPORTED, g] = n.delivered[at.EXPORTS, g]
        n.used[at.INTERMEDIATE, g] = n.delivered[at.FARMS, g]
    for b in range(at.MINING, n.base.size):
        arrived = total(n.delivered[b])
        kept = n.branch_sums[HELD + MATERIALS, b] - n.inputs_before[MATERIALS, b]
        used = n.branch_sums[USED + MATERIALS, b]
        for g in range(n.stocks.size):
            part = recipe.goods[b, g] / recipe.materials[b] if recipe.materials[b] > 0.0 else 0.0
            mixed = n.delivered[b, g] - arrived * part  # stocks are kept in the recipe's mixture
            n.used[at.INTERMEDIATE, g] += used * part + mixed
            n.used[at.STOCKED, g] += kept * part


@inner
def _post_arms(country):
    """Arms sold out of the army's stock; machines made in idle munitions plants."""
    n = country.nation
    n.used[at.EXPORTED, at.MUNITIONS] += n.arms_shipped
    n.used[at.DEFENDED, at.MUNITIONS] -= n.arms_shipped
    n.supplied[at.MACHINERY] += n.dual_use_machines
    n.used[at.INVESTED, at.MACHINERY] += n.dual_use_machines


@inner
def _post_services(country):
    """Power, building, services: used as they are made."""
    n, o = country.nation, country.opening
    power, homes = n.output[at.UTILITIES], n.power_homes
    n.used[at.CONSUMED, at.UTILITIES] = power * homes
    n.used[at.INTERMEDIATE, at.UTILITIES] = power * (1.0 - homes)
    sites = n.output[at.CONSTRUCTION] / asked_of_sites(country)
    civil = o.building_investment * n.investment_orders + dwellings(country)
    n.used[at.INVESTED, at.CONSTRUCTION] = sites * civil
    n.used[at.DEFENDED, at.CONSTRUCTION] = sites * o.building_military * n.defence_orders
    n.used[at.CONSUMED, at.CONSTRUCTION] = sites * (o.building_other - o.building_offices)
    n.used[at.INTERMEDIATE, at.CONSTRUCTION] = sites * o.building_offices
    n.used[at.SERVED, at.CIVIL] = n.output[at.CIVIL]
    n.used[at.DEFENDED, at.MILITARY] = n.output[at.MILITARY]
    n.used[at.CONSUMED, at.TRADE] = n.output[at.TRADE] * o.trade_homes
    n.used[at.INTERMEDIATE, at.TRADE] = n.output[at.TRADE] * (1.0 - o.trade_homes)


@inner
def _post_imports(country):
    """Fuel and inputs go through plants' stocks; farms use theirs, and the rest is used at once."""
    n, first = country.nation, country.nation.base.size
    for kind, channel in ((FUEL, OIL), (IMPORTED, INTERMEDIATES)):
        place = first + channel
        farms = n.farm_oil if kind == FUEL else n.farm_intermediates
        n.used[at.INTERMEDIATE, place] = farms + total(n.branch_sums[USED + kind])
        held = total(n.branch_sums[HELD + kind]) - total(n.inputs_before[kind])
        n.used[at.STOCKED, place] = held
    n.used[at.DEFENDED, first + INTERMEDIATES] = parts_landed(country)
    n.used[at.INVESTED, first + MACHINERY] = n.machines_civil + n.machines_arms
    n.used[at.DEFENDED, first + MACHINERY] = army_machines_landed(country)
    n.used[at.CONSUMED, first + FOOD] = n.landed[FOOD]
    n.used[at.CONSUMED, first + CONSUMER] = n.landed[CONSUMER]
