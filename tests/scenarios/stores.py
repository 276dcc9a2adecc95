"""Stores made by hand: tables are the real input of what reads them."""

from __future__ import annotations

import numpy as np

from model.case import Case
from scenarios.execution.run import Row, seed
from scenarios.storage import store, tables
from scenarios.storage.rows import Outcome

SERIES = [
    {"name": "gdp", "unit": "index", "group": "output", "about": "output"},
    {"name": "power.shortage", "unit": "%", "group": "power", "about": "shortage"},
]


def rows(scenarios=("a", "b"), seeds=4, end="2013-06"):
    return [
        Row(point * seeds + r, point, name, r, Case(end=end, seed=seed(7, r)))
        for point, name in enumerate(scenarios)
        for r in range(seeds)
    ]


def figures(row):
    """Shape (months, 2): gdp = 100 + replication, 10 higher per scenario and 12 a year up."""
    months = np.arange(len(row.case.months))
    gdp = 100 + row.replication + 10 * row.point_id + months
    shortage = 20 + row.replication + 5 * row.point_id + 0 * months
    return np.stack([gdp, shortage], axis=1).astype(np.float32)


def make(home, design=None, states=None, shards=1):
    """A store with figures that can be worked out by hand."""
    design = design or rows()
    folder = store.create(home, "hand")
    names = list(dict.fromkeys(row.scenario for row in design))
    facts = {
        "format": store.FORMAT,
        "scenarios": {name: {} for name in names},
        "series": SERIES,
        "replications": 1 + max(row.replication for row in design),
    }
    store.write_json(folder / store.MANIFEST, facts)
    store.write_table(folder / store.DESIGN, tables.design(design))
    ended = [(row, outcome(row, (states or {}).get(row.run_id, "ok"))) for row in design]
    for part in np.array_split(np.arange(len(ended)), shards):
        write(folder, [ended[i] for i in part])
    return folder


def rewrite(folder, change):
    """Change the manifest of a store, which is then like one made before manifests had a seal."""
    facts = store.manifest(folder)
    change(facts)
    store.write_json(folder / store.MANIFEST, facts)


def outcome(row, state):
    if state == "ok":
        return Outcome("ok", 0.1, figures(row), t_end=1.0)
    return Outcome(state, 0.1, error="AccountError: plan won do not close", t_end=1.0)


def write(folder, ended):
    shard = store.shard_name(ended[0][0].run_id, ended[-1][0].run_id)
    names = [entry["name"] for entry in SERIES]
    store.write_part(folder, tables.parts(ended, names, shard), shard)
