"""Every line a mechanism posts has its place among the recorded flows."""

from __future__ import annotations

import numpy as np
import pytest

from model import Economy
from model.chart import CHARTS
from model.record_table import Record
from model.series import flows

LEDGERS = tuple(flows.LEDGERS)


@pytest.fixture(scope="module", params=["recorded", "inside"])
def stepped(request):
    """A run, and what was posted in each of its months, ledger by ledger."""
    economy = Economy(request.getfixturevalue(request.param).with_(scale=500, end="2018-12"))
    posted = []
    while economy.running:
        economy.step()
        posted.append({name: dict(getattr(economy.accounts, name).flows) for name in LEDGERS})
    return economy, posted


def test_every_line_is_counted_in_one_flow_or_elsewhere(stepped):
    _, posted = stepped
    for ledger in LEDGERS:
        _, _, found = flows.LEDGERS[ledger]
        counted = [key for flow in found.values() for key in flow.added]
        assert len(counted) == len(set(counted))
        lines = {key for month in posted for key in month[ledger]}
        loose = lines - set(counted) - set(flows.ELSEWHERE)
        taken = {key for flow in found.values() for key in flow.taken}
        assert loose <= taken, f"give these a place in model/series/flows.py: {loose - taken}"


def test_what_is_recorded_is_what_was_posted(stepped):
    economy, posted = stepped
    for ledger in LEDGERS:
        _, scale, found = flows.LEDGERS[ledger]
        for name, flow in found.items():
            wanted = [
                scale * (sum(month[ledger].get(key, 0.0) for key in flow.added)
                         - sum(month[ledger].get(key, 0.0) for key in flow.taken))
                for month in posted
            ]  # fmt: skip
            recorded = economy.record[f"flows.{ledger}.{name}"][: len(posted)]
            assert recorded == pytest.approx(wanted, rel=1e-9, abs=1e-9), name


def test_a_flow_read_alone_is_the_one_in_the_record(stepped):
    economy, _ = stepped
    for name in flows.NAMES:
        alone = Record(["2018-12"], [name])
        alone.write(0, economy.books)
        assert alone[name][0] == pytest.approx(economy.record[name][-1], abs=1e-12)


def test_lines_are_in_the_chart_of_accounts():
    for ledger, (_, _, found) in flows.LEDGERS.items():
        posted = {*CHARTS[ledger].flows.values()}
        assert {key for flow in found.values() for key in (*flow.added, *flow.taken)} <= posted


def test_power_and_hands_are_shared_out_whole(stepped):
    economy, _ = stepped
    record, n = economy.record, economy.nation
    uses = sum(record[f"flows.power.{use}"] for use in flows.POWER)
    homes = record["power.generation"] - uses
    assert (homes > 0.0).all()
    assert np.median(homes / record["power.generation"]) < 0.3
    everybody = sum(record[name][-1] for name in flows.NAMES if name.startswith("flows.labour."))
    assert everybody == pytest.approx(n.workers.sum() / 1e6, rel=1e-12)
