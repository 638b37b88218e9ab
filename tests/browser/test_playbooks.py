"""A supervisor rewrites a playbook: with a slip first, which is shown in its line, and then rightly."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from campaigns.playbooks.editions import Edition, held
from tests.browser.house import House, house

__all__ = ["house"]


def test_a_slip_is_shown_in_its_line_and_the_rest_stays(house: House, page: Page) -> None:
    house.let_in(page, "rita")
    page.goto(f"{house.address}/console/playbooks")
    page.locator("#skin-laser").get_by_text("修改…").click()
    text = page.locator("#text")
    shipped = text.input_value()
    text.fill(shipped.replace('due = "1 day after"', 'due = "the day after"'))
    page.click("text=查看会有哪些变化")
    problem = page.get_by_role("alert").locator("li")
    expect(problem).to_have_count(1)
    expect(problem).to_contain_text("steps.0.due")
    expect(text).to_have_value(shipped.replace('due = "1 day after"', 'due = "the day after"'))
    problem.locator("button").focus()
    page.keyboard.press("Enter")
    expect(text).to_be_focused()
    chosen = "document.querySelector('#text').value.slice(...['selectionStart', 'selectionEnd'].map(k => text[k]))"
    assert page.evaluate(f"() => {{ const text = document.querySelector('#text'); return {chosen} }}") == (
        'due = "the day after"'
    )
    with house.sessions() as session:
        assert session.scalars(select(Edition)).all() == []


def test_written_rightly_it_is_seen_kept_and_read_aloud(house: House, page: Page) -> None:
    house.let_in(page, "rita")
    page.goto(f"{house.address}/console/playbooks/skin-laser/text")
    text = page.locator("#text")
    later = text.input_value().replace('due = "1 day after"', 'due = "2 days after"')
    text.fill(later)
    page.click("text=查看会有哪些变化")
    expect(page.locator(".aloud .new")).to_contain_text("激光治疗后第2天由客服致电")
    page.click("text=返回修改")
    expect(text).to_have_value(later)
    page.click("text=查看会有哪些变化")
    page.dblclick("button.main")
    expect(page.locator("#skin-laser .pill")).to_have_text("自有版本")
    expect(page.locator("#skin-laser .aloud").first).to_contain_text("激光治疗后第2天由客服致电")
    with house.sessions() as session:
        assert len(session.scalars(select(Edition)).all()) == 1
        assert str(held(session)["skin-laser"].playbook.steps[0].due) == "2 days after"


def test_a_playbook_is_switched_off_after_a_look(house: House, page: Page) -> None:
    house.let_in(page, "rita")
    page.goto(f"{house.address}/console/playbooks")
    page.locator("#skin-laser").get_by_text("停用…").click()
    expect(page.locator("h1")).to_have_text("停用“激光治疗术后回访”？")
    expect(page.locator(".load tbody tr")).to_have_count(7)
    page.click("button.danger")
    expect(page.locator(".said")).to_contain_text("已停用")
    with house.sessions() as session:
        assert not held(session)["skin-laser"].on
