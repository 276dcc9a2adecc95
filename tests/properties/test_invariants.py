"""What holds every month of every run, whatever the parameters and paths."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from model import Economy, parameters
from model.drivers import DRIVERS
from model.errors import InputError
from model.laws import LawError
from model.series import SERIES
from scenarios.definition.catalog import load
from tests.model.holdings import gaps, held, lowest

LEDGER_TOLERANCE = 1e-9
"""Of the month's flow."""
FLOOR = -1e-9
FEW_ROWS = {"setting.enterprise_rows": 6, "setting.farm_rows": 8, "setting.trader_rows": 20,
            "setting.company_rows": 8}  # fmt: skip
"""How many rows there are is no economics; few keep 200 runs within a minute."""

PARAMETERS = st.fixed_dictionaries(
    {},
    optional={
        name: st.floats(p.low, p.high)
        for name, p in parameters.shipped().items()
        if name not in FEW_ROWS
    },
)


def _values(driver):
    return st.sampled_from(driver.choices) if driver.choices else st.floats(driver.low, driver.high)


PATHS = st.fixed_dictionaries(
    {},
    optional={
        name: _values(d) | st.none() if d.decided_by else _values(d) for name, d in DRIVERS.items()
    },
)
"""A path an actor may decide is free in some runs."""
REFUSED = ("market sales at the opening", "coal mined at the opening", "prices ran away")
"""What a run may end with: openings that contradict themselves (`model.opening_limits`), and prices
beyond the ceiling, which is a parameter too."""
MODES = st.sampled_from(["history-conditional", "history-semi-endogenous"])
SOME = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def _case(mode):
    return load(mode).case.with_(end="2012-12", scale=500, parameters=FEW_ROWS)


def _watched_run(case):
    """Run a case month by month; a sentence for every claim that fails."""
    economy, wrong = Economy(case), []
    while economy.running:
        before, month = held(economy), economy.month_name
        economy.step()
        wrong += [
            f"{month}: {key} off by {gap:.3g} of the flow"
            for key, gap in gaps(economy, before).items()
            if not gap <= LEDGER_TOLERANCE
        ]
        wrong += [
            f"{month}: {name} = {value:.6g}"
            for name, value in lowest(economy).items()
            if not value >= FLOOR
        ]
    return wrong + _odd_series(economy.record)


def _odd_series(record):
    wrong = []
    for name, values in zip(record.names, record.values.T, strict=True):
        low, high, share = values.min(), values.max(), SERIES[name].unit.startswith("share")
        if not np.isfinite(values).all():
            wrong.append(f"{name} is not finite")
        elif share and not FLOOR <= low <= high <= 1.0 - FLOOR:
            wrong.append(f"{name} is a share and runs from {low:.6g} to {high:.6g}")
    return wrong


@settings(SOME, max_examples=200)
@given(mode=MODES, values=PARAMETERS, seed=st.integers(0, 2**31))
def test_any_parameters_keep_ledgers_closed_shares_shares_and_stocks_positive(mode, values, seed):
    try:
        wrong = _watched_run(_case(mode).with_(parameters=values, seed=seed))
    except (InputError, LawError) as refused:
        if not str(refused).startswith(REFUSED):
            raise
        return
    assert not wrong, "\n".join(wrong[:10])


@settings(SOME, max_examples=60)
@given(mode=MODES, levels=PATHS, start=st.sampled_from(["2011-01", "2011-09", "2012-06"]))
def test_any_paths_keep_ledgers_closed_shares_shares_and_stocks_positive(mode, levels, start):
    paths = {name: ((start, level),) for name, level in levels.items()}
    wrong = _watched_run(_case(mode).with_(paths=paths))
    assert not wrong, "\n".join(wrong[:10])
