"""What happens in the middle of a talk, with every process and the network: hold, handing on, listening, a line down.

The network's own ledger is the judge: who could hear whom, and for how long the customer heard nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
import requests
from sqlalchemy import func, select

from campaigns.customers import Customer
from campaigns.outcomes import Outcome
from dialer.agents.presence import Leg
from dialer.agents.transfers import Transfer
from dialer.attempts import Attempt
from huifang.proof.invariants import violations
from huifang.proof.witness import seen_calls
from tests.cast import TUESDAY_11, branch, customer, follow_up
from tests.journeys.at_the_desk import AtTheDesk
from tests.journeys.conftest import Neighbourhood
from tests.journeys.patience import eventually
from web.agents.adding import add_agent

#: The customers, by telephone; one for each test, as the house stays the same.
CUSTOMERS = {"+85291234561": "陈美玲", "+85291234562": "李美玲", "+85291234563": "王美玲", "+85291234564": "张美玲"}
#: A softphone, an exchange in the house, and a telephone.
WING, DOCTOR, RITA = "client:wing", "sip:doctor@pbx.example.com", "+85290010009"
PASSWORD = "nobody guesses this"
#: Seconds of nothing that a customer may hear.
AT_MOST = 2.0


@pytest.fixture(scope="module")
def at_home(one_house: Neighbourhood) -> Neighbourhood:
    """Wing is let in; the doctor is at home and Rita in her office."""
    n = one_house
    with n.sessions.begin() as session:
        branch(session)
        for login, post, roles, phone in (
            ("wing", "agent", ["service"], WING),
            ("doctor", "agent", ["doctor"], DOCTOR),
            ("rita", "supervisor", [], RITA),
        ):
            add_agent(session, login, login.title(), post, roles, [], "en", phone, PASSWORD, TUESDAY_11)
    n.set_clock(TUESDAY_11, 0.0)
    agent = {"kind": "agent", "ring_s": 1}
    talks = {"answers": ["answer"], "ring_s": 1, "talk_s": 600, "sms_reply": None, "calls_back_after_s": None}
    n.open({WING: agent, DOCTOR: agent, RITA: agent} | dict.fromkeys(CUSTOMERS, talks))
    n.set_clock(TUESDAY_11, 1.0)
    return n


@pytest.fixture
def talk(at_home: Neighbourhood) -> Talk:
    """Wing talks with a customer with whom nobody has talked today."""
    n = at_home
    with n.sessions.begin() as session:
        seen = session.scalar(select(func.count(Customer.id))) or 0
        name, number = list(CUSTOMERS.items())[seen][::-1]
        due = follow_up(session, customer(session, name, number)).id
    wing = AtTheDesk(n.pages, "wing", PASSWORD)
    wing.post("/desk/presence", wants="available")
    eventually(lambda: wing.state() == "talking", f"Wing and {name} talk")
    found = Talk(n, wing, number, due)
    eventually(lambda: found.hears(WING), f"{name} hears her")
    return found


class Talk:
    """What a test asks of the network and of the house."""

    def __init__(self, n: Neighbourhood, wing: AtTheDesk, mei: str, follow_up_id: int) -> None:
        self.n, self.wing, self.mei = n, wing, mei
        with n.sessions() as session:
            self.attempt_id = session.scalars(select(Attempt.id).where(Attempt.follow_up_id == follow_up_id)).one()

    def says(self, leaf: str, **form: str) -> None:
        """Wing presses a button of the conversation."""
        assert self.wing.post(f"/desk/call/{self.attempt_id}/{leaf}", **form).ok

    def call_to(self, number: str) -> Mapping[str, Any]:
        """The latest call to this telephone, as the network saw it; nothing was heard on one that was not made."""
        calls: list[Mapping[str, Any]] = [c for c in self.n.network.ledger()["calls"] if c["to"] == number]
        return calls[-1] if calls else {"heard": []}

    def hears(self, whom: str, of: str = "") -> bool:
        """Whoever is at `of`, the customer unless said otherwise, hears this one now."""
        return any(one["what"] == whom and one["to"] is None for one in self.call_to(of or self.mei)["heard"])

    def goes_down(self, number: str) -> None:
        """The network loses this telephone."""
        house = self.n.house.environment
        account, secret = house["TWILIO_ACCOUNT_SID"], house["TWILIO_AUTH_TOKEN"]
        address = f"{house['TWILIO_API_URL']}/2010-04-01/Accounts/{account}/Calls/{self.call_to(number)['sid']}.json"
        assert requests.post(address, {"Status": "completed"}, auth=(account, secret), timeout=5).ok

    def ends_well(self, who: AtTheDesk) -> None:
        """The one who talks hangs up and logs it; the customer never heard nothing for long, and nothing broke."""
        assert who.post(f"/desk/hang-up/{self.attempt_id}").ok
        eventually(lambda: who.state() == "wrap_up", "the call is over")
        assert who.post(f"/desk/outcome/{self.attempt_id}", disposition="well").ok
        mei = self.call_to(self.mei)
        assert mei["longest_silence_s"] <= AT_MOST, mei["silences"]
        eventually(lambda: self._nobody_is_rung() or None, "the telephones are put down or stand")
        with self.n.sessions() as session:
            assert violations(session, seen_calls(self.n.network.ledger())) == []

    def _nobody_is_rung(self) -> bool:
        with self.n.sessions() as session:
            return not session.scalars(select(Leg).where(Leg.state.in_(("wanted", "placing", "placed")))).all()

    def outcome_by(self) -> list[int | None]:
        """Who logged what came of it."""
        with self.n.sessions() as session:
            return list(session.scalars(select(Outcome.agent_id).where(Outcome.attempt_id == self.attempt_id)))


def test_a_customer_on_hold_hears_music_and_a_muted_agent_is_not_heard(talk: Talk) -> None:
    talk.says("voices", hold="on")
    eventually(lambda: talk.hears("music"), "Mei hears music")
    assert not talk.hears(WING)
    talk.says("voices", hold="off")
    eventually(lambda: talk.hears(WING), "Mei hears Wing again")
    talk.says("voices", mute="on")
    eventually(lambda: not talk.hears(WING), "Wing is not heard")
    assert talk.hears(talk.mei, of=WING), "but hears"
    talk.says("voices", mute="off")
    eventually(lambda: talk.hears(WING), "Wing is heard again")
    talk.ends_well(talk.wing)


def test_a_customer_is_handed_on_to_a_doctor_who_is_not_yet_at_the_telephone(talk: Talk) -> None:
    form = talk.wing.page(f"/desk/call/{talk.attempt_id}/hand-on")
    to = re.search(r'<option value="(\d+)">Doctor</option>', form)
    assert to
    talk.says("hand-on", to=to.group(1), note="青霉素过敏")
    eventually(lambda: talk.hears(DOCTOR), "Mei hears the doctor")
    assert not talk.hears(WING)
    assert any("正在为您转接" in said for said in talk.call_to(talk.mei)["said"])
    assert talk.wing.state() == "waiting", "Wing is free, and owes nothing"
    doctor = AtTheDesk(talk.n.pages, "doctor", PASSWORD)
    assert "青霉素过敏" in doctor.page("/desk")
    talk.ends_well(doctor)
    assert talk.outcome_by() == [int(to.group(1))]
    eventually(lambda: talk.call_to(DOCTOR)["ended_at"], "the doctor's telephone is let go")


def test_a_supervisor_listens_unheard_then_whispers_to_the_agent_alone(talk: Talk) -> None:
    rita = AtTheDesk(talk.n.pages, "rita", PASSWORD, home="/console")
    with talk.n.sessions() as session:
        wing = session.get_one(Attempt, talk.attempt_id).agent_id
    rita.post(f"/console/listening/to/{wing}", how="listen")
    eventually(lambda: talk.hears(talk.mei, of=RITA) and talk.hears(WING, of=RITA), "Rita hears both")
    assert not talk.hears(RITA)
    assert not talk.hears(RITA, of=WING)
    assert "Rita正在旁听" in talk.wing.page("/desk")
    rita.post("/console/listening/stop")
    eventually(lambda: talk.call_to(RITA)["ended_at"], "Rita's telephone is put down")
    assert talk.hears(WING), "and they talk on"
    rita.post(f"/console/listening/to/{wing}", how="whisper")
    eventually(lambda: talk.hears(RITA, of=WING), "Wing hears Rita")
    assert not talk.hears(RITA)
    talk.ends_well(talk.wing)
    rita.post("/console/listening/stop")


def test_a_line_that_drops_is_rung_again_and_the_customer_is_not_left_in_silence(talk: Talk) -> None:
    first = talk.call_to(WING)["sid"]
    talk.goes_down(WING)
    eventually(lambda: talk.call_to(WING)["sid"] != first and talk.hears(WING), "they meet again")
    assert any("线路中断了" in said for said in talk.call_to(talk.mei)["said"])
    assert talk.mei in talk.call_to(WING)["talked_with"]
    assert talk.wing.state() == "talking"
    talk.ends_well(talk.wing)
    with talk.n.sessions() as session:
        assert session.scalars(select(Transfer).where(Transfer.attempt_id == talk.attempt_id)).all() == []
