"""Receipts: a text that was handed on and did not arrive. What its code decides, and whether it goes once more.

* Nobody has this number, or it takes no texts: the customer's other number instead, where there is one.
* Switched off, out of reach, a network out of order: once more after half an hour, while it still means something.
* Filtered on its way: the same words would be filtered again.
* Our account: the supervisor is told. The person wants none: they are left in peace.

What an agent wrote himself is not sent again by itself: the agent sees that it did not arrive, and decides.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt, write_attempt
from dialer.carrier import CarrierError, NumberRefused, Strained, TakesNoTexts, Unsubscribed
from dialer.peace.suppress import suppress
from dialer.texting.messages import AHEAD, ALONE, REPLY
from dialer.texting.texts import another_number, means_something_until
from dialer.topics import Held
from dialer.tries.consequences import number_is_dead, takes_no_texts
from dialer.troubles import WIDE, note

#: A telephone that was off may be on again; most networks have given up on it by then.
ONCE_MORE = timedelta(minutes=30)


def not_delivered(session: Session, held: Held, refusal: type[CarrierError] | None, now: datetime) -> bool:
    """What the code of this text's end decides is done; True where the text goes once more. All rows are locked.

    With `Unsubscribed` the customers are locked as well. `refusal` is None where the code decides nothing.
    """
    text = held.attempt
    if refusal is NumberRefused:
        number_is_dead(session, text.customer_id, text.e164, text.reason)
    if refusal is TakesNoTexts:
        takes_no_texts(session, text.e164, text.reason)
    if refusal is Unsubscribed:
        for customer_id in held.customers:
            suppress(session, customer_id, "all", "opt_out", now)
    if refusal in WIDE:
        assert refusal is not None
        note(session, text, refusal(text.reason), None, now)
    if refusal in (NumberRefused, TakesNoTexts):
        other = another_number(session, text)
        return other is not None and _once_more(session, held.lead, text, other, now, now)
    return refusal is Strained and _once_more(session, held.lead, text, text.e164, now + ONCE_MORE, now)


def _once_more(session: Session, about: FollowUp, text: Attempt, e164: str, at: datetime, now: datetime) -> bool:
    # A second one like it the table refuses.
    if text.mode == REPLY or not _still_says_something(session, about, text, at, now):
        return False
    made = write_attempt(
        session,
        about,
        channel="text",
        e164=e164,
        line=text.line,
        mode=text.mode,
        body=text.body,
        again=True,
        state=AttemptState.PLANNED,
        reason="once_more",
        due_at=at,
    )
    return made is not None


def _still_says_something(session: Session, about: FollowUp, text: Attempt, at: datetime, now: datetime) -> bool:
    """The follow-up still waits for it, or for the call that it announced."""
    if at >= means_something_until(session, text, now):
        return False
    if text.mode == ALONE:
        return about.state is FollowUpState.UNDERWAY
    if text.mode == AHEAD:
        return about.state is FollowUpState.PLANNED and about.next_try_at > at
    return not about.state.final and about.state is not FollowUpState.TALKED
