"""A run that wants more memory than it may have fails, and the others are made."""

from __future__ import annotations

import sys

import pytest

from model.errors import InputError
from scenarios.execution import memory
from scenarios.execution.run import run
from tests.scenarios.sweeps import FAULTY, made, swept

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process to a bound")
GB = 10**9


@linux
def test_a_run_over_the_bound_fails_and_says_so_and_the_sweep_goes_on(tmp_path):
    many = made(leaks=(0.0, 0.35, 0.4), seeds=2)
    found = swept(many, tmp_path / "s", FAULTY, memory="2GB", workers=1)
    assert found.runs.state.tolist() == ["ok"] * 2 + ["failed"] * 2 + ["ok"] * 2
    assert "needs more memory than the 2.0 GB its process may take" in found.runs.error[2]
    assert found.runs.host.nunique() == 1


@linux
def test_a_plain_run_of_the_model_keeps_to_its_bound(tmp_path):
    found = run("baseline", 1, tmp_path, scale=500, workers=1, memory="3GiB", series=["gdp"])
    assert found.runs.state.tolist() == ["ok"]
    with memory.bounded(memory.needed(500)), pytest.raises(MemoryError):
        bytearray(2 * GB)
    assert len(bytearray(2 * GB)) == 2 * GB, "the bound ends with the block"


@linux
@pytest.mark.parametrize(("asked", "words"), [
    ("50MB", "gives a process 50 MB; for 2,000 household rows it needs about 651 MB"),
    ("much", "expected bytes like 2GiB or 500MB, or a share of what is free like 50%"),
    ("0%", "expected a share from 1% to 100%"), ("101%", "expected a share"), ("-1GB", "expected"),
])  # fmt: skip
def test_what_is_no_amount_is_refused(asked, words):
    with pytest.raises(InputError, match=words):
        memory.bound(asked, 1, 2000)


@linux
def test_amounts_are_for_each_process_and_shares_for_all(monkeypatch):
    monkeypatch.setattr(memory, "free", lambda: 16 * GB)
    assert memory.bound("2GiB", 4, 2000) == 2 * 1024**3
    assert memory.bound("50%", 4, 2000) == 2 * GB
    assert memory.bound(None, 2, 2000) == 7.2 * GB
    assert memory.bound(None, 99, 2000) > memory.needed(2000), "what nobody asked for stops nothing"
    assert memory.short(2, 2000) == ""
    assert "99 processes need about 64.4 GB and 16.0 GB is free" in memory.short(99, 2000)


def test_the_estimate_says_memory():
    told = made(seeds=20).estimate(2)
    assert "about 1 s on 2 processes, 1.3 GB of memory and " in told
