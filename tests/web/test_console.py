"""The supervisor's console: numbers that move, and a hand on every campaign."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp, move
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from runtime.database import Sessions
from tests.browser.scenes import answers, mei
from tests.cast import MEI, TUESDAY_11, branch, campaign, customer, follow_up, greeting
from tests.web.visitor import Visitor
from web.reading.desks import DeskState
from web.reading.figures import figures
from web.reading.floor import floor
from web.reading.hours import calls_today
from web.reading.steps import books
from web.reading.waiting import waiting

RINGS_AT_TEN = TUESDAY_11 - timedelta(minutes=50)


def greetings(session: Session, count: int, **changes: Any) -> Campaign:
    """A campaign with this many greetings due."""
    running = campaign(session, session.scalars(select(Agent).where(Agent.login == "rita")).one(), **changes)
    for n in range(count):
        greeting(session, customer(session, f"甲{n}", f"+8526000{n:04}"), running)
    return running


def call(session: Session, due: FollowUp, **changes: Any) -> None:
    """A call that is over."""
    row = {"follow_up_id": due.id, "customer_id": due.customer_id, "e164": MEI, "line": branch(session).line}
    row |= {"channel": "call", "mode": due.mode, "state": AttemptState.ENDED, "placing_at": RINGS_AT_TEN}
    session.add(Attempt(**row | changes))
    session.flush()


def test_what_is_open_or_was_over_today_is_in_exactly_one_bucket(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for n, state in enumerate(FollowUpState):
            due = follow_up(session, customer(session, f"甲{n}", f"+8526000000{n}"))
            if state is not FollowUpState.PLANNED:
                move(session, due, state, "test", TUESDAY_11)
        ahead: dict[str, Any] = {"opens_at": TUESDAY_11 + timedelta(1), "closes_at": TUESDAY_11 + timedelta(2)}
        follow_up(session, customer(session, "later", "+85260000009"), **ahead)
        over_before = follow_up(session, customer(session, "before", "+85260000010"))
        move(session, over_before, FollowUpState.DONE, "test", TUESDAY_11 - timedelta(hours=12))
        found = figures(session, books(session, "en"), TUESDAY_11 - timedelta(hours=11), TUESDAY_11)
    assert [row.playbook for row in found.rows] == ["After a laser treatment"]
    b = found.total
    assert (b.planned, b.underway, b.unlogged, b.done, b.missed, b.exhausted, b.withdrawn) == (1,) * 7
    assert (b.all, b.over) == (7, 4), "what comes later, and what was over yesterday, is not on the board"


def test_calls_are_counted_in_the_hour_that_the_houses_clock_showed(sessions: Sessions) -> None:
    with sessions.begin() as session:
        due = follow_up(session, customer(session))
        call(session, due, result=Result.TALKED)
        call(session, due, result=Result.NO_ANSWER)
        call(session, due, state=AttemptState.REFUSED, result=Result.BLOCKED)  # no phone rang
        call(session, due, channel="text", result=Result.DELIVERED)
        call(session, due, placing_at=TUESDAY_11 - timedelta(hours=12), result=Result.TALKED)  # yesterday
        found = calls_today(session, "Asia/Hong_Kong", TUESDAY_11)
    ten = next(h for h in found.hours if h.hour == 10)
    assert (ten.placed, ten.answered, ten.missed, ten.texts) == (2, 1, 1, 1)
    assert (found.placed, found.answered, found.missed, found.texts) == (2, 1, 1, 1)


def test_a_day_of_twenty_five_hours_counts_its_double_hour_once_each(sessions: Sessions) -> None:
    """Vancouver left summer time on 2 November 2025: 01:00 came twice."""
    noon = TUESDAY_11.replace(year=2025, month=11, day=2, hour=20)
    with sessions.begin() as session:
        due = follow_up(session, customer(session))
        for hour in (8, 9):
            call(session, due, result=Result.TALKED, placing_at=noon.replace(hour=hour, minute=30))
        found = calls_today(session, "America/Vancouver", noon)
    assert found.answered == 2
    assert next(h for h in found.hours if h.hour == 1).answered == 2


def test_agents_are_seen_as_they_are(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        answers(session, mei(session), wing)
        assert [(s.name, s.desk.state) for s in floor(session, TUESDAY_11)] == [("Wing", DeskState.TALKING)]
    assert "talking" in rita.get("/console").text


def test_why_nothing_dials_is_said_with_counts(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        greetings(session, 3)
        greetings_paused = greetings(session, 0, state="paused", name="Paused")
        greeting(session, customer(session, "乙", "+85261000001"), greetings_paused)
        later: dict[str, Any] = {"next_try_at": TUESDAY_11 + timedelta(hours=3), "waits_for": "outside_window"}
        follow_up(session, customer(session, "丙", "+85261000002"), **later)
        follow_up(session, customer(session, "丁", "+85261000003"))
        found = {w.why: w.count for w in waiting(session, TUESDAY_11)}
    assert found == {"ready_greeting": 3, "campaign_paused": 1, "outside_window": 1, "ready_agent": 1}
    page = rita.get("/console").text
    assert "ready, waits for a free agent" in page
    assert "next at 14:00" in page


def test_the_numbers_move_and_are_left_alone_while_they_do_not(rita: Visitor, sessions: Sessions) -> None:
    found = re.search(r"/console/now\?seen=(\w+)", rita.get("/console").text)
    assert found
    assert rita.get(f"/console/now?seen={found.group(1)}", htmx=True).status_code == 204
    with sessions.begin() as session:
        greetings(session, 2)
    moved = rita.get(f"/console/now?seen={found.group(1)}", htmx=True)
    assert "0 of 2 reached" in moved.text


def test_a_campaign_is_paused_resumed_and_stopped(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        running = greetings(session, 3).id
    rita.get("/console")
    states = []
    for deed in ("pause", "resume", "stop"):
        rita.post(f"/console/campaigns/{running}/{deed}")
        with sessions() as session:
            states.append(session.get_one(Campaign, running).state)
    assert states == ["paused", "running", "stopped"]
    with sessions() as session:
        assert set(session.scalars(select(FollowUp.state))) == {FollowUpState.WITHDRAWN}


def test_stopping_asks_first_with_the_count(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        running = greetings(session, 3).id
    page = rita.get(f"/console/campaigns/{running}/stop").text
    assert "Stop “New Year”?" in page
    assert "3 calls that are not made yet" in page


def test_a_stopped_campaign_is_not_taken_up_again(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        stopped = greetings(session, 1, state="stopped").id
    rita.get("/console")
    rita.post(f"/console/campaigns/{stopped}/resume")
    assert "“New Year” was stopped already." in rita.get("/console").text


@pytest.mark.parametrize(("campaign_id", "deed"), [(1, "explode"), (99, "pause"), (99, "stop")])
def test_what_there_is_not_cannot_be_controlled(campaign_id: int, deed: str, rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        greetings(session, 1)
    rita.get("/console")
    assert rita.post(f"/console/campaigns/{campaign_id}/{deed}").status_code == 404


def test_a_campaign_with_nothing_left_to_do_is_finished(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        greetings(session, 1)
        move(session, session.scalars(select(FollowUp)).one(), FollowUpState.DONE, "greeted", TUESDAY_11)
    page = rita.get("/console").text
    assert "finished" in page
    assert "Pause" not in page
