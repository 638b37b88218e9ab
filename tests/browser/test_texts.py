"""A customer writes: the desk shows it at once, the agent writes back, and sees that it arrived."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from campaigns.customers import CustomerNumber
from campaigns.planning.house import plan_house
from dialer.attempt_life import Result
from dialer.inbound.texts import Came, receive
from tests.browser.house import House, house
from tests.browser.seen import contrasts, nameless
from tests.cast import MEI, customer
from tests.dialer.play import Play, begin

__all__ = ["house"]


def writes(house: House, body: str, sid: str) -> None:
    """Mei writes, and it is planned."""
    with house.sessions.begin() as session:
        known = session.scalar(select(CustomerNumber.customer_id).where(CustomerNumber.e164 == MEI))
        if known is None:
            customer(session, "陈美玲", MEI, external_id="C-20391")
        receive(session, Came(sid, MEI, "+85221234567", body), house.clock.now())
        plan_house(session, house.clock.now())


def opened(house: House, page: Page, context: BrowserContext) -> tuple[Play, Page]:
    """Mei has written while Wing sat at her desk, and Wing opens the conversation beside it."""
    play = begin(house.sessions)
    house.let_in(page, "wing")
    expect(page.locator("#state")).to_have_text("等待客户")
    expect(page.locator("#unread")).to_be_hidden()
    writes(house, "请问下周三还有位置吗？", "SM1")
    expect(page.locator("#messages .words")).to_have_text("请问下周三还有位置吗？")
    expect(page.locator("#unread")).to_have_text("1 新")
    with context.expect_page() as tab:
        page.locator("#messages .name").click()
    talk = tab.value
    expect(talk.locator(".theirs .bubble")).to_have_text("请问下周三还有位置吗？")
    expect(page.locator("#unread")).to_be_hidden()
    return play, talk


def test_she_writes_back_by_key_and_sees_it_delivered(house: House, page: Page, context: BrowserContext) -> None:
    play, talk = opened(house, page, context)
    talk.locator("#words").fill("有的，上午十点给您留好了。")
    expect(talk.locator("#takes")).to_contain_text("1段，UCS-2")
    talk.get_by_label("此事已了结，不再致电").check()
    talk.keyboard.press("Control+Enter")
    expect(talk.locator(".kept")).to_have_text("已交付发送。")
    expect(talk.locator("#words")).to_have_value("")
    expect(talk.locator("#words")).to_be_focused()
    expect(talk.locator("#matter .stands")).to_have_text("没有未了结的事项。")
    expect(talk.locator(".ours .fate")).to_have_text("发送中")
    play.work()
    expect(talk.locator(".ours .fate")).to_have_text("已发出")
    play.tell(play.texts()[0], "ended", Result.DELIVERED)
    expect(talk.locator(".ours .fate")).to_have_text("已送达")
    expect(page.locator("#messages")).to_be_hidden()
    assert [text.body for text in play.carrier.texts] == ["有的，上午十点给您留好了。"]
    assert talk.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


def test_what_gives_something_away_is_told_while_it_is_typed_and_a_reload_loses_no_word(
    house: House, page: Page, context: BrowserContext
) -> None:
    play, talk = opened(house, page, context)
    talk.locator("#words").fill("您的激光治疗改到周三")
    expect(talk.locator(".against")).to_contain_text("激光")
    talk.locator("#send").click()
    expect(talk.get_by_role("alert")).to_contain_text("激光")
    talk.reload()
    expect(talk.locator("#words")).to_have_value("您的激光治疗改到周三")
    assert play.texts() == []


def test_a_text_that_comes_in_while_the_page_is_open_is_shown_and_read(
    house: House, page: Page, context: BrowserContext
) -> None:
    _, talk = opened(house, page, context)
    talk.locator("#words").fill("写到一半")
    house.clock.forward(seconds=9)
    writes(house, "有人吗？", "SM2")
    expect(talk.locator(".theirs")).to_have_count(2)
    expect(talk.locator("#words")).to_have_value("写到一半")
    assert nameless(talk) == []
    assert {words: contrast for words, contrast in contrasts(talk, "main").items() if contrast < 4.5} == {}
