"""Answering: the customer picked up; within two seconds a person is there, or a message is heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.segments import suppressed
from dialer.agents.presence import conference, standing
from dialer.agents.stand_in import stand_in
from dialer.agents.transfers import latest
from dialer.calls.record import Report, asked_key, record
from dialer.texting.texts import withdraw_text
from dialer.topics import Held, locked

_NOBODY = {
    "zh": "您好，这里是{house}。非常抱歉，客服暂时无法接听，我们稍后会再联系您。",
    "en": "Hello, this is {house}. We are sorry, nobody can take your call at this moment. We will call you again.",
}
_ONE_MOMENT = {"zh": "请稍候，正在为您转接。", "en": "One moment, please. I am putting you through."}
_DROPPED = {
    "zh": "抱歉，线路中断了。请不要挂断，正在为您重新接通。",
    "en": "Sorry, the line dropped. Please stay with us, we are putting you through again.",
}


@dataclass(frozen=True)
class Join:
    """Put the customer into this conference, where the agent stands."""

    conference: str
    #: Said before, in this language, for example that the call is recorded; mostly nothing.
    notice: str = ""
    language: str = ""


@dataclass(frozen=True)
class Speak:
    """Say this, in this language (zh or en)."""

    words: str
    language: str
    #: The listener may press 9 to be left in peace.
    may_opt_out: bool = False


@dataclass(frozen=True)
class Wait:
    """Say this, in this language, and have us asked again in a moment: somebody is being fetched."""

    words: str
    language: str


Answer = Join | Speak | Wait | None


def answer(session: Session, attempt_id: int, carrier_id: str, now: datetime) -> Answer:
    """What the customer who just picked up is to hear; None only for an attempt that nobody knows.

    Asked again for the same call, it says the same again. A call that we had given up as lost, or that is the second
    of two, rings all the same: whoever picks it up hears an apology and not silence. The caller commits.
    """
    record(session, attempt_id, Report(asked_key(carrier_id), carrier_id, "answered"), now)
    held = locked(session, attempt_id)
    if held is None:
        return None
    attempt = held.attempt
    customer = session.get_one(Customer, attempt.customer_id)
    if attempt.state.final or attempt.carrier_id != carrier_id:
        return nobody_there(session, customer)
    if attempt.mode == "greeting":
        return Speak(attempt.body, customer.language, may_opt_out=True)
    if attempt.bridged_at is not None:
        return _anew(session, held, customer, now)
    if not (attempt.agent_id and standing(session, attempt.agent_id)) and stand_in(session, attempt, now) is None:
        return nobody_there(session, customer)
    return bridge(session, held, now)


def _anew(session: Session, held: Held, customer: Customer, now: datetime) -> Answer:
    """They have talked already: the customer was handed on, or was left alone in the conference."""
    attempt = held.attempt
    assert attempt.agent_id is not None
    if not standing(session, attempt.agent_id):
        return left_alone(held, customer, now)
    attempt.alone_since = None
    met = bridge(session, held, now)
    handed_on = latest(session, attempt.id)
    if handed_on is None or handed_on.state != "done":
        return met
    handed_on.ended_at = handed_on.ended_at or now
    return replace(met, notice=_ONE_MOMENT[customer.language] + met.notice, language=customer.language)


def left_alone(held: Held, customer: Customer, now: datetime) -> Wait:
    """The agent's telephone went down in the middle of the talk: the customer hears so, and waits."""
    attempt = held.attempt
    attempt.alone_since = attempt.alone_since or now
    # Whoever comes back is in a new conference, where nobody is held or muted.
    attempt.hold_wanted = attempt.mute_wanted = False
    attempt.treat_at = None
    return Wait(_DROPPED[customer.language], customer.language)


def bridge(session: Session, held: Held, now: datetime) -> Join:
    """The voices are to meet: from here on an outcome is owed, for everything that the call is about.

    Once: who asks again meets the agent, and what was logged meanwhile stays logged.
    """
    attempt = held.attempt
    assert attempt.agent_id is not None
    if attempt.bridged_at is None:
        attempt.bridged_at = now
        _talk_about(session, held, now)
    return Join(conference(attempt.agent_id))


def _talk_about(session: Session, held: Held, now: datetime) -> None:
    in_peace = _in_peace(session, held, now)
    for follow_up in (*held.topics, *held.lines):
        if follow_up.id in in_peace and not follow_up.state.final:
            move(session, follow_up, FollowUpState.WITHDRAWN, "suppressed", now)
        elif follow_up.state in (FollowUpState.PLANNED, FollowUpState.UNDERWAY):
            move(session, follow_up, FollowUpState.TALKED, "answered", now)
        withdraw_text(session, follow_up.id, "reached", now)


def _in_peace(session: Session, held: Held, now: datetime) -> set[int]:
    """Companions and lines of somebody else who was suppressed while the telephone rang: they are not brought up."""
    others = [f.id for f in (*held.companions, *held.lines) if f.customer_id != held.lead.customer_id]
    if not others:
        return set()
    asked = select(FollowUp.id).join(Customer, Customer.id == FollowUp.customer_id)
    return set(session.scalars(asked.where(FollowUp.id.in_(others), suppressed(now, "call"))))


def nobody_there(session: Session, customer: Customer) -> Speak:
    """The apology, in the customer's language."""
    branch = session.get_one(Branch, customer.branch)
    house = branch.name_zh if customer.language == "zh" else branch.name_en
    return Speak(_NOBODY[customer.language].replace("{house}", house), customer.language)
