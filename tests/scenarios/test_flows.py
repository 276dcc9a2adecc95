"""Flows of a year: what comes in goes out, and holdings move by the difference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from model import Economy
from model.errors import InputError
from model.series import flows as recorded
from scenarios.accounts import flows
from scenarios.accounts.flow_layouts import ADDED, DRAWN, KINDS
from scenarios.definition.catalog import load
from scenarios.execution.run import run

BASE, OTHER = "history-semi-endogenous", "doctrine-songun"
SEEDS, YEAR = 3, 2016


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return run([BASE, OTHER], SEEDS, tmp_path_factory.mktemp("runs"), workers=1, scale=500)


@pytest.mark.parametrize("kind", KINDS)
def test_every_node_inside_passes_on_what_it_gets(results, kind):
    table = flows.drawn(kind, flows.flows(results, kind, BASE, YEAR))
    last = max(node.column for node in KINDS[kind].nodes.values())
    for row in flows.balance(table).itertuples():
        column = KINDS[kind].nodes[row.node].column
        if 0 < column < last:
            assert row.received == pytest.approx(row.passed_on, rel=1e-4), row.node
        else:
            assert min(row.received, row.passed_on) == 0.0, row.node


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("year", [2012, 2024])
def test_sources_and_uses_balance(results, kind, year):
    table = flows.drawn(kind, flows.flows(results, kind, OTHER, year))
    assert (table["value"] > 0).all()
    nodes = KINDS[kind].nodes
    last = max(node.column for node in nodes.values())
    sources = table[[nodes[s].column == 0 for s in table["source"]]]["value"].sum()
    uses = table[[nodes[t].column == last for t in table["target"]]]["value"].sum()
    assert sources == pytest.approx(uses, rel=1e-4)


@pytest.mark.parametrize(("kind", "holder", "stock"), [
    ("dollars", "state", "fx.state"), ("dollars", "court", "fx.court"),
    ("dollars", "munitions", "fx.sec"), ("dollars", "private", "fx.private"),
    ("grain", "state", "grain.state_stock"),
])  # fmt: skip
def test_what_is_kept_is_the_change_of_the_stock_on_record(results, kind, holder, stock):
    table = flows.flows(results, kind, BASE, YEAR)
    (kept,) = table[(table["source"] == holder) & (table["target"] == ADDED)]["value"]
    months, _, values = results.matrix(stock, BASE)
    december = [months.get_loc(f"{year}-12-01") for year in (YEAR - 1, YEAR)]
    change = np.diff(values[:, december]).mean()
    assert kept == pytest.approx(change, abs=2e-3 * max(1.0, abs(values).max()))


def test_differences_are_paired_and_vanish_against_oneself(results):
    same = flows.flows(results, "dollars", BASE, YEAR, BASE)
    assert (same["difference"] == 0).all()
    table = flows.flows(results, "plan", OTHER, YEAR, BASE)
    assert table["difference"].to_numpy() == pytest.approx(table["value"] - table["baseline"])
    assert (table["difference_low"] <= table["difference_high"]).all()


def test_songun_gives_the_defence_track_more_of_everything_it_rations(results):
    parts = flows.defence_parts(results, OTHER, YEAR, BASE).set_index("kind")
    assert {"dollars", "plan", "grain", "power", "labour"} == set(parts.index)
    assert parts.loc[["plan", "power"], "difference"].gt(0).all()
    assert parts["value"].between(0, 100).all()


def test_what_flows_backwards_is_turned_round():
    kind = KINDS["plan"]
    link = next(link for link in kind.links if link.about == "credit")
    lent = (link.source, link.target, link.about, -3.0)
    kept = ("state", ADDED, "kept", -1.0)
    rows = pd.DataFrame([lent, kept], columns=["source", "target", "about", "value"])
    drawn = flows.drawn("plan", rows)
    assert list(drawn["source"]) == [link.back[0], DRAWN]
    assert list(drawn["target"]) == [link.back[1], "state"]
    assert list(drawn["value"]) == [3.0, 1.0]


@pytest.mark.parametrize("name", ["step-by-step", "bargain-snapback", "arms-boom"])
def test_every_line_posted_in_a_scenario_is_counted(name):
    economy = Economy(load(name).case.with_(scale=500))
    while economy.running:
        economy.step()
        for ledger, (_, _, found) in recorded.LEDGERS.items():
            keys = {key for flow in found.values() for key in (*flow.added, *flow.taken)}
            loose = set(getattr(economy.accounts, ledger).flows) - keys - set(recorded.ELSEWHERE)
            assert not loose, f"give these a place in model/series/flows.py: {loose}"


def test_a_year_that_is_not_there_is_refused(results):
    assert flows.years(results, BASE, OTHER) == list(range(2011, 2025))
    with pytest.raises(InputError, match="2031 is not among"):
        flows.flows(results, "grain", BASE, 2031)


def test_a_store_that_keeps_other_series_is_refused(tmp_path):
    small = run([BASE], 1, tmp_path, workers=1, scale=500, series=["gdp"])
    assert not flows.held(small, KINDS["dollars"])
    with pytest.raises(InputError, match="does not keep the flows of dollars"):
        flows.flows(small, "dollars", BASE, YEAR)
    assert flows.defence_parts(small, BASE, YEAR).empty
