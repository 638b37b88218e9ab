"""Calls as the ledger keeps them, for what is counted afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from tests.cast import MEI, TUESDAY_11, branch

#: Ten minutes ago.
LATELY = TUESDAY_11 - timedelta(minutes=10)


def call(session: Session, due: FollowUp, **changes: Any) -> Attempt:
    """A call that is over: placed ten minutes ago, nobody answered."""
    row = {"follow_up_id": due.id, "customer_id": due.customer_id, "e164": MEI, "line": branch(session).line}
    row |= {"channel": "call", "mode": due.mode, "state": AttemptState.ENDED, "result": Result.NO_ANSWER}
    row |= {"placing_at": LATELY, "placed_at": LATELY, "ended_at": LATELY + timedelta(seconds=40)}
    found = Attempt(**row | changes)
    session.add(found)
    session.flush()
    return found
