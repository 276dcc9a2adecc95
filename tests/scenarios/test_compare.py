"""What a comparison says is what the stored draws say; conditions and batches keep it so."""

from __future__ import annotations

import numpy as np
import pyarrow.dataset as ds
import pytest

from model.errors import InputError
from scenarios.analysis.compare import comparison
from scenarios.analysis.given import BETWEEN, given, parse
from scenarios.analysis.results import Results
from scenarios.definition.catalog import load, varied
from scenarios.execution import precision
from scenarios.execution.run import run
from scenarios.storage import store

LOOKED_AT = ["consumption.civilian", "food.availability", "gdp", "arms.exports"]
DRAWS = 40
ENDS = {
    "arms.orders": [
        {"from": "2025-01", "until": "2027-07", "scale": 1.5},
        {"from": "2027-07", "until": "2028-01", "scale": 0.5},
        {"from": "2028-01", "scale": 0.1},
    ]
}
"""An arms boom that ends: it costs bread in most draws, not in all."""


@pytest.fixture(scope="module")
def boom(tmp_path_factory):
    """The baseline and the same with arms orders that double up and fall away, to 2030."""
    base = load("baseline").with_("baseline", end="2030-12", scale=500)
    ends = varied(base, "boom-ends", {"paths": ENDS})
    return run([base, ends], DRAWS, tmp_path_factory.mktemp("boom"), series=LOOKED_AT)


def stored(results, series, year):
    """The year's mean of every run, read from the files by other means: rows draws, two columns."""
    table = ds.dataset(results.path / "series").to_table(columns=["run_id", "month", series])
    frame = table.to_pandas(date_as_object=False)
    year_of = frame[frame.month.dt.year == year].groupby("run_id")[series].mean()
    design = ds.dataset(results.path / "design.parquet").to_table().to_pandas()
    wide = design.assign(value=design.run_id.map(year_of.astype(float)))
    return wide.pivot(index="replication", columns="scenario", values="value")


def test_what_is_said_is_the_quantiles_of_the_stored_draws(boom):
    for line in comparison(boom, "boom-ends", "baseline", LOOKED_AT[:3], 2030):
        facts = line.as_dict()
        by_hand = stored(boom, facts["series"], 2030)
        moves = 100 * (by_hand["boom-ends"] / by_hand["baseline"] - 1)
        for name, share in {"q05": 5, "q25": 25, "median": 50, "q75": 75, "q95": 95}.items():
            assert facts[name] == pytest.approx(np.percentile(moves, share), abs=1e-4), name
        same = np.mean(np.sign(moves) == np.sign(moves.median()))
        assert facts["share_same_sign"] == pytest.approx(same)
        assert (facts["n"], facts["unit"]) == (DRAWS, "%")
        assert facts["baseline"] == pytest.approx(by_hand["baseline"].median(), rel=1e-6)


def test_a_mean_whose_interval_leaves_out_nought_is_not_sure_where_draws_disagree(boom):
    line, *_ = comparison(boom, "boom-ends", "baseline", LOOKED_AT[:1], 2030)
    moves, found = line.difference.figures, line.difference.effect
    error = moves.std(ddof=1) / DRAWS**0.5
    assert moves.mean() + 2 * error < 0, "the mean's interval leaves out nought"
    assert 0.5 < np.mean(moves < 0) < 0.9, "and many draws rise"
    assert found.word in ("open", "likely")


def test_a_condition_and_its_opposite_part_the_draws_and_each_is_answered_by_its_own(boom):
    delivered = stored(boom, "arms.exports", 2024)["baseline"]
    bound = float(delivered.median())
    many = given(boom, parse([f"arms.exports@2024>{bound:.3f}"]), "baseline")
    few = given(boom, parse([f"arms.exports@2024<={bound:.3f}"]), "baseline")
    assert len(many.kept) + len(few.kept) == DRAWS
    assert many.kept.tolist() == delivered.index[delivered > round(bound, 3)].tolist()
    medians = []
    for kept in (many, few):
        line, *_ = comparison(kept, "boom-ends", "baseline", LOOKED_AT[:1], 2030)
        assert line.difference.replications.tolist() == kept.kept.tolist()
        medians.append(line.difference.effect.median)
    assert medians[0] != medians[1]


