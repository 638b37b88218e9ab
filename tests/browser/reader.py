"""Somebody before the pages, in a language, on a screen; signed in once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.chromium import PATIENCE
from tests.web.visitor import PASSWORD

LAPTOP, TABLET = (1280, 800), (820, 1180)
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@contextmanager
def reading(
    browser: Browser, address: str, login: str, language: str, size: tuple[int, int] = LAPTOP
) -> Iterator[Page]:
    """A page of this person, empty login for a stranger; paths count from the house's address."""
    screen = ViewportSize(width=size[0], height=size[1])
    context = browser.new_context(base_url=address, locale=LOCALES[language], viewport=screen)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if login:
        page.goto("/login")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/login"))
    yield page
    context.close()
