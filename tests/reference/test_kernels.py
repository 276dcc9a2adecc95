"""Every kernel equals the same lines run by Python, without a compiler."""

from __future__ import annotations

import numpy as np
import pytest

from model import Case
from tests.reference import tape

MONTHS = 4
CASE = Case(scale=500, parameters={"setting.enterprise_rows": 6})
LIVELY = {"programme.test_hazard": 0.08, "programme.event_base": 0.2,
          "programme.major_share": 0.2, "council.resolution_share": 1.0,
          "council.lag_median": 0.2}  # fmt: skip
FREE = CASE.with_(paths=dict.fromkeys(
    ("doctrine", "market.tightness", "court.protection", "compliance.china", "coverage.coal"),
    (("2011-01", None),)), parameters=LIVELY, seed=0)  # fmt: skip
POPULATIONS = ("households", "enterprises", "farms", "traders", "companies")


ELSEWHERE = {
    "model.month": {"_make", "_decide_part", "_trade", "_book_part", "_settle"},
    "model.mechanisms.dealing": {"_note_fault"},
}
"""Run only on two threads (`test_exactness`) and when a ledger does not close."""


@pytest.fixture(scope="module")
def pairs():
    """Countries stepped by kernels, the same by Python's lines, and the kernels these reached."""
    reached = set()

    def pure(kernel):
        def call(*args):
            reached.add(kernel)
            return kernel.py_func(*args)

        return call

    compiled = [tape.run(case, MONTHS) for case in (CASE, FREE)]
    with tape.replaced(pure):
        plain = [tape.run(case, MONTHS) for case in (CASE, FREE)]
    return [*zip(compiled, plain, strict=True)], reached


@pytest.mark.parametrize("place", [0, 1], ids=["paths", "reactions"])
def test_a_country_run_by_python_lines_is_the_compiled_one_bit_for_bit(pairs, place):
    compiled, plain = pairs[0][place]
    np.testing.assert_array_equal(plain.books.view(np.float64), compiled.books.view(np.float64))
    for name in POPULATIONS:
        rows, same = getattr(plain, name), getattr(compiled, name)
        np.testing.assert_array_equal(rows.data, same.data, err_msg=name)
    np.testing.assert_array_equal(plain.record.values, compiled.record.values)


def test_every_kernel_was_run_by_its_lines(pairs):
    _, reached = pairs
    missed = {k.py_func for k in set(tape.kernels().values()) - reached}
    assert not {f for f in missed if f.__name__ not in ELSEWHERE.get(f.__module__, ())}


def test_the_months_run_by_lines_are_lively(pairs):
    _, (_, free) = pairs[0]
    assert free.record["council.resolutions"][:MONTHS].sum() > 0.0
