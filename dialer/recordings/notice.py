"""The notice: before they meet the agent, people hear that the call is recorded, and how to say that they mind.

Many places ask for everybody's consent to a recording: California, Florida, Germany (section 201 of its criminal code),
most of the European Union. So nothing is recorded that was not announced, and whoever minds is not recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt
from dialer.recordings.recording import Recording
from dialer.topics import about

_WORDS = {
    "zh": "为保证服务质量，通话将被录音；如不同意，请告诉客服。",
    "en": "This call is recorded so that we serve you well. Tell our agent if you do not want that.",
}


@dataclass(frozen=True)
class Notice:
    """What is said, in this language (zh or en)."""

    words: str
    language: str


def notice(session: Session, attempt_id: int, now: datetime) -> Notice | None:
    """What the customer of a call with an agent is to hear before the voices meet; from then on a recording is wanted.

    None where nothing is recorded: somebody whom the call is about does not want it, or a machine answered; and where
    they have met already, so that a customer who is handed on hears it once. Who did not hear it, because our answer
    got lost, hears it when it is asked for again. The caller holds the attempt's lock, and commits.
    """
    attempt = session.get_one(Attempt, attempt_id)
    if attempt.mode != "agent" or attempt.machine or attempt.joined_at is not None or not attempt.carrier_id:
        return None
    if refused(session, attempt_id):
        return None
    row = {"attempt_id": attempt.id, "customer_id": attempt.customer_id, "call_id": attempt.carrier_id}
    row |= {"state": "wanted", "reason": "notice_given", "wanted_at": now, "notice_at": now, "look_at": now}
    session.execute(insert(Recording).values(row).on_conflict_do_nothing())
    state = session.scalar(select(Recording.state).where(Recording.attempt_id == attempt.id))
    language = session.get_one(Customer, attempt.customer_id).language
    return Notice(_WORDS[language], language) if state == "wanted" else None


def refused(session: Session, attempt_id: int) -> bool:
    """Somebody whom this call is about does not want to be recorded."""
    whose = select(FollowUp.customer_id).where(FollowUp.id.in_(about(attempt_id)))
    minds = select(Customer.id).where(Customer.id.in_(whose), Customer.unrecorded_since.is_not(None))
    return session.scalar(minds.limit(1)) is not None
