"""docs/what-changed.md holds every row of the first model, and a reason wherever one differs."""

import pytest

from scenarios.debates import posed
from tools import changed


@pytest.fixture(scope="module")
def text() -> str:
    return changed.PAGE.read_text(encoding="utf-8")


def test_the_first_model_is_kept_whole_with_its_commit(text: str) -> None:
    old = changed.first()
    assert f"commit `{old['commit']}`" in text
    assert len({row["number"] for row in old["debates"]}) == 15
    assert [len(old[kind]) for kind in ("patterns", "checks", "signs")] == [18, 8, 74]


def test_every_row_of_the_first_model_stands_on_the_page(text: str) -> None:
    old = changed.first()
    for row in (*old["patterns"], *old["checks"]):
        assert f"| {row['number']} | {row['name']} |" in text
    for row in old["signs"]:
        assert f"| {row['median']:+.2f}, {row['words']} |" in text
    for debate in posed.shipped():
        assert f"| {debate.number} | {debate.claim} |" in text


def test_reasons_are_of_rows_there_are() -> None:
    old, numbers = changed.first(), {debate.number for debate in posed.shipped()}
    known = {f"debate {n}" for n in numbers} | {f"debate {n} anew" for n in numbers}
    for kind in ("pattern", "check"):
        known |= {f"{kind} {row['number']}" for row in old[f"{kind}s"]}
    for row in old["errors"]:
        known |= {f"error {row['mode']} {row['target']}", f"error {row['target']}"}
    for row in old["signs"]:
        own = f"{row['scenario']} {row['series']}"
        known |= {row["scenario"], own, f"{own} {row['lag'] // 12}"}
    assert set(changed.reasons()) <= known


def test_a_row_that_moved_without_a_reason_says_so() -> None:
    then = [
        {"number": 1, "passed": True, "value": 1.0},
        {"number": 2, "passed": True, "value": 1.0},
    ]
    now = [{"number": n, "name": "x", "passed": n == 2, "value": 3.0, "unit": "%"} for n in (1, 2)]
    first, second = changed.figures("pattern", then, now, {})
    assert first[-1] == changed.UNKNOWN
    assert second[-1] == changed.AS_BEFORE
    told = next(iter(changed.figures("pattern", then, now, {"pattern 1": "because"})))
    assert told[-1] == "because"
