"""A camera before the pages: somebody signs in, and a picture is taken into docs/screenshots."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from runtime.database import Sessions
from tests.stopped_clock import StoppedClock
from tests.web.visitor import PASSWORD

SHELF = Path(__file__).parents[2] / "docs" / "screenshots"
LAPTOP, TABLET = (1366, 900), (820, 1180)


@dataclass(frozen=True)
class Camera:
    """A browser in front of a house whose rows can be changed."""

    browser: Browser
    address: str
    sessions: Sessions
    clock: StoppedClock

    @contextmanager
    def someone(self, login: str, language: str, size: tuple[int, int] = LAPTOP, dark: bool = False) -> Iterator[Page]:
        """Somebody signed in, with a browser of this language."""
        context = self.browser.new_context(
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            viewport=ViewportSize(width=size[0], height=size[1]),
            color_scheme="dark" if dark else "light",
            has_touch=size is TABLET,
        )
        page = context.new_page()
        page.goto(f"{self.address}/login")
        if login:
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url("**/desk" if login == "wing" else "**/console")
        yield page
        context.close()


def take(page: Page, name: str) -> None:
    """One picture."""
    page.wait_for_timeout(1300)
    page.screenshot(path=SHELF / f"{name}.png")
    print(name)
