"""What a reader does on the page of scenarios, in a real browser."""

import re
import shutil
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DRAWN, Open, served
from tests.dashboards.stores import with_failures

BASE = "history-semi-endogenous"
LINK = f"/?scenarios=doctrine-songun,doctrine-byungjin&baseline={BASE}&values=difference&bands=50"
FROM_A = re.compile("difference from A History, trade made inside")


def picture(page: Page, place: int = 0) -> Locator:
    return page.locator(".chart [role=img]").nth(place)


def legend(page: Page) -> Locator:
    return page.locator("#legend li:not(.key)")


def pill(page: Page, title: str) -> Locator:
    return page.get_by_role("checkbox", name=title)


def press(page: Page, title: str) -> None:
    page.locator(".pill", has_text=title).click()


def chooser(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label)


def test_one_question_to_the_server_brings_six_charts(open_page: Open, address: str) -> None:
    page = open_page(charts=0, at=address)
    posts: list[str] = []
    page.on("request", lambda r: posts.append(r.post_data or "") if r.method == "POST" else None)
    page.reload()
    expect(page.locator(DRAWN)).to_have_count(6)
    expect(page).to_have_title("Scenarios · Byungjin")
    expect(page.locator("nav a[aria-current=page]")).to_have_text("Scenarios")
    # what defence gave up is asked for after the charts stand
    assert len([asked for asked in posts if '"later"' not in asked]) == 1


def test_a_pill_adds_a_scenario_to_charts_legend_and_link(go: Open) -> None:
    page = go()
    expect(legend(page)).to_have_count(3)
    press(page, "Economy first")
    expect(legend(page)).to_have_count(4)
    expect(picture(page)).to_have_attribute("aria-label", re.compile("E Economy first"))
    page.wait_for_url(re.compile("doctrine-economy-first"))


def test_no_fifth_scenario_can_be_chosen(go: Open) -> None:
    page = go()
    press(page, "Two tracks throughout")
    expect(legend(page)).to_have_count(4)
    press(page, "Economy first")
    expect(pill(page, "Self-reliance")).to_be_disabled()
    expect(legend(page)).to_have_count(5)
    press(page, "Economy first")
    expect(pill(page, "Self-reliance")).to_be_enabled()


def test_values_turn_every_chart_into_a_difference(go: Open) -> None:
    page = go()
    page.get_by_text("Difference", exact=True).click()
    for place in range(6):
        expect(picture(page, place)).to_have_attribute("aria-label", FROM_A)
    expect(page.locator(".unit").nth(1)).to_contain_text("percentage points")
    page.get_by_text("% difference", exact=True).click()
    expect(page.locator(".unit").nth(0)).to_contain_text("%, difference from")
    expect(page.locator(".unit").nth(1)).to_contain_text("percentage points")
    expect(page.get_by_role("status")).to_contain_text("Charts updated")
    page.wait_for_url(re.compile("values=percent"))


def test_bands_can_be_taken_away(go: Open) -> None:
    page = go()
    expect(page.locator("#legend .key")).to_have_count(3)
    page.get_by_text("Median only").click()
    expect(page.locator("#legend .key")).to_have_count(1)
    expect(page.locator("#bands-note")).not_to_contain_text("bands hold")


def test_another_baseline_is_named_in_every_difference(go: Open) -> None:
    page = go(LINK)
    chooser(page, "Compared with").click()
    page.get_by_role("option", name="Songun").click()
    expect(picture(page)).to_have_attribute(
        "aria-label", re.compile("difference from C Songun throughout")
    )
    expect(legend(page).first).to_contain_text("Songun throughout baseline")


def test_a_link_a_reload_and_back_show_the_same_view(open_page: Open, address: str) -> None:
    page = open_page(LINK)
    said = picture(page).get_attribute("aria-label")
    assert said
    assert FROM_A.search(said)
    page.get_by_text("Level", exact=True).click()
    page.wait_for_url(re.compile("values=level"))
    seen = page.url
    page.reload()
    expect(picture(page)).to_have_attribute("aria-label", re.compile(r"\(baseline\)"))
    page.goto(address + "/nothing")
    expect(page.locator("main h1")).to_have_text("There is no page at this address")
    page.go_back()
    expect(picture(page)).to_have_attribute("aria-label", re.compile(r"\(baseline\)"))
    assert page.url == seen
    other = open_page(LINK)
    assert picture(other).get_attribute("aria-label") == said


def test_a_view_without_scenarios_says_so(go: Open) -> None:
    page = go(f"/?scenarios=&baseline={BASE}&values=difference")
    expect(page.locator(".readout").first).to_have_text(
        "No scenario is chosen beside the baseline."
    )


def test_a_hostile_link_gives_a_page_and_a_note(go: Open) -> None:
    page = go("/?scenarios=%3Cimg%20src=x%20onerror=alert(1)%3E&values=zz&baseline=..%2F..")
    expect(page.locator(".notice")).to_have_count(3)
    expect(page.locator(".notice").first).to_contain_text("Not among these runs")
    expect(page.locator("main img")).to_have_count(0)


