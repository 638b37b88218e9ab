"""An important customer by keyboard alone: read, call, talk, log, and the next."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.agents.presence import Preview
from dialer.agents.previews import offer
from dialer.attempts import Attempt
from tests.browser.house import House, house
from tests.browser.scenes import hangs_up, mei, picks_up, rings, tom
from tests.cast import TUESDAY_11

__all__ = ["house"]
WING = 1


def is_offered(house: House) -> int:
    with house.sessions.begin() as session:
        due = mei(session)
        offer(session, due, WING, TUESDAY_11 + timedelta(minutes=3), TUESDAY_11)
        return due.id


def is_placed(house: House, case: int) -> int:
    """What was clicked rings; the attempt's id."""
    with house.sessions.begin() as session:
        preview = session.scalars(select(Preview)).one()
        assert preview.clicked_at is not None
        session.delete(preview)
        return rings(session, session.get_one(FollowUp, case), WING).id


def what_was_logged(house: House, call: int) -> tuple[str, str]:
    with house.sessions() as session:
        kept = session.scalars(select(Outcome).where(Outcome.attempt_id == call)).one()
        return kept.disposition, kept.notes


def test_an_important_customer_is_read_about_called_and_logged_with_the_keyboard_alone(
    house: House, page: Page
) -> None:
    house.let_in(page, "wing")
    case = is_offered(house)
    expect(page.locator("#state")).to_have_text("拨打前请先了解")
    expect(page.locator(".address")).to_have_text("陈女士")
    expect(page.locator(".timer.left")).to_have_text(re.compile(r"^2:5\d$"))
    page.keyboard.press("c")
    expect(page.locator("#state")).to_have_text("即将呼叫")
    expect(page.locator("#call-now")).to_have_count(0)
    call = is_placed(house, case)
    expect(page.locator("#state")).to_have_text("振铃中")
    with house.sessions.begin() as session:
        picks_up(session, session.get_one(Attempt, call))
    expect(page.locator("#state")).to_have_text("通话中")
    page.keyboard.press("1")
    page.keyboard.press("n")
    page.keyboard.type("已恢复。")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#today")).to_be_visible()
    assert what_was_logged(house, call) == ("well", "已恢复。")
    with house.sessions.begin() as session:
        hangs_up(session, session.get_one(Attempt, call))
        offer(session, tom(session), WING, TUESDAY_11 + timedelta(minutes=3), TUESDAY_11)
    expect(page.locator(".address")).to_have_text("Mr Harper")
    expect(page.locator("#call-now")).to_be_visible()


def test_a_call_is_skipped_with_the_keyboard_alone(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    case = is_offered(house)
    expect(page.locator("#call-now")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("#skip-reason")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".lapsed")).to_have_text("已跳过，稍后会再次提供此通电话。")
    expect(page.locator("#state")).to_have_text("等待客户")
    with house.sessions() as session:
        assert session.get_one(FollowUp, case).waits_for == "skipped_in_the_house"


def test_no_key_skips_without_a_reason(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    is_offered(house)
    expect(page.locator("#call-now")).to_be_visible()
    page.keyboard.press("s")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#skip-reason")).to_be_focused()
    with house.sessions() as session:
        assert session.scalars(select(Preview)).one().clicked_at is None


def test_what_has_gone_while_she_read_is_told_calmly(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    is_offered(house)
    expect(page.locator("#call-now")).to_be_visible()
    with house.sessions.begin() as session:
        session.delete(session.scalars(select(Preview)).one())
    expect(page.locator(".lapsed")).to_have_text("此通电话已不再提供。")
    expect(page.locator("#state")).to_have_text("等待客户")
