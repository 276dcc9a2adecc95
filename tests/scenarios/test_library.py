"""The library loads, composes as it says, and refuses what it should."""

from __future__ import annotations

import numpy as np
import pytest

from model import drivers
from model.case import Case
from model.errors import InputError
from scenarios import history
from scenarios.definition import catalog
from scenarios.definition.path_edits import Edit, edited
from scenarios.definition.template import page, write


def file(folder, name, text):
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", catalog.names())
def test_every_shipped_scenario_says_what_it_is_for(name):
    scenario = catalog.load(name)
    assert scenario.name == name == name.lower()
    assert all((scenario.title, scenario.about.strip(), scenario.group))
    assert scenario.expectation.strip()
    assert scenario.doctrine_passages
    assert all(p.startswith(("[B] ", "[E] ")) for p in scenario.doctrine_passages)
    assert all(len(p.split()) <= 16 for p in scenario.doctrine_passages), "a few words at most"


def test_every_shipped_scenario_has_a_group_and_every_group_a_scenario():
    assert {catalog.load(name).group for name in catalog.names()} == set(catalog.GROUPS)


def test_every_shipped_scenario_is_a_case_of_its_own():
    cases = {catalog.load(name).case.hash: name for name in catalog.names()}
    assert len(cases) == len(catalog.names())


def test_conditional_history_is_fed_trade_and_power_and_the_other_is_not():
    given, inside = (
        catalog.load(n).case.drivers() for n in ("history-conditional", "history-semi-endogenous")
    )
    imposed = [n for n in drivers.DRIVERS if n.startswith(("exports.", "imports.", "power."))]
    for name in imposed:
        assert not any(given[name] != given[name]), f"{name} is left to the model"
        assert all(inside[name] != inside[name]), f"{name} is imposed"
    assert catalog.load("history-conditional").case.end == "2024-12"


def test_baseline_keeps_the_last_recorded_values():
    past, future = catalog.load("history-semi-endogenous").case, catalog.load("baseline").case
    assert future.end == "2035-12"
    for name, values in past.drivers().items():
        assert future.drivers()[name][: len(values)] == pytest.approx(values, nan_ok=True)
    assert future.drivers()["doctrine"][-1] == drivers.DOCTRINES.index("war_preparations")


@pytest.mark.parametrize("doctrine", drivers.DOCTRINES)
def test_a_doctrine_is_held_from_april_2013_and_nothing_else_differs(doctrine):
    held = catalog.load(f"doctrine-{doctrine.replace('_', '-')}").case.drivers()
    recorded = catalog.load("history-semi-endogenous").case.drivers()
    number = drivers.DOCTRINES.index(doctrine)
    assert set(held["doctrine"][27:]) == {number}
    assert set(held["doctrine"][:27]) == {drivers.DOCTRINES.index("songun")}
    for name in set(held) - {"doctrine"}:
        assert held[name] == pytest.approx(recorded[name], nan_ok=True)


FROM_2026 = [n for n in catalog.names() if "baseline" in catalog.load(n).chain[1:]]


@pytest.mark.parametrize("name", FROM_2026)
def test_a_counterfactual_leaves_the_years_before_2026_alone(name):
    case, baseline = catalog.load(name).case, catalog.load("baseline").case
    reacting = catalog.load(name).group == "world"  # others react as soon as the record ends
    before = baseline.months.index("2025-01" if reacting else "2026-01")
    changed = dict(case.parameters) != dict(baseline.parameters) or bool(case.dated)
    assert all(steps[0][0] >= "2026-01" for steps in case.dated.values())
    for driver, values in case.drivers().items():
        other = baseline.drivers()[driver]
        assert values[:before] == pytest.approx(other[:before], nan_ok=True), driver
        changed = changed or not np.array_equal(values[before:], other[before:], equal_nan=True)
    assert changed


def test_enforcement_is_ordered_from_relief_to_embargo():
    order = ("sanctions-relief", "baseline", "tight-sanctions", "full-embargo")
    bite = []
    for name in order:
        last = {k: v[-1] for k, v in catalog.load(name).case.drivers().items()}
        bite.append(last["coverage.coal"] * last["compliance.china"])
    assert bite == sorted(set(bite))
    assert catalog.load("full-embargo").case.drivers()["coverage.crude_oil"][-1] == 1


