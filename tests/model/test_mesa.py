"""The economy is an ordinary Mesa model: batch runs, data collectors and SolaraViz take it."""

from __future__ import annotations

import copy
import pickle

import mesa
import numpy as np
import pytest
from mesa.datacollection import DataCollector

from model import Economy

MONTHS = 3


@pytest.fixture(scope="module")
def short(small):
    return small.with_(end="2011-03")


def test_batch_run_takes_the_economy_and_its_parameters(short):
    rows = mesa.batch_run(
        Economy,
        {"case": short, "sanctions__leak": [0.1, 0.3]},
        number_processes=1,
        rng=[1, np.int64(2)],
        data_collection_period=1,
        display_progress=False,
    )
    assert len(rows) == 4 * MONTHS
    assert {(row["rng"], row["sanctions__leak"]) for row in rows} == {
        (1, 0.1), (1, 0.3), (2, 0.1), (2, 0.3),
    }  # fmt: skip
    alone = Economy(short, rng=2, sanctions__leak=0.3).run()
    batch = [r["gdp"] for r in rows if r["rng"] == 2 and r["sanctions__leak"] == 0.3]
    assert batch == alone["gdp"].tolist()


def test_batch_run_keeps_the_last_month_by_default(short):
    rows = mesa.batch_run(Economy, {"case": short}, number_processes=1, display_progress=False)
    assert [row["Step"] for row in rows] == [MONTHS]


def test_a_data_collector_of_ones_own_collects(short):
    economy = Economy(short)
    collector = DataCollector(
        model_reporters={"gdp": lambda m: m.nation.gdp, "month": "month"},
        agent_reporters={"members": lambda agent: len(getattr(agent, "data", [[]])[0])},
    )
    economy.datacollector = collector
    while economy.running:
        economy.step()
        economy.datacollector.collect(economy)
    table = economy.datacollector.get_model_vars_dataframe()
    assert table["gdp"].tolist() == economy.record["gdp"].tolist()
    assert table["month"].tolist() == [1, 2, 3]
    assert 500 in set(collector.get_agent_vars_dataframe()["members"])


def test_its_own_collector_is_the_record(short):
    economy = Economy(short)
    economy.step()
    economy.step()
    table = economy.datacollector.get_model_vars_dataframe()
    assert len(table) == 2
    assert table["rate.market"].tolist() == economy.record["rate.market"][:2].tolist()


def test_it_pickles_and_copies_in_the_middle_of_a_run(short):
    economy = Economy(short)
    economy.step()
    branches = [pickle.loads(pickle.dumps(economy)), copy.deepcopy(economy), economy]
    ends = [branch.run().values for branch in branches]
    assert np.array_equal(ends[0], ends[2])
    assert np.array_equal(ends[1], ends[2])


def test_institutions_and_populations_are_agents_mesa_knows(short):
    economy = Economy(short)
    names = {kind.__name__ for kind in economy.agent_types}
    assert {"Households", "Enterprises", "Farms", "Traders", "TradingCompanies"} <= names
    assert {"Leadership", "Planner"} <= names
    assert all(isinstance(agent, mesa.Agent) for agent in economy.agents)


@pytest.mark.filterwarnings("default")
def test_solara_draws_the_economy_without_a_browser(short):
    solara = pytest.importorskip("solara")
    from mesa.visualization import SolaraViz, make_plot_component

    economy = Economy(short)
    economy.step()
    plot, page = make_plot_component(["gdp", "price.goods"])
    assert page == 0

    box, rendered = solara.render(plot(economy), handle_error=False)
    assert box.children
    rendered.close()
    box, rendered = solara.render(
        SolaraViz(economy, components=[(plot, page)], model_params={"case": short}),
        handle_error=False,
    )
    assert box.children
    rendered.close()
