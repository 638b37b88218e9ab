"""Agents' legs: an available agent's telephone is rung once and stands in his conference until he goes.

So is that of a colleague to whom a customer is to be handed on, and of a supervisor who listens, while it takes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Text, and_, bindparam, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.branches import Branch
from dialer.agents.presence import Leg, Presence, elsewhere, telephone, there
from dialer.agents.transfers import Transfer
from dialer.attempt_life import OPEN, AttemptState
from dialer.attempts import Attempt, new_token
from dialer.carrier import CallWanted, CarrierError, FateUnknown
from dialer.pacing import draw_up_to
from dialer.rehearsals import Rehearsal
from dialer.tools import Tools
from runtime.database import UtcDateTime

#: A leg that has not been picked up after so many seconds is given up, and rung anew if the agent still waits.
PICK_UP = 60
#: The instant of the tick, and what one statement takes at the most.
_NOW: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime)
_MOST = bindparam("most", type_=BigInteger)


def want_legs(tools: Tools, session: Session, now: datetime) -> list[int]:
    """A leg for each agent who needs one and has none, and for who listens, as the account's pace allows; their ids."""
    bucket = draw_up_to(session, tools.account, tools.calls_per_second, now)
    ids = []
    given = {"now": now, "rung_since": now - timedelta(seconds=PICK_UP), "most": int(bucket.tokens)}
    for agent_id, phone, line in session.execute(_WAITING, given):
        row = {"token": new_token(), "agent_id": agent_id, "e164": phone, "line": line}
        row |= {"state": "wanted", "wanted_at": now, "deadline_at": now + tools.soon(PICK_UP)}
        made = session.execute(insert(Leg).values(row).on_conflict_do_nothing().returning(Leg.id)).scalar()
        ids += [made] if made is not None else []
    ids += _to_listen(tools, session, int(bucket.tokens) - len(ids), now)
    bucket.tokens -= len(ids)
    return ids


def _to_be_rung() -> ColumnElement[bool]:
    """True for an `Agent` who has no leg: available, or a customer waits for him, or is to be handed on to him."""
    available = and_(Presence.wants == "available", Presence.lease_until > _NOW)
    alone = exists().where(
        Attempt.agent_id == Agent.id, Attempt.state == AttemptState.ANSWERED, Attempt.alone_since.is_not(None)
    )
    # A telephone that the carrier refuses, or that nobody picks up, is not rung again every second; another may be.
    in_vain = exists().where(
        Leg.agent_id == Agent.id,
        Leg.e164 == telephone(),
        Leg.joined_at.is_(None),
        Leg.wanted_at > bindparam("rung_since", type_=UtcDateTime),
    )
    rung = exists().where(Leg.agent_id == Agent.id, Leg.joined_at.is_(None), Leg.wanted_at >= Transfer.wanted_at)
    handed_on = exists().where(
        Transfer.to_agent_id == Agent.id, Transfer.ended_at.is_(None), Transfer.deadline_at > _NOW, ~rung
    )
    has_one = exists().where(Leg.agent_id == Agent.id, Leg.state != "ended")
    return and_(~has_one, or_(and_(or_(available, alone), ~in_vain), handed_on))


def to_listen() -> tuple[ColumnElement[bool], ...]:
    """What is true for a `Leg` by which a supervisor asked to listen, and which no worker has been told of."""
    return Leg.state == "wanted", Leg.listens_to.is_not(None), Leg.deadline_at.is_(None)


def _to_listen(tools: Tools, session: Session, room: int, now: datetime) -> list[int]:
    """Supervisors who asked to listen; each is handed to a worker once."""
    legs = session.scalars(_TO_LISTEN, {"most": max(0, room)}).all()
    for leg in legs:
        leg.deadline_at = now + tools.soon(PICK_UP)
    return [leg.id for leg in legs]


