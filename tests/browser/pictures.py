"""Pictures of the dashboard for the documents, from a stored run.

    python -m tests.browser.pictures [STORE] [FOLDER]

The store is ``runs`` and the folder ``docs/images`` if left out.
"""

import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser import chromium
from tests.browser.conftest import served

VIEWS = {
    "dashboard": ("/", "light", 1440, 1330),
    "dashboard-dark": ("/?values=difference", "dark", 1440, 1330),
    "dashboard-phone": ("/", "light", 390, 1600),
    "flows": ("/flows?scenario=doctrine-songun&year=2016", "light", 1440, 1080),
    "record": ("/record?mode=semi_endogenous", "light", 1440, 1290),
    "provenance": ("/provenance?scenarios=doctrine-songun", "dark", 1440, 1100),
}
"""By file: address, theme, width, height."""
PHONE = 500
"""Pixels of width below which a view is a phone's."""
BLANK = ".graph:not(:has(.xaxislayer-above))"
WAIT = 60_000
"""Milliseconds until a page counts as one that cannot be drawn."""


def main(store: Path, folder: Path) -> None:
    """Open every view and write it as a PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    path = chromium.find_or_install()
    if path is None:
        sys.exit(chromium.ADVICE)
    with served(store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        # Pages of one context share what they have read; a phone's pixels need one of its own.
        wide, phone = (browser.new_context(device_scale_factor=scale) for scale in (1, 2))
        for name, (link, theme, width, height) in VIEWS.items():
            page = (phone if width < PHONE else wide).new_page()
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme)
            page.goto(address + link)
            expect(page.locator("main h1")).to_be_visible(timeout=WAIT)
            expect(page.locator(BLANK)).to_have_count(0, timeout=WAIT)
            page.locator(".state").first.wait_for(state="detached")
            page.screenshot(path=folder / f"{name}.png")
            page.close()
            print(folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:3]]
    main(*(given + [Path("runs"), Path("docs/images")][len(given) :]))
