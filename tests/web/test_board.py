"""The live board: the day by the hour, and why nothing dials, when nothing dials."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.agents.presence import Presence
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from runtime.database import Sessions
from runtime.pulses import Pulse
from tests.cast import MEI, TUESDAY_11, branch, customer, follow_up
from tests.web.visitor import Visitor
from web.reading.floor import floor
from web.reading.hours import calls_today
from web.reading.standstill import Standstill, standstill
from web.reading.waiting import waiting

MINUTE = timedelta(minutes=1)


def ticked(session: Session, at: datetime) -> None:
    """The clock said at this instant that it runs."""
    session.add(Pulse(name="clock/here/1", process="clock", started_at=at, beat_at=at, house_at=at, rounds=1))
    session.flush()


def called(session: Session, due: FollowUp, **changes: Any) -> None:
    row = {"follow_up_id": due.id, "customer_id": due.customer_id, "e164": MEI, "line": branch(session).line}
    row |= {"channel": "call", "mode": "agent"}
    session.add(Attempt(**row | changes))
    session.flush()


def why(session: Session) -> Standstill | None:
    now = TUESDAY_11
    return standstill(session, waiting(session, now), floor(session, now), MINUTE, now)


def test_what_is_due_reached_and_logged_is_counted_in_its_hour(sessions: Sessions) -> None:
    with sessions.begin() as session:
        wing = Agent(login="w", name="W", post="agent", phone="+85261110001", password_hash="x", created_at=TUESDAY_11)
        session.add(wing)
        follow_up(session, customer(session), next_try_at=TUESDAY_11 - timedelta(hours=2))  # due in the present hour
        follow_up(session, customer(session, "午", "+85260000001"), next_try_at=TUESDAY_11 + timedelta(hours=4))
        follow_up(session, customer(session, "明", "+85260000002"), next_try_at=TUESDAY_11 + timedelta(days=1))
        done = follow_up(session, customer(session, "早", "+85260000003"))
        move(session, done, FollowUpState.DONE, "well", TUESDAY_11 - timedelta(hours=1))
        session.flush()
        said = {"follow_up_id": done.id, "customer_id": done.customer_id, "disposition": "well"}
        session.add(Outcome(**said, agent_id=wing.id, logged_at=TUESDAY_11 - timedelta(minutes=30)))
        session.add(Outcome(**said, agent_id=None, logged_at=TUESDAY_11 - timedelta(minutes=30)))  # a greeting's own
        session.flush()
        found = calls_today(session, "Asia/Hong_Kong", TUESDAY_11)
    by_hour = {h.hour: (h.due, h.reached, h.logged) for h in found.hours if h.due or h.reached or h.logged}
    assert by_hour == {10: (0, 1, 1), 11: (1, 0, 0), 15: (1, 0, 0)}
    assert (found.due, found.reached, found.logged) == (2, 1, 1)


def test_nothing_due_and_something_dialled_are_no_standstill(app: object, sessions: Sessions) -> None:
    with sessions.begin() as session:
        ticked(session, TUESDAY_11)
        assert why(session) is None, "nothing is due"
        due = follow_up(session, customer(session))
        assert why(session) is not None
        called(session, due, state=AttemptState.ENDED, placing_at=TUESDAY_11 - timedelta(seconds=50))
        assert why(session) is None, "a phone rang a moment ago"


@pytest.mark.parametrize("last", [None, TUESDAY_11 - timedelta(minutes=5)])
def test_a_clock_that_does_not_run_is_said_first(last: datetime | None, app: object, sessions: Sessions) -> None:
    with sessions.begin() as session:
        follow_up(session, customer(session))
        if last:
            ticked(session, last)
        assert why(session) == Standstill("clock_silent", 1, last)


def test_claims_that_nobody_takes_up_mean_that_no_worker_runs(app: object, sessions: Sessions) -> None:
    taken = TUESDAY_11 - timedelta(minutes=2)
    with sessions.begin() as session:
        ticked(session, TUESDAY_11)
        claimed = follow_up(session, customer(session), state=FollowUpState.UNDERWAY)
        called(session, claimed, state=AttemptState.CLAIMED, claimed_at=taken, deadline_at=TUESDAY_11)
        follow_up(session, customer(session, "乙", "+85260000001"))
        assert why(session) == Standstill("workers_silent", 1, taken)


def test_nobody_there_and_nobody_able_are_two_things(app: object, sessions: Sessions) -> None:
    with sessions.begin() as session:
        ticked(session, TUESDAY_11)
        follow_up(session, customer(session), role="doctor")
        assert why(session) == Standstill("nobody_free", 1)
        session.scalars(select(Presence)).one().wants = "offline"
        session.flush()
        assert why(session) == Standstill("nobody_available", 1)


def test_else_the_most_frequent_reason_is_said_with_its_time(rita: Visitor, sessions: Sessions) -> None:
    opens = TUESDAY_11 + timedelta(hours=3)
    with sessions.begin() as session:
        ticked(session, TUESDAY_11)
        for n in range(2):
            due = customer(session, f"甲{n}", f"+8526000000{n}")
            follow_up(session, due, next_try_at=opens, waits_for="outside_window")
        follow_up(session, customer(session, "乙", "+85260000009"))
        assert why(session) == Standstill("outside_window", 3, opens)
    page = rita.get("/console").text
    assert "Nothing is being dialled, and 3 follow-ups are due" in page
    assert "outside the permitted hours where the customer is. Looked at again at 14:00." in page
