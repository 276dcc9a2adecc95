"""E4: plants left without imported inputs learn to do with home-made ones."""

from __future__ import annotations

import numpy as np
import pytest

from model import Economy
from model.matrix import recipe
from model.mechanisms.localisation import replace_imports
from model.mechanisms.production import IMPORTED, MATERIALS, PLANTS
from tests.model.apply import apply

SHUT = {"border.openness": (("2012-01", 0.0),)}
PACE = {"production.localisation": 0.3}


@pytest.fixture(scope="module")
def run(small):
    def record(parameters=None, **changes):
        return Economy(small.with_(parameters=parameters or {}, end="2015-12", **changes)).run()

    return record


@pytest.fixture(scope="module")
def shut(run):
    return run(paths=SHUT)


@pytest.fixture(scope="module")
def learning(run):
    return run(PACE, paths=SHUT)


def test_nobody_learns_unless_asked_to(shut):
    assert shut["inputs.localised"].max() == 0.0


def test_nobody_learns_while_imports_are_plentiful(small):
    economy = Economy(small.with_(parameters=PACE))
    economy.nation.input_cover[:] = 1.5
    apply(replace_imports, economy)
    assert (economy.nation.input_use == 1.0).all()
    assert economy.nation.localised == 0.0


def test_a_plant_without_imports_learns_at_the_pace(small):
    economy = Economy(small.with_(parameters=PACE))
    economy.nation.input_cover[IMPORTED] = 0.0
    apply(replace_imports, economy)
    use, base = economy.nation.input_use, recipe()
    for b in PLANTS:
        assert use[IMPORTED, b] == pytest.approx(1.0 - 0.3 / 12)
        taken = [base.imported[b] * use[IMPORTED, b], base.materials[b] * use[MATERIALS, b]]
        assert sum(taken) == pytest.approx(base.imported[b] + base.materials[b])


def test_what_is_learnt_stays_learnt(learning):
    path = learning["inputs.localised"]
    assert (np.diff(path) >= 0.0).all()
    assert 0.0 < path[-1] < 1.0


def test_fewer_imports_are_wanted_and_less_output_is_lost(shut, learning):
    last = slice(-12, None)
    for good in ("light", "heavy"):
        more = learning[f"output.{good}"][last].mean() / shut[f"output.{good}"][last].mean()
        assert more > 1.02, good


def test_what_was_learnt_saves_dollars_once_the_border_is_open(run):
    opened = {"border.openness": (("2012-01", 0.0), ("2014-01", 1.0))}
    plain, learnt = run(paths=opened), run(PACE, paths=opened)
    last = slice(-12, None)
    use = [r["imports.intermediates"][last].mean() / r["gdp"][last].mean() for r in (plain, learnt)]
    assert use[1] < use[0]
