"""Crossing: we ring a customer at the instant at which they ring us. Ours is given up, and theirs is taken.

Our call is over for us at once, so that theirs may be written down; at the carrier a worker ends it. Whoever picks it
up in between hears that we are sorry. A call in which somebody talks already is not touched.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.follow_ups import move
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import OPEN, AttemptState, Result
from dialer.attempts import Attempt
from dialer.attempts import move as move_attempt
from dialer.carrier import CarrierError
from dialer.inbound.calls import InboundCall
from dialer.judgement.waiting import give_back, wait
from dialer.tools import BATCH, Tools
from dialer.topics import Held, locked

#: Seconds after which a worker who was asked, and has not ended our call, is asked again.
AGAIN = 30
#: A call whose id nobody has told us by then is one that the carrier never had.
GIVEN_UP = timedelta(minutes=10)


def give_way(session: Session, row: InboundCall, customer_id: int, now: datetime) -> None:
    """Give up our call to this customer, or to this number, if nobody has answered it.

    What it was about waits as before, and may be talked about in the call that came in.
    """
    ours = select(Attempt.id).where(
        Attempt.channel == "call",
        Attempt.direction == "out",
        Attempt.state.in_([s for s in OPEN if s is not AttemptState.ANSWERED]),
        or_(Attempt.e164 == row.e164, Attempt.customer_id == customer_id),
    )
    for attempt_id in session.scalars(ours.order_by(Attempt.id)).all():
        held = locked(session, attempt_id)
        if held is None or held.attempt.state.final or held.attempt.state is AttemptState.ANSWERED:
            continue
        if held.attempt.state is AttemptState.CLAIMED:
            give_back(session, held, "rang_us", now, now)
        elif row.crossed_id is None:
            _give_up(session, held, now)
            row.crossed_id, row.stop_at = attempt_id, now


def _give_up(session: Session, held: Held, now: datetime) -> None:
    """It has been asked for at the carrier: the try counts, for the telephone may have rung."""
    held.attempt.result = Result.CANCELLED
    move_attempt(session, held.attempt, AttemptState.ENDED, "rang_us", now)
    for topic in held.topics:
        if topic.state is FollowUpState.UNDERWAY:
            move(session, topic, FollowUpState.PLANNED, "rang_us", now)
            wait(topic, "rang_us", now)


def crossed(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Calls that came in and crossed one of ours that is still to be ended at the carrier; by id, for a worker."""
    due = select(InboundCall, Attempt.carrier_id).join(Attempt, Attempt.id == InboundCall.crossed_id)
    found = due.where(InboundCall.stop_at <= now).limit(BATCH).with_for_update(of=InboundCall, skip_locked=True)
    handed_out = []
    for row, carrier_id in session.execute(found).all():
        if carrier_id is not None:
            row.stop_at = now + tools.soon(AGAIN)
            handed_out.append(row.id)
        elif row.came_at <= now - GIVEN_UP:
            row.stop_at = None
    return handed_out


def stop_crossed(tools: Tools, inbound_call_id: int) -> None:
    """End our call at the carrier; of one that is over it is no error. A carrier who is away is asked again."""
    with tools.sessions() as session:
        asked = select(Attempt.carrier_id).join(InboundCall, InboundCall.crossed_id == Attempt.id)
        carrier_id = session.scalar(asked.where(InboundCall.id == inbound_call_id, InboundCall.stop_at.is_not(None)))
    if carrier_id is None:
        return
    try:
        tools.carrier.stop(carrier_id)
    except CarrierError:
        return
    with tools.sessions.begin() as session:
        session.get_one(InboundCall, inbound_call_id, with_for_update=True).stop_at = None
