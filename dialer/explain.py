"""Explaining: why a customer is called or not, what happened to a follow-up, what a day held, what a call stood on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import OPEN, FollowUpState
from dialer.attempt_life import AttemptState
from dialer.explaining import history
from dialer.explaining.answer import of_customer
from dialer.explaining.call import CallEvidence, call_evidence
from dialer.explaining.day import Day, OfDay, day_of
from dialer.explaining.grounds import grounds
from dialer.explaining.judging import Asked, asked_at, judge
from dialer.explaining.past import past
from dialer.explaining.tries import Try, name, tries
from dialer.explaining.voice import Line, Voice

__all__ = [
    "Asked",
    "CallEvidence",
    "Day",
    "Explanation",
    "Line",
    "OfDay",
    "Voice",
    "asked_at",
    "call_evidence",
    "customers_numbered",
    "day_of",
    "explain",
    "of_customer",
    "open_cases",
]


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


def explain(session: Session, follow_up_id: int, asked: Asked, voice: Voice) -> Explanation | None:
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
        past=past(session, case, attempts, voice),
        present=(*_waits(case, attempts, asked, voice), *_judged(session, case, asked, voice)),
    )


def customers_numbered(session: Session, number: str) -> list[Customer]:
    """Everybody who has this id in a source system; several sources may use the same ids."""
    return list(session.scalars(select(Customer).where(Customer.external_id == number).order_by(Customer.id)))


def open_cases(session: Session, customer_id: int) -> list[int]:
    """The open follow-ups of this customer, by due time."""
    asked = select(FollowUp.id).where(FollowUp.customer_id == customer_id, FollowUp.state.in_(OPEN))
    return list(session.scalars(asked.order_by(FollowUp.next_try_at, FollowUp.id)))


def _window(case: FollowUp, voice: Voice) -> str:
    one_day = case.first_day == case.last_day
    closes = voice.at(case.closes_at)
    return voice.say("head", "day" if one_day else "window", first=case.first_day, last=case.last_day, closes=closes)


def _waits(case: FollowUp, attempts: list[Try], asked: Asked, voice: Voice) -> Iterator[Line]:
    """What it waits for and until when, or how it ended."""
    if case.state.final:
        at = voice.at(case.closed_at or case.created_at)
        ended = voice.say("now", "closed", state=voice.say("state", case.state), at=at)
        yield Line(None, ended, voice.reason(case.reason))
        return
    if case.state is FollowUpState.TALKED:
        yield Line(None, voice.say("now", "entry"))
    elif case.state is FollowUpState.PLANNED and case.next_try_at > asked.now:
        why = voice.say("because", "window") if case.waits_for == "window" else voice.reason(case.waits_for)
        yield Line(None, voice.say("now", "until", at=voice.at(case.next_try_at)), why)
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
            yield Line(None, waits, voice.reason(attempt.reason.removeprefix("after_")), attempt.id)
        elif not attempt.state.final:
            state = voice.say("stage", attempt.state)
            yield Line(None, voice.say("now", "underway", name=name(one, voice), state=state), attempt_id=attempt.id)


def _judged(session: Session, case: FollowUp, asked: Asked, voice: Voice) -> Iterator[Line]:
    """The verdict at this instant, as a worker would reach it; of what is over, none."""
    if case.state.final:
        return
    if case.mode == "visit":
        yield Line(None, voice.say("now", "visit"))
        return
    judgement = judge(session, case, asked)
    if judgement.allowed:
        what = voice.say("now", "may", at=voice.at(asked.now))
        again = ""
    else:
        what = voice.say("now", "may_not", at=voice.at(asked.now), why=voice.reason(judgement.code))
        again = voice.say("refusal", "again", at=voice.at(judgement.again_at)) if judgement.again_at else ""
    yield Line(asked.now, what, voice.together(grounds(judgement.evidence, voice), again))
