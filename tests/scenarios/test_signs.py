"""Signs and orderings expected of the model hold, or the page says why they do not."""

from __future__ import annotations

import re

import pytest

from scenarios.evaluation import expected_signs
from scenarios.execution.run import run
from scenarios.reference.signs_page import PAGE, page


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Every scenario the signs look at, small, two seeds, the best single set of parameters."""
    folder = tmp_path_factory.mktemp("signs")
    kept = expected_signs.series_needed()
    return run(expected_signs.scenarios(), 2, folder, workers=1, scale=500, series=kept, best=True)


@pytest.fixture(scope="module")
def look(results):
    return expected_signs.Look(results)


def named(effect):
    return f"{effect.scenario} {effect.series} {effect.lag // expected_signs.YEAR}"


@pytest.mark.parametrize("effect", expected_signs.effects(), ids=named)
def test_a_sign_comes_out_as_expected_or_is_explained(look, effect):
    outcome = look.outcome(effect)
    assert outcome.said.q05 <= outcome.said.median <= outcome.said.q95
    assert outcome.agrees(effect) or effect.because, outcome


@pytest.mark.parametrize("ordering", expected_signs.orderings(), ids=lambda o: o.name)
def test_an_ordering_holds_or_is_explained(look, ordering):
    assert ordering.margin(look) > 0 or ordering.because


@pytest.mark.parametrize("name", [
    "sanctions ladder", "embargo deepens", "a broken bargain leaves a scar",
])  # fmt: skip
def test_what_is_trusted_most_is_not_explained_away(look, name):
    ordering = next(o for o in expected_signs.orderings() if o.name == name)
    assert ordering.confidence == "H"
    assert ordering.margin(look) > 0


def test_every_ordering_has_a_measure_and_every_measure_an_ordering():
    assert {o.name for o in expected_signs.orderings()} == set(expected_signs.MARGINS)


def test_nothing_is_explained_that_was_not_asserted():
    for effect in expected_signs.effects():
        assert effect.sign in ("+", "-", "0", "?")
        assert effect.confidence in ("H", "M", "L", "")
        assert not (effect.because and effect.sign == "?"), named(effect)


def test_a_reversed_expectation_would_be_noticed(look):
    loss = next(e for e in expected_signs.effects() if named(e) == "full-embargo gdp 5")
    found = look.outcome(loss)
    assert found.sign == "-"
    assert not expected_signs.Outcome(found.said, "+").agrees(loss)


def test_the_page_names_every_sign_and_ordering(results):
    """Figures move with every change of the model and are not held; what was expected is."""
    expected = r"\| `([\w-]+)` \| `([\w-]+)` \| `([\w.]+)` \| (\d) y \| ([-+0?] ?[HML]?) \|"
    written = re.findall(expected, PAGE.read_text(encoding="utf-8"))
    assert written == re.findall(expected, page(results))
    assert len(written) == len(expected_signs.effects())
    for ordering in expected_signs.orderings():
        assert f"| {ordering.words} | {ordering.confidence} |" in PAGE.read_text(encoding="utf-8")
