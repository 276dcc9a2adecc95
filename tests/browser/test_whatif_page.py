"""What a reader does on the page of what-ifs, with the real model behind it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from dashboards.components.ui import WAITS
from scenarios.definition import catalog
from tests.browser.conftest import Open
from tests.browser.test_access import THEMES, violations

LINK = "/what-if?scenario=history-semi-endogenous&from=2013-01&months=24"
TURNED = f"{LINK}&market.tightness=0.8&doctrine=economy_first&values=difference"
ASKED = re.compile("/_dash-update-component")
FIRST = 90_000
"""Milliseconds until the model has answered for the first time, kernels compiled if need be."""


def opened(open_page: Open, path: str = LINK, **options: object) -> Page:
    page = open_page(path, charts=False, **options)
    answered(page)
    return page


def answered(page: Page) -> None:
    """Wait until every chart has its numbers: those below the window get theirs a frame later."""
    expect(page.locator("#w-legend li").first).to_be_visible(timeout=FIRST)
    expect(page.locator("#w-draws")).to_contain_text("of the 200 draws", timeout=FIRST)
    expect(page.locator(f'.chart [role=img][aria-label="{WAITS}"]')).to_have_count(0)


def dial(page: Page, title: str) -> Locator:
    return page.get_by_role("slider", name=title)


def picture(page: Page, place: int = 0) -> Locator:
    return page.locator(".chart [role=img]").nth(place)


def said(page: Page) -> list[str | None]:
    return [picture(page, place).get_attribute("aria-label") for place in range(6)]


def test_a_dial_moves_six_charts_the_link_and_back(open_page: Open) -> None:
    page = opened(open_page)
    page.get_by_text("Difference", exact=True).click()
    expect(picture(page)).to_have_attribute("aria-label", re.compile(r"W What if 0\.0"))
    dial(page, "Pressure on private trade").focus()
    page.keyboard.press("End")
    expect(page.locator("#changes")).to_contain_text("Pressure on private trade 0.30 → 1.00")
    for place in (0, 2, 5):
        expect(picture(page, place)).not_to_have_attribute("aria-label", re.compile(r"W What if 0"))
    page.wait_for_url(re.compile("market.tightness=1&"))
    page.get_by_role("button", name="Pressure on private trade: back to where it stood").click()
    expect(page.locator("#changes")).to_contain_text("Nothing is changed yet")
    page.wait_for_url(lambda url: "tightness" not in url)


def test_the_first_draws_stand_before_the_rest_and_all_say_how_many(open_page: Open) -> None:
    page = opened(open_page, f"{LINK.replace('2013-01', '2014-01')}&values=difference")
    page.evaluate("""() => { window.told = []; new MutationObserver(() =>
      window.told.push(document.querySelector("#w-draws").textContent))
      .observe(document.querySelector("#w-draws"), { childList: true, characterData: true }) }""")
    dial(page, "Pressure on private trade").focus()
    page.keyboard.press("End")
    expect(page.locator("#changes")).to_contain_text("1.00")
    answered(page)
    page.wait_for_function("() => window.told.length > 1")
    told = page.evaluate("() => window.told")
    assert told[0].startswith("From the first ")
    assert told[-1] == "From 40 of the 200 draws of the ensemble."
    expect(page.locator(".chart .sure")).to_have_count(6)
    expect(page.locator(".chart .sure").first).to_contain_text("of 40 draws")


def test_the_last_of_many_quick_moves_is_what_is_drawn(open_page: Open) -> None:
    page = opened(open_page, f"{LINK}&values=difference")
    dial(page, "Pressure on private trade").focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("market.tightness=0.54&"))
    expect(page.locator("#changes")).to_contain_text("0.54")
    expect(page.locator(".bench")).not_to_have_class(re.compile("waits"))
    other = opened(open_page, page.url.removeprefix(page.url.split("/what-if")[0]))
    assert said(other) == said(page)


def test_a_link_and_the_back_button_show_the_same_view(open_page: Open) -> None:
    page = opened(open_page, TURNED)
    seen = said(page)
    page.reload()
    answered(page)
    assert said(page) == seen
    page.get_by_role("link", name="Markets left alone").click()
    expect(page.locator("#changes")).to_contain_text("0.05")
    page.go_back()
    expect(page.locator("#changes")).to_contain_text("0.80")
    expect(page.locator(".bench")).not_to_have_class(re.compile("waits"))
    for place, words in enumerate(seen):
        expect(picture(page, place)).to_have_attribute("aria-label", words or "")


def test_assumptions_can_be_changed_in_the_baseline_too(open_page: Open) -> None:
    page = opened(open_page, f"{LINK}&plan.export_dependence=0.4&values=level")
    before = picture(page).get_attribute("aria-label") or ""
    page.get_by_role("switch", name="Change them in the baseline too").focus()
    page.keyboard.press("Space")
    expect(page.locator("#changes")).to_contain_text("in the baseline too")
    expect(picture(page)).not_to_have_attribute("aria-label", before)
    page.wait_for_url(re.compile("both=1"))


def test_a_what_if_is_saved_as_a_scenario(open_page: Open, tmp_path: Path) -> None:
    page = opened(open_page, TURNED)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save as scenario").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert catalog.load(file).case.paths["doctrine"][-1] == ("2013-01", "economy_first")


def test_a_hostile_link_gives_a_page_and_notes(open_page: Open) -> None:
    page = opened(open_page, f"{LINK}&%3Cimg%20src=x%3E=1&market.tightness=77&doctrine=..%2F..")
    expect(page.locator(".notice")).to_have_count(3)
    expect(page.locator("main img")).to_have_count(0)


def test_a_chart_waits_until_the_model_has_answered(open_page: Open) -> None:
    page = open_page("/what-if?scenario=history-semi-endogenous&from=2012-05&months=24",
                     charts=False)  # fmt: skip
    expect(page.locator("#w-charts .chart")).to_have_count(6)
    answered(page)
    expect(page.locator(".readout .badge")).to_have_count(12)


def test_what_is_asked_stands_before_the_first_answer(
    open_page: Open, context: BrowserContext
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        if '"output":"drawn.data"' in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    context.route(ASKED, hold)
    page = open_page(f"{LINK.replace('2013-01', '2013-07')}&market.tightness=0.6", charts=False)
    expect(page.locator("#changes")).to_contain_text("Pressure on private trade 0.30 → 0.60")
    expect(page.locator(".chart .readout").filter(has_text=WAITS)).to_have_count(6)
    expect(page.get_by_text("The first answer can take a minute.")).to_be_visible()
    for route in held:
        route.continue_()
    context.unroute(ASKED)
    answered(page)
    expect(page.get_by_text("The first answer can take a minute.")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 768])
def test_a_phone_scrolls_in_one_direction(open_page: Open, width: int) -> None:
    page = opened(open_page, TURNED, width=width, height=640)
    page.get_by_text("What these are").first.click()
    page.get_by_text("Description and numbers").first.click()
    expect(page.locator(".chart table").first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@THEMES
def test_no_rule_of_accessibility_is_broken(open_page: Open, theme: str) -> None:
    page = opened(open_page, TURNED, theme=theme)
    page.get_by_text("What these are").first.click()
    page.get_by_text("Description and numbers").first.click()
    expect(page.locator(".chart table").first).to_be_visible()
    assert violations(page) == []
