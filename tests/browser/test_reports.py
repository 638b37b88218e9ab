"""The reports in a real browser: the picture is drawn under the strict policy, and axe finds nothing wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from runtime.database import Sessions
from tests.browser.full_house import open_house, staff
from tests.browser.judge import source, violations
from tests.browser.reader import reading
from tests.browser.reports import busy_month


@pytest.fixture
def page(sessions: Sessions, chromium: Browser) -> Iterator[Page]:
    """Rita before a busy month; whatever the browser complains about fails the test."""
    with sessions.begin() as session:
        staff(session)
        busy_month(session, 200)
    complaints: list[str] = []
    with open_house(sessions) as address, reading(chromium, address, "rita", "en") as page:
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
        yield page
    assert complaints == []


def test_the_trend_is_drawn_says_what_it_shows_and_passes_axe_by_day_and_night(page: Page) -> None:
    program = source()
    page.goto("/console/reports")
    picture = page.locator("[data-chart=trend]")
    picture.locator("svg text").first.wait_for()
    assert "Follow-up rate" in (picture.get_attribute("aria-label") or "")
    assert picture.locator("svg text", has_text="100 %").count() == 1
    found, words = violations(page, program), picture.locator("svg text").first
    by_day = words.get_attribute("fill") or ""
    page.emulate_media(color_scheme="dark")
    expect(words).not_to_have_attribute("fill", by_day)
    assert found + violations(page, program) == []


def test_on_paper_the_picture_fits_and_nothing_is_there_to_press(page: Page) -> None:
    page.set_viewport_size({"width": 760, "height": 1000})
    page.goto("/console/reports")
    drawn = page.locator("[data-chart=trend] svg")
    on_screen = drawn.get_attribute("width") or ""
    page.emulate_media(media="print")
    expect(drawn).not_to_have_attribute("width", on_screen)
    assert page.evaluate(
        "[...document.querySelectorAll('svg')].every(s => s.getBoundingClientRect().right <= innerWidth)"
    )
    assert page.locator("main button:visible, .take:visible, .filters:visible").count() == 0
