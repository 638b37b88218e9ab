"""Agents' legs: an available agent's telephone is rung once and stands in his conference until he goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from dialer.agents.presence import Leg, Presence
from dialer.attempt_life import OPEN
from dialer.attempts import Attempt, new_token
from dialer.carrier import CallWanted, CarrierError, FateUnknown
from dialer.pacing import draw_up_to
from dialer.tools import Tools

#: A leg that has not been picked up after so many seconds is given up, and rung anew if the agent still waits.
PICK_UP = 60


def want_legs(tools: Tools, session: Session, now: datetime) -> list[int]:
    """A leg for each available agent who has none, as the account's pace allows; the new legs' ids."""
    bucket = draw_up_to(session, tools.account, tools.calls_per_second, now)
    waiting = (
        select(Agent.id, Agent.phone, Branch.line)
        .join(Presence, Presence.agent_id == Agent.id)
        .join(Branch, Branch.name == select(Branch.name).order_by(Branch.name).limit(1).scalar_subquery())
        .where(
            Presence.wants == "available",
            Presence.lease_until > now,
            ~exists().where(Leg.agent_id == Agent.id, Leg.state != "ended"),
            # A telephone that the carrier refuses, or that nobody picks up, is not rung again every second.
            ~exists().where(
                Leg.agent_id == Agent.id, Leg.joined_at.is_(None), Leg.wanted_at > now - timedelta(seconds=PICK_UP)
            ),
        )
    )
    ids = []
    for agent_id, phone, line in session.execute(waiting.order_by(Presence.since).limit(int(bucket.tokens))):
        row = {"token": new_token(), "agent_id": agent_id, "e164": phone, "line": line}
        row |= {"state": "wanted", "wanted_at": now, "deadline_at": now + tools.soon(PICK_UP)}
        made = session.execute(insert(Leg).values(row).on_conflict_do_nothing().returning(Leg.id)).scalar()
        ids += [made] if made is not None else []
    bucket.tokens -= len(ids)
    return ids


def legs_to_end(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Legs whose agent has gone, or that were never picked up; ids for a worker to end at the carrier."""
    gone = exists().where(
        Presence.agent_id == Leg.agent_id, or_(Presence.wants == "offline", Presence.lease_until <= now)
    )
    talking = exists().where(Attempt.agent_id == Leg.agent_id, Attempt.channel == "call", Attempt.state.in_(OPEN))
    # A worker who was sent has so long before the next one is.
    sent = Leg.deadline_at.between(now, now + tools.soon(PICK_UP))
    stale = select(Leg).where(
        Leg.state != "ended",
        or_(Leg.deadline_at.is_(None), ~sent),
        or_(and_(Leg.state != "joined", Leg.deadline_at <= now), and_(Leg.state == "joined", gone)),
        ~talking,
    )
    legs = session.scalars(stale.with_for_update(skip_locked=True)).all()
    for leg in legs:
        leg.deadline_at = now + tools.soon(PICK_UP)
    return [leg.id for leg in legs]


def legs_to_check(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Standing legs that the carrier has not been asked about for a while: the message of their end may be lost."""
    standing = select(Leg).where(Leg.state == "joined", or_(Leg.deadline_at.is_(None), Leg.deadline_at <= now))
    legs = session.scalars(standing.with_for_update(skip_locked=True)).all()
    asked = [leg.id for leg in legs if leg.deadline_at is not None]
    for leg in legs:
        leg.deadline_at = now + tools.soon(PICK_UP) * 5
    return asked


def check_leg(tools: Tools, leg_id: int) -> None:
    """Ask the carrier whether an agent's leg still stands; if not, it is closed, and rung anew if the agent waits."""
    with tools.sessions() as session:
        leg = session.get(Leg, leg_id)
    if leg is None or leg.state != "joined" or not leg.carrier_id:
        return
    try:
        view = tools.carrier.look_up(leg.carrier_id, "call")
    except CarrierError:
        return  # Asked again when its time comes.
    if view is None or view.stage == "ended":
        with tools.sessions.begin() as session:
            leg_ended(session, leg_id, tools.now())


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


def end_leg(tools: Tools, leg_id: int) -> None:
    """Hang an agent's leg up at the carrier and close it."""
    with tools.sessions() as session:
        leg = session.get(Leg, leg_id)
    if leg is None or leg.state == "ended":
        return
    if leg.carrier_id:
        try:
            tools.carrier.stop(leg.carrier_id)
        except CarrierError:
            return  # Asked again when the deadline comes.
    with tools.sessions.begin() as session:
        leg_ended(session, leg_id, tools.now())


def leg_of(session: Session, *, token: str) -> Leg | None:
    """The leg that a carrier's message is about, locked."""
    return session.scalar(select(Leg).where(Leg.token == token).with_for_update())


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
