"""Fixtures every room's tests may use."""

from __future__ import annotations

import signal

import pytest

from model.case import Case
from scenarios.definition.catalog import load
from scenarios.history import observed

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that starts the tests in the background has them ignore Ctrl-C, and every process they
    # start would inherit that; tests of interruption would then wait for ever.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def fit_years_only(monkeypatch):
    """Whoever reads the record beyond 2019 fails."""
    real = observed.observations

    def until_2019(until=None):
        if until is None or until > "2019-12":
            raise AssertionError("a year after 2019 was read")
        return real(until)

    monkeypatch.setattr(observed, "observations", until_2019)


@pytest.fixture(scope="session")
def recorded() -> Case:
    """History with recorded trade and power fed in (mode A)."""
    return load("history-conditional").case


@pytest.fixture(scope="session")
def inside() -> Case:
    """History with trade made inside (mode B)."""
    return load("history-semi-endogenous").case


@pytest.fixture(scope="session")
def small(inside: Case) -> Case:
    """Two years of mode B with 500 household rows: enough for most claims, a run in 0.05 s."""
    return inside.with_(end="2012-12", scale=500)