def test_a_child_is_laid_over_its_parents(tmp_path):
    file(tmp_path, "root",
         'feeds = []\n[paths]\n"arms.orders" = [["2011-01", 10], ["2020-01", 40]]\n'
         '"threat.level" = [["2011-01", 0.4]]\n')  # fmt: skip
    file(tmp_path, "middle", 'extends="root"\nend="2020-12"\n'
         '[paths]\n"arms.orders" = {from="2015-01", scale=2}\n')  # fmt: skip
    leaf = file(tmp_path, "leaf", 'extends="middle"\n[paths]\n"threat.level" = [["2012-01", 1]]\n')
    scenario = catalog.load(leaf)
    assert scenario.chain == ("leaf", "middle", "root")
    assert scenario.case.paths["arms.orders"] == (
        ("2011-01", 10.0), ("2015-01", 20.0), ("2020-01", 80.0))  # fmt: skip
    assert scenario.case.paths["threat.level"] == (("2011-01", 0.4), ("2012-01", 1.0))
    assert scenario.case.end == "2020-12"


def test_a_list_keeps_what_is_inherited_before_its_first_month(tmp_path):
    leaf = file(tmp_path, "leaf", 'extends="baseline"\n[paths]\n'
                '"border.openness" = [["2027-03", 0.1], ["2028-09", 1.0]]\n')  # fmt: skip
    baseline, case = catalog.load("baseline").case, catalog.load(leaf).case
    assert case.paths["border.openness"] == (
        *baseline.paths["border.openness"], ("2027-03", 0.1), ("2028-09", 1.0))  # fmt: skip


def test_a_list_that_begins_with_the_run_replaces_all_that_is_inherited(tmp_path):
    leaf = file(tmp_path, "leaf", 'extends="baseline"\n[paths]\n'
                '"border.openness" = [["2011-01", 0.5]]\n')  # fmt: skip
    assert catalog.load(leaf).case.paths["border.openness"] == (("2011-01", 0.5),)


def test_a_child_that_ends_earlier_may_inherit_later_changes(tmp_path):
    short = file(tmp_path, "short", 'extends = "full-embargo"\nend = "2013-12"\n')
    case = catalog.load(short).case
    assert case.drivers()["arms.orders"].tolist() == (
        catalog.load("baseline").case.drivers()["arms.orders"][:36].tolist())  # fmt: skip


def test_changes_may_wait_for_a_child_that_ends_later(tmp_path):
    file(tmp_path, "change", 'extends = "history-semi-endogenous"\n[parameters]\n'
         '"sanctions.leak" = { from = "2026-01", set = 0.3 }\n')  # fmt: skip
    longer = file(tmp_path, "longer", 'extends = "change"\nend = "2030-12"\n')
    assert catalog.load(longer).case.dated["sanctions.leak"] == (("2026-01", 0.3),)
    with pytest.raises(InputError, match="2026-01 is not in the run"):
        catalog.load(tmp_path / "change.toml")


def test_a_dated_path_wins_over_a_feed_of_a_child(tmp_path):
    file(tmp_path, "root", 'feeds = []\n[paths]\n"power.generation" = [["2011-01", 2.0]]\n')
    leaf = file(tmp_path, "leaf", 'extends="root"\nfeeds=["power"]\n')
    assert catalog.load(leaf).case.paths["power.generation"] == (("2011-01", 2.0),)
    bare = file(tmp_path, "bare", 'feeds=["power"]\n')
    steps = history.drivers("power")["power.generation"]
    assert catalog.load(bare).case == Case(paths={"power.generation": steps})


def test_dots_may_be_quoted_or_not(tmp_path):
    quoted = file(tmp_path, "quoted", 'feeds = []\n[paths]\n"arms.orders" = [["2011-01", 5]]\n')
    bare = file(tmp_path, "bare", 'feeds = []\n[paths]\narms.orders = [["2011-01", 5]]\n')
    table = file(tmp_path, "table", 'feeds = []\n[paths.arms]\norders = [["2011-01", 5]]\n')
    assert catalog.load(quoted).case == catalog.load(bare).case == catalog.load(table).case


def test_free_hands_a_figure_back_to_the_model(tmp_path):
    leaf = file(tmp_path, "leaf", 'extends="history-conditional"\n'
                '[paths]\nexports.coal = {from="2018-01", set="free"}\n')  # fmt: skip
    values = catalog.load(leaf).case.drivers()["exports.coal"]
    assert np.isnan(values[83:85]).tolist() == [False, True]


def test_edits_cover_from_the_first_month_to_before_the_last():
    steps = (("2011-01", 1.0), ("2014-01", 0.5))
    assert edited("border.openness", steps, Edit("scale", 0.5, "2013-01", "2015-01")) == (
        ("2011-01", 1.0), ("2013-01", 0.5), ("2014-01", 0.25), ("2015-01", 0.5))  # fmt: skip
    assert edited("border.openness", None, Edit("shift", -0.25)) == (("2011-01", 0.75),)