def test_everything_can_be_done_by_keyboard(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the charts")).to_be_focused()
    pill(page, "Economy first").focus()
    page.keyboard.press("Space")
    expect(legend(page)).to_have_count(4)
    expect(pill(page, "Economy first")).to_be_focused()
    page.get_by_role("radio", name="Level").focus()
    page.keyboard.press("ArrowRight")
    expect(picture(page)).to_have_attribute("aria-label", FROM_A)
    chooser(page, "Compared with").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("option").first).to_be_visible()
    # Arrows start at the current option, or, where the list was slow to open, above the first.
    marked = page.locator("[role=option][data-combobox-selected]")
    page.keyboard.press("ArrowDown")
    expect(marked).to_have_count(1)
    if "History, trade made inside" in marked.inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(legend(page).first).not_to_contain_text("History, trade made inside")
    summary = page.get_by_text("Description and numbers").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chart table").first).to_be_visible()


def test_numbers_stand_under_every_chart(go: Open) -> None:
    page = go()
    page.get_by_text("Description and numbers").first.click()
    card = page.locator(".chart").first
    expect(card.locator("caption").first).to_have_text("Runs in December 2024")
    expect(card.locator("table").first.locator("tbody tr")).to_have_count(3)
    expect(card.locator("table").nth(1).locator("tbody tr")).to_have_count(14)
    expect(card.locator("table").nth(1).locator("thead th").last).to_have_text("Recorded")
    expect(card).to_contain_text("Last recorded figure")


def test_the_numbers_come_as_a_file(go: Open) -> None:
    page = go(LINK)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download CSV").click()
    assert waiting.value.suggested_filename == "byungjin-scenarios-difference.csv"
    text = Path(waiting.value.path()).read_text("utf-8")
    assert text.startswith("# run: ")
    assert "values=difference" in text


def test_the_link_is_copied(go: Open) -> None:
    page = go(LINK)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status")).to_have_text("Link copied.")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "values=difference" in copied


def test_dark_is_remembered_and_light_is_the_readers_choice(open_page: Open) -> None:
    page = open_page()
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    page.get_by_role("button", name="Dark").click()
    expect(root).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Light")).to_be_visible()
    page.reload()
    expect(root).to_have_attribute("data-theme", "dark")
    expect(open_page(theme="dark").locator("html")).to_have_attribute("data-theme", "dark")


def test_a_change_of_theme_keeps_the_view(open_page: Open) -> None:
    page = open_page()
    page.get_by_text("Difference", exact=True).click()
    page.wait_for_url(re.compile("values=difference"))
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Light")).to_be_visible()
    expect(picture(page)).to_have_attribute("aria-label", FROM_A)


def test_pointing_at_a_month_points_at_it_in_every_chart(go: Open) -> None:
    page = go()
    expect(page.locator(".js-plotly-plot[data-follows]")).to_have_count(6)
    box = page.locator(".graph").nth(1).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 120)
    page.mouse.move(box["x"] + box["width"] / 2 + 3, box["y"] + 120)
    expect(page.locator(".hoverlayer .legend")).to_have_count(6)
    page.mouse.move(2, 2)
    expect(page.locator(".hoverlayer .legend")).to_have_count(0)


def test_a_phone_of_320_pixels_scrolls_in_one_direction(go: Open) -> None:
    for path in ("/", LINK):
        page = go(path, width=320, height=640)
        page.get_by_text("Description and numbers").first.click()
        expect(page.locator(".chart table").first).to_be_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_no_runs_yet_says_what_to_run(open_page: Open, tmp_path: Path) -> None:
    with served(tmp_path) as at:
        page = open_page(at=at, charts=0)
        expect(page.locator(".state")).to_contain_text("byungjin quickstart")


def test_failed_runs_are_counted(open_page: Open, home: Path, tmp_path: Path) -> None:
    with served(with_failures(home, tmp_path / "runs", failed=2)) as at:
        page = open_page(at=at)
        expect(page.locator(".notice")).to_contain_text("26 of 28 runs finished; 2 failed")


def test_an_update_that_fails_keeps_the_charts_and_says_so(
    open_page: Open, home: Path, tmp_path: Path
) -> None:
    runs = shutil.copytree(home, tmp_path / "runs")
    with served(runs) as at:
        page = open_page(at=at)
        said = picture(page).get_attribute("aria-label")
        shutil.rmtree(runs)
        page.get_by_text("Difference", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("That update failed")
        expect(picture(page)).to_have_attribute("aria-label", said or "")


def test_two_stores_can_be_switched(open_page: Open, home: Path, tmp_path: Path) -> None:
    runs = shutil.copytree(home, tmp_path / "runs")
    shutil.copytree(next(runs.iterdir()), runs / "2000-01-01-000000-older")
    with served(runs) as at:
        page = open_page(at=at)
        chooser(page, "Stored runs").click()
        page.get_by_role("option", name="2000-01-01-000000-older").click()
        page.wait_for_url(re.compile("store=2000-01-01-000000-older"))
        expect(page.locator("main .small code")).to_have_text("2000-01-01-000000-older")
        expect(page.locator(".uses")).to_have_count(1)  # the last answer, before the server goes
