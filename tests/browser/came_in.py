"""A morning's calls that came in: taken, called back, promised with a message, lost in the night, and a stranger."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.agents.presence import announce
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.carrier import RecordingView
from dialer.inbound.calls import InboundCall
from dialer.inbound.ring_back import ring_back
from dialer.recordings.messages import message_told
from runtime.database import Sessions
from tests.cast import branch, customer, follow_up

_LI, _SU = "+85291237001", "+85291237002"


def morning(sessions: Sessions, now: datetime) -> int:
    """Five people have rung us by `now`; the id of the one who left a message and waits for our call."""
    with sessions.begin() as session:
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        line = branch(session).line
        hers = customer(session, "林晓雯", _LI, external_id="C-30021", owner="wing", tier="金卡")
        follow_up(session, hers, now, hours="call-centre")
        customer(session, "苏文静", _SU, external_id="C-30022")
        for n, name in enumerate(("张伟", "何嘉慧")):
            customer(session, name, f"+8529123701{n}", external_id=f"C-3003{n}")
        announce(session, wing.id, "break", now, timedelta(minutes=30))
    _rings(sessions, "+85291237010", line, now - timedelta(hours=12, minutes=20))
    _rings(sessions, "+85260000123", line, now - timedelta(minutes=50))
    with sessions.begin() as session:
        announce(session, wing.id, "available", now, timedelta(minutes=30))
    _taken(sessions, _SU, line, now - timedelta(minutes=40))
    with sessions.begin() as session:
        announce(session, wing.id, "break", now, timedelta(minutes=30))
    _rings(sessions, "+85291237011", line, now - timedelta(minutes=31))
    token = _rings(sessions, _LI, line, now - timedelta(minutes=4))
    with sessions.begin() as session:
        call = session.scalars(select(InboundCall).where(InboundCall.token == token)).one()
        said = RecordingView("RE1", "ready", 37)
        message_told(session, call.id, hers.id, call.follow_up_id, call.carrier_id, said, now)
        _reached(session, "何嘉慧", wing.id, now - timedelta(minutes=15))
        announce(session, wing.id, "available", now, timedelta(minutes=30))
    return hers.id


def _rings(sessions: Sessions, number: str, line: str, at: datetime) -> str:
    with sessions.begin() as session:
        return ring_back(session, number, line, f"CA-{number}", at).inbound


def _taken(sessions: Sessions, number: str, line: str, at: datetime) -> None:
    """Talked with, and logged."""
    _rings(sessions, number, line, at)
    with sessions.begin() as session:
        _over(session, session.scalars(select(Attempt).where(Attempt.e164 == number)).one(), at)


def _reached(session: Session, name: str, agent_id: int, at: datetime) -> None:
    """Called back and talked with."""
    who = session.scalars(select(Customer).where(Customer.name == name)).one()
    case = session.scalars(select(FollowUp).where(FollowUp.customer_id == who.id)).one()
    row = {"follow_up_id": case.id, "customer_id": who.id, "channel": "call", "e164": who.numbers[0].e164}
    row |= {"line": branch(session).line, "mode": "agent", "agent_id": agent_id, "state": AttemptState.ANSWERED}
    call = Attempt(**row, placing_at=at, answered_at=at, bridged_at=at, claimed_at=at)
    session.add(call)
    session.flush()
    _over(session, call, at)


def _over(session: Session, call: Attempt, at: datetime) -> None:
    call.state, call.result, call.ended_at = AttemptState.ENDED, Result.TALKED, at + timedelta(minutes=3)
    for case in session.scalars(select(FollowUp).where(FollowUp.id == call.follow_up_id)):
        case.state, case.reason, case.closed_at = FollowUpState.DONE, "well", at + timedelta(minutes=4)
