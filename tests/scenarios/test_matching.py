"""Matching sees no year after 2019, learns what it should, and can be interrupted."""

from __future__ import annotations

import numpy as np
import pytest

from model.parameters import shipped
from scenarios.definition import parameter_sets
from scenarios.estimation.calibration import FITTED
from scenarios.estimation.history_matching import emulator, outcome, report, targets, waves
from scenarios.estimation.history_matching.prior import Prior, priors
from scenarios.evaluation.validation import FED

NAMES = ("production.energy_criticality", "technology.drift", "food.damage", "sanctions.leak")
TINY = waves.Size(trajectories=1, first=10, later=((6, 600),), kept=3)


def test_no_target_is_of_a_year_after_2019():
    assert max(year for target in targets.targets() for year in target.years) == 2019


@pytest.mark.usefixtures("fit_years_only")
def test_nothing_after_2019_is_read_to_fit():
    targets.targets.cache_clear()
    assert targets.targets()


def test_files_made_by_fitting_speak_of_no_year_after_2019():
    facts = parameter_sets.provenance()
    told = [int(year) for way in ("leave_one_out", "rolling_origin")
            for by_year in facts[way].values() for year in by_year]  # fmt: skip
    assert max(told) == 2019
    assert facts["years"][1] == 2019


def test_a_series_that_is_fed_in_is_no_target_of_that_mode():
    for target in targets.targets():
        assert target.series not in FED.get(target.mode, ()), target.name


def test_targets_are_those_asked_for_with_their_first_years():
    first = {t.series: min(t.years) for t in targets.targets()}
    assert first["rate.market"] == 2014
    assert first["price.rice_usd"] == 2013
    assert first["gdp"] == 2012
    assert all(t.error > 0 for t in targets.targets())


def test_a_run_that_repeats_the_record_misses_nothing():
    gdp = next(t for t in targets.targets() if t.series == "gdp")
    level = np.repeat(np.cumprod([1.0, *(1 + np.array(gdp.values) / 100)]), 12)
    assert gdp.misses(level) == pytest.approx(np.zeros(len(gdp.years)), abs=1e-9)
    off = np.repeat(np.cumprod([1.0, *(1 + (np.array(gdp.values) + gdp.error) / 100)]), 12)
    assert gdp.misses(off) == pytest.approx(np.ones(len(gdp.years)))


def test_a_stock_is_held_against_its_change_from_december_to_december():
    dollars = next(t for t in targets.targets() if t.series == "fx.total")
    years = np.arange(targets.FIRST_YEAR + 1, targets.LAST_YEAR + 1)
    moved = dict(zip(dollars.years, dollars.values, strict=True))
    ends = np.cumsum([5000.0, *(moved.get(year, 0.0) for year in years)])
    months = np.stack([np.linspace(0.0, end, 12) for end in ends]).ravel()
    assert dollars.misses(months) == pytest.approx(np.zeros(len(dollars.years)), abs=1e-9)


def test_distance_is_one_where_every_miss_is_its_error_and_infinite_where_a_run_failed():
    one = np.ones((2, len(targets.columns())))
    assert targets.distance(one) == pytest.approx([1, 1])
    one[1, 3] = np.nan
    assert np.isinf(targets.distance(one)[1])


def test_one_target_far_off_counts_though_the_others_are_met():
    missed = np.zeros((1, len(targets.columns())))
    place, _ = targets.columns()[0]
    mine = [column for column, (p, _) in enumerate(targets.columns()) if p == place]
    missed[:, mine] = 3.0
    assert targets.distance(missed)[0] == pytest.approx(3.0 / targets.WORST)


@pytest.mark.parametrize("prior", priors(), ids=lambda p: p.name)
def test_a_prior_stays_in_its_range_and_knows_its_places(prior):
    unit = np.array([0.0, 0.1, 0.5, 0.9, 1.0])
    values = prior.at(unit)
    assert (np.diff(values) >= 0).all()
    assert values.min() >= prior.parameter.low
    assert values.max() <= prior.parameter.high
    assert prior.place(values)[1:4] == pytest.approx(unit[1:4], abs=0.02)


