"""What a reader does on the pages of flows, record and provenance, and with saved views."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from dashboards import report
from tests.browser.conftest import DRAWN, Open
from tests.browser.test_access import THEMES, violations

OTHER = "doctrine-songun"
FLOWS = f"/flows?scenario={OTHER}&kind=grain&year=2016"
COUNTS = {"/flows": 2, "/record": 21, "/debates": 0, "/provenance": 0}


def picture(page: Page, place: int = 0) -> Locator:
    return page.locator(".chart [role=img]").nth(place)


def rows(page: Page) -> Locator:
    return page.locator(".ag-center-cols-container .ag-row")


def test_flows_follow_their_controls_and_the_link_gives_them_again(open_page: Open) -> None:
    page = open_page(FLOWS, charts=2)
    expect(picture(page)).to_have_attribute("aria-label", re.compile("^Grain, kt a year, 2016"))
    page.locator("#flow-kind").get_by_text("Power").click()
    expect(picture(page)).to_have_attribute("aria-label", re.compile("^Power, TWh a year, 2016"))
    page.get_by_role("slider", name="Year").focus()
    page.keyboard.press("ArrowLeft")
    expect(picture(page)).to_have_attribute("aria-label", re.compile("^Power, TWh a year, 2015"))
    expect(page.locator("#flow-year-shown")).to_have_text("2015")
    page.locator("#flow-values").get_by_text("Difference").click()
    expect(picture(page)).to_have_attribute("aria-label", re.compile("The largest changes"))
    page.wait_for_url(re.compile("kind=power&year=2015&values=difference"))
    said = picture(page).get_attribute("aria-label")
    page.reload()
    expect(picture(page)).to_have_attribute("aria-label", said or "")
    page.get_by_text("Description and numbers").first.click()
    expect(page.locator(".chart caption").first).to_contain_text("Power, TWh a year, 2015")


def test_the_record_is_shown_for_each_mode(go: Open) -> None:
    page = go("/record?mode=semi_endogenous", charts=21)
    page.get_by_text("Recorded trade and power fed in").click()
    page.wait_for_url(re.compile("mode=conditional"))
    expect(page.locator(DRAWN)).to_have_count(17)
    expect(page.get_by_role("heading", name="Exports")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("Charts updated")


def test_every_way_to_run_history_can_be_reached_on_a_phone(go: Open) -> None:
    page = go("/record?mode=semi_endogenous", width=320, height=640, charts=21)
    switch = page.locator("#record-mode")
    for words in ("Recorded trade and power fed in", "Trade made inside"):
        box = switch.get_by_text(words).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
    expect(page.locator(".verdicts table").first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_parameters_are_found_and_ordered_and_the_link_keeps_both(open_page: Open) -> None:
    page = open_page("/provenance", charts=0)
    expect(page.locator("#parameters-count")).to_contain_text("All ")
    page.get_by_role("textbox", name="Find").fill("sanctions leak")
    expect(page.locator("#parameters-count")).to_have_text(re.compile(r"^\d of \d+ parameters"))
    page.get_by_role("columnheader", name="Value").click()
    page.wait_for_url(re.compile("find=sanctions\\+leak.*order=value"))
    names = rows(page).locator("[col-id=name]").all_inner_texts()
    page.reload()
    expect(rows(page).first).to_be_visible()
    expect(page.locator("#parameters-count")).to_have_text(re.compile(r"^\d of \d+ parameters"))
    assert rows(page).locator("[col-id=name]").all_inner_texts() == names


def test_links_between_pages_keep_what_is_compared(open_page: Open) -> None:
    page = open_page(f"/?scenarios={OTHER}&baseline=history-conditional")
    page.get_by_role("link", name="Flows").click()
    page.wait_for_url(re.compile(f"/flows.*scenarios={OTHER}.*baseline=history-conditional"))
    expect(picture(page)).to_have_attribute("aria-label", re.compile("C Songun throughout"))
    page.get_by_role("link", name="Scenarios").click()
    page.wait_for_url(re.compile(f"/\\?.*scenarios={OTHER}"))
    expect(page.locator("#legend li:not(.key)")).to_have_count(2)


def test_twelve_measures_are_one_click_away_and_back_is_six(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("link", name="Show all twelve measures").click()
    expect(page.locator(DRAWN)).to_have_count(12)
    expect(page.get_by_role("heading", name="Trade and dollars")).to_be_visible()
    page.get_by_text("30 runs", exact=True).click()
    expect(page.locator("#bands-note")).to_contain_text("thin lines are all 4 runs")
    page.go_back()
    expect(page.locator(DRAWN)).to_have_count(6)


@pytest.mark.parametrize("path", ["/?values=difference", FLOWS])
def test_a_chart_is_saved_with_title_unit_and_origin(go: Open, path: str) -> None:
    page = go(path, charts=6 if path.startswith("/?") else 2)
    card = page.locator(".chart").first
    title = card.locator("h2").inner_text()
    card.hover()
    saved = {}
    for kind in ("PNG", "SVG"):
        with page.expect_download() as waiting:
            card.get_by_role("button", name=f"Save {title} as {kind}").click()
        saved[kind] = Path(waiting.value.path()).read_bytes()
        assert waiting.value.suggested_filename.endswith(f".{kind.lower()}")
    assert saved["PNG"].startswith(b"\x89PNG")
    drawn = " ".join(re.sub(r"<[^>]+>", " ", saved["SVG"].decode("utf-8")).split())
    for part in (title, "forecasts.", "Source: byungjin", path.split("?", maxsplit=1)[0]):
        assert part in drawn


@pytest.mark.parametrize("path", COUNTS)
def test_a_phone_of_320_pixels_scrolls_in_one_direction(go: Open, path: str) -> None:
    page = go(path, width=320, height=640, charts=COUNTS[path])
    expect(page.locator("main .small").last).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


@THEMES
@pytest.mark.parametrize("path", COUNTS)
def test_no_rule_of_accessibility_is_broken(open_page: Open, path: str, theme: str) -> None:
    page = open_page(path, charts=COUNTS[path], theme=theme)
    for summary in page.get_by_text("Description and numbers").all()[:1]:
        summary.click()
    if path == "/provenance":
        expect(rows(page).first).to_be_visible()
    assert violations(page) == []


@THEMES
def test_a_report_opens_from_disk_and_asks_nobody(
    context: BrowserContext, home: Path, tmp_path: Path, theme: str
) -> None:
    view = f"flows?scenario={OTHER}&kind=dollars&year=2016"
    file = report.write(view, tmp_path / "report.html", [home], theme)
    page, asked, wrong = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(file.as_uri())
    expect(page.locator(DRAWN)).to_have_count(2)
    expect(page.locator(".in-words").first).to_contain_text("Dollars, mn USD a year, 2016")
    with page.expect_download() as waiting:
        page.locator(".chart").first.hover()
        page.get_by_role("button", name="Save Dollars as SVG").click()
    assert b"Munitions track" in Path(waiting.value.path()).read_bytes()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert wrong == []
    assert violations(page) == []
    page.close()
