"""The screen pops within a second of the answer: the page's own beat is quick where somebody may be put through."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from campaigns.agents import Agent
from dialer.attempts import Attempt
from tests.browser.house import House
from tests.browser.house import house as house
from tests.browser.scenes import picks_up, rings, tom

#: Milliseconds between two questions at most, so that a second is enough for the answer and the page.
WAITING, RINGING = 700, 400


def test_the_page_asks_often_enough_to_show_the_customer_within_a_second(page: Page, house: House) -> None:
    house.let_in(page, "wing")
    now = page.locator("#now")
    assert int(now.get_attribute("data-beat") or 9999) <= WAITING, "who rings us is put through to her at once"
    with house.sessions.begin() as session:
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        call = rings(session, tom(session), wing.id, "+85298765432").id
    expect(now).to_have_attribute("data-state", "ringing")
    assert int(now.get_attribute("data-beat") or 9999) <= RINGING
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/desk/now" in one.url else None)
    page.wait_for_timeout(2500)
    assert len(asked) >= 4, "the beat of the page itself has become quicker"
    with house.sessions.begin() as session:
        picks_up(session, session.get_one(Attempt, call))
    expect(now).to_have_attribute("data-state", "talking")
