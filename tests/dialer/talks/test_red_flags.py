"""Red flags: what an agent raises becomes work for a doctor, or for whoever stands above, until it is settled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.shelf import shelf
from campaigns.red_flags import OWED_WITHIN, RED_FLAG, RedFlag, open_red_flags, owed_by
from campaigns.suppressions import Suppression
from dialer.attempt_life import Result
from dialer.attempts import Attempt
from dialer.courses import plan_courses
from tests.cast import ready
from tests.dialer.play import Play

PAIN = "Chest pain since this morning"
CLINIC = shelf()["skin-laser"].red_flag
EVERYBODY = {"service", "consultant", "nurse", "doctor", "expert", "manager", "service-head", "operations-head"}


@pytest.mark.parametrize(
    ("chain", "own", "held", "owes"),
    [
        # a doctor where the chain has one, however far up
        (CLINIC, "service", EVERYBODY, "doctor"),
        (("nurse", "doctor", "service-head"), "nurse", EVERYBODY, "doctor"),
        # the doctor raises it herself: whoever stands above her
        (CLINIC, "doctor", EVERYBODY, "service-head"),
        # no doctor in the chain: the next above the caller's own
        (("service", "service-head"), "service", EVERYBODY, "service-head"),
        (("service", "consultant", "service-head"), "consultant", EVERYBODY, "service-head"),
        # the caller stands not in it: the first
        (("expert", "service-head"), "guide", EVERYBODY, "expert"),
        # nobody in the house is one: the next who is there
        (CLINIC, "service", {"service", "consultant"}, "consultant"),
        (("service-head",), "service", {"service", "manager"}, "service"),
        # the playbook names nobody
        ((), "service", EVERYBODY, "service-head"),
        # the last of the chain raises it: nobody stands above
        (("manager", "operations-head"), "operations-head", {"manager", "operations-head"}, "operations-head"),
    ],
)
def test_who_owes_the_call(chain: tuple[str, ...], own: str, held: set[str], owes: str) -> None:
    assert owed_by(chain, own, held) == owes


def test_every_role_that_can_owe_a_call_has_a_step_with_its_deadline() -> None:
    book = shelf()[RED_FLAG]
    assert {step.role for step in book.steps} == {step.id for step in book.steps} == set(book.anchors)
    assert {role for one in shelf().values() for role in one.red_flag} <= set(book.anchors)
    assert {timedelta(minutes=step.due.last.minutes) for step in book.steps} == {OWED_WITHIN}


def raised(play: Play, disposition: str = "well", **entry: Any) -> Attempt:
    """Wing has talked with Mei and raises the flag; a doctor is there."""
    play.opens()
    with play.scene() as session:
        ready(session, play.now, "doc", name="Dr Ho", roles=["doctor"], phone="+85261110002")
    return talks(play, disposition, red_flag=PAIN, **entry)


def talks(play: Play, disposition: str, **entry: Any) -> Attempt:
    call = play.rings_next()
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)
    call = play.attempt()
    play.concludes(call, disposition, **entry)
    return call


def events(play: Play, kind: str = RED_FLAG) -> list[Event]:
    with play.tools.sessions() as session:
        return list(session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))


def planned(play: Play) -> list[FollowUp]:
    plan_courses(play.tools)
    with play.tools.sessions() as session:
        mine = select(FollowUp).where(FollowUp.playbook == RED_FLAG).order_by(FollowUp.id)
        return list(session.scalars(mine))


def flags(play: Play) -> tuple[RedFlag, ...]:
    with play.tools.sessions() as session:
        return open_red_flags(session, play.now)


@pytest.mark.parametrize("disposition", ["well", "concern", "relative"])
def test_a_flag_is_an_event_once_whatever_came_of_the_talk(play: Play, disposition: str) -> None:
    call = raised(play, disposition)
    play.concludes(call, disposition, red_flag=PAIN)
    (event,) = events(play)
    assert (event.category, event.subject, event.by_whom) == ("doctor", PAIN, "Wing")
    assert (event.details["playbook"], event.details["step"]) == ("skin-laser", "day-1")
    (owed,) = planned(play)
    assert (owed.role, owed.step, owed.priority) == ("doctor", "doctor", 1)
    assert owed.opens_at == play.now


def test_without_a_flag_nothing_is_raised(play: Play) -> None:
    play.opens()
    talks(play, "concern")
    assert events(play) == []


def test_the_open_flag_tells_who_raised_what_and_by_when_the_doctor_calls(play: Play) -> None:
    raised(play)
    (owed,) = planned(play)
    (flag,) = flags(play)
    assert (flag.about, flag.raised_by, flag.raised_at, flag.role) == (PAIN, "Wing", play.now, "doctor")
    assert (flag.customer.id, flag.playbook, flag.step) == (owed.customer_id, "skin-laser", "day-1")
    assert (flag.follow_up_id, flag.closes_at, flag.talked_at) == (owed.id, owed.closes_at, None)
    assert flag.due_by == play.now + timedelta(hours=2)
    assert [flag.late(play.now + timedelta(minutes=n)) for n in (119, 120)] == [False, True]


def test_a_doctor_who_is_not_content_names_the_next_date_and_the_flag_stays_open(play: Play) -> None:
    raised(play)
    planned(play)
    play.clock.forward(minutes=11)
    talks(play, "concern", next_date=date(2026, 11, 26))
    (flag,) = flags(play)
    assert (flag.talked_at, flag.talked_by, flag.disposition) == (play.now, "Dr Ho", "concern")
    assert (flag.next_date, flag.late(play.now + timedelta(days=1))) == (date(2026, 11, 26), False)


def test_a_doctor_who_logs_well_settles_his_flag_and_no_other(play: Play) -> None:
    raised(play)
    planned(play)
    (first,) = events(play)
    play.clock.forward(minutes=11)
    with play.scene() as session:
        other = {"source": "huifang", "external_id": "red-flag/other", "created_at": play.now, "category": "manager"}
        session.add(
            Event(customer_id=first.customer_id, kind=RED_FLAG, subject="Angry", occurred_on=first.occurred_on, **other)
        )
    talks(play, "well")
    (closed,) = events(play, "red-flag-closed")
    assert closed.details["closes"] == first.id
    assert [flag.about for flag in flags(play)] == ["Angry"]


def test_raised_again_by_the_doctor_it_goes_up_the_chain_in_which_it_began(play: Play) -> None:
    raised(play)
    with play.scene() as session:
        ready(session, play.now, "head", roles=["service-head"], phone="+85261110003")
    planned(play)
    play.clock.forward(minutes=11)
    talks(play, "well", red_flag="She refuses the hospital")
    assert [event.category for event in events(play)] == ["doctor", "service-head"]
    (flag,) = flags(play)
    assert flag.about == "She refuses the hospital"


@pytest.mark.parametrize(
    "ends",
    [
        # the customer wants no more of us, or has died: nobody calls, and a person has to look at the flag
        {"channel": "all", "reason": "opt_out"},
        {"channel": "all", "reason": "deceased"},
    ],
)
def test_nothing_but_a_suppression_stops_the_doctors_call(play: Play, ends: dict[str, str]) -> None:
    raised(play)
    with play.scene() as session:
        session.add(Suppression(customer_id=play.customer().id, since=play.now, **ends))
    plan_courses(play.tools)
    play.clock.forward(minutes=11)
    play.work()
    assert len([one for one in play.attempts() if one.channel == "call"]) == 1
    assert [flag.about for flag in flags(play)] == [PAIN]


def test_the_eldest_come_first_and_no_more_than_are_asked_for(play: Play) -> None:
    raised(play)
    with play.scene() as session:
        about = {"customer_id": play.customer().id, "kind": RED_FLAG, "occurred_on": play.now.date()}
        for hours in (3, 5):
            at = play.now - timedelta(hours=hours)
            session.add(Event(source="t", external_id=f"{hours}", subject=f"{hours}", created_at=at, **about))
    with play.tools.sessions() as session:
        assert [flag.about for flag in open_red_flags(session, play.now)] == ["5", "3", PAIN]
        assert [flag.about for flag in open_red_flags(session, play.now, limit=1)] == ["5"]
