"""Every number is declared in full, and nothing that is not declared gets in."""

from __future__ import annotations

import math

import pytest

from model import Economy, InputError, parameters

WHOLE = {
    "value": "0.5", "unit": '"share"', "range": "[0, 1]", "kind": '"lever"',
    "grade": '"assumption"', "source": '"a guess"', "about": '"Something."',
}  # fmt: skip


def written(folder, **changes):
    """A folder of values with one parameter, some of its keys changed or (None) left out."""
    lines = {**WHOLE, **changes}
    text = "\n".join(f"{k} = {v}" for k, v in lines.items() if v is not None)
    (folder / "tax.toml").write_text(f"[rate]\n{text}\n", encoding="utf-8")
    return folder


def test_a_whole_declaration_loads_under_its_file_and_table(tmp_path):
    found = parameters.load(written(tmp_path))
    assert found["tax.rate"].value == 0.5
    assert (found["tax.rate"].low, found["tax.rate"].high) == (0.0, 1.0)
    assert not found["tax.rate"].informed_by_held_out


@pytest.mark.parametrize("key", list(WHOLE))
def test_a_parameter_without_a_needed_key_does_not_load(tmp_path, key):
    with pytest.raises(InputError, match=rf"values/tax.toml \[rate\].*{key} is missing"):
        parameters.load(written(tmp_path, **{key: None}))


@pytest.mark.parametrize("key", ["unit", "source", "about"])
def test_an_empty_text_counts_as_missing(tmp_path, key):
    with pytest.raises(InputError, match=f"{key} is missing"):
        parameters.load(written(tmp_path, **{key: '""'}))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": "1.5"}, r"tax.rate = 1.5 is out of range; expected a number from 0 to 1"),
        ({"value": "nan"}, "not finite"),
        ({"value": '"half"'}, "not a number"),
        ({"value": "true"}, "not a number"),
        ({"range": "[1, 0]"}, "reversed"),
        ({"kind": '"leaver"'}, "did you mean 'lever'"),
        ({"grade": '"assumed"'}, "did you mean 'assumption'"),
        ({"sourse": '"a paper"'}, "did you mean 'source'"),
    ],
)
def test_a_wrong_declaration_is_refused_with_what_is_allowed(tmp_path, changes, said):
    with pytest.raises(InputError, match=said):
        parameters.load(written(tmp_path, **changes))


def test_an_unknown_name_is_refused_with_the_nearest_right_one():
    with pytest.raises(InputError, match=r"did you mean 'sanctions.leak'"):
        parameters.get("sanctions.leek")


def test_a_name_near_nothing_points_to_the_list():
    with pytest.raises(InputError, match="byungjin list"):
        parameters.get("qqqqqq")


@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, 2.0, "0.1", None, True, [0.1]])
def test_a_value_that_cannot_be_used_is_refused(value):
    with pytest.raises(InputError, match=r"sanctions.leak .*expected a number from 0 to"):
        parameters.get("sanctions.leak").check(value)


def test_a_namespace_lays_overrides_over_the_shipped_values():
    plain, changed = Economy().p, Economy(sanctions__leak=0.3).p
    assert changed.sanctions.leak == 0.3
    assert plain.sanctions.leak == parameters.get("sanctions.leak").value
    assert changed.food.damage == plain.food.damage


def test_the_ends_of_every_range_are_allowed():
    for parameter in parameters.shipped().values():
        assert parameter.check(parameter.low) == parameter.low
        assert parameter.check(parameter.high) == parameter.high


def test_what_rests_on_held_out_years_says_so_and_may_have_no_effect():
    # A multiplier's "no effect" is 1, a surcharge's 0; a doctrine's, to ask what came before it.
    before = {
        f"doctrine.war_preparations_{kind}": parameters.get(f"doctrine.self_reliance_{kind}").value
        for kind in ("share", "priority")
    }
    for p in parameters.shipped().values():
        if p.informed_by_held_out:
            assert p.low <= before.get(p.name, 0.0) <= p.high or p.low <= 1.0 <= p.high, p.name


def test_the_shipped_parameters_cannot_be_changed():
    with pytest.raises(TypeError):
        parameters.shipped()["sanctions.leak"] = None
    with pytest.raises(AttributeError):
        parameters.get("sanctions.leak").value = 0.1
