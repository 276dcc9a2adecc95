"""A small share of the campaigns; `uv run python -m tests.campaigns NAME --n N` runs more."""

from __future__ import annotations

import os
from importlib import import_module

import pytest

from tests.campaigns import hostile, stores

posix = pytest.mark.skipif(os.name == "nt", reason="signals, pipes and links of POSIX")
SHARE = {"hostile": 200, "stores": 24, "kills": 20, "corrupt": 24}


@posix
@pytest.mark.parametrize("name", SHARE)
def test_a_share_of_the_campaign_breaks_no_promise(name):
    trials = list(import_module(f"tests.campaigns.{name}").run(SHARE[name], seed=3))
    assert len(trials) == SHARE[name]
    assert [trial for trial in trials if trial.failed] == []


@posix
@pytest.mark.parametrize(("said", "words"), [
    ("\nKeyError", "no refusal"), ("two\nlines", "cannot be printed"),
    ("x" * 2000, "cannot be printed"), ("no.", "names neither"),
])  # fmt: skip
def test_a_refusal_that_is_no_line_with_a_name_is_a_failure(tmp_path, said, words):
    assert words in hostile.wrong(said, tmp_path / "case.toml")


@posix
def test_what_is_done_outside_a_store_is_heard(tmp_path):
    outside = stores.Outside(tmp_path)
    with outside.watched() as touched:
        outside.canary.read_text()
        (outside.folder / "made.csv").write_text("x")
    assert "read canary.txt" in touched or "opened canary.txt" in touched
    assert any("made.csv" in done for done in touched)
