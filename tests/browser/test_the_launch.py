"""A launch with scripts on, in Chinese: chosen, counted, saved, reviewed, and decided by a second person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from runtime.database import Sessions
from tests.browser.chromium import PATIENCE
from tests.browser.house import House
from tests.browser.live import served
from tests.cast import agent, branch, customer, event
from tests.stopped_clock import StoppedClock
from tests.web.visitor import PASSWORD_HASH, settings
from web.app import create_app

#: As the playbook has it.
TEXT = "【{house}】{address}您好，祝您和家人节日快乐，阖家幸福，万事如意。拒收请回复TD。"


@pytest.fixture
def house(sessions: Sessions) -> Iterator[House]:
    """Rita and Sam supervise five customers; two have not been here for long. More than one is for two people."""
    clock = StoppedClock()
    with sessions.begin() as session:
        branch(session)
        for login in ("rita", "sam"):
            agent(session, login, post="supervisor", roles=[], phone="+85261110009", password_hash=PASSWORD_HASH)
        for n in range(5):
            whose = customer(session, f"甲{n}", f"+8526000000{n}", tier="金卡")
            event(session, whose, clock.at.date().replace(month=3 if n < 2 else 11))
    with served(create_app(sessions, clock, replace(settings(), approval_above=1))) as address:
        yield House(address, sessions, clock)


def test_one_proposes_and_the_other_agrees(house: House, page: Page, chromium: Browser) -> None:
    house.let_in(page, "rita")
    page.goto(f"{house.address}/console/launch")
    page.fill("[name=name]", "新春短信")
    _chooses(page)
    _saves(page)
    page.fill("[name=message-zh]", "【{house}】{address}您好，新春快乐。拒收请回复TD。")
    expect(page.locator("#count blockquote").first).to_have_text("【海港诊所】甲女士您好，新春快乐。拒收请回复TD。")
    page.click("text=下一步：核对")
    propose = page.get_by_role("button", name="提交复核（2 位客户）")
    expect(propose).to_be_visible()
    page.click("text=返回修改")
    expect(page.locator("[name=quiet-months]")).to_have_value("6")
    page.locator("[name=name]").press("Enter")  # as the button, and none of those between
    propose.dblclick()
    expect(page.locator(".proposals")).to_contain_text("等待他人复核")
    _second(house, chromium)
    page.goto(f"{house.address}/console")
    expect(page.locator(".campaign h3")).to_have_text("新春短信")
    with house.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 1
        assert session.scalar(select(func.count()).select_from(FollowUp)) == 2


def _chooses(page: Page) -> None:
    """A text instead of the voice: its words come, the name stays, and the count follows the filters."""
    count = page.locator("#count .figure")
    expect(count).to_have_text("5")
    page.select_option("#what", "holiday-greeting/text")
    expect(page.locator("[name=message-zh]")).to_have_value(TEXT)
    expect(page.locator("[name=name]")).to_have_value("新春短信")
    page.click("text=更多筛选")
    page.fill("[name=quiet-months]", "6")
    expect(count).to_have_text("2")


def _saves(page: Page) -> None:
    page.fill("[name=segment-name]", "半年未到店")
    page.click("button:text-is('保存')")
    expect(page.locator("[name=saved]")).to_have_value("半年未到店")
    expect(page.locator("#count .figure")).to_have_text("2")


def _second(house: House, chromium: Browser) -> None:
    """Sam sees it on the console, looks, and agrees with two clicks on the same button."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    house.let_in(page, "sam")
    page.click(".proposals .button")
    expect(page.locator("dd", has_text="半年未到店")).to_be_visible()
    page.get_by_role("button", name="同意发送 2 条短信").dblclick()
    expect(page.locator(".said")).to_contain_text("“新春短信”已发起：2 位客户（提交时为 2 位）。")
    context.close()
