"""What a reader does on the pages of sweeps and runs, over a real small sweep."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scenarios.definition import sweep_design
from scenarios.execution import sweep
from scenarios.integrity import lock
from scenarios.storage import store
from tests.browser.conftest import Open, served
from tests.browser.test_access import THEMES, violations

FACTORS = {
    "market.tightness": {"range": [0, 1], "n": 4},
    "doctrine": {"values": ["songun", "byungjin", "economy_first"]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf") / "lines"
    plan = sweep_design.make("lines", FACTORS, ["history-semi-endogenous"], seeds=2, end="2012-12",
                       scale=500, title="Tightness under three lines")  # fmt: skip
    sweep.run(plan, folder, workers=1)
    return folder


@pytest.fixture(scope="module")
def shelf(folder: Path) -> Iterator[str]:
    with served(folder.parent) as url:
        yield url


def opened(open_page: Open, shelf: str, path: str = "/sweeps", **options: object) -> Page:
    page = open_page(path, at=shelf, charts=False, **options)
    expect(page.locator(".findings .waits")).to_have_count(0, timeout=60_000)
    expect(page.locator("#heat-picture .xaxislayer-above")).to_have_count(1)
    return page


def kept(page: Page, words: str) -> None:
    expect(page.locator("#s-count")).to_contain_text(words)


def test_a_filter_keeps_runs_and_is_in_the_link(open_page: Open, shelf: str) -> None:
    page = opened(open_page, shelf)
    kept(page, "24 of 24 runs kept")
    page.get_by_role("checkbox", name="songun").uncheck()
    kept(page, "16 of 24 runs kept")
    page.get_by_role("slider", name="Pressure on private trade, to").focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    kept(page, "12 of 24 runs kept")
    page.wait_for_url(re.compile("r.market.tightness="))
    page.reload()
    kept(page, "12 of 24 runs kept")
    page.get_by_role("link", name="Clear filters").click()
    kept(page, "24 of 24 runs kept")
    page.go_back()
    kept(page, "12 of 24 runs kept")


def test_a_cell_leads_to_its_runs_and_a_row_to_its_run(open_page: Open, shelf: str) -> None:
    page = opened(open_page, shelf)
    box = page.locator("#heat-picture .nsewdrag").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.9)
    kept(page, "2 of 24 runs kept")
    page.wait_for_url(re.compile("r.doctrine=songun"))
    page.locator(".ag-row").nth(1).click()
    expect(page.locator(".chosen-run")).to_contain_text("byungjin sweep replay")
    page.wait_for_url(re.compile("run=1"))


def test_another_outcome_is_another_view(open_page: Open, shelf: str) -> None:
    page = opened(open_page, shelf)
    page.get_by_role("textbox", name="In each cell").click()
    page.get_by_role("option", name="Median").click()
    expect(page.locator("#heat-picture")).to_have_attribute("aria-label", re.compile("^Median"))
    page.wait_for_url(re.compile("statistic=median"))
    page.go_back()
    expect(page.locator("#heat-picture")).to_have_attribute("aria-label", re.compile("^Mean"))


def test_a_hostile_link_gives_a_page_and_notes(open_page: Open, shelf: str) -> None:
    page = opened(open_page, shelf, "/sweeps?store=..%2F..&x=%3Cimg%3E&r.gdp=a..b&run=1e9")
    expect(page.locator(".notice")).to_have_count(4)
    expect(page.locator("main img")).to_have_count(0)


@THEMES
def test_no_rule_of_accessibility_is_broken(open_page: Open, shelf: str, theme: str) -> None:
    page = opened(open_page, shelf, "/sweeps?run=3", theme=theme)
    page.get_by_text("Description and numbers").first.click()
    assert violations(page) == []
    page = open_page("/runs", at=shelf, charts=False, theme=theme)
    expect(page.locator(".store")).to_have_count(1)
    assert violations(page) == []


def test_a_phone_scrolls_in_one_direction(open_page: Open, shelf: str) -> None:
    page = opened(open_page, shelf, "/sweeps?run=3", width=320, height=640)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
    page = open_page("/runs", at=shelf, charts=False, width=320, height=640)
    expect(page.locator(".store")).to_have_count(1)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_a_sweep_that_grows_is_seen_growing(open_page: Open, folder: Path, tmp_path: Path) -> None:
    part = shutil.copytree(folder, tmp_path / "growing")
    aside = tmp_path / "aside"
    for name in store.PARTS:
        shutil.move(part / name, aside / name)
        (part / name).mkdir()
    with served(tmp_path) as at:
        page = open_page("/runs", at=at, charts=False)
        state = page.locator(".pill-state")
        expect(page.locator(".store")).to_contain_text("0 of 24 runs finished; 24 not yet run")
        with lock.held(part):
            expect(state.filter(has_text="Running")).to_be_visible()
        for name in store.PARTS:
            shutil.copytree(aside / name, part / name, dirs_exist_ok=True)
        expect(page.locator(".store")).to_contain_text("24 of 24 runs finished.")
        expect(state.filter(has_text="Finished")).to_be_visible()
        page.get_by_text("With trouble").click()
        expect(page.locator(".state")).to_contain_text("Nothing of this kind")
        page.wait_for_url(re.compile("show=trouble"))
        page.get_by_text("All", exact=True).click()
        page.get_by_role("link", name="Open in Sweeps").click()
        expect(page.locator("main h1")).to_have_text(re.compile("What drives the outcome"))
        expect(page.locator(".findings .waits")).to_have_count(0)
        page.wait_for_load_state("networkidle")
        page.goto(at + "/nothing")  # a page that asks nothing once the server has gone
        expect(page.locator("main h1")).to_have_text("There is no page at this address")
        page.wait_for_load_state("networkidle")
