"""The texts that went to a customer, and in how many segments each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from dialer.text_rules.segments import Segments, segments

#: It went out, whether or not the carrier has said that it arrived.
_WENT = (AttemptState.PLACED, AttemptState.ENDED)


@dataclass(frozen=True)
class TextSent:
    """One text."""

    at: datetime
    words: str
    took: Segments


def texts_sent(session: Session, customer_id: int) -> Mapping[int, list[TextSent]]:
    """Follow-up -> the texts that were sent for it, the first one first."""
    rows = (
        select(Attempt.follow_up_id, Attempt.placed_at, Attempt.body)
        .where(
            Attempt.customer_id == customer_id,
            Attempt.channel == "text",
            Attempt.state.in_(_WENT),
            Attempt.placed_at.is_not(None),
        )
        .order_by(Attempt.placed_at, Attempt.id)
    )
    found: dict[int, list[TextSent]] = defaultdict(list)
    for follow_up_id, at, body in session.execute(rows):
        assert at is not None, "it is what was asked for"
        found[follow_up_id].append(TextSent(at, body, segments(body)))
    return found
