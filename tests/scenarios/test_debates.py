"""Debates are read as their files pose them, and judged by what runs say."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import InputError
from scenarios.debates import kept, page, posed, verdict
from scenarios.definition import parameter_sets
from scenarios.execution.run import run

GOOD = """
number = 99
title = "Does a closed border cost output?"
claim = "It does not"
counter = "It does"

[run.shut]
extends = "history-semi-endogenous"
end = "2014-12"
paths = { "border.openness" = { from = "2012-01", set = 0.1 } }

[run.open]
extends = "history-semi-endogenous"
end = "2014-12"

[[question]]
asks = "Is there as much output?"
series = "gdp"
plus = ["shut@2013"]
minus = ["open@2013"]
claim = { above = -1 }
counter = { below = -1 }

[[question]]
asks = "Is what is lost in the second year less than twice that of the first?"
series = "gdp"
plus = ["shut@2013"]
minus = ["open@2013"]
per_plus = ["shut@2012"]
per_minus = ["open@2012"]
claim = { below = 2 }
counter = { above = 2 }

[[question]]
asks = "How many months of two years is that?"
series = ["imports.oil", "imports.food"]
change = "level"
plus = ["shut@2012-2013"]
claim = { above = 0, below = 1e6 }
counter = { below = 0 }
"""


def written(folder, text=GOOD):
    file = folder / "shut.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("debate")
    debate = posed.read(written(folder))
    scenarios, series = verdict.asked([debate])
    results = run(scenarios, 4, folder / "runs", series=series, scale=500, workers=1)
    return debate, results, verdict.judge(debate, results)


def test_every_shipped_debate_can_be_read_and_has_its_own_number():
    debates = posed.shipped()
    assert len({d.number for d in debates}) == len(debates) > 10
    for debate in debates:
        assert debate.passages, debate.name
        assert debate.known, debate.name
        assert debate.unknown, debate.name


def test_no_two_shipped_debates_mean_different_runs_by_one_name():
    scenarios, series = verdict.asked(posed.shipped())
    assert len({s.name for s in scenarios}) == len(scenarios)
    assert len(set(series)) == len(series)


def test_a_side_never_speaks_for_both():
    values = np.linspace(-1000, 1000, 4001)
    for debate in posed.shipped():
        for question in debate.questions:
            both = question.claim.holds(values) & question.counter.holds(values)
            assert not both.any(), question.asks


def test_a_figure_is_the_ratio_of_means_in_per_cent(judged):
    _, results, answers = judged
    months, _, shut = results.matrix("gdp", "shut")
    _, _, opened = results.matrix("gdp", "open")
    year = months.year == 2013
    expected = 100 * (shut[:, year].mean(axis=1) / opened[:, year].mean(axis=1) - 1)
    np.testing.assert_allclose(answers[0].values, expected)


def test_a_quotient_divides_one_figure_by_another(judged):
    _, results, answers = judged
    months, _, shut = results.matrix("gdp", "shut")
    _, _, opened = results.matrix("gdp", "open")
    lost = [shut[:, months.year == y].mean(axis=1) / opened[:, months.year == y].mean(axis=1) - 1
            for y in (2012, 2013)]  # fmt: skip
    np.testing.assert_allclose(answers[1].values, lost[1] / lost[0])


def test_series_are_added_up_and_a_level_stays_one(judged):
    _, results, answers = judged
    months, _, oil = results.matrix("imports.oil", "shut")
    _, _, food = results.matrix("imports.food", "shut")
    inside = (months.year == 2012) | (months.year == 2013)
    np.testing.assert_allclose(answers[2].values, (oil + food)[:, inside].mean(axis=1))


def test_four_fifths_of_the_sets_make_a_verdict(judged):
    _, _, answers = judged
    assert answers[0].verdict == "refuted"
    assert answers[0].counter == 1.0
    assert answers[2].verdict == "supported"


def test_verdicts_stay_beside_their_runs_and_the_newest_is_found(judged):
    debate, results, answers = judged
    told = kept.keep(results, [(debate, answers)])
    (found,) = kept.newest(results.path.parent)
    assert found == {**told[0], "store": results.path.name}
    other = posed.shipped()[0]
    kept.keep(results, [(other, answers)])
    assert [d["number"] for d in kept.newest(results.path.parent)] == [other.number, 99]


def test_a_damaged_file_of_verdicts_is_none(judged):
    _, results, _ = judged
    (results.path / kept.FILE).write_text("[1, 2", encoding="utf-8")
    assert kept.newest(results.path.parent) == []
    (results.path / kept.FILE).write_text('{"debates": [3]}', encoding="utf-8")
    assert kept.newest(results.path.parent) == []


def answer(values, **parts):
    question = posed.shipped()[0].questions[0]
    known = {"claim": 0.5, "counter": 0.5, "decider": None} | parts
    return verdict.Answer(question, np.array(values), **known)


def test_between_four_fifths_and_one_nothing_is_decided():
    assert answer([0.0], claim=0.79, counter=0.1).verdict == "undecided"
    assert answer([0.0], claim=0.8, counter=0.1).verdict == "supported"
    assert answer([0.0], claim=0.1, counter=0.8).verdict == "refuted"


def test_an_answer_turns_on_something_only_where_it_is_open():
    part = verdict.Decider("sanctions.leak", 0.5, 0.1, 0.2, 0.9)
    assert answer([0.0], claim=0.6, counter=0.4, decider=part).turns_on == part
    assert answer([0.0], claim=0.9, counter=0.1, decider=part).turns_on is None
    flat = verdict.Decider("sanctions.leak", 0.5, 0.1, 0.60, 0.65)
    assert answer([0.0], claim=0.6, counter=0.4, decider=flat).turns_on is None


def test_what_is_not_known_speaks_for_nobody():
    bound = posed.Bound(above=0.0)
    assert bound.holds(np.array([np.nan, 1.0, -1.0])).tolist() == [False, True, False]
    assert all(np.isnan(answer([np.nan, np.nan]).band))


def test_what_decides_is_found_and_chance_is_not():
    sets = np.arange(parameter_sets.shipped().size)
    table = np.array(parameter_sets.shipped().sets)
    place = parameter_sets.shipped().names.index("production.substitution")
    question = posed.shipped()[0].questions[0]
    luck = np.random.default_rng(1).normal(size=len(sets))
    column = table[:, place]
    driven = 10 * (column - np.median(column)) / column.std() + luck
    found = verdict.decider(question, driven, sets)
    assert found is not None
    assert found.parameter == "production.substitution"
    assert found.correlation > 0.9
    assert found.above > 0.8
    assert found.below < 0.2
    assert verdict.decider(question, luck, sets) is None
    assert verdict.decider(question, driven[:10], sets[:10]) is None
    assert verdict.decider(question, np.zeros(len(sets)), sets) is None


def test_the_page_says_every_debate_in_the_words_of_its_file():
    text = page.PAGE.read_text(encoding="utf-8")
    for debate in posed.shipped():
        assert f"## {debate.number} {debate.title}\n" in text
        assert f"](#{page._anchor(debate)})" in text
        for words in (debate.claim, debate.counter, debate.known, debate.unknown, debate.otherwise):
            assert words in text
        for question in debate.questions:
            assert f"| {question.asks} |" in text


@pytest.mark.parametrize(("old", "new", "said"), [
    ("number = 99", "number = 0", "expected a whole number"),
    ("number = 99", "nummer = 99", "did you mean 'number'"),
    ('title = "Does', 'title = 3 #', "expected a text"),
    ("[[question]]", "[[frage]]", "frage"),
    ('series = "gdp"', 'series = "gpd"', "did you mean 'gdp'"),
    ("shut@2013", "shut", "expected SCENARIO@YEAR"),
    ("shut@2013", "shut@2013-2012", "expected SCENARIO@YEAR"),
    ("shut@2013", "shut@2019", "the run has the years 2011 to 2014"),
    ("shut@2013", "shutt@2013", "shutt"),
    ("claim = { above = -1 }", "claim = -1", "expected above, below or both"),
    ("claim = { above = -1 }", 'claim = { above = "x" }', "expected numbers"),
    ("set = 0.1", "set = 3", "out of range"),
    ('extends = "history-semi-endogenous"', 'extends = "nowhere"', "nowhere"),
    ('change = "level"', 'change = "sum"', "allowed: level, percent"),
    ('plus = ["shut@2013"]', "plus = []\nper_plus = []", "names no run"),
    ("number", "number = [", "is not TOML"),
    ("paths = {", "paths = 'x' #", "expected a table"),
    ('series = "gdp"', "series = 5", "expected a name or a list of names"),
    ('series = "gdp"', 'series = [["gdp"]]', "expected a name or a list of names"),
    ("shut@2013", "shut@\N{SUPERSCRIPT TWO}019", "expected SCENARIO@YEAR"),
    ("shut@2013", f"shut@{'9' * 5000}", "expected SCENARIO@YEAR"),
    ("claim = { above = -1 }", f"claim = {{ below = {'9' * 400} }}", "the number is too large"),
    ("claim = { above = -1 }", f"claim = {{ below = 0x{'9' * 4000} }}", "the number is too large"),
    ("claim = { above = -1 }", "claim = { below = nan }", "expected numbers"),
])  # fmt: skip
def test_a_file_that_is_not_as_it_should_be_is_refused_in_one_line(tmp_path, old, new, said):
    text = GOOD.replace(old, new, 1)
    if new.startswith("plus = []"):
        text = text.replace('minus = ["open@2013"]', "", 1)
    with pytest.raises(InputError, match=r"shut\.toml") as refused:
        posed.read(written(tmp_path, text))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_run_no_question_looks_at_is_refused(tmp_path):
    text = GOOD.replace("[[question]]", '[run.idle]\nextends = "baseline"\n\n[[question]]', 1)
    with pytest.raises(InputError, match="run idle: no question looks at it"):
        posed.read(written(tmp_path, text))


def test_a_debate_is_found_by_name_number_or_file(tmp_path):
    assert posed.find("markets-buffer") == posed.find("9")
    assert len(posed.find("all")) == len(posed.shipped())
    assert posed.find(str(written(tmp_path)))[0].number == 99
    with pytest.raises(InputError, match="did you mean 'relief'"):
        posed.find("releif")
