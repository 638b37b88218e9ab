"""Why, in a browser: the evidence of a busy call prints on one page, and a question is asked by key."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from runtime.database import Sessions
from tests.browser.chromium import PATIENCE
from tests.browser.house import House, house
from tests.browser.live import served
from tests.browser.why import busy_call
from tests.cast import agent, branch
from tests.dialer.play import begin
from tests.stopped_clock import StoppedClock
from tests.templates import compiled_once
from tests.web.visitor import PASSWORD_HASH, settings
from web.app import create_app

__all__ = ["house"]
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_the_evidence_of_a_busy_call_prints_on_one_page(chromium: Browser, sessions: Sessions, locale: str) -> None:
    play = begin(sessions)
    with sessions.begin() as session:
        branch(session)
        agent(session, "rita", post="supervisor", roles=[], phone="+85261110009", password_hash=PASSWORD_HASH)
    call = busy_call(play)
    with served(compiled_once(create_app(sessions, StoppedClock(play.now), settings()))) as address:
        context = chromium.new_context(locale=locale)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        House(address, sessions, StoppedClock(play.now)).let_in(page, "rita")
        page.goto(f"{address}/why/call/{call}")
        expect(page.locator("tbody tr")).not_to_have_count(0)
        printed = page.pdf(format="A4")
        page.emulate_media(media="print")
        expect(page.locator(".bar")).to_be_hidden()
        context.close()
    assert len(_PAGE.findall(printed)) == 1


def test_a_question_is_asked_with_the_keyboard_alone(house: House, page: Page) -> None:
    house.let_in(page, "rita")
    page.goto(f"{house.address}/why")
    expect(page.locator("[name=number]")).to_be_focused()
    page.keyboard.type("+852 9123 4567")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("可以拨打：Asia/Hong_Kong")
    assert "9123" not in page.url
    assert "9123" not in page.content()
