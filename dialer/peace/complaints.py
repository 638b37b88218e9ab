"""A complaint that comes in: from the commit on nobody is called about anything else that can wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_
from sqlalchemy.orm import Session

from campaigns.complaints import about_a_complaint, complain, complained
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.peace.suppress import stop_unanswered


def log_complaint(session: Session, customer_id: int, about: str, by: str, now: datetime) -> None:
    """Keep the complaint, and have calls about anything else ended that nobody has answered. The caller commits.

    What is planned waits until the complaint is settled, as `dialer.judgement.may_place` judges, and its playbook plans
    the call about it. A conversation that is going on is not cut off.
    """
    complain(session, customer_id, about, by, now)
    stop_where_complained(session, now, [customer_id])


def stop_where_complained(session: Session, now: datetime, customers: Collection[int] | None = None) -> int:
    """Have every such call of these customers ended, of everybody where none are named; how many there were.

    For after an import, which brings complaints and knows no calls. The caller commits.
    """
    lead = and_(
        Customer.id == FollowUp.customer_id,
        complained(now),
        ~about_a_complaint(),
        *([] if customers is None else [Customer.id.in_(customers)]),
    )
    return stop_unanswered(session, lead, now)
