"""A real browser on a real server over a real store; what goes wrong unseen fails the test."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from dashboards.app import create_app
from dashboards.serving.server import Server
from tests.browser import chromium
from tests.dashboards import stores

WAIT = 15_000
"""Milliseconds until a wait counts as failed."""
DRAWN = ".chart .main-svg:has(.xaxislayer-above)"
FORWARD = """path => {
  window.history.pushState({}, "", path);
  window.dispatchEvent(new PopStateEvent("popstate"));
}"""
COUNTER = count()
expect.set_options(timeout=WAIT)
logging.getLogger("waitress").setLevel(logging.ERROR)


@contextmanager
def served(*paths: Path, token: str | None = None) -> Iterator[str]:
    """The address of the dashboard over some stores while the block runs."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = Server(create_app(paths, token=token).server, listener)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.stop()
            thread.join()
            server.task_dispatcher.shutdown()


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    yield stores.real()
    stores.forget()


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    with served(home) as url:
        yield url


Open = Callable[..., Page]


@pytest.fixture(scope="session")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One profile on disk for all tests, which keeps scripts compiled; pages are a test's own."""
    path = chromium.find_or_install()
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(chromium.ADVICE)
    with sync_playwright() as playwright:
        profile = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=path,
            args=list(chromium.FLAGS),
            permissions=["clipboard-read", "clipboard-write"],
        )
        profile.set_default_timeout(WAIT)
        yield profile
        profile.close()


@pytest.fixture
def trouble() -> list[str]:
    """Console errors, page errors and requests to other hosts; any of them fails the test."""
    return []


@pytest.fixture
def open_page(context: BrowserContext, address: str, trouble: list[str]) -> Iterator[Open]:
    """Open a path in a page of its own and wait until its heading, or its charts, stand."""
    pages = []

    def call(path: str = "/", at: str = address, charts: int = 6, theme: str = "light",
             width: int = 1280, height: int = 900) -> Page:  # fmt: skip
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        _watch(page, at, trouble)
        page.goto(at + path)
        expect(page.locator("main h1")).to_be_visible()
        if charts:
            expect(page.locator(DRAWN)).to_have_count(charts)
        return page

    yield call
    for page in pages:
        page.evaluate("() => localStorage.clear()")
        page.close()
    assert trouble == []


@pytest.fixture(scope="session")
def shared(context: BrowserContext, address: str) -> Iterator[tuple[Page, list[str]]]:
    """A page that tests use one after the other, so that scripts are read once."""
    page, trouble = context.new_page(), []
    page.emulate_media(color_scheme="light")
    _watch(page, address, trouble)
    page.goto(address)
    expect(page.locator(DRAWN)).to_have_count(6)
    yield page, trouble
    page.close()


@pytest.fixture
def go(shared: tuple[Page, list[str]]) -> Iterator[Open]:
    """Bring the shared page to an address as the forward button does."""
    page, trouble = shared

    def call(path: str = "/", width: int = 1280, height: int = 900, charts: int = 6) -> Page:
        page.set_viewport_size({"width": width, "height": height})
        target = f"{path}{'&' if '?' in path else '?'}test={next(COUNTER)}"
        # The last test's view may still be on its way into the address bar; then ask again.
        for wait in (WAIT / 3, WAIT):
            page.evaluate(FORWARD, target)
            with suppress(AssertionError):
                expect(page.locator("main")).to_have_attribute("data-shown", target, timeout=wait)
                break
        expect(page.locator("main")).to_have_attribute("data-shown", target)
        expect(page.locator(DRAWN)).to_have_count(charts)
        return page

    yield call
    found, trouble[:] = list(trouble), []
    assert found == []


def _watch(page: Page, at: str, trouble: list[str]) -> None:
    def asked(url: str) -> None:
        if not url.startswith((at, "data:", "blob:")):
            trouble.append(f"request to {url}")

    def said(kind: str, text: str) -> None:
        if kind == "error":
            trouble.append(f"console: {text}")

    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: said(message.type, message.text))
    page.on("pageerror", lambda error: trouble.append(f"page: {error}"))
