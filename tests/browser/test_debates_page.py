"""What a reader does on the page of debates."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from scenarios.debates import posed
from tests.browser.conftest import Open, served
from tests.browser.test_access import THEMES, violations
from tests.dashboards import stores


@pytest.fixture(scope="module")
def judged(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(stores.judged(home, tmp_path_factory.mktemp("judged") / "runs")) as url:
        yield url


@THEMES
def test_debates_are_filtered_and_opened_by_keyboard_and_the_link_keeps_both(
    open_page: Open, judged: str, theme: str
) -> None:
    name = posed.shipped()[1].name
    page = open_page("/debates", at=judged, charts=0, theme=theme, width=320, height=800)
    expect(page.get_by_role("article")).to_have_count(len(posed.shipped()) + 1)
    page.locator("#debates-show").get_by_text("Refuted").click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.wait_for_url(re.compile("show=refuted"))
    page.locator(".debate summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".debate table")).to_be_visible()
    page.wait_for_url(re.compile(f"open={name}"))
    page.locator("#debates-show").get_by_text("All", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(len(posed.shipped()) + 1)
    expect(page.locator(".debate table")).to_be_visible()
    page.wait_for_url(re.compile(f"show=all&open={name}"))
    page.reload()
    expect(page.locator(".debate details[open] table")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
    assert violations(page) == []
    page.locator(".debate details[open] summary").click()
    page.wait_for_url(re.compile("show=all&open=$"))
