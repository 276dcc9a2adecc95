"""Claims about the programme: progress, cost and events."""

from __future__ import annotations

import numpy as np
import pytest

from model import Economy
from model.institutions.programme import Programme

SEEDS = range(12)
BEFORE_2018 = 84


class Restrained(Programme):
    """A programme under a halt of tests that never ends."""

    def decide(self):
        self.model.world.moratorium = 1.0
        super().decide()


def alone(case, seed, kind=Programme, months=BEFORE_2018, **changes):
    """Events of a programme in a country that stands still, [minor, major, tests, progress]."""
    economy = Economy(case.with_(seed=seed, parameters=changes))
    programme, world, rows = kind(economy), economy.world, []
    for month in range(months):
        economy.figures.month = month
        programme.decide()
        rows.append((world.minor_events, world.major_events, world.nuclear_tests, world.progress))
    return np.array(rows).T


@pytest.fixture(scope="module")
def histories(small):
    return [alone(small, seed) for seed in SEEDS]


def test_nuclear_tests_before_2018_are_spread_about_the_four_on_record(histories):
    tests = [h[2].sum() for h in histories]
    assert min(tests) < 4 < max(tests)
    assert 2.5 <= np.mean(tests) <= 5.5


def test_events_cluster_as_those_on_record_do(histories):
    events = [h[0] + h[1] for h in histories]
    assert np.median([e.var() / e.mean() for e in events]) > 1.5
    assert 40 <= np.mean([e.sum() for e in events]) <= 110  # 80 on record


def test_tests_are_major_events(histories):
    assert all((h[1] >= h[2]).all() for h in histories)


def test_a_moratorium_means_fewer_events_and_slower_progress(small, histories):
    held = [alone(small, seed, Restrained) for seed in SEEDS]
    assert sum(h[:2].sum() for h in held) < 0.1 * sum(h[:2].sum() for h in histories)
    assert all(h[3][-1] < f[3][-1] for h, f in zip(held, histories, strict=True))


def test_more_excitation_means_more_clustering(small):
    def spread(excitation):
        events = [alone(small, s, **{"programme.excitation": excitation}) for s in SEEDS]
        return np.mean([e[0].var() / max(e[0].mean(), 0.01) for e in events])

    assert spread(0.0) < spread(0.7)


def test_dearer_milestones_are_reached_later(small):
    dear = alone(small, 1, **{"programme.cost_1": 2.0, "programme.cost_2": 2.0})
    cheap = alone(small, 1, **{"programme.cost_1": 0.4, "programme.cost_2": 0.4})
    assert dear[3][48] < cheap[3][48]


def test_the_cost_is_a_part_of_defence_demand_and_little_but_its_imports_is_felt(small):
    """What the programme takes is booked within defence: others lose the parts it imports."""
    plain, dear = Economy(small).run(), Economy(small, programme__cost_share=0.2).run()
    assert (dear["programme.cost"] > plain["programme.cost"]).all()
    assert (dear["programme.share"] <= 100 * 0.2 * 1.25).all()
    for name in ("gdp", "fx.total", "defence.burden", "consumption.civilian"):
        assert dear[name] == pytest.approx(plain[name], rel=0.02)
    assert dear["programme.output"] != pytest.approx(plain["programme.output"])


def test_urgency_raises_the_programmes_share_only_behind_the_target_date(small):
    late = Economy(small, programme__target_1=0, programme__urgency=1.0).run()
    shares = late["programme.share"]
    assert shares[0] == pytest.approx(10.0)
    assert shares[12] == pytest.approx(20.0)
    assert late["programme.delay"][6] == 6


def test_draws_depend_on_the_seed_alone(small):
    assert alone(small, 3).tolist() == alone(small, 3).tolist()
    assert alone(small, 3).tolist() != alone(small, 4).tolist()
