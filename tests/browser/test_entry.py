"""Writing an entry: with the keyboard alone, and without losing a word to a reload, a lost line or a lost machine."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from campaigns.outcomes import Outcome
from dialer.talks.drafts import Draft
from tests.browser.chromium import PATIENCE
from tests.browser.house import House, house
from tests.browser.test_the_desk import answer, outcome, ring

__all__ = ["house"]

NOTES = "[name=notes]"


def fields(house: House) -> dict[str, str]:
    """What our side has of the only draft; empty where there is none."""
    with house.sessions() as session:
        draft = session.scalars(select(Draft)).one_or_none()
        return dict(draft.fields) if draft else {}


def in_sight(page: Page) -> bool:
    """What has the focus is not behind the button that stays at the bottom (WCAG 2.4.11)."""
    return bool(
        page.evaluate(
            """() => {
                const field = document.activeElement.getBoundingClientRect()
                const shown = document.elementFromPoint(field.x + field.width / 2, field.bottom - 3)
                return shown === document.activeElement
            }"""
        )
    )


def talking(house: House, page: Page) -> int:
    house.let_in(page, "wing")
    call = ring(house)
    answer(house, call)
    expect(page.locator("#state")).to_have_text("通话中")
    return call


def test_a_reload_and_another_machine_go_on_in_the_middle_of_the_note(
    house: House, page: Page, chromium: Browser
) -> None:
    call = talking(house, page)
    page.locator(NOTES).click()
    page.keyboard.type("右脸颊微红，")
    page.reload()
    expect(page.locator(NOTES)).to_have_value("右脸颊微红，")
    page.locator(NOTES).press_sequentially("无水疱。")
    expect(page.locator(".kept-at")).to_contain_text("已暂存")
    elsewhere = chromium.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    elsewhere.set_default_timeout(PATIENCE)
    other = elsewhere.new_page()
    house.let_in(other, "wing")
    expect(other.locator(NOTES)).to_have_value("右脸颊微红，无水疱。")
    other.keyboard.press("1")
    other.locator(NOTES).press("Control+End")
    other.keyboard.type("！")
    expect(other.locator(".kept-at")).to_contain_text("已暂存")
    # What was typed elsewhere is younger than what this browser has.
    page.reload()
    expect(page.locator(NOTES)).to_have_value("右脸颊微红，无水疱。！")
    other.keyboard.press("Control+Enter")
    expect(other.locator("#state")).not_to_have_text("通话中")
    elsewhere.close()
    assert outcome(house, call).notes == "右脸颊微红，无水疱。！"
    assert fields(house) == {}


def test_a_lost_line_says_so_and_what_was_typed_is_saved_when_it_is_back(house: House, page: Page) -> None:
    talking(house, page)
    page.route("**/desk/drafts/**", lambda route: route.abort())
    page.locator(NOTES).press_sequentially("线路中断时")
    expect(page.locator(".kept-at")).to_have_text("尚未存到服务器")
    expect(page.locator(".kept-said")).to_have_text("尚未存到服务器")
    assert fields(house) == {}
    page.unroute("**/desk/drafts/**")
    expect(page.locator(".kept-at")).to_contain_text("已暂存")
    expect(page.locator(".kept-said")).to_have_text("草稿已重新存到服务器。")
    assert fields(house)["notes"] == "线路中断时"


def test_leaving_the_page_at_once_loses_nothing(house: House, page: Page) -> None:
    talking(house, page)
    page.locator(NOTES).press_sequentially("刚写下")
    page.goto("about:blank")
    page.wait_for_timeout(300)
    assert fields(house)["notes"] == "刚写下"


def test_attitude_questions_and_the_red_flag_by_the_keyboard_alone(house: House, page: Page) -> None:
    call = talking(house, page)
    page.keyboard.press("e")
    page.keyboard.press("3")
    page.keyboard.press("q")
    for words in ("能化妆吗？", "三天后可以。", "能游泳吗？", "一周后。", "下次几点？"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    expect(page.locator(".asked:visible")).to_have_count(5)
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    assert in_sight(page), "nothing lies over the field that has the focus"
    page.keyboard.type("胸口疼")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#state")).not_to_have_text("通话中")
    kept: Outcome = outcome(house, call)
    assert (kept.disposition, kept.attitude, kept.red_flag) == ("concern", "hurried", "胸口疼")
    assert [(one["asked"], one["answered"]) for one in kept.questions] == [
        ("能化妆吗？", "三天后可以。"),
        ("能游泳吗？", "一周后。"),
        ("下次几点？", ""),
    ]


def test_a_draft_opens_what_it_filled_in(house: House, page: Page) -> None:
    talking(house, page)
    page.keyboard.press("q")
    for words in ("一", "二", "三", "四", "五"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.reload()
    expect(page.locator("[name=asked-2]")).to_be_visible()
    expect(page.locator("[name=asked-2]")).to_have_value("五")
    expect(page.locator("[name=red_flag]")).to_be_hidden()
