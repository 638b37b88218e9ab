"""What was agreed with a customer: changed on their page with the keyboard, and beside a conversation that goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from campaigns.complaints import open_complaints
from campaigns.consents import Standing
from campaigns.customers import Customer
from campaigns.suppressions import Suppression
from dialer.attempts import Attempt
from dialer.peace.suppress import suppress
from tests.browser.chromium import PATIENCE
from tests.browser.house import House, house
from tests.browser.scenes import NOW, hangs_up, mei, picks_up, rings
from tests.browser.seen import contrasts, nameless
from tests.cast import consents

__all__ = ["house"]
WING = 1


@pytest.fixture
def english(chromium: Browser) -> Iterator[Page]:
    """A page of somebody who reads English."""
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def her_page(house: House, page: Page, login: str = "rita") -> int:
    """Mei's page; her id."""
    with house.sessions.begin() as session:
        her = mei(session).customer_id
    house.let_in(page, login)
    page.goto(f"{house.address}/customers/{her}")
    page.locator(".tabs a").nth(2).click()
    page.wait_for_url("**/agreed")
    return her


def wish(house: House) -> str | None:
    with house.sessions() as session:
        return session.scalars(select(Customer.wished_hours)).one()


def talk(house: House) -> int:
    """She talks with Mei; the attempt's id."""
    with house.sessions.begin() as session:
        call = rings(session, mei(session), WING)
        picks_up(session, call)
        return call.id


def test_hours_by_the_day_with_a_slip_first(house: House, page: Page) -> None:
    her_page(house, page)
    page.get_by_text("修改时间").click()
    page.get_by_label("周一", exact=True).select_option("hours")
    page.get_by_label("周一的时段").fill("晚上")
    page.get_by_label("周日", exact=True).select_option("not")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="保存时间").click()
    wrong = page.get_by_label("周一的时段")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_value("晚上")
    expect(wrong).to_have_accessible_description("无法识别该时段，请写成 10:00-12:00；18:00-20:00。")
    expect(page.get_by_label("周日", exact=True)).to_have_value("not")
    wrong.fill("18:00至20:00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    expect(page.locator("#hours .stands")).to_have_text("周一18:00–20:00；周二至周六随时；周日不打")
    assert (wish(house) or "").startswith("mon 18:00-20:00, tue 00:00-24:00")


def test_a_consent_is_given_and_taken_back_with_the_keyboard(house: House, english: Page) -> None:
    her = her_page(house, english)
    english.locator("#consent-marketing summary").first.focus()
    english.keyboard.press("Enter")
    english.keyboard.press("Tab")
    english.keyboard.type("Form 7, front desk")
    english.keyboard.press("Enter")
    expect(english.locator("#consent-marketing .stands")).to_have_text("agreed since 24 Nov")
    english.get_by_text("They take it back… Offers and greetings").click()
    english.locator("#consent-marketing").get_by_role("button", name="Withdraw the consent").click()
    expect(english.locator("#consent-marketing .stands")).to_contain_text("taken back on 24 Nov")
    with house.sessions() as session:
        assert consents(session, her) == {"marketing": Standing.WITHDRAWN}


def test_left_in_peace_and_lifted(house: House, page: Page) -> None:
    her_page(house, page, "wing")
    page.get_by_text("设为免打扰…").click()
    page.get_by_text("不打电话", exact=True).click()
    page.get_by_label("截止日期").fill("2026-12-01")
    page.get_by_role("button", name="设为免打扰").click()
    expect(page.locator(".holds .stands")).to_have_text("不打电话 · 客户要求不再打扰")
    expect(page.locator(".holds")).to_contain_text("至12月1日")
    page.locator(".holds summary").click()
    page.get_by_role("button", name="确定解除").click()
    expect(page.locator("#peace > .stands")).to_have_text("电话和短信均无限制")
    with house.sessions() as session:
        kept = session.scalars(select(Suppression)).one()
        assert (kept.channel, kept.by, kept.lifted_by) == ("call", "wing", "wing")


def arranges(page: Page) -> None:
    """Hours, with a slip first; then offers, and no texts."""
    page.locator("#agreed summary").click()
    page.fill("#wish-here", "明年")
    page.keyboard.press("Enter")
    expect(page.locator("#wrong-wish")).to_be_visible()
    expect(page.locator("#wish-here")).to_have_value("明年")
    page.fill("#wish-here", "工作日18:00以后")
    page.keyboard.press("Enter")
    expect(page.locator("#agreed")).to_contain_text("周一至周五18:00–24:00；周六、周日不打")
    page.locator("#agreed summary").click()
    page.click("#offers-yes")
    expect(page.locator("#agreed")).to_contain_text("自11月24日起同意")
    page.locator("#agreed summary").click()
    page.click("#peace-text")
    expect(page.locator("#agreed .barred")).to_contain_text("不发短信")


def test_beside_a_conversation_what_is_typed_into_the_entry_stays(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    call = talk(house)
    page.locator("[name=notes]").fill("右脸颊微红")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    arranges(page)
    expect(page.locator("[name=notes]")).to_have_value("右脸颊微红")
    expect(page.locator("[name=disposition][value=concern]")).to_be_checked()
    with house.sessions.begin() as session:
        hangs_up(session, session.get_one(Attempt, call))
    expect(page.locator("#state")).to_have_text("通话已结束，请记录结果", timeout=10_000)
    expect(page.locator("[name=notes]")).to_have_value("右脸颊微红")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#today")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


def test_a_half_typed_complaint_survives_the_end_of_the_call(house: House, english: Page) -> None:
    house.let_in(english, "wing")
    call = talk(house)
    english.locator("#agreed summary").click()
    english.locator("#complaint-here").press_sequentially("waited an hour")
    with house.sessions.begin() as session:
        hangs_up(session, session.get_one(Attempt, call))
    expect(english.locator("#state")).to_contain_text("Call ended", timeout=10_000)
    expect(english.locator("#complaint-here")).to_have_value("waited an hour")
    english.click("#keep-complaint")
    expect(english.locator("#agreed dl")).to_contain_text("waited an hour")
    expect(english.locator("#complaint-here")).to_have_value("")
    with house.sessions() as session:
        (kept,) = open_complaints(session, session.scalars(select(Customer.id)).one(), NOW)
        assert kept.details == {"by": "wing"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_control_has_a_name_and_every_word_can_be_read(house: House, page: Page, scheme: str) -> None:
    her = her_page(house, page)
    with house.sessions.begin() as session:
        suppress(session, her, "text", "asked", NOW, by="wing")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.reload()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert nameless(page) == []
    assert {words: ratio for words, ratio in contrasts(page, "#main").items() if ratio < 4.5} == {}
