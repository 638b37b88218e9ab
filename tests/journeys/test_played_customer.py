"""A person plays the customer: a real worker calls, they answer, talk with the agent, hang up, and call back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from dialer.attempt_life import Result
from dialer.attempts import Attempt
from dialer.rehearsals import Rehearsal
from huifang.demo.script import BEGINS
from huifang.proof.invariants import violations
from huifang.proof.witness import seen_calls
from tests.cast import branch, customer, follow_up
from tests.journeys.at_the_desk import AtTheDesk
from tests.journeys.conftest import Neighbourhood
from tests.journeys.patience import eventually
from tests.sandbox.played import Telephone
from web.agents.adding import add_agent

AUNT_LI, MEI, RITA = "+85291234567", "+85290010001", "+85290010009"
PASSWORD = "nobody guesses this"
#: A ring lasts some seconds of ours, so that the player can answer.
RATE = 3.0
MORNING = BEGINS + timedelta(minutes=20)  # 11:05 in Hong Kong


def test_a_played_customer_is_called_talks_with_the_agent_and_calls_back(neighbourhood: Neighbourhood) -> None:
    n = neighbourhood
    mei, li = _open_the_house(n)
    shown = eventually(lambda: _is(li, "ringing"), "Aunt Li's telephone rings")
    line = shown["call"]["line"]
    li.do("answer")
    eventually(lambda: _talk(li), "the voices meet")
    eventually(lambda: mei.state() == "talking", "she pops up on Mei's desk")
    assert ("with", MEI) in li.heard()
    li.do("hang-up")
    eventually(lambda: mei.state() == "wrap_up", "Mei knows that she has gone")
    _log(n, mei, "out")
    eventually(lambda: mei.state() == "waiting", "Mei stands by again")
    li.do("call", to=line)
    eventually(lambda: _talk(li), "her own call reaches Mei")
    li.do("hang-up")
    eventually(lambda: mei.state() == "wrap_up", "Mei knows it this time as well")
    _log(n, mei, "in")
    _rita_hears_a_greeting(n)
    _nothing_broke(n)


def _open_the_house(n: Neighbourhood) -> tuple[AtTheDesk, Telephone]:
    """Aunt Li is due, and her telephone is in our hand before anybody could call her."""
    with n.sessions.begin() as session:
        branch(session)
        add_agent(session, "mei", "陈美", "agent", ["service"], [], "zh", MEI, PASSWORD, BEGINS)
        add_agent(session, "rita", "梁丽达", "supervisor", [], [], "zh", RITA, PASSWORD, BEGINS)
        her = customer(session, "李秀兰", AUNT_LI)
        follow_up(session, her, MORNING, next_try_at=MORNING, opens_at=MORNING)
    n.set_clock(MORNING, 0.0)
    n.open(
        {MEI: {"kind": "agent"}, RITA: {"answers": ["answer"]}, AUNT_LI: {"answers": ["no-answer"], "sms_reply": None}}
    )
    li = Telephone(n.house.environment["TWILIO_API_URL"], AUNT_LI)
    n.set_clock(MORNING, RATE)
    mei = AtTheDesk(n.pages, "mei", PASSWORD)
    mei.post("/desk/presence", wants="available")
    return mei, li


def _is(li: Telephone, state: str) -> dict[str, Any]:
    shown = li.do("play")
    return shown if shown["state"] == state else {}


def _talk(li: Telephone) -> bool:
    shown = li.do("play")
    return shown["call"] is not None and shown["call"]["company"] == "talking"


def _log(n: Neighbourhood, mei: AtTheDesk, direction: str) -> None:
    """Mei writes down what came of the conversation."""
    asked = select(Attempt).where(Attempt.direction == direction, Attempt.channel == "call")
    with n.sessions() as session:
        call = session.scalars(asked).one()
    assert (call.result, call.joined_at is not None) == (Result.TALKED, True)
    assert mei.post(f"/desk/outcome/{call.id}", disposition="well").ok


def _rita_hears_a_greeting(n: Neighbourhood) -> None:
    """Before she launches it, on her own telephone; no customer is called for it."""
    rita = AtTheDesk(n.pages, "rita", PASSWORD, home="/console")
    assert rita.post("/console/launch/rehearsal", **{"in": "zh", "message-zh": "{address}您好，祝您节日快乐。"}).ok
    eventually(lambda: 'data-state="ended"' in rita.page("/console/launch/rehearsal"), "she has heard it to the end")
    with n.sessions() as session:
        assert session.scalars(select(Rehearsal.reason)).all() == ["talked"]


def _nothing_broke(n: Neighbourhood) -> None:
    def over() -> bool:
        with n.sessions() as session:
            return session.scalars(select(Attempt).where(Attempt.ended_at.is_(None))).first() is None

    eventually(over, "every attempt has its end")
    with n.sessions() as session:
        assert violations(session, seen_calls(n.network.ledger())) == []
