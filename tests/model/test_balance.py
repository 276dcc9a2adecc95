"""The opening matrix comes back from its prior, and every cell says where it comes from."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from model import balance
from model.cross_entropy import nearest, surplus
from model.errors import InputError
from model.matrix import RECORD
from model.parameters import GRADES


@pytest.fixture(scope="module")
def rebuilt():
    return balance.rebuilt()


@pytest.fixture(scope="module")
def prior():
    return {(c.receiver, c.payer): c for c in balance.prior()}


def test_the_shipped_matrix_comes_back(rebuilt):
    assert rebuilt.keys() == balance.shipped_cells().keys()
    assert balance.largest_difference(rebuilt, balance.shipped_cells())[0] < 1e-9


def test_every_account_receives_what_it_pays(rebuilt):
    assert max(map(abs, surplus(balance.ACCOUNTS, rebuilt).values())) < 1e-10


def test_held_cells_do_not_move(rebuilt, prior):
    for key, cell in prior.items():
        if cell.held:
            assert rebuilt[key] == cell.value, key


def test_only_the_published_blocks_are_held(prior):
    """Value added, exports, imports and transfers from abroad."""
    held = {key for key, cell in prior.items() if cell.held}
    assert held == {key for key in prior if key[0] in {"LABP", "LABM", "GOS"} or "ROW" in key}


def test_the_prior_is_far_from_balanced(rebuilt, prior):
    """Otherwise the tests of balancing would prove nothing."""
    found = surplus(balance.ACCOUNTS, {key: cell.value for key, cell in prior.items()})
    assert max(map(abs, found.values())) > 1.0
    moves = np.abs(list(balance.moves(rebuilt).values()))
    assert np.median(moves) == pytest.approx(9.0, abs=1.0)
    assert moves.max() < 52.0


def test_assumed_cells_start_from_round_figures(prior):
    for key, cell in prior.items():
        if not cell.held:
            assert round(cell.value, 3) == cell.value, key


def test_balancing_keeps_products_round_a_circle(rebuilt, prior):
    """Of least cross-entropy: a cell moves by a factor of its row over that of its column."""
    free = {key: rebuilt[key] / cell.value for key, cell in prior.items() if not cell.held}
    pairs = [key for key in free if key[::-1] in free]
    assert len(pairs) > 20
    for key in pairs:
        assert free[key] * free[key[::-1]] == pytest.approx(1.0, abs=1e-12), key


def test_a_prior_scaled_account_by_account_gives_the_same_matrix(rebuilt, prior):
    factor = dict(zip(balance.ACCOUNTS, np.linspace(0.5, 2.0, len(balance.ACCOUNTS)), strict=True))
    free = {
        (r, p): cell.value * factor[r] / factor[p]
        for (r, p), cell in prior.items()
        if not cell.held
    }
    held = {key: cell.value for key, cell in prior.items() if cell.held}
    assert balance.largest_difference(nearest(free, held), rebuilt)[0] < 1e-9


def test_two_accounts_meet_at_the_geometric_mean():
    found = nearest({("a", "b"): 1.0, ("b", "a"): 4.0, ("a", "a"): 3.0}, {})
    assert found == pytest.approx({("a", "b"): 2.0, ("b", "a"): 2.0, ("a", "a"): 3.0})


def test_no_table_has_less_cross_entropy(rebuilt, prior):
    """Any small circle of payments that keeps the balance makes the distance larger."""
    free = {key: cell.value for key, cell in prior.items() if not cell.held}

    def distance(cells):
        return sum(a * np.log(a / free[k]) - a + free[k] for k, a in cells.items())

    best = {key: rebuilt[key] for key in free}
    circle = (("AGR", "LGT"), ("LGT", "HVY"), ("HVY", "MIN"), ("MIN", "AGR"))
    for step in (-0.01, 0.01):
        moved = {key: value + step * (key in circle) for key, value in best.items()}
        assert distance(moved) > distance(best)


def test_what_cannot_be_balanced_is_refused():
    with pytest.raises(InputError, match="account a cannot be balanced"):
        nearest({("b", "c"): 1.0, ("c", "b"): 1.0}, {("a", "d"): 1.0, ("d", "a"): 0.5})


@pytest.mark.parametrize("total", balance.totals(), ids=lambda total: total.total)
def test_control_totals_hold_in_the_shipped_matrix(total):
    assert total.found(balance.shipped_cells()) == pytest.approx(total.value, rel=1e-9)
    assert total.mark in balance.MARKS
    assert total.grade in GRADES
    assert total.source


def test_every_cell_has_a_source(prior):
    assert prior.keys() == balance.shipped_cells().keys()
    assert {cell.block.block for cell in prior.values()} == balance.blocks().keys()
    for block in balance.blocks().values():
        assert block.mark in balance.MARKS
        assert block.within in balance.MARKS
        assert block.grade in GRADES
        assert block.held in {"yes", "no"}
        assert block.source


def test_shares_of_marks_add_up():
    shares = balance.mark_shares(balance.shipped_cells())
    for kind in {line[0] for line in shares}:
        for place in (2, 3):
            assert sum(s[place] for s in shares if s[0] == kind) == pytest.approx(100.0)


def test_a_written_matrix_is_the_shipped_one(rebuilt, tmp_path):
    path = tmp_path / "sam.csv"
    balance.write(rebuilt, path)
    for new, old in zip(_table(path), _table(RECORD / "sam_2011.csv"), strict=True):
        assert new[0] == old[0]
        assert [bool(cell) for cell in new] == [bool(cell) for cell in old]
        if old[0] != "receives\\pays":
            numbers = ([float(cell or 0.0) for cell in row[1:]] for row in (new, old))
            np.testing.assert_allclose(*numbers, rtol=0.0, atol=1e-10)


def _table(path):
    return [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_command_leaves_the_shipped_matrix_alone(capsys):
    before = balance.SHIPPED.read_bytes()
    balance.main([])
    assert balance.SHIPPED.read_bytes() == before
    assert "187 cells" in capsys.readouterr().out


def test_the_command_writes_when_told(tmp_path, monkeypatch):
    path = tmp_path / "sam_2011.csv"
    monkeypatch.setattr(balance, "SHIPPED", path)
    balance.main(["--write"])
    assert len(_table(path)) == len(balance.ACCOUNTS) + 2


def test_the_explanation_fits_and_names_everything():
    lines = balance.explain()
    text = "\n".join(lines)
    assert max(map(len, lines)) <= 100
    for name in (*balance.ACCOUNTS, *balance.blocks(), *(t.total for t in balance.totals())):
        assert name in text, name
    assert "assumption" in text
    assert "traders 1,400" in text


def test_the_explanation_needs_no_engine():
    code = (
        "import sys; from model.balance import explain; explain();"
        "print([m for m in ('mesa', 'numba', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_page_tells_the_shares_as_they_are():
    text = (RECORD.parent.parent / "docs" / "opening.md").read_text(encoding="utf-8")
    shares = balance.mark_shares(balance.shipped_cells())
    for kind in ("the cell itself", "the total it is part of"):
        for place in (2, 3):
            told = [
                f"{share[place]:.1f}".removesuffix(".0") for share in shares if share[0] == kind
            ]
            assert f"| {' | '.join(told)} |" in text
