"""Every kernel equals the same lines run by Python, without a compiler."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from tests.reference import tape

REPLAYS = 2
"""Calls of each kernel that are replayed."""
COUNTED = ("identity", "poor")


def _same(kernel, pure, where):
    if isinstance(kernel, dict):
        for name, value in kernel.items():
            _same(value, pure[name], f"{where}, {name}")
    elif isinstance(kernel, tuple):
        for place, (value, other) in enumerate(zip(kernel, pure, strict=True)):
            _same(value, other, f"{where}, {place}")
    elif kernel is not None:
        np.testing.assert_array_equal(pure, kernel, err_msg=where)


def _replay(call):
    args = {
        name: np.array(v) if isinstance(v, np.ndarray) else v for name, v in call.before.items()
    }
    with np.errstate(all="ignore"):
        result = call.kernel.py_func(**args)
    _same(call.after, args, call.name)
    _same(call.result, result, call.name)


def test_every_kernel_equals_its_python_lines_bit_for_bit(heard):
    _, calls = heard
    replayed, reached = Counter(), set()

    def pure(kernel):
        def call(*args):
            reached.add(kernel)
            return kernel.py_func(*args)

        return call

    with tape.replaced(pure):
        for call in calls:
            replayed[call.kernel] += 1
            if replayed[call.kernel] <= REPLAYS:
                _replay(call)
    missed = set(tape.kernels().values()) - set(replayed) - reached
    assert not missed, f"never called in {len(calls)} calls: {missed}"


def test_a_changed_kernel_would_be_noticed(heard):
    _, calls = heard
    call = next(c for c in calls if c.name == "_book")
    spoiled = tape.Call(call.kernel, {**call.before, "rate": call.before["rate"] * (1 + 1e-12)},
                        call.after, call.result)  # fmt: skip
    with pytest.raises(AssertionError):
        _replay(spoiled)
