"""A round of visits beside the desk: logged by key, and put aside for a call without losing a word."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from tests.browser.house import House, house
from tests.browser.long_view import round_of_visits
from tests.browser.scenes import mei, picks_up, rings

__all__ = ["house"]
WING = 1


def go_to(house: House, page: Page, name: str) -> None:
    """The form of a visit, from the list beside the desk."""
    with house.sessions.begin() as session:
        round_of_visits(session)
    house.let_in(page, "wing")
    page.get_by_role("link", name=name).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#visit-title")).to_be_focused()


def test_a_visit_is_logged_with_the_keyboard_alone(house: House, page: Page) -> None:
    go_to(house, page, "罗女士")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_have_text("请选择上门的结果，或“未遇见”。")
    page.keyboard.press("1")
    page.keyboard.press("n")
    page.keyboard.type("每日按量服用。")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".kept")).to_have_text("对罗女士的上门已记录。")
    expect(page.locator(".visit")).to_have_count(2)
    with house.sessions() as session:
        kept = session.scalars(select(Outcome)).one()
    assert (kept.disposition, kept.notes) == ("well", "每日按量服用。")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


def test_a_call_comes_first_and_what_was_typed_of_the_visit_is_there_afterwards(house: House, page: Page) -> None:
    go_to(house, page, "罗女士")
    page.locator("[name=finding][value=usage-weak]").check()
    page.fill("[name=notes]", "写到一半")
    with house.sessions.begin() as session:
        call = rings(session, mei(session), WING).id
    with house.sessions.begin() as session:
        picks_up(session, session.get_one(Attempt, call))
    expect(page.locator("#state")).to_have_text("通话中")
    expect(page.locator("#entry-title")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="罗女士").click()
    expect(page.locator("[name=notes]")).to_have_value("写到一半")
    expect(page.locator("[value=usage-weak]")).to_be_checked()
