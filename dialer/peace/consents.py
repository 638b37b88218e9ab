"""Withdrawing a consent: from the commit on nothing of that purpose goes to the customer; all else goes on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from campaigns.consents import Standing, stands, withdraw
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from dialer.peace.suppress import stop_unanswered
from dialer.texting.texts import withdraw_text

WITHDRAWN = "consent_withdrawn"


def withdraw_consent(session: Session, customer_id: int, purpose: str, proof: str, source: str, now: datetime) -> None:
    """Keep the withdrawal, withdraw what is planned for this purpose, and have calls about it ended.

    The caller commits. A conversation that is going on is not cut off, and a call about something else rings on.
    """
    # Before the follow-ups, as everybody locks them: a worker who commits *placing* is waited for, or waits for us.
    withdraw(session, customer_id, purpose, proof, source, now)
    planned = (
        select(FollowUp)
        .where(
            FollowUp.customer_id == customer_id,
            FollowUp.purpose == purpose,
            FollowUp.state == FollowUpState.PLANNED,
        )
        .order_by(FollowUp.id)
        .with_for_update()
    )
    for follow_up in session.scalars(planned).all():
        withdraw_text(session, follow_up.id, WITHDRAWN, now)
        move(session, follow_up, FollowUpState.WITHDRAWN, WITHDRAWN, now)
    stop_unanswered(session, and_(FollowUp.customer_id == customer_id, FollowUp.purpose == purpose), now)


def stop_where_withdrawn(session: Session, now: datetime) -> int:
    """Have every call ended that nobody answered and whose purpose the customer has withdrawn; how many there were.

    For after an import, which withdraws for many at once and knows no calls. The caller commits.
    """
    return stop_unanswered(session, stands(Standing.WITHDRAWN, FollowUp.purpose, FollowUp.customer_id), now)
