"""Each invariant is broken on purpose, and the proof names it; a clean day names nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, FollowUpChange
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.suppressions import Suppression
from dialer.agents.transfers import Transfer
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, AttemptChange
from dialer.topics import Topic
from huifang.proof.invariants import violations
from huifang.proof.witness import SeenCall
from tests.cast import MEI, TUESDAY_11, agent, customer, follow_up, ready

EVENING = TUESDAY_11 + timedelta(hours=9, minutes=59, seconds=50)  # 20:59:50 in Hong Kong


def call(session: Session, at: datetime = TUESDAY_11, case: Any = None, **changes: Any) -> Attempt:
    """A call that ran for a minute, was talked through by Wing, and is over."""
    case = case or follow_up(session, customer(session), state=FollowUpState.DONE, tries_made=1)
    row: dict[str, Any] = {
        "follow_up_id": case.id,
        "customer_id": case.customer_id,
        "channel": "call",
        "e164": MEI,
        "line": "+85221234567",
        "mode": "agent",
        "state": AttemptState.ENDED,
        "result": Result.NO_ANSWER,
        "placing_at": at,
        "placed_at": at,
        "ended_at": at + timedelta(minutes=1),
        "carrier_id": f"CA{at:%H%M%S}",
        "evidence": {"code": "ok"},
    }
    made = Attempt(**row | changes)
    session.add(made)
    session.flush()
    return made


def seen(at: datetime, sid: str = "", seconds: int = 5) -> SeenCall:
    """The network saw Mei's telephone ring."""
    return SeenCall(sid or f"CA{at:%H%M%S}", MEI, "+85221234567", True, at, at + timedelta(seconds=seconds))


def clean(session: Session) -> list[SeenCall]:
    call(session)
    return [seen(TUESDAY_11)]


def rings_past_nine(session: Session) -> list[SeenCall]:
    call(session, EVENING)
    return [seen(EVENING, seconds=20)]


def rings_at_night(session: Session) -> list[SeenCall]:
    call(session, TUESDAY_11 - timedelta(hours=8))
    return [seen(TUESDAY_11 - timedelta(hours=8))]


def unjudged(session: Session) -> list[SeenCall]:
    call(session, evidence={})
    return []


def rung_twice_at_once(session: Session) -> list[SeenCall]:
    first = call(session)
    case = follow_up(session, customer(session, "Neighbour", MEI), state=FollowUpState.DONE, tries_made=1)
    call(session, TUESDAY_11 + timedelta(seconds=30), case)
    assert first.ended_at
    return []


def dialled_behind_our_back(session: Session) -> list[SeenCall]:
    call(session)
    return [seen(TUESDAY_11), seen(TUESDAY_11 + timedelta(minutes=5), "CAnobody")]


def never_ended(session: Session) -> list[SeenCall]:
    call(session, state=AttemptState.RINGING, ended_at=None, result=None)
    return []


def left_under_way(session: Session) -> list[SeenCall]:
    follow_up(session, customer(session), state=FollowUpState.UNDERWAY)
    return []


def history_leads_elsewhere(session: Session) -> list[SeenCall]:
    case = follow_up(session, customer(session), state=FollowUpState.DONE)
    row = {"from_state": "planned", "to_state": "missed", "reason": "window_closed", "at": TUESDAY_11}
    session.add(FollowUpChange(follow_up_id=case.id, **row))
    return []


def called_although_suppressed(session: Session) -> list[SeenCall]:
    one = call(session)
    since = TUESDAY_11 - timedelta(days=1)
    session.add(Suppression(customer_id=one.customer_id, channel="all", reason="opt_out", since=since))
    return []


def one_try_too_many(session: Session) -> list[SeenCall]:
    call(session, case=follow_up(session, customer(session), state=FollowUpState.DONE, tries_made=0))
    return []


def four_in_a_day(session: Session) -> list[SeenCall]:
    case = follow_up(session, customer(session), state=FollowUpState.DONE, tries_made=4, tries_allowed=4)
    for n in range(4):
        call(session, TUESDAY_11 + timedelta(hours=n), case)
    return []


