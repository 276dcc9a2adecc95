"""Processes that make runs: what an interruption may not tear apart."""

from __future__ import annotations

import signal
import time

import pytest

from scenarios.execution.pool import handed_out


class Starting:
    """An executor that is interrupted while its first process starts."""

    whole = False

    def submit(self, *_):
        signal.raise_signal(signal.SIGINT)
        time.sleep(0.01)
        self.whole = True


def test_ctrl_c_waits_until_a_process_has_started():
    executor = Starting()
    with pytest.raises(KeyboardInterrupt):
        handed_out(executor, len, ())
    assert executor.whole
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
