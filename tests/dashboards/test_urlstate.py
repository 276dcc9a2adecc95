"""The link is the view, and no link breaks the page."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import view_state
from dashboards.view_state import BANDS, MOST, VALUES, ScenariosView, parse, query

KNOWN = ["history", "songun", "byungjin", "economy-first", "full-embargo", "drought"]


def is_valid(view: ScenariosView) -> bool:
    return (
        view.baseline in KNOWN
        and view.baseline not in view.chosen
        and set(view.chosen) <= set(KNOWN)
        and len(set(view.chosen)) == len(view.chosen) <= MOST
        and view.values in VALUES
        and view.bands in BANDS
    )


views = st.builds(
    lambda base, others, values, bands: view_state.valid(
        KNOWN, store="one", baseline=base, chosen=others, values=values, bands=bands
    ),
    st.sampled_from(KNOWN),
    st.lists(st.sampled_from(KNOWN), max_size=8),
    st.sampled_from(VALUES),
    st.sampled_from(BANDS),
)


@given(views)
def test_a_view_comes_back_from_its_link(view: ScenariosView) -> None:
    assert parse(query(view), KNOWN, "one") == (view, [])


def test_five_hundred_random_links_give_valid_views() -> None:
    draw = random.Random(1)
    names = ["scenarios", "baseline", "values", "bands", "store", "x"]
    words = [*KNOWN, *VALUES, *BANDS, "", "%00", "<b>", "../..", ",,,", "%E2%80%AE"]
    for _ in range(500):
        noise = "".join(draw.choices(string.printable, k=draw.randrange(40)))
        pairs = "&".join(
            f"{draw.choice(names)}={','.join(draw.choices(words, k=draw.randrange(7)))}"
            for _ in range(draw.randrange(8))
        )
        view, notes = parse(draw.choice(["?", ""]) + pairs + noise, KNOWN, "one")
        assert is_valid(view)
        assert all(isinstance(note, str) for note in notes)


@pytest.mark.parametrize("search", [None, 7, [], "?" + "a=1&" * 60, "?" + "x" * 10_000, "?%ff=%fe"])
def test_what_is_no_link_gives_the_first_view(search: object) -> None:
    view, notes = parse(search, KNOWN, "one")
    assert view.baseline == "history"
    assert view.chosen == ("songun", "byungjin")
    assert notes == []


def test_what_could_not_be_had_is_said() -> None:
    link = "?scenarios=songun,sungon,<b>&baseline=zz&values=log&bands=99"
    view, notes = parse(link, KNOWN, "one")
    assert view.chosen == ("songun",)
    assert [note.split()[0] for note in notes] == ["Not", "The", "values", "bands"]


def test_too_many_scenarios_are_cut_with_a_note() -> None:
    view, notes = parse("?baseline=history&scenarios=" + ",".join(KNOWN[1:]), KNOWN, "one")
    assert len(view.chosen) == MOST
    assert notes == ["4 scenarios can be drawn at once; the first 4 are shown."]


def test_a_store_without_scenarios_gives_an_empty_view() -> None:
    assert parse("", [])[0].chosen == ()