def test_conditions_are_joined_and_said(boom):
    both = given(boom, parse(["arms.exports@2024>100", "gdp@2020-06 >= 0.5"]), "baseline")
    assert both.words == f"arms.exports@2024>100{BETWEEN} gdp@2020-06>=0.5"
    assert both.facts()["of"] == DRAWS
    assert f"{len(both.kept)} of {DRAWS}" in both.said
    assert both.matrix("gdp", "boom-ends")[2].shape[0] == len(both.kept)
    assert given(boom, (), "baseline") is boom


@pytest.mark.parametrize(("text", "told"), [
    ("arms.exports>500", "expected a series, a year or month"),
    ("arms.exports@2024=500", "expected a series, a year or month"),
    ("arms.exports@2024>many", "expected a series, a year or month"),
    ("arms.exports@2024>nan", "expected a series, a year or month"),
    ("arms.exports@2024-13>5", "expected a series, a year or month"),
    ("arms.export@2024>5", "did you mean 'arms.exports'"),
    ("arms.exports@2031>5", "baseline has no whole 2031; it has 2011-01 to 2030-12"),
    ("arms.exports@2024>1e9", f"holds in none of {DRAWS} draws of baseline"),
    ("price.rice@2024>1", "unknown series 'price.rice'"),
])  # fmt: skip
def test_a_bad_condition_is_one_sentence(boom, text, told):
    with pytest.raises(InputError) as refused:
        given(boom, parse([text]), "baseline")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.fixture(scope="module")
def pair():
    base = load("baseline").with_("baseline", end="2012-12", scale=500)
    return [base, varied(base, "tight", {"paths": {"weather.crop": {"set": 0.5}}})]


def test_batches_take_over_what_was_run_and_give_what_one_run_gives(pair, tmp_path):
    small = run(pair, 3, tmp_path / "a", series=["gdp"], workers=1)
    grown = run(pair, 5, tmp_path / "a", series=["gdp"], workers=1, held=small)
    whole = run(pair, 5, tmp_path / "b", series=["gdp"], workers=1)
    for name in ("baseline", "tight"):
        assert np.array_equal(grown.matrix("gdp", name)[2], whole.matrix("gdp", name)[2])
    taken = grown.runs[grown.runs.replication < 3].t_end.max()
    assert taken <= small.runs.t_end.max(), "taken over, not made again"
    assert grown.manifest["design_hash"] == whole.manifest["design_hash"]


def looking(results):
    return comparison(results, "tight", "baseline", ["gdp", "output.agriculture"], 2012)


def test_more_draws_are_run_until_the_error_asked_for_is_reached(pair, tmp_path):
    found = precision.until(0.08, pair, 20, tmp_path, looking)
    assert found.enough
    assert all(line.difference.effect.error_share <= 0.08 for line in found.lines)
    assert found.draws == len(found.lines[0].difference.replications) > 20
    assert len(store.find(tmp_path)) == 1, "batches that led there are gone"
    again = precision.until(0.08, pair, 20, tmp_path, looking)
    assert again.results.path == found.results.path, "found again, not run again"


def test_a_bound_on_the_draws_is_said_when_it_is_hit(pair, tmp_path, monkeypatch):
    monkeypatch.setattr(precision, "MOST", 6)
    monkeypatch.setattr(precision, "BATCH", 2)
    found = precision.until(0.001, pair, 3, tmp_path, looking)
    assert (found.enough, found.draws) == (False, 6)
    assert found.facts()["reached"] is False
    assert found.facts()["error"] > 0.001


def test_runs_of_another_version_are_not_taken_over(pair, tmp_path):
    held = run(pair, 2, tmp_path, series=["gdp"], workers=1)
    held.manifest["code"]["sources_sha256"] = "other"
    with pytest.raises(InputError, match="another version of the model"):
        run(pair, 3, tmp_path, series=["gdp"], held=held)
    assert isinstance(Results(tmp_path), Results)
