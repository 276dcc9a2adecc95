"""The page of debates: verdicts kept beside runs, those never run, and files that are damaged."""

import csv
import json
import random
import shutil
import string
from pathlib import Path
from typing import Any

import pytest
from plotly.io.json import to_json_plotly

from dashboards import report
from dashboards.app import create_app
from dashboards.data.stores import Shelf
from dashboards.pages.debates import page
from dashboards.pages.debates import view as debates
from scenarios.debates import kept, posed
from scenarios.storage import store
from tests.dashboards import stores
from tests.dashboards.conftest import HOST, Call
from tests.dashboards.test_pages import post
from tests.scenarios.stores import rewrite

FIRST, SECOND, THIRD = (debate.name for debate in posed.shipped()[:3])
OWN = "relief.toml"


@pytest.fixture(scope="module")
def judged(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stores.judged(home, tmp_path_factory.mktemp("judged") / "runs")


@pytest.fixture(scope="module")
def shelf(judged: Path) -> Shelf:
    return Shelf([judged])


def text(shelf: Shelf, search: str = "") -> str:
    return to_json_plotly(page.layout(shelf, search, False))


def test_shipped_debates_come_first_and_own_ones_last(shelf: Shelf) -> None:
    found = debates.gather(shelf)
    assert [debate.key for debate in found] == [*posed.names(), OWN]
    states = [debate.verdict for debate in found]
    rest = [debates.NOT_RUN] * (len(posed.shipped()) - 3)
    assert states == ["undecided", "refuted", "supported", *rest, "undecided"]
    assert debates.counted(found).endswith(
        f"debates: 1 supported, 1 refuted, 2 undecided, {len(rest)} not run."
    )


def test_a_card_says_verdict_shares_and_what_it_turns_on(shelf: Shelf) -> None:
    found = {debate.key: debate for debate in debates.gather(shelf)}
    said = to_json_plotly(page.card(found[FIRST], True))
    for part in ("33 %", "1 %", "Undecided", "Turns on ", "plan.protected_services",
                 "Civil state services", "+1.00 %", "Found elsewhere", "Nobody knows", "Sources",
                 "up to 0.636, 23 % of the sets", found[FIRST].store,
                 f"byungjin debate {FIRST} --seeds {stores.SEEDS}"):  # fmt: skip
        assert part in said
    never = to_json_plotly(page.card(found["energy"], False))
    assert "byungjin debate energy" in never
    assert "Not run" in never


def test_texts_of_a_file_turn_nothing_round(shelf: Shelf) -> None:
    found = debates.gather(shelf)[-1]
    assert (found.own, found.claim) == (True, "Own claim")
    assert "Own claim" in text(shelf)


def test_without_a_store_every_debate_is_listed_with_its_command(tmp_path: Path) -> None:
    said = text(Shelf([tmp_path]))
    assert "byungjin debate all" in said
    for name in posed.names():
        assert f"byungjin debate {name}" in said
    client = create_app([tmp_path]).server.test_client()
    rows = client.get("/debates.csv", headers=HOST).text
    assert sum(len(d.questions) for d in posed.shipped()) == len(_rows(rows))


def test_what_is_listed_and_open_is_in_the_link_and_back(judged: Path, shelf: Shelf) -> None:
    app = create_app([judged])
    client = app.server.test_client()
    toggles = [{"debate": FIRST, "open": False}, {"debate": SECOND, "open": True},
               {"debate": THIRD, "open": True}]  # fmt: skip
    asked = page.update(shelf, "all", [1, 3, 2], toggles, f"?show=all&open={SECOND},{THIRD}")
    assert asked["view"] == f"?show=all&open={FIRST},{THIRD}"
    assert debates.parse(asked["view"], debates.gather(shelf))[0].query == asked["view"]
    answer = post(app, client, "debates-list", show="refuted", view=asked["view"])
    assert len(answer["debates-list"]["children"]) == 1
    rows = _rows(client.get(answer["csv"]["href"], headers=HOST).text)
    assert {row["debate"] for row in rows} == {SECOND}
    assert rows[0]["share against"] == "0.98"
    empty = page.update(shelf, "not-run", [], [], "?show=all")
    assert len(empty["list"]) == len(posed.shipped()) - 3
    for junk in (None, [], {}, 7, "x" * 9000, ["a", {}]):
        post(app, client, "debates-list", show=junk, debate=junk, view=junk)


def test_hostile_links_give_the_nearest_view(visit: Call) -> None:
    draw = random.Random(1)
    words = ["", "../..", "<b>", "all", "not-run", FIRST, "x" * 300, ",,,"]
    for _ in range(12):
        noise = "".join(draw.choices(string.printable, k=draw.randrange(20)))
        search = f"?show={draw.choice(words)}&open={draw.choice(words)}{noise}"
        shown = json.dumps(visit(search, path="/debates"))
        assert page.TITLE in shown
        assert "Traceback" not in shown


@pytest.mark.parametrize("damage", [
    {"number": "x"}, {"number": 1e999}, {"questions": []}, {"questions": {"a": 1}},
    {"questions": [{"asks": "?"}]}, {"passages": 3}, {"questions": "asks"},
])  # fmt: skip
def test_a_damaged_verdict_counts_as_not_there(
    judged: Path, tmp_path: Path, damage: dict[str, Any]
) -> None:
    shutil.copytree(judged, tmp_path / "runs")
    file = store.latest(tmp_path / "runs") / kept.FILE
    facts = json.loads(file.read_text(encoding="utf-8"))
    whole = next(debate for debate in facts["debates"] if debate["name"] == SECOND)
    facts["debates"] = [whole | damage]
    file.write_text(json.dumps(facts), encoding="utf-8")
    found = debates.gather(Shelf([tmp_path]))
    assert {debate.verdict for debate in found} == {debates.NOT_RUN}


def test_verdicts_of_another_model_are_marked(judged: Path, tmp_path: Path) -> None:
    shutil.copytree(judged, tmp_path / "runs")
    other = {"sources_sha256": "other"}
    rewrite(store.latest(tmp_path / "runs"), lambda facts: facts["code"].update(other))
    assert "4 verdicts were read from runs of another version" in text(Shelf([tmp_path / "runs"]))


def test_a_report_of_debates_stands_alone(judged: Path) -> None:
    written = report.report(f"debates?open={FIRST}", [judged])
    assert page.TITLE in written
    assert "So the claim is" in written
    assert written.count('<details open="">') == 1
    assert "&lt;b&gt;Mine?" in written


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
