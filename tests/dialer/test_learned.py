"""What we learn ourselves becomes an event, from which playbooks count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.to_plan import ToPlan
from dialer.attempt_life import Result
from dialer.courses import plan_courses
from tests.cast import TUESDAY_11, customer, event, follow_up, ready
from tests.dialer.play import Play


def learned(play: Play) -> list[tuple[str, str, date]]:
    with play.tools.sessions() as session:
        events = session.scalars(select(Event).where(Event.source == "huifang").order_by(Event.id))
        return [(one.kind, one.category, one.occurred_on) for one in events]


def talked(play: Play, disposition: str, entry: dict[str, Any] | None = None, **case: Any) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), play.now, **case)
    call = play.rings_next()
    play.picks_up(call)
    play.concludes(call, disposition, **entry or {})


RUN_OUT: dict[str, Any] = {"playbook": "run-out", "step": "before-the-end"}


@pytest.mark.parametrize(
    ("disposition", "entry", "case", "events"),
    [
        # nothing was found
        ("well", {}, {}, []),
        # a concern after a treatment is an abnormal finding
        ("concern", {}, {}, [("finding", "abnormal", date(2026, 11, 24))]),
        # in the workshop nobody knows abnormal findings
        ("concern", {}, {"playbook": "service-next-day", "step": "next-day"}, []),
        # one of the playbook's own list
        ("well", {"finding": "usage-good"}, RUN_OUT, [("finding", "usage-good", date(2026, 11, 24))]),
        # one that is not on it
        ("well", {"finding": "usage-odd"}, RUN_OUT, []),
        # nobody was talked with
        ("machine", {"finding": "usage-good"}, RUN_OUT, []),
    ],
)
def test_a_finding_is_an_event(
    play: Play, disposition: str, entry: dict[str, Any], case: dict[str, Any], events: list[tuple[str, str, date]]
) -> None:
    talked(play, disposition, entry, **case)
    assert learned(play) == events


def test_a_concern_brings_the_doctor_in_on_the_same_day(play: Play) -> None:
    talked(play, "concern")
    plan_courses(play.tools)
    with play.tools.sessions() as session:
        due = session.scalars(select(FollowUp).where(FollowUp.playbook == "abnormal-reaction").order_by("priority"))
        assert [(one.role, one.first_day) for one in due] == [
            ("doctor", date(2026, 11, 24)),
            ("service", date(2026, 11, 24)),
        ]


def test_a_conversation_counts_on_the_customers_day(play: Play) -> None:
    talked(play, "well")
    assert play.case().reached_on == date(2026, 11, 24)
    with play.tools.sessions() as session:
        assert session.scalars(select(ToPlan.customer_id)).all() == [play.customer().id]


@pytest.mark.parametrize("disposition", ["machine", "relative", "call_later"])
def test_what_did_not_reach_the_customer_is_nothing_to_count_from(play: Play, disposition: str) -> None:
    entry = {"next_date": date(2026, 11, 26)} if disposition == "call_later" else {}
    talked(play, disposition, entry)
    assert play.case().reached_on is None
    with play.tools.sessions() as session:
        (contact_on,) = session.scalars(select(Outcome.contact_on)).all()
    # Who asked to be called later was talked with all the same, and quotas count it.
    assert contact_on == (date(2026, 11, 24) if disposition == "call_later" else None)


def test_a_promised_call_belongs_to_the_same_course(play: Play) -> None:
    talked(play, "call_later", {"next_date": date(2026, 11, 26)}, course="clinic:R1")
    with play.tools.sessions() as session:
        assert session.scalars(select(FollowUp.course).order_by(FollowUp.id)).all() == ["clinic:R1", "clinic:R1"]


def test_whoever_was_not_reached_by_any_try_is_unreached(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), play.now, tries_allowed=1)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    assert play.case().state is FollowUpState.EXHAUSTED
    assert learned(play) == [("unreached", "skin-laser", date(2026, 11, 24))]


@pytest.mark.parametrize(
    ("tries_made", "changes", "unreached"),
    [
        # rung, and nobody answered until the window was over
        (1, {}, 1),
        # nobody of ours ever called: the customer was not unreachable
        (0, {}, 0),
        # about the unreached there is no second round of rounds
        (1, {"playbook": "unreached", "step": "consultant-next-day"}, 0),
        # nobody is chased for a greeting
        (1, {"playbook": "holiday-greeting", "step": "greeting", "mode": "greeting"}, 0),
    ],
)
def test_a_window_that_closed_after_a_try(play: Play, tries_made: int, changes: dict[str, Any], unreached: int) -> None:
    with play.scene() as session:
        follow_up(session, customer(session), tries_made=tries_made, **changes)
    play.clock.forward(days=2)
    play.tick()
    play.tick()
    assert play.case().state is FollowUpState.MISSED
    assert len(learned(play)) == unreached


def test_the_unreached_are_texted_and_called_by_a_consultant_the_next_day(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), play.now, tries_allowed=1)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    plan_courses(play.tools)
    with play.tools.sessions() as session:
        due = session.scalars(
            select(FollowUp).where(FollowUp.playbook == "unreached", FollowUp.first_day == date(2026, 11, 25))
        )
        assert sorted((one.mode, one.role) for one in due) == [("agent", "consultant"), ("text", "service")]
    assert play.now == TUESDAY_11 + timedelta(0)


@pytest.mark.parametrize(("disposition", "closed"), [("well", 1), ("concern", 0)])
def test_a_settled_matter_is_closed_so_that_what_it_held_goes_on(play: Play, disposition: str, closed: int) -> None:
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session)
        complaint = event(session, mei, date(2026, 11, 24), "complaint", "")
        follow_up(session, mei, play.now, playbook="complaint", step="same-day", event_id=complaint.id)
    call = play.rings_next()
    play.picks_up(call)
    play.concludes(call, disposition, next_date=None if closed else date(2026, 11, 27))
    assert [kind for kind, _, _ in learned(play)] == ["complaint-closed"] * closed