def legs_to_end(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Legs that were never picked up or that nobody needs any more; ids for a worker to end at the carrier."""
    legs = session.scalars(_NEEDED_NO_MORE, {"now": now}).all()
    for leg in legs:
        leg.stop_wanted_at = now + tools.soon(PICK_UP)
    return [leg.id for leg in legs]


def needed_no_more(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """True for a `Leg` that was never picked up or that nobody needs any more; no worker is on his way to end it."""
    in_vain = and_(Leg.state != "joined", Leg.deadline_at <= now)
    needless = and_(Leg.state.in_(("placed", "joined")), or_(_own_for_nothing(now), _nothing_to_hear()))
    stopped = and_(Leg.listens_to.is_not(None), Leg.stop_wanted_at.is_not(None))
    # A worker who was sent has so long before the next one is.
    to_send = or_(Leg.stop_wanted_at.is_(None), Leg.stop_wanted_at <= now)
    return and_(Leg.state != "ended", to_send, or_(in_vain, needless, stopped))


def _own_for_nothing(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """The agent has gone, or has chosen another telephone; he is in no call, and nobody is handed on to him."""
    talking = exists().where(Attempt.agent_id == Leg.agent_id, Attempt.channel == "call", Attempt.state.in_(OPEN))
    handed_on = exists().where(Transfer.to_agent_id == Leg.agent_id, Transfer.ended_at.is_(None))
    gone = or_(~there(Leg.agent_id, now), elsewhere())
    return and_(Leg.listens_to.is_(None), gone, ~talking, ~handed_on)


def _nothing_to_hear() -> ColumnElement[bool]:
    """A supervisor listens to an agent whose telephone is down."""
    heard = aliased(Leg)
    stands = exists().where(heard.agent_id == Leg.listens_to, heard.state == "joined", heard.listens_to.is_(None))
    return and_(Leg.listens_to.is_not(None), ~stands)


def place_leg(tools: Tools, leg_id: int) -> None:
    """Ring an agent's own telephone; a second call for the same id does nothing."""
    with tools.sessions.begin() as session:
        leg = session.get(Leg, leg_id, with_for_update=True)
        if leg is None or leg.state != "wanted":
            return
        leg.state = "placing"
        leg.deadline_at = tools.now() + tools.soon(PICK_UP) + tools.real(tools.carrier_timeout)
        wanted = CallWanted(leg.token, leg.e164, leg.line, ring_seconds=40, leg=True)
    carrier_id = None
    try:
        carrier_id = tools.carrier.call(wanted)
        unknown = False
    except CarrierError as refusal:
        unknown = isinstance(refusal, FateUnknown)
    with tools.sessions.begin() as session:
        leg = session.get_one(Leg, leg_id, with_for_update=True)
        leg.carrier_id = leg.carrier_id or carrier_id
        if leg.state == "placing" and not unknown:
            leg.state = "placed" if carrier_id else "ended"
            leg.ended_at = None if carrier_id else tools.now()


def end_leg(tools: Tools, leg_id: int) -> None:
    """Hang an agent's leg up at the carrier and close it."""
    with tools.sessions() as session:
        leg = session.get(Leg, leg_id)
    if leg is None or leg.state == "ended":
        return
    try:
        for carrier_id in [leg.carrier_id] if leg.carrier_id else _unanswered(tools, leg):
            tools.carrier.stop(carrier_id)
    except CarrierError:
        return  # Asked again when the deadline comes.
    with tools.sessions.begin() as session:
        leg_ended(session, leg_id, tools.now())


def _unanswered(tools: Tools, leg: Leg) -> list[str]:
    """Calls to this telephone that the carrier made although its answer was lost; they may ring still."""
    if leg.state == "wanted":
        return []  # It was never asked.
    since = leg.wanted_at - tools.real(1)
    found = [v for v in tools.carrier.find("call", leg.e164, leg.line) if v.stage != "ended" and v.created_at >= since]
    ids = [view.carrier_id for view in found]
    with tools.sessions() as session:
        taken = set(session.scalars(select(Attempt.carrier_id).where(Attempt.carrier_id.in_(ids))))
        taken |= set(session.scalars(select(Leg.carrier_id).where(Leg.carrier_id.in_(ids))))
        taken |= set(session.scalars(select(Rehearsal.carrier_id).where(Rehearsal.carrier_id.in_(ids))))
    return [carrier_id for carrier_id in ids if carrier_id not in taken]


def leg_of(session: Session, *, token: str) -> Leg | None:
    """The leg that a carrier's message is about, locked."""
    return session.scalar(_BY_TOKEN, {"token": token})


def leg_joined(leg: Leg, carrier_id: str, now: datetime) -> None:
    """The agent picked up and stands in his conference."""
    if leg.state != "ended":
        leg.carrier_id = leg.carrier_id or carrier_id
        leg.state, leg.joined_at, leg.deadline_at = "joined", leg.joined_at or now, None


def leg_ended(session: Session, leg_id: int, now: datetime) -> None:
    """The agent's telephone is down."""
    leg = session.get_one(Leg, leg_id, with_for_update=True)
    if leg.state != "ended":
        leg.state, leg.ended_at, leg.deadline_at = "ended", now, None


#: Put together once: each tick and each message of a telephone comes by here, and that took longer than the answers.
_WAITING = (
    select(Agent.id, telephone(), Branch.line)
    .outerjoin(Presence, Presence.agent_id == Agent.id)
    .join(Branch, Branch.name == select(Branch.name).order_by(Branch.name).limit(1).scalar_subquery())
    .where(_to_be_rung())
    .order_by(Presence.since)
    .limit(_MOST)
)
_TO_LISTEN = select(Leg).where(*to_listen()).order_by(Leg.id).limit(_MOST).with_for_update(skip_locked=True)
_NEEDED_NO_MORE = select(Leg).where(needed_no_more(_NOW)).order_by(Leg.id).with_for_update(skip_locked=True)
_BY_TOKEN = select(Leg).where(Leg.token == bindparam("token", type_=Text)).with_for_update()
