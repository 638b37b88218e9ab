"""The system's own Chromium, one for each run of tests, for every test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

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
    """Without a window; tests that ask for it are left out where there is none."""
    lacking = [need for need in missing() if need is not CHINESE_FONT]
    if lacking:
        leave_out = pytest.fail if CI else pytest.skip
        leave_out(" ".join(map(str, lacking)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=_ARGUMENTS)
        yield browser
        browser.close()
