"""Listen to kernels while a real economy runs: what went in, what came out."""

from __future__ import annotations

import contextlib
import copy
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import numpy as np
from numba.core.dispatcher import Dispatcher

from model import Case, Economy
from tests.reference.terms import Clearing, Month, Plan, Prospects

TWINNED = {"_produce": Plan, "_decide": Prospects, "_book": Clearing}
"""The kernels the twin repeats, with the terms each is called on."""
ROWS = ("h", "e", "kinds", "sums", "first", "last")
"""Arguments that are rows, sums or blocks, not terms."""


@dataclass
class Call:
    """One call of a kernel by a mechanism."""

    kernel: Dispatcher
    before: dict[str, Any]
    """Arguments by name as they went in, copied."""
    after: dict[str, Any] = field(default_factory=dict)
    """The same when the kernel was done."""
    result: Any = None

    @property
    def name(self) -> str:
        """The kernel's name."""
        return str(self.kernel.py_func.__name__)

    def terms(self) -> Any:
        """The arguments that are no rows, as the twin wants them."""
        facts = {k: _plain(v) for k, v in self.before.items() if k not in ROWS}
        return TWINNED[self.name](**facts)


def _plain(value: Any) -> Any:
    """Arrays as lists, so that agents do arithmetic on Python's own numbers."""
    return value.tolist() if isinstance(value, np.ndarray) else value


def kernels() -> dict[tuple[str, str], Dispatcher]:
    """Every kernel by module and name, wherever a module of `model` refers to it."""
    modules = {n: m for n, m in sys.modules.items() if n.partition(".")[0] == "model"}
    return {(module, name): value for module, content in modules.items()
            for name, value in vars(content).items() if isinstance(value, Dispatcher)}  # fmt: skip


@contextlib.contextmanager
def replaced(replace: Any) -> Iterator[None]:
    """Put something else in the place of every kernel while the block runs.

    Args:
        replace: called with a kernel, gives what stands in for it.
    """
    stand_ins = {kernel: replace(kernel) for kernel in set(kernels().values())}
    with contextlib.ExitStack() as stack:
        for (module, name), kernel in kernels().items():
            stack.enter_context(mock.patch.object(sys.modules[module], name, stand_ins[kernel]))
        yield


def listen(case: Case, months: int) -> tuple[Economy, list[Call]]:
    """Build and run a country by Python's own lines and keep every call of the twinned kernels.

    Returns:
        The country as it was built, unstepped, and the calls in order.
    """
    run(case, months)  # compile first: kernels refer to each other by the names replaced below
    calls: list[Call] = []

    def recorder(kernel: Dispatcher) -> Any:
        def call(*args: Any) -> Any:
            if kernel.py_func.__name__ not in TWINNED:
                return kernel.py_func(*args)
            names = inspect.signature(kernel.py_func).bind(*args).arguments
            heard = Call(kernel, copy.deepcopy(names))
            calls.append(heard)
            heard.result = kernel.py_func(*args)
            heard.after = copy.deepcopy(names)
            return heard.result

        return call

    with replaced(recorder):
        run(case, months)
    return Economy(case), calls


def run(case: Case, months: int) -> Economy:
    """A country after some months."""
    with np.errstate(all="ignore"):
        economy = Economy(case)
        for _ in range(months):
            economy.step()
    return economy


def twinned_months(calls: list[Call]) -> list[tuple[Month, dict[str, Call]]]:
    """Calls of the twinned kernels month by month, with the terms of each month."""
    heard = [call for call in calls if call.name in TWINNED]
    months = []
    for i in range(0, len(heard), len(TWINNED)):
        by_name = {call.name: call for call in heard[i : i + len(TWINNED)]}
        plan, prospects, clearing = (by_name[name].terms() for name in TWINNED)
        months.append((Month(plan, prospects, clearing), by_name))
    return months
