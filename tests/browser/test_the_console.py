"""A supervisor's morning: the count first, then the launch, then the hand on it."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from campaigns.follow_ups import FollowUp, move
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from tests.browser.house import House, house
from tests.cast import TUESDAY_11, customer

__all__ = ["house"]


def launch(house: House, page: Page) -> None:
    """Three of five customers are to be greeted."""
    with house.sessions.begin() as session:
        for n in range(5):
            customer(session, f"甲{n}", f"+8526000000{n}", tier="金卡" if n < 3 else "")
    house.let_in(page, "rita")
    page.click("text=发起问候")
    expect(page.locator("#count .figure")).to_have_text("5")
    page.check("[name=tiers][value=金卡]")
    expect(page.locator("#count .figure")).to_have_text("3")
    page.fill("[name=message-zh]", "{address}您好，{house}祝您冬至安康。")
    expect(page.locator("#count blockquote").first).to_have_text("甲女士您好，海港诊所祝您冬至安康。")
    page.fill("[name=name]", "冬至问候")
    page.click("text=下一步：核对")
    page.dblclick("text=发起 3 通电话")
    expect(page.locator(".campaign h3")).to_have_text("冬至问候")


def test_a_greeting_is_launched_over_a_segment_with_the_count_first(house: House, page: Page) -> None:
    launch(house, page)
    with house.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 1
        assert session.scalar(select(func.count()).select_from(FollowUp)) == 3


def test_the_numbers_move_while_one_looks_and_the_hand_stays_where_it_was(house: House, page: Page) -> None:
    launch(house, page)
    progress = page.locator(".campaign > p")
    expect(progress).to_contain_text("已送达 0 / 3")
    page.locator("#hand-1").focus()
    with house.sessions.begin() as session:
        move(session, session.scalars(select(FollowUp).limit(1)).one(), FollowUpState.DONE, "greeted", TUESDAY_11)
    expect(progress).to_contain_text("已送达 1 / 3", timeout=10_000)
    expect(page.locator("#hand-1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".pill")).to_have_text("已暂停")
    page.click("text=停止…")
    page.click("text=确定停止")
    expect(page.locator(".pill")).to_have_text("已停止")
    with house.sessions() as session:
        withdrawn = session.scalar(select(func.count()).where(FollowUp.state == FollowUpState.WITHDRAWN))
    assert withdrawn == 2
