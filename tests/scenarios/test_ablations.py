"""Each ablation takes something away, and the quick refit finds what a line would."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.estimation.calibration import FITTED, TARGETS, YEARS
from scenarios.evaluation import ablations


def test_each_ablation_is_a_case_of_its_own():
    found = ablations.ablations()
    assert found[0].case().hash == ablations.Ablation("plain", "").case().hash
    assert len({one.case().hash for one in found}) == len(found) == 7


def test_the_refit_of_a_linear_model_is_exact():
    """Where growth is a line in the parameters, one step finds the set that made the record."""
    rng = np.random.default_rng(0)
    slopes = {name: rng.normal(0, 2000, (len(YEARS), len(FITTED))) for name in TARGETS}
    start, truth = np.full(len(FITTED), 0.5), rng.uniform(0.3, 0.7, len(FITTED))
    growth = {name: np.zeros(len(YEARS)) for name in TARGETS}
    record = {n: dict(zip(YEARS, slopes[n] @ (truth - start), strict=True)) for n in TARGETS}
    found = ablations._solved(start, growth, slopes, record, YEARS)
    assert found == pytest.approx(truth, abs=1e-3), "the record outweighs the prior here"
