"""Whether agents' telephones still stand: the message of a leg's end may be lost, so that the carrier is asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from dialer.agents.legs import PICK_UP, leg_ended
from dialer.agents.presence import Leg
from dialer.carrier import CarrierError
from dialer.tools import Tools
from runtime.database import UtcDateTime

#: A leg that stands is asked about each time that so many times the wait for an answer are over.
_EVERY = 5
#: From so many on the carrier is asked for all calls that go on, in one request, instead of for each leg.
_SEVERAL = 3


def legs_to_check(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Standing legs that the carrier has not been asked about for a while, and those that soon would be: one request
    does for all of them."""
    every = tools.soon(PICK_UP) * _EVERY
    legs = session.scalars(_TO_CHECK, {"soon": now + every / 2}).all()
    fresh = [leg for leg in legs if leg.deadline_at is None]
    due = any(leg.deadline_at <= now for leg in legs if leg.deadline_at is not None)
    for leg in legs if due else fresh:
        leg.deadline_at = now + every
    return [leg.id for leg in legs if leg not in fresh] if due else []


def check_legs(tools: Tools, *leg_ids: int) -> None:
    """Ask the carrier whether agents' legs still stand; one that does not is closed, and rung anew if the agent waits.

    The list of what goes on may lag behind: what it does not name is asked about by itself.
    """
    with tools.sessions() as session:
        asked = select(Leg).where(Leg.id.in_(leg_ids), Leg.state == "joined", Leg.carrier_id.is_not(None))
        legs = session.scalars(asked.order_by(Leg.id)).all()
    try:
        stand: Collection[str] = tools.carrier.going_on() if len(legs) >= _SEVERAL else ()
    except CarrierError:
        return  # Asked again when their time comes.
    for leg in legs:
        if leg.carrier_id not in stand:
            _check(tools, leg)


def _check(tools: Tools, leg: Leg) -> None:
    assert leg.carrier_id is not None
    try:
        view = tools.carrier.look_up(leg.carrier_id, "call")
    except CarrierError:
        return
    if view is None or view.stage == "ended":
        with tools.sessions.begin() as session:
            leg_ended(session, leg.id, tools.now())


_TO_CHECK = (
    select(Leg)
    .where(
        Leg.state == "joined", or_(Leg.deadline_at.is_(None), Leg.deadline_at <= bindparam("soon", type_=UtcDateTime))
    )
    .order_by(Leg.id)
    .with_for_update(skip_locked=True)
)
