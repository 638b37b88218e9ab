"""Explaining one follow-up: everything that happened to it and why, what it waits for, and what would be judged now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState
from dialer.carrier import Carrier
from dialer.explaining import history
from dialer.explaining.grounds import grounds
from dialer.explaining.tries import Try, lines_of, name, tries
from dialer.explaining.voice import Line, Voice
from dialer.facts import facts
from dialer.may_place import Judgement, may_call, may_text

__all__ = ["Explanation", "Line", "Voice", "explain", "open_cases"]


@dataclass(frozen=True)
class Explanation:
    """One follow-up, told; every sentence is in the language of its voice, and no number is shown in full."""

    follow_up_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    house: str
    #: The playbook, and why it asks for this.
    rule: str
    window: str
    #: IANA zone of the customer's clock, on which the sentences tell times.
    zone: str
    #: What happened, oldest first.
    past: tuple[Line, ...]
    #: What holds at this instant: what it waits for, and what a judgement would say.
    present: tuple[Line, ...]


def explain(
    session: Session, follow_up_id: int, now: datetime, carrier: Carrier, ring_seconds: float, voice: Voice
) -> Explanation | None:
    """Everything about this follow-up; None where there is none.

    Times are told on the customer's own clock, whatever the voice's zone was. Nothing is written, and of the carrier
    only its coverage is asked.
    """
    case = session.get(FollowUp, follow_up_id)
    if case is None:
        return None
    customer = session.get_one(Customer, case.customer_id)
    house = session.get_one(Branch, customer.branch)
    voice = replace(voice, zone=customer.day_zone)
    attempts = tries(session, case.id)
    return Explanation(
        follow_up_id=case.id,
        customer=customer.name,
        number=customer.external_id,
        house=house.name_zh if voice.language == "zh" else house.name_en,
        rule=history.rule(session, case, voice),
        window=_window(case, voice),
        zone=customer.day_zone,
        past=_past(session, case, attempts, voice),
        present=(*_waits(case, attempts, now, voice), *_judged(session, case, now, carrier, ring_seconds, voice)),
    )


def open_cases(session: Session, number: str) -> list[int] | None:
    """The open follow-ups of whoever has this id in the source system, by due time; None where nobody has it."""
    found = session.scalars(select(Customer.id).where(Customer.external_id == number)).all()
    if not found:
        return None
    still = [state for state in FollowUpState if not state.final]
    asked = select(FollowUp.id).where(FollowUp.customer_id.in_(found), FollowUp.state.in_(still))
    return list(session.scalars(asked.order_by(FollowUp.next_try_at, FollowUp.id)))


def _window(case: FollowUp, voice: Voice) -> str:
    one_day = case.first_day == case.last_day
    closes = voice.at(case.closes_at)
    return voice.say("head", "day" if one_day else "window", first=case.first_day, last=case.last_day, closes=closes)


def _past(session: Session, case: FollowUp, attempts: list[Try], voice: Voice) -> tuple[Line, ...]:
    """Sorted by instant; of what happened at the same one the cause stands before its effect."""
    changes = list(history.changes(session, case, voice))
    claims = [line for line, to in changes if to == FollowUpState.UNDERWAY]
    talks = [line for line, to in changes if to == FollowUpState.TALKED]
    rest = [line for line, to in changes if to not in (FollowUpState.UNDERWAY, FollowUpState.TALKED)]
    tried = [line for one in attempts for line in lines_of(one, case.id, voice)]
    refusals, entries = history.refusals(session, case, voice), history.outcomes(session, case, voice)
    told = [history.planned(session, case, voice), *refusals, *claims, *tried, *talks, *entries, *rest]
    return tuple(sorted(told, key=lambda line: line.at or case.created_at))


def _waits(case: FollowUp, attempts: list[Try], now: datetime, voice: Voice) -> Iterator[Line]:
    """What it waits for and until when, or how it ended."""
    if case.state.final:
        at = voice.at(case.closed_at or case.created_at)
        ended = voice.say("now", "closed", state=voice.say("state", case.state), at=at)
        yield Line(None, ended, voice.reason(case.reason))
        return
    if case.state is FollowUpState.TALKED:
        yield Line(None, voice.say("now", "entry"))
    elif case.state is FollowUpState.PLANNED and case.next_try_at > now:
        yield Line(None, voice.say("now", "until", at=voice.at(case.next_try_at)), voice.reason(case.waits_for))
    elif case.state is FollowUpState.PLANNED:
        ready = f"ready_{case.mode}" if case.mode in ("agent", "greeting") else case.waits_for
        yield Line(None, voice.say("now", "due", at=voice.at(case.next_try_at)), voice.reason(ready))
    yield from _under_way(attempts, voice)
    yield Line(None, voice.say("now", "tries", made=case.tries_made, allowed=case.tries_allowed))


def _under_way(attempts: list[Try], voice: Voice) -> Iterator[Line]:
    for one in attempts:
        attempt = one.attempt
        if attempt.state is AttemptState.PLANNED and attempt.due_at:
            waits = voice.say("now", "text_waits", name=name(one, voice), at=voice.at(attempt.due_at))
            yield Line(None, waits, voice.reason(attempt.reason.removeprefix("after_")))
        elif not attempt.state.final:
            state = voice.say("stage", attempt.state)
            yield Line(None, voice.say("now", "underway", name=name(one, voice), state=state))


def _judged(
    session: Session, case: FollowUp, now: datetime, carrier: Carrier, ring_seconds: float, voice: Voice
) -> Iterator[Line]:
    """The verdict at this instant, as a worker would reach it; of what is over, none."""
    if case.state.final:
        return
    if case.mode == "visit":
        yield Line(None, voice.say("now", "visit"))
        return
    judgement = _judge(session, case, now, carrier, ring_seconds)
    if judgement.allowed:
        what = voice.say("now", "may", at=voice.at(now))
        again = ""
    else:
        what = voice.say("now", "may_not", at=voice.at(now), why=voice.reason(judgement.code))
        again = voice.say("refusal", "again", at=voice.at(judgement.again_at)) if judgement.again_at else ""
    yield Line(now, what, voice.together(grounds(judgement.evidence, voice), again))


def _judge(session: Session, case: FollowUp, now: datetime, carrier: Carrier, ring_seconds: float) -> Judgement:
    known = facts(session, [case], now)[case.id]
    if case.mode != "text":
        return may_call(known, carrier, now, ring_seconds)
    if not known.numbers:
        return Judgement(False, "no_number")
    return may_text(known, known.numbers[0].e164, carrier, now)
