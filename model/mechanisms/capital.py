"""E5: investment in structures and equipment, wear, and technology (E6)."""

from __future__ import annotations

from model.compiled import inner, mechanism
from model.matrix import MONTHS
from model.mechanisms.goods import asked_of_sites
from model.numerics import exp
from model.populations.enterprises import EK, E
from model.populations.farms import F
from model.populations.layout import (
    CONSTRUCTION,
    HEAVY,
    INVESTMENT,
    LIGHT,
    MACHINERY,
    MUNITIONS,
    UTILITIES,
)


@mechanism
def build_and_install(country, rows):
    """Structures come from building sites, equipment from imports and home machine works."""
    n, p, asked = country.nation, country.p.capital, asked_of_sites(country)
    done = n.output[CONSTRUCTION] / asked if asked > 0.0 else 0.0
    n.structures_built = country.opening.building_investment * n.investment_orders * done
    homemade = n.delivered[INVESTMENT, MACHINERY] / p.domestic_machinery_cost
    dual = n.dual_use_machines / p.domestic_machinery_cost
    n.equipment_installed = homemade + dual + n.machines_civil + n.machines_arms
    _install(
        rows.enterprises,
        rows.enterprise_kinds,
        p.energy_weight,
        p.light_weight,
        n.structures_built * p.structures_kept,
        homemade + dual,
        n.machines_civil,
        n.machines_arms,
        p.structures_wear / MONTHS,
        p.equipment_wear / MONTHS,
    )


@inner
def _install(
    e, kinds, energy_weight, light_weight, structures, equipment, imported, arms, wear_structures,
    wear_equipment,
):  # fmt: skip
    """Deal new capital out by opening capital, power and light industry weighted; all wears.

    Munitions plants get the machines the Commission imports, other plants the other imports.
    """
    total_s, total_e, total_m = 0.0, 0.0, 0.0
    for i in range(e.shape[1]):
        tilt = _tilt(kinds[EK.branch, i], energy_weight, light_weight)
        total_s += e[E.weight, i] * e[E.base_structures, i] * tilt
        size = e[E.weight, i] * e[E.base_equipment, i] * tilt
        total_e += size
        total_m += size if kinds[EK.branch, i] == MUNITIONS else 0.0
    per_arms = equipment / total_e + arms / total_m
    per_civil = equipment / total_e + imported / (total_e - total_m)
    for i in range(e.shape[1]):
        tilt = _tilt(kinds[EK.branch, i], energy_weight, light_weight)
        new_s = structures * e[E.base_structures, i] * tilt / total_s
        per = per_arms if kinds[EK.branch, i] == MUNITIONS else per_civil
        new_e = per * e[E.base_equipment, i] * tilt
        e[E.structures, i] += new_s - wear_structures * e[E.structures, i]
        e[E.equipment, i] += new_e - wear_equipment * e[E.equipment, i]


@inner
def _tilt(branch, energy_weight, light_weight):
    """Weight of a branch in sharing out new capital."""
    if branch == UTILITIES:
        return energy_weight
    return light_weight if branch == LIGHT else 1.0


@mechanism
def advance_technology(country, rows):
    """E6: drift, enterprise autonomy, spin-off to heavy industry, talent drawn to defence."""
    n, p = country.nation, country.p.technology
    tilt = n.defence_share / country.p.doctrine.opening_share - 1.0
    own = p.autonomy_gain * (country.now.enterprise.autonomy - p.autonomy_opening)
    common = p.drift + own - p.talent_drain * tilt
    _advance(
        rows.enterprises,
        rows.enterprise_kinds,
        exp(common / MONTHS),
        exp((common + p.spin_off * tilt) / MONTHS),
    )
    growth = exp((p.farm_drift + own * p.farm_autonomy) / MONTHS)
    on_farms = rows.farms[F.productivity]
    for i in range(on_farms.size):
        on_farms[i] *= growth


@inner
def _advance(e, kinds, common, heavy):
    """Multiply productivity by the common factor, in heavy industry by its own."""
    for i in range(e.shape[1]):
        branch = kinds[EK.branch, i]
        e[E.productivity, i] *= heavy if branch in HEAVY else common
