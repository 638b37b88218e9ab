"""What an agent sees of a customer: what was asked and promised, what happened lately, and the facts to check us by."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.fraud_reports import recent_fraud_reports
from campaigns.outcomes import Outcome
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.inbound.calls import InboundCall
from dialer.inbound.texts import InboundText
from runtime.database import Sessions
from tests.browser.scenes import mei
from tests.cast import MEI, TUESDAY_11, follow_up
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor
from web.reading.timeline import SHOWN, timeline

LINE = "+85221234567"


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


def try_of(due: FollowUp, hours_ago: int, **changes: object) -> Attempt:
    at = TUESDAY_11 - timedelta(hours=hours_ago)
    row: dict[str, object] = {"follow_up_id": due.id, "customer_id": due.customer_id, "channel": "call", "e164": MEI}
    row |= {"line": LINE, "mode": "agent", "state": AttemptState.ENDED, "result": Result.NO_ANSWER}
    row |= {"claimed_at": at, "placed_at": at, "ended_at": at}
    return Attempt(**row | changes)


def eventful(session: Session) -> FollowUp:
    """Mei has been tried, written to, written from, visited and chatted with; she rang us too."""
    due = mei(session)
    wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
    session.add(try_of(due, 2))
    session.add(try_of(due, 4, channel="text", mode="missed", result=Result.DELIVERED, agent_id=None))
    row = {"e164": MEI, "line": LINE, "customer_id": due.customer_id}
    session.add(InboundText(**row, carrier_id="SM-1", body="改天", meaning="message", received_at=ago(3)))
    session.add(InboundCall(**row, carrier_id="CA-1", heard="message", came_at=ago(5)))
    for hours, how in ((6, "visit"), (7, "chat")):
        other = follow_up(session, due_of(session, due), step=f"by-{how}", state="done", occurrence_key=how)
        said = {"customer_id": due.customer_id, "follow_up_id": other.id, "agent_id": wing.id, "reached_by": how}
        session.add(Outcome(**said, disposition="well", logged_at=ago(hours)))
    session.flush()
    return due


def due_of(session: Session, due: FollowUp) -> Customer:
    return session.get_one(Customer, due.customer_id)


def ago(hours: int) -> datetime:
    return TUESDAY_11 - timedelta(hours=hours)


def test_what_happened_lately_is_told_the_newest_first(desk: Desk) -> None:
    with desk.scene() as session:
        due = eventful(session)
        found = [(one.kind, one.disposition or one.code, one.by) for one in timeline(session, due.customer_id, 0)]
    assert found == [
        ("call", "no_answer", ""),
        ("text_in", "message", ""),
        ("text", "delivered", ""),
        ("call_in", "heard_message", ""),
        ("visit", "well", "Wing"),
        ("chat", "well", "Wing"),
    ]


def test_no_more_than_twelve_are_told(desk: Desk) -> None:
    with desk.scene() as session:
        due = mei(session)
        session.add_all(try_of(due, n + 1) for n in range(SHOWN + 3))
        session.flush()
        found = timeline(session, due.customer_id, 0)
    assert [one.at for one in found] == [ago(n + 1) for n in range(SHOWN)]


def test_the_page_has_it_in_words_with_the_way_to_the_whole_year(desk: Desk) -> None:
    desk.talks(eventful)
    page = desk.wing.get("/desk").text
    told = re.sub(r"<[^>]+>|\s+", " ", page[page.index('id="timeline-title"') :][:3000])
    for words in ("Call nobody answered", "They wrote to be answered", "Text delivered", "They rang nobody was free"):
        assert words in re.sub(r"\s+", " ", told)
    assert "The whole year" in page


def test_a_promise_stands_apart_with_who_gave_it_and_for_when(desk: Desk) -> None:
    def promised(session: Session) -> FollowUp:
        due = mei(session)
        at = TUESDAY_11 + timedelta(days=2, hours=4)
        window: dict[str, Any] = {
            "first_day": date(2026, 11, 26),
            "last_day": date(2026, 11, 26),
            "opens_at": at,
            "next_try_at": at,
        }
        kept: dict[str, Any] = {
            "owner": "wing",
            "take_over_at": at,
            "closes_at": at + timedelta(hours=9),
            "waits_for": "promised",
        }
        follow_up(session, due_of(session, due), step="day-3", occurrence_key="next/outcome:7", **window, **kept)
        return due

    desk.talks(promised)
    page = desk.wing.get("/desk").text
    assert re.search(r'class="owed">\s*Wing promised a call for 26 Nov 15:00', page)


def test_the_facts_by_which_we_are_checked_end_with_what_we_never_ask(desk: Desk) -> None:
    desk.talks(mei)
    page = desk.wing.get("/desk").text
    for fact in ("C-20391", "T-88120", "+852 2123 4567", "我们绝不会索要密码、短信验证码、银行卡号"):
        assert fact in page


def test_a_wish_for_hours_is_said_beside_the_number(desk: Desk) -> None:
    def wishing(session: Session) -> FollowUp:
        due = mei(session)
        due_of(session, due).wished_hours = "mon 18:00-20:00, tue 10:00-12:00"
        return due

    desk.talks(wishing)
    page = desk.wing.get("/desk").text
    assert "Wants calls" in page[: page.index("What was done")]


def test_a_fraudulent_call_is_logged_and_read_on_her_page_and_by_supervisors(desk: Desk, rita: Visitor) -> None:
    call = desk.talks(mei)
    desk.wing.get("/desk")
    told = {"when": "昨晚八点", "how_often": "三次", "number": "+852 5555 0000", "knew": "知道做过激光"}
    answer = desk.wing.post(f"/desk/frauds/{call}", told, htmx=True)
    assert "Logged; the supervisors see it." in answer.text
    with desk.sessions() as session:
        kept = session.scalars(select(Event).where(Event.kind == "fraud-report")).one()
        assert kept.details == told | {"by": "wing"}
        (report,) = recent_fraud_reports(session, TUESDAY_11 - timedelta(days=7), 10)
        assert (report.customer, report.by, report.told.knew) == ("陈美玲", "Wing", "知道做过激光")
        assert recent_fraud_reports(session, TUESDAY_11 + timedelta(seconds=1), 10) == []
    page = rita.get(f"/customers/{report.customer_id}").text
    for words in ("Reported as fraud", "昨晚八点", "三次", "+852 5555 0000", "知道做过激光"):
        assert words in page


def test_a_report_that_says_nothing_is_none(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.wing.get("/desk")
    answer = desk.wing.post(f"/desk/frauds/{call}", {"knew": " "}, htmx=True)
    assert (answer.status_code, "Write down at least" in answer.text) == (422, True)
    assert desk.wing.post("/desk/frauds/4711", {"knew": "x"}).status_code == 404
