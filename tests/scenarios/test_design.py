"""Designs say what is run, refuse what cannot be, and can be made again from their files."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import InputError
from model.parameters import shipped
from scenarios.definition import factors, sampling, sweep_design
from scenarios.definition.catalog import load

LEAK = {"sanctions.leak": {"range": [0, 0.4], "n": 3}}
GDP = {"range": [0, 1], "n": 2}


def made(given=None, **options):
    return sweep_design.make("mine", LEAK if given is None else given, **options)


@pytest.fixture(scope="module")
def case():
    return load("baseline").case


# --- methods


def test_a_grid_holds_every_combination_once():
    found = made(
        {**LEAK, "doctrine": {"values": ["songun", "byungjin"], "from": "2026-01"}}, seeds=4
    )
    pairs = list(zip(found.columns["sanctions.leak"], found.columns["doctrine"], strict=True))
    assert (found.draws, found.runs) == (6, 24)
    assert len(set(pairs)) == 6
    assert {leak for leak, _ in pairs} == {0.0, 0.2, 0.4}


def test_latin_hypercube_has_one_draw_in_every_slice():
    found = made({"sanctions.leak": {}, "food.damage": {}}, method="lhs", n=20)
    for name in ("sanctions.leak", "food.damage"):
        low, high = shipped()[name].low, shipped()[name].high
        slices = np.floor((found.columns[name] - low) / (high - low) * 20)
        assert sorted(slices) == list(range(20))


def test_sobol_points_are_more_even_than_chance():
    from scipy.stats import qmc

    unit, _ = sampling.places("sobol", 256, 3, 0, seed=1)
    chance = np.random.default_rng(1).random((256, 3))
    assert qmc.discrepancy(unit) < qmc.discrepancy(chance) / 5


def test_a_saltelli_design_mixes_a_with_one_column_of_b():
    unit, blocks = sampling.places("saltelli", 8, 3, 0, seed=1)
    a, b, mixed = unit[:8], unit[8:16], unit[16:].reshape(3, 8, 3)
    assert len(unit) == sampling.count("saltelli", 8, [1] * 3) == 40
    for column in range(3):
        assert np.array_equal(mixed[column][:, column], b[:, column])
        others = [c for c in range(3) if c != column]
        assert np.array_equal(mixed[column][:, others], a[:, others])
    assert blocks.tolist() == [i for i in range(5) for _ in range(8)]


def test_a_morris_step_changes_one_factor_by_half_the_levels_and_each_once():
    unit, blocks = sampling.places("morris", 50, 6, 4, seed=1)
    for trajectory in range(50):
        steps = np.diff(unit[blocks == trajectory], axis=0)
        assert (np.count_nonzero(steps, axis=1) == 1).all()
        assert (np.count_nonzero(steps, axis=0) == 1).all()
        assert np.allclose(np.abs(steps).max(axis=1), 2 / 3)
    assert unit.min() == 0
    assert unit.max() == 1
    assert set(np.round(3 * unit.ravel())) == {0, 1, 2, 3}


def test_a_table_gives_draws_row_by_row(tmp_path):
    (tmp_path / "draws.csv").write_text("sanctions.leak,line\n0.1,songun\n0.3,byungjin\n")
    (tmp_path / "mine.toml").write_text(
        'table = "draws.csv"\nscenarios = ["baseline"]\n'
        '[factors]\nline = { set = "doctrine", values = ["songun"], from = "2026-01" }\n'
    )
    found = sweep_design.read(tmp_path / "mine.toml")
    assert found.columns["sanctions.leak"].tolist() == [0.1, 0.3]
    assert found.columns["line"].tolist() == ["songun", "byungjin"]
    assert found.factors[1].first == "2026-01"


# --- what a value does to a case


@pytest.mark.parametrize("given", [
    {"sanctions.leak": {"values": [0.3]}},
    {"food": {"scale": ["food.damage", "sanctions.leak"], "values": [0.5]}},
    {"compliance.china": {"values": [0.2], "from": "2026-01"}},
    {"orders": {"scale": "arms.orders", "values": [0.5], "from": "2026-01", "until": "2028-01"}},
    {"border.openness": {"shift": "border.openness", "values": [-0.1], "from": "2026-01"}},
    {"doctrine": {"values": ["songun"], "from": "2026-01"}},
    {"doctrine": {"values": ["free"], "from": "2026-01"}},
])  # fmt: skip
def test_a_laid_over_case_is_what_a_checked_one_would_be(case, given):
    one = made(given).factors[0]
    found = factors.applied(case, [one], [one.values[0]], 5)
    checked = case.with_(parameters=found.parameters, paths=found.paths, seed=5)
    assert found == checked
    assert found.hash == checked.hash
    assert found != case.with_(seed=5)
    if one.dated:
        before = [m < one.first for m in case.months]
        for name in one.targets:
            assert np.array_equal(found.drivers()[name][before], case.drivers()[name][before],
                                  equal_nan=True)  # fmt: skip


def test_factors_of_one_path_act_in_their_order(case):
    both = made({"a": {"set": "arms.orders", "values": [10.0]},
                 "b": {"scale": "arms.orders", "values": [3.0]}}).factors  # fmt: skip
    found = factors.applied(case, both, [10.0, 3.0], 0)
    assert set(found.drivers()["arms.orders"]) == {30.0}


@pytest.mark.parametrize(("text", "facts"), [
    ("sanctions.leak=0..0.4:9", {"set": ["sanctions.leak"], "range": [0, 0.4], "n": 9}),
    ("doctrine@2026-01=songun, byungjin", {"set": ["doctrine"], "values": ["songun", "byungjin"],
                                           "from": "2026-01", "until": None}),
    ("arms.orders*=0.5..2:3", {"scale": ["arms.orders"], "range": [0.5, 2], "n": 3}),
    ("threat.level@2026-01+=-0.2,0.2", {"shift": ["threat.level"], "values": [-0.2, 0.2],
                                        "from": "2026-01", "until": None}),
])  # fmt: skip
def test_factors_can_be_given_on_the_command_line(text, facts):
    assert factors.varied(text).facts() == facts


# --- shipped designs


@pytest.mark.parametrize("name", sweep_design.names())
def test_shipped_designs_load_and_say_what_they_ask(name):
    found = sweep_design.find(name)
    assert found.title != name
    assert found.about
    assert 100 <= found.runs <= 5000
    assert found.hash == sweep_design.find(name).hash


def test_the_screen_has_thirty_uncertainties():
    found = sweep_design.find("screen")
    assert len(found.factors) == 30
    assert {shipped()[f.name].kind for f in found.factors} == {"uncertainty"}


def test_the_hash_names_what_decides_the_runs():
    hashes = {made().hash, made(seeds=2).hash, made(entropy=1).hash, made(series="none").hash,
              made(end="2030-12").hash, made(scale=500).hash, made(method="lhs", n=3).hash,
              made({"sanctions.leak": {"range": [0, 0.3], "n": 3}}).hash,
              made(scenarios=["drought"]).hash}  # fmt: skip
    assert len(hashes) == 9
    assert made().hash == made(title="another", about="words").hash


# --- what is refused

REFUSED = {
    "did you mean 'sanctions.leak'": {"given": {"sanctions.leek": GDP}},
    "is reversed or empty": {"given": {"sanctions.leak": {"range": [0.4, 0], "n": 3}}},
    "sanctions.leak = 9 is out of range": {"given": {"sanctions.leak": {"range": [0, 9], "n": 3}}},
    "has 0 runs": {"given": {}},
    "0 scenarios": {"scenarios": []},
    "a grid needs n": {"given": {"sanctions.leak": {"range": [0, 0.4]}}},
    "seeds = 0": {"seeds": 0},
    "unknown scenario 'baselin'": {"scenarios": ["baselin"]},
    "scenario 'baseline' is given twice": {"scenarios": ["baseline", "baseline"]},
    "unknown method 'grit'": {"method": "grit"},
    "try 64 or 128": {"method": "sobol", "n": 100},
    "needs n, 1 or more": {"method": "lhs"},
    "levels = 3": {"method": "morris", "n": 3, "levels": 3},
    "unknown series 'gpd'": {"only": ["gpd"]},
    "allowed: annual, monthly, none": {"series": "weekly"},
    "names of series go in only": {"series": ["gdp"]},
    "is no whole year": {"series": "annual", "end": "2011-11"},
    "comes after the end": {
        "given": {"border.openness": {**GDP, "from": "2030-01"}}, "end": "2029-12"},
    "holds for the whole run": {"given": {"sanctions.leak": {**GDP, "from": "2030-01"}}},
    "cannot scale a path of names": {"given": {"doctrine": {"scale": "doctrine", "values": [2]}}},
    "expected a number from 0 to 1": {"given": {"border.openness": {"range": [0, 2], "n": 2}}},
    "expected range or values": {"given": {"x": {**GDP, "values": [1], "set": "border.openness"}}},
    "is left to the model here": {"given": {"exports.coal": {"scale": "exports.coal", **GDP}}},
    "unknown key 'rnge'": {"given": {"sanctions.leak": {"rnge": [0, 1]}}},
    "holds a value twice": {"given": {"sanctions.leak": {"values": [0.1, 0.1]}}},
    "expected two numbers": {"given": {"sanctions.leak": {"range": [0, "x"]}}},
    "is not finite": {"given": {"sanctions.leak": {"range": [0, float("inf")], "n": 2}}},
    "gdp' is given twice": {"only": ["gdp", "gdp"]},
    "levels = '4'": {"method": "morris", "n": 3, "levels": "4"},
    "levels = 4: is for the method morris alone": {"method": "lhs", "n": 3, "levels": 4},
    "n is for a range": {"given": {"sanctions.leak": {"values": [0.1, 0.2], "n": 9}}},
    "range = [0, 1": {"given": {"sanctions.leak": {"range": [0, 10**400], "n": 2}}},
    "names one twice": {"given": {"x": {"scale": ["fx.gifts", "fx.gifts"], "values": [0.5]}}},
    "leak: does nothing, for x sets the same after it": {
        "given": {"leak": {"scale": "sanctions.leak", **GDP},
                  "x": {"set": "sanctions.leak", "values": [0.1, 0.2]}}},
    "factor a: is the same name as A in SQL": {
        "given": {"A": {"set": "sanctions.leak", **GDP}, "a": {"set": "border.openness", **GDP}}},
    "factor Seed: is a column": {"given": {"Seed": {"set": "border.openness", **GDP}}},
    "factor cost: is a column": {"given": {"cost": {"set": "border.openness", **GDP}}},
    'method "table" needs table': {"method": "table"},
    "sanctions.leak: is no column of the table, which has fx.gifts": {
        "method": "table", "table": {"fx.gifts": [1.0]}},
    "is no name for a factor": {"given": {"seed": {"set": "border.openness", **GDP}}},
}  # fmt: skip


@pytest.mark.parametrize("words", REFUSED)
def test_a_wrong_design_is_one_sentence(words):
    with pytest.raises(InputError) as refused:
        made(**REFUSED[words])
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_million_million_runs_are_refused_with_count_time_and_size():
    huge = {name: {"range": [0, 0.4], "n": 1_000_000} for name in ("sanctions.leak", "fx.gifts")}
    with pytest.raises(InputError, match=r"1,000,000,000,000 runs \(.* draws x 1 scenario x 1 "
                       r"seed\), about [\d,]+ years on one process, .* and .* TB on"):  # fmt: skip
        made(huge)


@pytest.mark.parametrize(("text", "words"), [
    ("factors = 3", "expected a table"),
    ("sedes = 3", "did you mean 'seeds'"),
    ("scenarios = 3", "expected a list of names"),
    ("= 3", "is not TOML"),
    ('seeds = "3"\n[factors]\n"sanctions.leak" = { n = 2 }', "seeds = '3'; expected a whole"),
    ('[factors]\n"sanctions.leak" = 3', "expected a table with range or values"),
    ('table = "gone.csv"', "gone.csv: there is no such file"),
    ("table = 5", "table = 5; expected the name of a CSV file"),
    ('table = "draws.csv"\nmethod = "lhs"', "the draws are those of the table"),
    ('end = "2024-13"', "'2024-13' is not a month"),
])  # fmt: skip
def test_a_wrong_file_is_named(tmp_path, text, words):
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(InputError, match=r"mine\.toml: ") as refused:
        sweep_design.find(tmp_path / "mine.toml")
    assert words in str(refused.value)


def test_a_file_may_begin_as_windows_begins_one(tmp_path):
    text = '[factors]\n"sanctions.leak" = { range = [0, 0.4], n = 2 }\n'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8-sig")
    assert sweep_design.read(tmp_path / "mine.toml").draws == 2


def test_a_factor_may_set_some_of_what_an_earlier_one_sets():
    found = made({
        "all": {"set": ["compliance.china", "compliance.russia"], "range": [0, 1], "n": 2},
        "china": {"set": "compliance.china", "range": [0, 1], "n": 2},
    })  # fmt: skip
    assert found.draws == 4


def test_an_unknown_design_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="did you mean 'screen'"):
        sweep_design.find("scren")
