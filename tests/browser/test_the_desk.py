"""An agent's hour at the desk, mostly without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from campaigns.outcomes import Outcome
from campaigns.playbooks.shelf import shelf
from dialer.agents.presence import Leg, Presence
from dialer.attempts import Attempt
from tests.browser.house import House, house
from tests.browser.scenes import hangs_up, mei, picks_up, rings, tom

__all__ = ["house"]
WING = 1


def ring(house: House, *, survey: bool = False) -> int:
    with house.sessions.begin() as session:
        if survey:
            return rings(session, tom(session), WING, "+85298765432").id
        return rings(session, mei(session), WING).id


def answer(house: House, call: int) -> None:
    with house.sessions.begin() as session:
        picks_up(session, session.get_one(Attempt, call))


def outcome(house: House, call: int) -> Outcome:
    with house.sessions() as session:
        return session.scalars(select(Outcome).where(Outcome.attempt_id == call)).one()


def test_going_available_by_key_and_the_phone_picked_up(house: House, page: Page) -> None:
    with house.sessions.begin() as session:
        session.get_one(Presence, WING).wants = "offline"
        leg = session.scalars(select(Leg)).one()
        leg.state = "placed"
    house.let_in(page, "wing")
    expect(page.locator("#state")).to_have_text("您已离线")
    page.keyboard.press("a")
    expect(page.locator("#state")).to_have_text("您的话机正在振铃")
    with house.sessions.begin() as session:
        session.get_one(Leg, leg.id).state = "joined"
    expect(page.locator("#state")).to_have_text("等待客户")


def test_a_customer_pops_up_without_a_click(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    call = ring(house)
    expect(page.locator(".address")).to_have_text("陈女士", timeout=10_000)
    expect(page.locator("#save")).to_be_hidden()
    answer(house, call)
    expect(page.locator("#state")).to_have_text("通话中", timeout=10_000)
    expect(page.locator("#save")).to_be_visible()
    assert page.title().startswith("陈女士")


def test_typing_goes_on_undisturbed_while_the_call_is_answered_and_ends(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    call = ring(house)
    page.locator("[name=notes]").click()
    page.keyboard.type("右脸颊")
    answer(house, call)
    expect(page.locator("#state")).to_have_text("通话中")
    page.keyboard.type("微红，")
    with house.sessions.begin() as session:
        hangs_up(session, session.get_one(Attempt, call))
    expect(page.locator("#state")).to_have_text("通话已结束，请记录结果")
    page.keyboard.type("无水疱。12345")
    expect(page.locator("[name=notes]")).to_have_value("右脸颊微红，无水疱。12345")
    expect(page.locator("[name=disposition]:checked")).to_have_count(0)


def test_an_outcome_is_logged_with_the_keyboard_alone(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    call = ring(house)
    answer(house, call)
    expect(page.locator("#state")).to_have_text("通话中")
    page.keyboard.press("4")
    page.keyboard.press("n")
    page.keyboard.type("周五下午再打")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_have_text("选择“改时间再打”时，请填写下次日期。")
    expect(page.locator("[name=notes]")).to_have_value("周五下午再打")
    page.keyboard.press("d")
    page.locator("#next-date").fill("2026-11-27")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#today")).to_be_visible()
    kept = outcome(house, call)
    assert (kept.disposition, kept.notes, str(kept.next_date)) == ("call_later", "周五下午再打", "2026-11-27")


def test_ten_ratings_are_typed_as_ten_digits(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    call = ring(house, survey=True)
    answer(house, call)
    expect(page.locator("#state")).to_have_text("通话中")
    page.keyboard.press("1")
    page.keyboard.press("r")
    page.keyboard.type("5545551243")
    page.keyboard.type("Good coffee.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#today")).to_be_visible()
    kept = outcome(house, call)
    asked = [question.id for question in shelf()["service-next-day"].survey]
    assert [kept.ratings[question] for question in asked] == [5, 5, 4, 5, 5, 5, 1, 2, 4, 3]
    assert (kept.disposition, kept.notes) == ("well", "Good coffee.")


def test_a_draft_survives_a_reload_and_is_gone_once_it_is_logged(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    call = ring(house)
    answer(house, call)
    expect(page.locator("#state")).to_have_text("通话中")
    page.keyboard.press("2")
    page.fill("[name=notes]", "说到一半")
    page.reload()
    expect(page.locator("[name=notes]")).to_have_value("说到一半")
    expect(page.locator("[value=concern]")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#today")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


def test_whoever_signs_out_leaves_no_draft_behind(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    answer(house, ring(house))
    page.fill("[name=notes]", "只给同事看")
    page.click("text=退出")
    page.wait_for_url("**/login")
    assert page.evaluate("JSON.stringify(localStorage)").count("同事") == 0


def test_single_keys_can_be_switched_off(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    answer(house, ring(house))
    page.locator("#single-keys").uncheck()
    page.locator("#single-keys").blur()
    page.keyboard.press("1")
    expect(page.locator("[name=disposition]:checked")).to_have_count(0)
    page.reload()
    expect(page.locator("#single-keys")).not_to_be_checked()


def test_a_lost_connection_is_told_and_what_is_typed_stays(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    answer(house, ring(house))
    expect(page.locator("#state")).to_have_text("通话中")
    page.fill("[name=notes]", "断线前写的")
    page.context.set_offline(True)
    expect(page.locator("#lost")).to_be_visible(timeout=15_000)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[name=notes]")).to_have_value("断线前写的")
    page.context.set_offline(False)
    expect(page.locator("#lost")).to_be_hidden(timeout=15_000)


def test_a_script_from_elsewhere_or_in_the_page_does_not_run(house: House, page: Page) -> None:
    house.let_in(page, "wing")
    page.evaluate(
        """() => {
            const script = document.createElement('script')
            script.textContent = 'window.broken = true'
            document.body.append(script)
        }"""
    )
    assert page.evaluate("window.broken") is None
