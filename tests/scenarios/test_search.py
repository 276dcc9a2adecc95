"""Names are found by what they mean, not by how the program spells them."""

from __future__ import annotations

import json

import pytest

from scenarios.reference.search import search
from tests.commandline import call


@pytest.mark.parametrize(("word", "name"), [
    ("inflation", "price.rice"), ("hunger", "food.insecure"), ("russia", "arms.exports"),
    ("poverty", "consumption.bottom60"), ("Electricity", "power.shortage"),
    ("reserves", "fx.total"), ("demobilis", "demobilisation"),
])  # fmt: skip
def test_a_reader_s_word_leads_to_the_name(word, name):
    assert name in [hit.name for hit in search(word)]


def test_what_is_known_by_a_word_comes_before_what_mentions_it():
    hits = search("hunger")
    assert hits[0].nearness == 3
    assert [h.nearness for h in hits] == sorted((h.nearness for h in hits), reverse=True)


def test_every_word_must_be_spoken_of():
    assert {h.name for h in search("grain border")} < {h.name for h in search("grain")}
    assert search("") == search("xyzzy") == []


def test_explain_answers_a_word_that_is_no_name():
    told = call("explain", "inflation").stdout
    assert "inflation is no name of the program" in told
    assert "price.rice" in told
    facts = json.loads(call("explain", "inflation", "--json").stdout)
    assert {"price.rice", "rate.market"} <= {hit["name"] for hit in facts["hits"]}


def test_list_searches_one_kind_or_all():
    everything = json.loads(call("list", "--search", "arms", "--json").stdout)["hits"]
    series = json.loads(call("list", "--series", "--search", "arms", "--json").stdout)["hits"]
    assert {hit["kind"] for hit in series} == {"series"}
    assert len(series) < len(everything)


def test_a_word_that_nothing_speaks_of_is_refused():
    assert "nothing speaks of 'xyzzy'" in call("list", "--search", "xyzzy", code=2).stderr
    assert "unknown name 'xyzzy'" in call("explain", "xyzzy", code=2).stderr
