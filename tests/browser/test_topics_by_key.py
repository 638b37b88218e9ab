"""The key T: an agent walks the topics of a call and says what came of each, without a mouse."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from dialer.topics import join
from tests.browser.house import House, house
from tests.browser.scenes import MONDAY, NOW, mei, picks_up, rings
from tests.cast import MEI, customer, event, follow_up

__all__ = ["house"]
WING = 1


@pytest.fixture
def topics(house: House, page: Page) -> list[int]:
    """Mei is on the line; her son's treatment and her opinion are talked about as well: their follow-ups."""
    house.let_in(page, "wing")
    with house.sessions.begin() as session:
        lead = mei(session)
        call = rings(session, lead, WING)
        beside = [_her_son(session), _her_opinion(session, lead)]
        join(session, call.id, beside)
        for one in beside:
            move(session, one, FollowUpState.UNDERWAY, "claimed", NOW)
        ids = [one.id for one in beside]
    with house.sessions.begin() as session:
        picks_up(session, session.get_one(Attempt, call.id))
    expect(page.locator("#state")).to_have_text("通话中")
    return ids


def _her_son(session: Session) -> FollowUp:
    him = customer(session, "陈小明", MEI, external_id="C-20392", title="mr")
    done = event(session, him, MONDAY, subject="点阵激光", external_id="T-88121")
    return follow_up(session, him, event_id=done.id, priority=12)


def _her_opinion(session: Session, lead: FollowUp) -> FollowUp:
    row: dict[str, Any] = {"playbook": "service-next-day", "step": "next-day", "purpose": "survey", "priority": 30}
    return follow_up(session, session.get_one(Customer, lead.customer_id), **row)


def test_t_walks_from_topic_to_topic_and_round(topics: list[int], page: Page) -> None:
    scripts = page.locator(".companion")
    expect(scripts.nth(1)).not_to_have_attribute("open", "")
    for one in (*topics, topics[0]):
        page.keyboard.press("t")
        expect(page.locator(f"[name=topic-{one}]:checked")).to_be_focused()
    expect(scripts.nth(1)).to_have_attribute("open", "")


def test_a_digit_is_for_the_topic_that_t_has_reached(topics: list[int], house: House, page: Page) -> None:
    son, opinion = topics
    page.keyboard.press("1")
    page.keyboard.press("t")
    page.keyboard.press("3")
    page.keyboard.press("t")
    page.keyboard.press("5")
    expect(page.locator("[name=disposition]:checked")).to_have_value("well")
    expect(page.locator(f"[name=topic-{son}]:checked")).to_have_value("dissatisfied")
    expect(page.locator(f"[name=topic-{opinion}]:checked")).to_have_value("not_discussed")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#today")).to_be_visible()
    with house.sessions() as session:
        kept = dict(session.execute(select(Outcome.follow_up_id, Outcome.disposition)).all())
    assert kept[son] == "dissatisfied"
    assert opinion not in kept, "it was not talked about and goes on"
