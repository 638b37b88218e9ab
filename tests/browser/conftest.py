"""A browser for each run and a fresh profile for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.environment import CI
from tests.needs.browser import CHINESE_FONT, find_chromium, missing

#: Milliseconds that a page may take on a busy machine; nothing here measures speed.
PATIENCE = 15_000

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's own Chromium, without a window; tests that ask for it are left out where there is none."""
    lacking = [need for need in missing() if need is not CHINESE_FONT]
    if lacking:
        leave_out = pytest.fail if CI else pytest.skip
        leave_out(" ".join(map(str, lacking)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A profile without history: nobody is signed in. A test with two people makes the second from `chromium`."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """One page; a script that fails on it fails the test."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    assert wrong == []