def wing_in_two_talks(session: Session) -> list[SeenCall]:
    wing = ready(session, TUESDAY_11)
    for n, name in enumerate(("Ann", "Ben")):
        number = f"+8529123000{n}"
        case = follow_up(session, customer(session, name, number), state=FollowUpState.DONE, tries_made=1)
        at = TUESDAY_11 + timedelta(seconds=20 * n)
        talk = call(session, at, case, e164=number, agent_id=wing.id, bridged_at=at, result=Result.TALKED)
        _outcome(session, talk)
    return []


def handed_on(session: Session, *, late: bool = False) -> list[SeenCall]:
    """Wing talks with Ann, hands her on to Fai after half a minute, and talks with Ben; Fai was free, or not yet."""
    wing, fai = ready(session, TUESDAY_11), ready(session, TUESDAY_11, "fai")
    row = {"result": Result.TALKED, "state": AttemptState.ENDED}
    given = TUESDAY_11 + timedelta(seconds=30)
    seen_by_fai = given + timedelta(seconds=5 if late else 0)
    for n, (name, who, at, until) in enumerate(
        (
            ("Ann", fai, TUESDAY_11, given + timedelta(minutes=1)),
            ("Ben", wing, given, given + timedelta(minutes=1)),
            ("Cho", fai, TUESDAY_11, seen_by_fai),
        )
    ):
        case = follow_up(session, customer(session, name, f"+8529123000{n}"), state=FollowUpState.DONE, tries_made=1)
        talk = {"e164": f"+8529123000{n}", "agent_id": who.id, "bridged_at": at, "ended_at": until, "carrier_id": name}
        made = call(session, at, case, **talk, **row)
        _outcome(session, made)
        if name == "Ann":
            who_to_whom = {"from_agent_id": wing.id, "to_agent_id": fai.id}
            instants = {"wanted_at": given, "deadline_at": given, "ended_at": given}
            session.add(Transfer(attempt_id=made.id, state="done", **who_to_whom, **instants))
    return []


def handed_on_to_somebody_who_talks(session: Session) -> list[SeenCall]:
    return handed_on(session, late=True)


def nobody_wrote_it_down(session: Session) -> list[SeenCall]:
    wing = agent(session)
    call(session, agent_id=wing.id, bridged_at=TUESDAY_11, result=Result.TALKED)
    return []


def the_end_was_undone(session: Session) -> list[SeenCall]:
    one = call(session)
    row = {"from_state": "ended", "to_state": "ringing", "reason": "late webhook", "at": TUESDAY_11}
    session.add(AttemptChange(attempt_id=one.id, **row))
    return []


def _back(session: Session, reason: str) -> list[SeenCall]:
    """What was withdrawn is planned again."""
    case = follow_up(session, customer(session))
    row = {"from_state": "withdrawn", "to_state": "planned", "reason": reason, "at": TUESDAY_11}
    session.add(FollowUpChange(follow_up_id=case.id, **row))
    return []


def taken_up_for_no_reason(session: Session) -> list[SeenCall]:
    return _back(session, "answered")


def due_after_all(session: Session) -> list[SeenCall]:
    """The facts changed, or the customer wants to hear from us again."""
    return _back(session, "due_again")


def beside(session: Session, lead: Attempt, **changes: Any) -> FollowUp:
    """Her son's matter was talked about in the same call."""
    son = customer(session, "Son", MEI, external_id=f"son/{changes.get('step')}")
    row: dict[str, Any] = {"state": FollowUpState.DONE, "tries_made": 1}
    case = follow_up(session, son, **row | changes)
    session.add(Topic(attempt_id=lead.id, follow_up_id=case.id))
    session.flush()
    return case


def clean_with_a_companion(session: Session) -> list[SeenCall]:
    one = call(session)
    beside(session, one)
    beside(session, one, mode="greeting", tries_made=0, step="wish", occurrence_key="wish")
    return [seen(TUESDAY_11)]


