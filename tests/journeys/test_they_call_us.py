"""Customers who call us, with every process and a real network: the own agent, another one, a message, the night."""

from __future__ import annotations

from datetime import datetime, timedelta

import requests
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt
from dialer.inbound.calls import InboundCall
from dialer.recordings.recording import Recording
from huifang.demo.script import BEGINS
from huifang.proof.invariants import violations
from huifang.proof.witness import seen_calls
from tests.cast import branch, customer
from tests.journeys.at_the_desk import AtTheDesk
from tests.journeys.conftest import Neighbourhood
from tests.journeys.patience import eventually
from web.agents.adding import add_agent

AUNT_LI = "+85291234567"
LINE = "+85221234567"
MEI, FAI = "+85290010001", "+85290010002"
PASSWORD = "nobody guesses this"
#: Fast enough that a conversation takes a second, slow enough that everybody keeps up.
RATE = 10.0
MORNING = BEGINS + timedelta(minutes=20)  # 11:05 in Hong Kong
NIGHT = BEGINS + timedelta(hours=12)  # 22:45


def test_aunt_li_calls_us_by_day_and_by_night(neighbourhood: Neighbourhood) -> None:
    n = neighbourhood
    desks = _open_the_house(n)
    assert _meets(n, desks, "mei") == "mei", "her own agent, though Fai has waited as long"
    desks["mei"].post("/desk/presence", wants="break", reason="rest")
    assert _meets(n, desks, "fai") == "fai", "another one, where her own has a break"
    desks["fai"].post("/desk/presence", wants="break", reason="rest")
    by_day = _leaves_a_message(n)
    assert by_day.heard == "message"
    assert _promised(n, by_day) - by_day.came_at < timedelta(minutes=30), "she is called back soon"
    n.set_clock(NIGHT, RATE)
    by_night = _leaves_a_message(n)
    assert by_night.heard == "closed"
    _nothing_broke(n)


def _open_the_house(n: Neighbourhood) -> dict[str, AtTheDesk]:
    with n.sessions.begin() as session:
        branch(session)
        for login, phone in (("mei", MEI), ("fai", FAI)):
            add_agent(session, login, login.title(), "agent", ["service"], [], "zh", phone, PASSWORD, BEGINS)
        customer(session, "李秀兰", AUNT_LI, owner="mei")
    li = {"answers": ["no-answer"], "talk_s": 8, "message_s": 6, "sms_reply": None, "calls_back_after_s": None}
    n.set_clock(MORNING, 0.0)
    n.open({MEI: {"kind": "agent"}, FAI: {"kind": "agent"}, AUNT_LI: li})
    n.set_clock(MORNING, RATE)
    return {login: _stand_by(n, login) for login in ("mei", "fai")}


def _stand_by(n: Neighbourhood, login: str) -> AtTheDesk:
    desk = AtTheDesk(n.pages, login, PASSWORD)
    desk.post("/desk/presence", wants="available")
    eventually(lambda: desk.state() == "waiting", f"{login} stands by")
    return desk


def _rings_us(n: Neighbourhood) -> InboundCall:
    """Aunt Li calls; what is kept of it."""
    address = f"{n.house.environment['TWILIO_API_URL']}/sandbox/inbound-call"
    sid = requests.post(address, json={"from": AUNT_LI, "to": LINE}, timeout=5).json()["sid"]
    kept = eventually(lambda: _kept(n, sid), "her call is kept")
    assert kept is not None
    return kept


def _kept(n: Neighbourhood, sid: str) -> InboundCall | None:
    with n.sessions() as session:
        return session.scalars(select(InboundCall).where(InboundCall.carrier_id == sid)).one_or_none()


def _meets(n: Neighbourhood, desks: dict[str, AtTheDesk], login: str) -> str:
    """She calls, talks, and it is logged; with whom."""
    call, desk = _rings_us(n), desks[login]
    eventually(lambda: desk.state() == "wrap_up", f"{login} has talked with her")
    with n.sessions() as session:
        attempt = session.get_one(Attempt, call.attempt_id)
        met = session.scalars(select(Agent.login).where(Agent.id == attempt.agent_id)).one()
    assert attempt.joined_at is not None, "the voices met"
    assert desk.post(f"/desk/outcome/{attempt.id}", disposition="well").ok
    return met


def _leaves_a_message(n: Neighbourhood) -> InboundCall:
    """She calls, meets nobody and says something; what is kept, once she has been promised a call."""
    call = _rings_us(n)
    assert call.attempt_id is None

    def recorded() -> InboundCall | None:
        with n.sessions() as session:
            left = session.scalars(select(Recording).where(Recording.inbound_call_id == call.id)).one_or_none()
            kept = session.get_one(InboundCall, call.id)
        return kept if left is not None and left.seconds and kept.follow_up_id else None

    kept = eventually(recorded, "her message is here")
    assert kept is not None
    return kept


def _promised(n: Neighbourhood, call: InboundCall) -> datetime:
    with n.sessions() as session:
        case = session.get_one(FollowUp, call.follow_up_id)
    assert case.waits_for == "rang_back"
    assert case.owner == "mei"
    return case.next_try_at


def _nothing_broke(n: Neighbourhood) -> None:
    def over() -> bool:
        with n.sessions() as session:
            return session.scalars(select(Attempt).where(Attempt.ended_at.is_(None))).first() is None

    eventually(over, "every attempt has its end")
    with n.sessions() as session:
        assert violations(session, seen_calls(n.network.ledger())) == []
