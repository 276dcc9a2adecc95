"""No rule of accessibility is broken, in either theme and every state."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, served

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {n['html'][:160]}" for v in found for n in v["nodes"]]


@THEMES
def test_the_page_with_its_numbers_open(open_page: Open, theme: str) -> None:
    page = open_page(theme=theme)
    page.get_by_text("Description and numbers").first.click()
    page.get_by_text("What these scenarios are").click()
    expect(page.locator(".chart table").first).to_be_visible()
    assert violations(page) == []


@THEMES
def test_differences_of_four_on_a_phone(open_page: Open, theme: str) -> None:
    names = "doctrine-songun,doctrine-byungjin,doctrine-self-reliance,doctrine-war-preparations"
    page = open_page(f"/?scenarios={names}&values=difference&baseline=zz", theme=theme,
                     width=320, height=640)  # fmt: skip
    assert violations(page) == []


@THEMES
def test_states_without_charts(open_page: Open, tmp_path: Path, theme: str) -> None:
    assert violations(open_page("/nothing", charts=0, theme=theme)) == []
    with served(tmp_path) as at:
        assert violations(open_page(at=at, charts=0, theme=theme)) == []


def test_the_list_of_baselines(go: Open) -> None:
    page = go()
    page.get_by_role("textbox", name="Compared with").click()
    expect(page.get_by_role("option").first).to_be_visible()
    assert violations(page) == []