def a_companion_out_of_hours(session: Session) -> list[SeenCall]:
    """The clinic may call at ten past eight in the evening, the workshop not."""
    evening = TUESDAY_11 + timedelta(hours=9, minutes=10)
    beside(session, call(session, evening), hours="workshop", purpose="survey")
    return [seen(evening)]


def in_two_calls_at_once(session: Session) -> list[SeenCall]:
    son = beside(session, call(session, claimed_at=TUESDAY_11), tries_made=2)
    session.get_one(Customer, son.customer_id).numbers[0].e164 = "+85291230009"
    later = TUESDAY_11 + timedelta(seconds=30)
    call(session, later, son, claimed_at=later, e164="+85291230009")
    return []


def talked_about_although_suppressed(session: Session) -> list[SeenCall]:
    son = beside(session, call(session))
    since = TUESDAY_11 - timedelta(days=1)
    session.add(Suppression(customer_id=son.customer_id, channel="call", reason="refused", since=since))
    return []


def a_companions_try_not_counted(session: Session) -> list[SeenCall]:
    beside(session, call(session), tries_made=0)
    return []


def only_the_companion_was_written_down(session: Session) -> list[SeenCall]:
    one = call(session, agent_id=agent(session).id, bridged_at=TUESDAY_11, result=Result.TALKED)
    son = beside(session, one)
    row = {"follow_up_id": son.id, "customer_id": son.customer_id, "disposition": "well"}
    session.add(Outcome(attempt_id=one.id, agent_id=one.agent_id, logged_at=TUESDAY_11, **row))
    return []


def _outcome(session: Session, of: Attempt) -> None:
    row = {"follow_up_id": of.follow_up_id, "customer_id": of.customer_id, "disposition": "well"}
    session.add(Outcome(attempt_id=of.id, agent_id=of.agent_id, logged_at=TUESDAY_11, **row))
    session.flush()


BROKEN: list[tuple[Callable[[Session], list[SeenCall]], str]] = [
    (rings_past_nine, "invariant 1 rang outside hours"),
    (rings_at_night, "invariant 1 rang outside hours"),
    (unjudged, "invariant 1 placed without a judgement"),
    (rung_twice_at_once, "invariant 2 two calls at once"),
    (dialled_behind_our_back, "invariant 2 a call that the ledger does not know"),
    (never_ended, "invariant 3 an attempt without an end"),
    (left_under_way, "invariant 3 a follow-up left under way"),
    (history_leads_elsewhere, "invariant 3 a follow-up whose history"),
    (called_although_suppressed, "invariant 4"),
    (one_try_too_many, "invariant 5 more tries"),
    (four_in_a_day, "invariant 5 more than three calls"),
    (wing_in_two_talks, "invariant 6"),
    (handed_on_to_somebody_who_talks, "invariant 6"),
    (nobody_wrote_it_down, "invariant 7"),
    (the_end_was_undone, "invariant 8"),
    (taken_up_for_no_reason, "invariant 8"),
    (a_companion_out_of_hours, "invariant 1 rang outside hours"),
    (in_two_calls_at_once, "invariant 2 a follow-up in two calls"),
    (talked_about_although_suppressed, "invariant 4 called about somebody"),
    (a_companions_try_not_counted, "invariant 5 more tries"),
    (only_the_companion_was_written_down, "invariant 7"),
]


@pytest.mark.parametrize(("plant", "named"), BROKEN, ids=lambda p: getattr(p, "__name__", ""))
def test_a_planted_violation_is_found(session: Session, plant: Callable[[Session], list[SeenCall]], named: str) -> None:
    network_saw = plant(session)
    session.flush()
    found = violations(session, network_saw)
    assert [words for words in found if words.startswith(named)], found


@pytest.mark.parametrize("day", [clean, clean_with_a_companion, handed_on, due_after_all])
def test_a_clean_day_has_none(session: Session, day: Callable[[Session], list[SeenCall]]) -> None:
    network_saw = day(session)
    session.flush()
    assert violations(session, network_saw) == []
