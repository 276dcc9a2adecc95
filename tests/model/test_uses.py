"""What is made is used: every product's uses add up, and nothing that is posted is idle."""

from __future__ import annotations

import numpy as np
import pytest

from model import Case, Economy
from model.mechanisms.uses import post_uses
from model.populations.layout import BRANCHES, HOUSEHOLDS, PRODUCTS, USES
from scenarios.estimation.history_matching.prior import drawn, priors
from tests.model.apply import apply

DRAWS, MONTHS = 200, 18


@pytest.fixture(scope="module")
def draws():
    """Parameter values drawn over all ranges, one column a draw."""
    known = priors()
    return drawn(known, np.random.default_rng(26).random((DRAWS, len(known))))


def gap(economy):
    n = economy.nation
    return np.abs(np.array(n.supplied) - np.array(n.used).sum(axis=0)).max()


def test_uses_of_every_product_add_up_in_any_draw(draws, inside):
    for i in range(DRAWS):
        values = {name: float(column[i]) for name, column in draws.items()}
        case = inside.with_(end="2012-06", scale=500, seed=i, parameters=values)
        record = Economy(case).run()
        assert record["uses.gap"][:MONTHS].max() < 1e-9, i


def test_they_add_up_through_bans_closed_borders_and_arms_booms(inside):
    record = Economy(inside.with_(end="2024-12", scale=500)).run()
    assert record["uses.gap"].max() < 1e-9
    assert record["uses.exports"].min() >= 0.0


def test_final_uses_less_imports_are_output_at_any_prices(inside):
    from model.series.uses import LINES

    record = Economy(inside.with_(end="2016-12", scale=500)).run()
    for end in ("", "_2015"):
        uses = sum(record[f"uses.{name}{end}"] for name in LINES)
        assert uses - record["uses.imports"] == pytest.approx(record[f"uses.output{end}"], abs=1e-9)


def test_without_any_one_posted_flow_the_gap_opens(inside):
    economy = Economy(inside.with_(end="2013-12", scale=500))
    economy.run()
    assert gap(economy) < 1e-9
    used = np.array(economy.nation.used)
    posted = np.argwhere(np.abs(used) > 1e-9)
    assert {USES[use] for use, _ in posted} == set(USES)
    assert {PRODUCTS[product] for _, product in posted} == set(PRODUCTS)
    for use, product in posted:
        economy.nation.used[use, product] = 0.0
        assert gap(economy) > 1e-9, (USES[use], PRODUCTS[product])
        economy.nation.used[use, product] = used[use, product]


def test_posting_moves_nothing_but_the_account_of_uses(small):
    economy = Economy(small)
    economy.step()
    before = economy.books.view(np.float64).copy()
    apply(post_uses, economy)  # the same month posted twice says the same
    np.testing.assert_allclose(economy.books.view(np.float64), before, rtol=1e-9, atol=1e-12)


def test_the_opening_grants_every_user_what_the_matrix_says():
    economy = Economy(Case(end="2011-01", scale=500))
    final = np.array(economy.opening.final)
    economy.step()
    n = economy.nation
    homes = np.array(n.delivered[HOUSEHOLDS, 1:6]) / final[HOUSEHOLDS, 1:6]
    assert homes == pytest.approx(1.0, abs=0.02)
    assert np.array(n.short) == pytest.approx(0.0, abs=0.01)
    assert np.array(n.index)[[BRANCHES.index(b) for b in ("light", "metals", "machinery")]] == (
        pytest.approx(1.0, abs=0.02)
    )
