"""E4: plants that go short of imported inputs learn to do with home-made ones."""

from __future__ import annotations

from model.compiled import inner, mechanism
from model.matrix import MONTHS
from model.mechanisms.production import IMPORTED, MATERIALS
from model.populations.layout import PLANTS


@mechanism
def replace_imports(country):
    """Move a part of every plant's imported inputs to home-made ones, the faster the shorter it is.

    What is learnt stays learnt: the part replaced is a stock that never falls. A home-made input
    costs what the imported one did, so value added by unit of output stays as it was; what changes
    is who makes it and what runs short.
    """
    n, base = country.nation, country.recipe
    pace = country.p.production.localisation / MONTHS
    _learn(n.input_use, n.input_cover[IMPORTED], base.materials, base.imported, pace)
    n.localised = _replaced(n.input_use[IMPORTED], base.imported, n.base)


@inner
def _learn(use, cover, materials, imported, pace):
    """Change what a unit of output takes of either kind, where stocks of imports are short."""
    for b in PLANTS:
        use[IMPORTED, b] *= 1.0 - pace * max(0.0, 1.0 - cover[b])
        if materials[b] > 0.0:
            use[MATERIALS, b] = 1.0 + (1.0 - use[IMPORTED, b]) * imported[b] / materials[b]


@inner
def _replaced(use, imported, base):
    """Part of the opening's imported inputs, all branches together, that is no longer asked for."""
    asked, usual = 0.0, 0.0
    for b in range(base.size):
        asked += use[b] * imported[b] * base[b]
        usual += imported[b] * base[b]
    return 1.0 - asked / usual
