"""Visits: somebody went there, and says how it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.talks.entries import Entry, EntryWrong
from dialer.talks.visits import log_visit
from tests.cast import customer, follow_up, ready
from tests.dialer.play import Play


def owed(play: Play, **changes: Any) -> None:
    """Mei is to be visited today, and Wing goes."""
    visit: dict[str, Any] = {"playbook": "home-visit", "step": "visit", "mode": "visit"}
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), play.now, **visit | changes)


def logs(play: Play, disposition: str, **entry: Any) -> Outcome:
    with play.scene() as session:
        return log_visit(session, play.case().id, play.agent().id, Entry(disposition, **entry), play.now)


def test_nobody_is_called_for_a_visit(play: Play) -> None:
    owed(play)
    play.work()
    assert (play.attempts(), play.case().state) == ([], FollowUpState.PLANNED)


def test_a_visit_is_done_when_the_customer_was_met(play: Play) -> None:
    owed(play)
    outcome = logs(play, "well", notes="住处安全", ratings={"help": 5})
    assert (outcome.contact_on, outcome.attempt_id, outcome.notes) == (date(2026, 11, 24), None, "住处安全")
    assert (play.case().state, play.case().reached_on) == (FollowUpState.DONE, date(2026, 11, 24))
    assert play.history() == ["done"]


def test_nobody_at_home_leaves_the_visit_owed_and_a_trace(play: Play) -> None:
    owed(play)
    assert logs(play, "relative").contact_on is None
    assert play.case().state is FollowUpState.PLANNED
    logs(play, "well")
    assert [d for d, _, _ in play.outcomes()] == ["relative", "well"]


def test_a_promise_made_at_the_door_is_planned(play: Play) -> None:
    owed(play)
    logs(play, "concern", next_date=date(2026, 12, 1))
    with play.tools.sessions() as session:
        promised = session.scalars(select(FollowUp).where(FollowUp.reason == "promised")).one()
    assert promised.first_day == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("changes", "disposition", "entry", "says"),
    [
        # a call, not a visit
        ({"mode": "agent"}, "well", {}, "no visit"),
        # closed already
        ({"state": FollowUpState.MISSED}, "well", {}, "no visit"),
        # what only a telephone can be
        ({}, "machine", {}, "how the visit went"),
        # yesterday is no next date
        ({}, "well", {"next_date": date(2026, 11, 23)}, "after today"),
    ],
)
def test_what_cannot_be_logged(
    play: Play, changes: dict[str, Any], disposition: str, entry: dict[str, Any], says: str
) -> None:
    owed(play, **changes)
    with pytest.raises(EntryWrong, match=says):
        logs(play, disposition, **entry)
    assert play.outcomes() == []
