"""The printed address opens the dashboard in a real browser; without its token none does."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import DRAWN, served


def test_the_printed_address_opens_it_and_nothing_else_does(
    home: Path, context: BrowserContext
) -> None:
    with served(home, token="abc-def") as address:
        page = context.new_page()
        page.goto(f"{address}/what-if")
        expect(page.get_by_text("This address needs the token")).to_be_visible()
        page.goto(f"{address}/?token=abc-def&values=level")
        expect(page.locator(DRAWN)).to_have_count(6)
        assert "token" not in page.url
        page.goto(f"{address}/runs")
        expect(page.locator("main h1")).to_be_visible()
        page.close()


def test_another_page_cannot_ask_even_with_the_cookie(home: Path, context: BrowserContext) -> None:
    with served(home, token="abc") as address, served(home) as other:
        page = context.new_page()
        page.goto(f"{address}/?token=abc")
        expect(page.locator("main h1")).to_be_visible()
        answers: list[int] = []
        page.on("response", lambda r: answers.append(r.status) if "what-if.csv" in r.url else None)
        page.goto(f"{other}/")
        expect(page.locator("main h1")).to_be_visible()
        page.evaluate("address => { location.href = `${address}/what-if.csv` }", address)
        page.wait_for_url(re.compile("what-if.csv"))
        assert answers == [403]
        page.close()
