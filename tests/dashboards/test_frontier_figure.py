"""A click on the frontier leads to a run of the point that was clicked."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.sweeps import frontier_spec
from dashboards.theme import LIGHT
from scenarios.analysis.sweeps.frontier import Frontier
from scenarios.analysis.sweeps.outcomes import Outcome


def frontier(seeds):
    points = pd.DataFrame(
        {"point_id": [0, 1, 2], "scenario": ["a"] * 3, "deterrence": [0.0, 1.0, 0.2],
         "consumption": [1.0, 0.0, 0.1], "on_frontier": [True, True, False]}
    )  # fmt: skip
    front = points[points["on_frontier"]]
    pair = Outcome("programme.progress"), Outcome("consumption.civilian")
    groups = pd.DataFrame()
    return Frontier(*pair, ("index", "index"), points, front, groups, 0.5, 0, 0, seeds)


def test_every_dot_carries_the_first_run_of_its_point():
    spec = frontier_spec(frontier(seeds=4), ("guns", "butter"), LIGHT)
    go.Figure(spec)
    rest, front = spec["data"]
    assert rest["customdata"] == [8]
    assert front["customdata"] == [0, 4]
