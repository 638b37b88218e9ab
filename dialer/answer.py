"""Answering: the customer picked up; within two seconds a person is there, or a message is heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from dialer.attempts import Attempt, locked
from dialer.presence import conference, standing
from dialer.record import Report, record
from dialer.texts import withdraw_text

_NOBODY = {
    "zh": "您好，这里是{house}。非常抱歉，客服暂时无法接听，我们稍后会再联系您。",
    "en": "Hello, this is {house}. We are sorry, nobody can take your call at this moment. We will call you again.",
}


@dataclass(frozen=True)
class Join:
    """Put the customer into this conference, where the agent stands."""

    conference: str


@dataclass(frozen=True)
class Speak:
    """Say this, in this language (zh or en)."""

    words: str
    language: str
    #: The listener may press 9 to be left in peace.
    may_opt_out: bool = False


Answer = Join | Speak | None


def answer(session: Session, attempt_id: int, carrier_id: str, now: datetime) -> Answer:
    """What the customer who just picked up is to hear; None only for an attempt that nobody knows.

    Asked again for the same call, it says the same again. A call that we had given up as lost, or that is the second
    of two, rings all the same: whoever picks it up hears an apology and not silence. The caller commits.
    """
    record(session, attempt_id, Report(f"answer:{carrier_id}", carrier_id, "answered"), now)
    found = locked(session, attempt_id)
    if found is None:
        return None
    attempt, follow_up = found
    customer = session.get_one(Customer, attempt.customer_id)
    if attempt.state.final or attempt.carrier_id != carrier_id:
        return nobody_there(session, customer)
    if attempt.mode == "greeting":
        return Speak(attempt.body, customer.language, may_opt_out=True)
    if attempt.agent_id is None or not standing(session, attempt.agent_id):
        return nobody_there(session, customer)
    return bridge(session, attempt, follow_up, now)


def bridge(session: Session, attempt: Attempt, follow_up: FollowUp, now: datetime) -> Join:
    """The voices are to meet: from here on an outcome is owed. Both rows are locked by the caller."""
    assert attempt.agent_id is not None
    attempt.bridged_at = attempt.bridged_at or now
    if follow_up.state in (FollowUpState.PLANNED, FollowUpState.UNDERWAY):
        move(session, follow_up, FollowUpState.TALKED, "answered", now)
    withdraw_text(session, follow_up.id, "reached", now)
    return Join(conference(attempt.agent_id))


def nobody_there(session: Session, customer: Customer) -> Speak:
    """The apology, in the customer's language."""
    branch = session.get_one(Branch, customer.branch)
    house = branch.name_zh if customer.language == "zh" else branch.name_en
    return Speak(_NOBODY[customer.language].replace("{house}", house), customer.language)
