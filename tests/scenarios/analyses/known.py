"""Designs whose answer is known: analytic functions, and small sweeps that follow them."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.analysis.sweeps.responses import Responses
from scenarios.definition import sampling, sweep_design
from scenarios.execution import sweep
from scenarios.storage.rows import Outcome as Run
from tests.scenarios.sweeps import Here

FIRST, TOTAL = np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437])
"""Sobol indices of Ishigami's function with a = 7, b = 0.1; the first and third act together."""
FACTORS = {"sanctions.leak": (0.0, 0.4), "food.damage": (0.0, 0.05), "fx.gifts": (0.0, 40.0)}
MISSING = ["run_id", "draw", "replication", "state", "error"]
MAKE = "tests.scenarios.analyses.known:make"


def ishigami(places):
    x = np.pi * (2 * places - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def responded(method, n, function=ishigami, k=3, seed=0, seeds=1, noise=0.0, common=True):
    """What a design of k factors would give if the model were a function of places."""
    places, blocks = sampling.places(method, n, k, 4, seed)
    rng = np.random.default_rng(seed)
    luck = rng.normal(0, 1, (1 if common else len(places), seeds))
    names = [f"x{i}" for i in range(k)]
    factor = {"set": ["sanctions.leak"], "range": [0.0, 1.0]}
    draws = pd.DataFrame(places, columns=names).assign(block=blocks)
    facts = {"method": method, "n": n, "levels": 4, "entropy": seed,
             "factors": dict.fromkeys(names, factor)}  # fmt: skip
    values = function(places)[:, None] + noise * luck
    return Responses("s", Outcome("gdp"), "index", "baseline", facts, draws, values,
                     pd.DataFrame(columns=MISSING))  # fmt: skip


def make(case, series):
    """A run that costs nothing: gdp follows Ishigami, price.rice the first factor; both have luck.

    A leak from 0.39 on fails.
    """
    ranges = FACTORS.items()
    places = [(case.parameters.get(name, low) - low) / (high - low) for name, (low, high) in ranges]
    if case.parameters.get("sanctions.leak", 0) >= 0.39:
        return Run("failed", 0.0, error="AccountError: won do not close", t_end=time.time())
    luck = np.random.default_rng(case.seed).normal(0, 0.1)
    months = np.arange(len(case.months)) / 12
    gdp = ishigami(np.array([places]))[0] + luck + months
    rice = 10 * places[0] + luck + 0 * months
    values = dict.fromkeys(series, 0 * months) | {
        "gdp": gdp,
        "price.rice": rice,
        "defence.share": rice,
    }
    return Run("ok", 0.001, np.stack([values[s] for s in series], 1).astype(np.float32),
               t_end=time.time())  # fmt: skip


def swept(folder, scenarios=("baseline",), factors=None, seeds=2, end="2012-12", **facts):
    """A small sweep stored in a folder."""
    chosen = factors or {name: {"range": list(ends)} for name, ends in FACTORS.items()}
    facts = {"only": ["gdp", "price.rice"], **facts}
    plan = sweep_design.make("known", chosen, scenarios, seeds=seeds, end=end, scale=500, **facts)
    return sweep.run(plan, folder, workers=1, make=MAKE, processes=Here)
