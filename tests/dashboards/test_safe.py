"""Names and values from outside are shown as they are and do nothing."""

import plotly.graph_objects as go
import pytest

from dashboards.components import safe

HOSTILE = [
    "<a href='https://example.org'>click</a>", "<b>loud</b>", "%{y}", "$x^2$", "a\u202eb",
    "\x00\x07", "x" * 500, "<img src=x onerror=alert(1)>", "</script><script>", "&lt;b&gt;",
    "line\nbreak", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_hold_no_markup_template_or_formula(text: str) -> None:
    label = safe.label(text)
    assert not set(label) & set("<>\n\x00\u202e$")
    assert "%{" not in label
    assert len(safe.plain(text)) <= safe.LONGEST
    go.Figure({"layout": {"title": {"text": label}}})


@pytest.mark.parametrize("text", ["=1+1", "+a", "-cmd|' /C calc'!A1", "@SUM(A1)", "\t=1"])
def test_cells_are_no_formulas(text: str) -> None:
    assert not safe.cell(text).startswith(("=", "+", "-", "@"))


def test_a_plain_name_stays_as_it_is() -> None:
    assert safe.label("Songun, throughout") == "Songun, throughout"
    assert safe.cell("History, trade made inside") == "History, trade made inside"


@pytest.mark.parametrize("value", [None, 3, [], {}, "zz", float("nan"), b"level"])
def test_a_choice_is_always_allowed(value: object) -> None:
    assert safe.choice(value, ("level", "percent"), "level") == "level"


@pytest.mark.parametrize("value", [None, 3, "ab", {"a": 1}, [None, [], {}, 4]])
def test_choices_of_anything_are_allowed_ones(value: object) -> None:
    assert safe.choices(value, ("a", "b"), 4) == ()


def test_choices_are_each_taken_once_and_bounded() -> None:
    assert safe.choices(list("abcabc"), "abc", 2) == ("a", "b")