def test_an_edit_out_of_range_or_of_a_free_figure_is_refused():
    with pytest.raises(InputError, match="out of range"):
        edited("border.openness", None, Edit("scale", 2.0))
    with pytest.raises(InputError, match="left to the model"):
        edited("exports.coal", None, Edit("scale", 2.0))


def test_a_local_file_is_found_by_its_bare_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file(tmp_path, "mine", 'title = "Mine"\nextends = "baseline"\n')
    assert catalog.load("mine").title == "Mine"
    with pytest.raises(InputError, match="unknown scenario 'basline'; did you mean 'baseline'"):
        catalog.load("basline")


def test_a_file_that_names_no_group_is_ones_own_and_any_label_will_do(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('extends = "full-embargo"\n')
    assert catalog.load(file).group == "own"
    file.write_text('extends = "full-embargo"\ngroup = "for the seminar"\n')
    assert catalog.load(file).group == "for the seminar"


@pytest.mark.parametrize("parent", catalog.names())
def test_a_new_file_loads_as_it_is_and_says_the_same_as_its_parent(tmp_path, parent, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = write(tmp_path / "mine", parent)
    assert catalog.load(made).case == catalog.load(parent).case


def test_every_line_of_a_new_file_can_be_switched_on(tmp_path):
    lines = page(tmp_path / "mine.toml", "baseline").splitlines()
    switched = [line.removeprefix("# ") if line.startswith('# "') else line for line in lines]
    made = file(tmp_path, "mine", "\n".join(switched))
    assert set(catalog.load(made).case.paths) == set(drivers.DRIVERS)


def test_a_new_file_never_replaces_one_nor_takes_a_shipped_name(tmp_path):
    made = write(tmp_path / "mine", "baseline")
    made.write_text("kept")
    with pytest.raises(InputError, match="there already"):
        write(tmp_path / "mine", "baseline")
    assert made.read_text() == "kept"
    with pytest.raises(InputError, match="name of a shipped scenario"):
        write(tmp_path / "drought", "baseline")
    with pytest.raises(InputError, match="letters, digits and hyphens"):
        write(tmp_path / "a b", "baseline")
    with pytest.raises(InputError, match="cannot be written"):
        write(tmp_path / "nowhere" / "mine", "baseline")


def test_a_new_file_may_extend_a_users_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file(tmp_path, "first", 'feeds = []\n[paths]\n"arms.orders" = [["2011-01", 5]]\n')
    (tmp_path / "deep").mkdir()
    made = write(tmp_path / "deep" / "second", "first.toml")
    assert catalog.load(made).chain == ("second", "first")


def test_a_parameter_may_change_on_a_date(tmp_path):
    file(tmp_path, "parent", 'extends = "baseline"\n[parameters]\n"sanctions.leak" = 0.1\n')
    child = file(
        tmp_path,
        "child",
        'extends = "parent"\n[parameters]\n"sanctions.leak" = { from = "2026-01", set = 0.3 }\n'
        '"plan.tautness" = [["2026-01", 0.1], ["2027-01", 0.0]]\n',
    )
    case = catalog.load(child).case
    assert case.parameters == {"sanctions.leak": 0.1}
    assert case.dated["sanctions.leak"] == (("2026-01", 0.3),)
    assert case.dated["plan.tautness"] == (("2026-01", 0.1), ("2027-01", 0.0))
    grandchild = file(tmp_path, "again", 'extends = "child"\n[parameters]\nsanctions.leak = 0.2\n')
    assert "sanctions.leak" not in catalog.load(grandchild).case.dated


@pytest.mark.parametrize(("given", "message"), [
    ('{ from = "2026-01", sett = 1 }', "sett"),
    ('{ from = "2026-01" }', "set is missing; expected from and set"),
    ("{ set = 0.1 }", "from is missing; expected from and set"),
    ('{ from = 2026, set = 0.1 }', "is not a month"),
    ('{ from = "2026-01", set = "much" }', "is not a number"),
    ('[["2026-01", 9.0]]', "out of range"),
])  # fmt: skip
def test_a_dated_parameter_is_refused_with_its_line(tmp_path, given, message):
    bad = file(tmp_path, "bad", f'extends = "baseline"\n[parameters]\n"sanctions.leak" = {given}\n')
    with pytest.raises(InputError, match=message) as refused:
        catalog.load(bad)
    assert "line 3" in str(refused.value)