def test_what_later_years_informed_has_a_flat_prior_and_the_fitted_do_not_look_at_the_fit():
    informed = next(p for p in shipped().values() if p.informed_by_held_out
                    and p.kind == "uncertainty")  # fmt: skip
    middle = Prior(informed).middle(0.5)
    assert middle[1] - middle[0] == pytest.approx((informed.high - informed.low) / 2, rel=1e-6)
    name, (mean, _) = next(iter(FITTED.items()))
    assert Prior(shipped()[name]).at(np.array([0.5]))[0] == pytest.approx(mean, rel=0.05)


def synthetic(places):
    """Misses that depend on the first two parameters alone."""
    miss = 4.0 * (places[:, 0] - 0.7) + 2.0 * (places[:, 1] - 0.5) ** 2
    return np.repeat(miss[:, None], len(targets.columns()), axis=1)


def test_the_emulator_learns_a_quadratic_and_samples_where_it_is_met():
    rng = np.random.default_rng(1)
    places = rng.random((200, 5))
    learnt = emulator.fit(places, synthetic(places), np.array([0, 1]))
    fresh = rng.random((50, 5))
    assert learnt.expected(fresh) == pytest.approx(targets.distance(synthetic(fresh)), abs=0.1)
    drawn = emulator.sample(learnt, rng.random((100, 5)), 0.4, 600, rng)
    assert (targets.distance(synthetic(drawn)) < 0.55).all()
    assert drawn[:, 0].std() < 0.1
    assert drawn[:, 4].std() == pytest.approx(1 / np.sqrt(12), abs=0.05)


def test_an_emulator_of_some_years_does_not_look_at_the_others():
    rng = np.random.default_rng(2)
    places = rng.random((150, 3))
    missed = synthetic(places)
    year = np.array([y for _, y in targets.columns()])
    spoilt = missed.copy()
    spoilt[:, year == 2017] += 50.0
    seen = tuple(y for y in range(2012, 2020) if y != 2017)
    a, b = (emulator.fit(places, m, np.array([0, 1]), seen) for m in (missed, spoilt))
    fresh = rng.random((20, 3))
    assert a.expected(fresh) == pytest.approx(b.expected(fresh))


@pytest.fixture(scope="module")
def known():
    return [Prior(shipped()[name]) for name in NAMES]


@pytest.fixture(scope="module")
def found(tmp_path_factory, known):
    return waves.match(tmp_path_factory.mktemp("matching"), TINY, workers=1, known=known)


def test_an_interrupted_matching_goes_on_and_ends_with_the_same_sets(tmp_path, known, found):
    def stop(progress):
        if progress.done > 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        waves.match(tmp_path, TINY, workers=1, known=known, progress=stop)
    again = waves.match(tmp_path, TINY, workers=1, known=known)
    assert outcome.kept(again) == outcome.kept(found)


def test_accepted_sets_are_within_the_tolerance(found):
    distances = found.waves[-1].distance[found.accepted]
    assert (distances <= found.tolerance).all()
    assert len(found.accepted) == TINY.kept
    assert 0 < found.rate <= 1


def test_provenance_names_what_was_fitted_to(found):
    facts = outcome.provenance(found) | outcome.learnt(found)
    assert facts["observations"] == outcome.observations_hash()
    assert facts["sets_hash"] == outcome.kept(found).hash
    assert set(facts["misses"]) == {t.name for t in targets.targets()}


def test_refreshed_sets_keep_what_matters_and_draw_the_rest_anew():
    old = parameter_sets.Ensemble(("sanctions.leak", "technology.drift", "gone.long_ago"),
                            ((0.1, 0.001, 1.0), (0.2, 0.002, 2.0), (9.0, 0.003, 3.0)))  # fmt: skip
    new = waves.refreshed(old, {"sanctions.leak"})
    assert new.names == tuple(p.name for p in priors())
    place = new.names.index("sanctions.leak")
    assert [one[place] for one in new.sets] == [0.1, 0.2], "the third left its range"
    drift = new.names.index("technology.drift")
    assert {one[drift] for one in new.sets}.isdisjoint({0.001, 0.002})
    assert waves.refreshed(old, {"sanctions.leak"}) == new


def test_the_page_on_calibration_is_that_of_the_shipped_sets():
    text = report.PAGE.read_text(encoding="utf-8")
    assert text == report.page(parameter_sets.shipped(), parameter_sets.provenance())
