"""What a reader sees of the table of uses, on both pages and in both themes."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.test_access import THEMES, violations

BASE, SCENARIO = "doctrine-songun", "doctrine-economy-first"
DRAWN = ".uses .main-svg:has(.xaxislayer-above)"


@THEMES
def test_what_defence_gave_up_is_drawn_on_flows_and_follows_the_year(
    open_page: Open, theme: str
) -> None:
    page = open_page(f"/flows?scenario={SCENARIO}&baseline={BASE}&year=2016", charts=2, theme=theme)
    expect(page.locator(DRAWN)).to_have_count(1)
    picture = page.locator(".uses [role=img]")
    expect(picture).to_have_attribute("aria-label", re.compile(r"^In 2016, .*gives defence [\d.]+"))
    assert violations(page) == []
    page.get_by_role("slider", name="Year").focus()
    page.keyboard.press("ArrowLeft")
    expect(picture).to_have_attribute("aria-label", re.compile("^In 2015, "))
    page.locator(".uses summary").click()
    amount = re.search(r"gives defence ([\d.]+)", picture.get_attribute("aria-label") or "")
    assert amount
    row = page.locator(".uses tr").filter(has_text="Given up in all")
    expect(row).to_contain_text(f"+{amount[1]}")


def test_the_page_of_scenarios_shows_it_on_a_phone_and_leads_to_other_years(
    open_page: Open,
) -> None:
    link = f"/?baseline={BASE}&scenarios={SCENARIO}"
    page = open_page(link, width=390, height=844)
    expect(page.locator(DRAWN)).to_have_count(1)
    reach = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert reach <= 0
    page.get_by_role("link", name="Other years and scenarios").click()
    page.wait_for_url(re.compile("/flows"))
    expect(page.locator(DRAWN)).to_have_count(1)


def test_the_charts_above_it_still_follow_the_controls_once_it_is_drawn(open_page: Open) -> None:
    page = open_page(f"/?baseline={BASE}&scenarios={SCENARIO}")
    expect(page.locator(DRAWN)).to_have_count(1)
    page.get_by_text("% difference", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Charts updated")
    expect(page.locator(".chart .unit").first).to_contain_text("difference from")
