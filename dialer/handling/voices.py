"""Voices: a customer is put on hold, an agent is muted. The desk writes the wish, the next tick sends a worker.

The wish stands in the attempt. At the end of a call the agent is heard again: the next customer is another one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from dialer.agents.presence import Leg, conference, own_leg
from dialer.attempt_life import FINAL, OPEN, AttemptState
from dialer.attempts import Attempt
from dialer.carrier import CarrierError
from dialer.talks.entries import NotYours
from dialer.tools import BATCH, Tools
from dialer.topics import locked

#: Seconds until a worker is sent again, where the carrier did not do it.
AGAIN = 5


def wish(
    session: Session,
    attempt_id: int,
    agent_id: int,
    now: datetime,
    *,
    hold: bool | None = None,
    mute: bool | None = None,
) -> bool:
    """Hold this agent's customer or take them back, mute the agent or not; False where nobody talks any more.

    What is None stays as it is. The caller commits. Raises `NotYours`.
    """
    held = locked(session, attempt_id)
    if held is None or held.attempt.agent_id != agent_id:
        raise NotYours("This conversation belongs to another agent.")
    attempt = held.attempt
    if attempt.state is not AttemptState.ANSWERED or attempt.bridged_at is None or attempt.alone_since is not None:
        return False
    attempt.hold_wanted = attempt.hold_wanted if hold is None else hold
    attempt.mute_wanted = attempt.mute_wanted if mute is None else mute
    attempt.treat_at = now
    return True


def to_treat(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Calls whose voices are to be treated, and those that left their agent muted; ids for the workers."""
    left_muted = and_(Attempt.mute_wanted, Attempt.treat_at.is_(None), Attempt.state.in_(FINAL))
    due = select(Attempt).where(or_(Attempt.treat_at <= now, left_muted)).limit(BATCH)
    attempts = session.scalars(due.with_for_update(skip_locked=True)).all()
    for attempt in attempts:
        attempt.treat_at = now + tools.soon(AGAIN)
    return [attempt.id for attempt in attempts]


def treat(tools: Tools, attempt_id: int) -> None:
    """Have the carrier do what is wished; a second call finds it done. What the carrier does not do waits."""
    with tools.sessions() as session:
        attempt = session.get(Attempt, attempt_id)
        if attempt is None or attempt.treat_at is None or attempt.agent_id is None:
            return
        leg = own_leg(session, attempt.agent_id)
        muted = mute_wished(session, attempt.agent_id)
    try:
        done = leg is None or _done(tools, attempt, leg, muted)
    except CarrierError:
        return
    with tools.sessions.begin() as session:
        found = session.get_one(Attempt, attempt_id, with_for_update=True)
        if found.state.final:
            found.hold_wanted = found.mute_wanted = False
        # A wish that was changed meanwhile waits for the next worker.
        same = (found.hold_wanted, found.mute_wanted) == (attempt.hold_wanted, attempt.mute_wanted)
        found.treat_at = None if done and (same or found.state.final) else found.treat_at and tools.now()


def mute_wished(session: Session, agent_id: int) -> bool:
    """This agent is in a call in which he does not want to be heard."""
    asked = select(Attempt.id).where(
        Attempt.agent_id == agent_id, Attempt.channel == "call", Attempt.state.in_(OPEN), Attempt.mute_wanted
    )
    return session.scalar(asked) is not None


def room_of(tools: Tools, leg: Leg) -> str | None:
    """The carrier's id of the conference in which this agent stands; asked for where nobody told us it began."""
    return leg.conference_id or tools.carrier.conference_of(conference(leg.agent_id))


def _done(tools: Tools, attempt: Attempt, leg: Leg, muted: bool) -> bool:
    """Whether there was a conference in which to do it; one that is over needs nothing."""
    room = room_of(tools, leg)
    if room is None or leg.carrier_id is None:
        return attempt.state.final
    if attempt.state is AttemptState.ANSWERED and attempt.carrier_id:
        tools.carrier.treat(room, attempt.carrier_id, hold=attempt.hold_wanted)
    tools.carrier.treat(room, leg.carrier_id, mute=muted)
    return True
