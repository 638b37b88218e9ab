"""Recordings with every process and a network: told, recorded, kept and heard; refused in the middle; a message left.

The network's own list of recordings is the judge of what is left there.
"""

from __future__ import annotations

import pytest
import requests
from sqlalchemy import select

from campaigns.customers import Customer
from dialer.attempts import Attempt
from dialer.recordings.recording import Listening, Recording
from huifang.proof.invariants import violations
from huifang.proof.witness import seen_calls
from runtime.clock import SharedClock
from tests.cast import TUESDAY_11, branch, customer, follow_up
from tests.journeys.at_the_desk import AtTheDesk
from tests.journeys.conftest import Neighbourhood
from tests.journeys.patience import eventually
from web.agents.adding import add_agent

MEI, MING, LINE = "+85291234567", "+85291234568", "+85221234567"
WING, RITA = "+85290010001", "+85290010009"
PASSWORD = "nobody guesses this"
#: Fast enough that a conversation takes a second or two, slow enough that everybody keeps up.
RATE = 5.0


@pytest.fixture
def house(neighbourhood: Neighbourhood) -> Neighbourhood:
    """A house that records: Wing calls, Rita supervises; Mei talks briefly, Ming for long."""
    n = neighbourhood
    n.house.environment["HUIFANG_RECORD_CALLS"] = "on"
    with n.sessions.begin() as session:
        branch(session)
        add_agent(session, "wing", "Wing", "agent", ["service"], [], "en", WING, PASSWORD, TUESDAY_11)
        add_agent(session, "rita", "Rita", "supervisor", [], [], "en", RITA, PASSWORD, TUESDAY_11)
        follow_up(session, customer(session, "陈美玲", MEI))
    quiet = {"answers": ["answer"], "ring_s": 1, "sms_reply": None, "calls_back_after_s": None, "message_s": 6}
    n.set_clock(TUESDAY_11, 0.0)
    people = {MEI: quiet | {"talk_s": 20}, MING: quiet | {"talk_s": 600}}
    n.open(people | {WING: {"kind": "agent", "ring_s": 1}, RITA: {"kind": "agent"}})
    n.set_clock(TUESDAY_11, RATE)
    return n


def test_told_recorded_and_heard_refused_and_erased_left_and_heard(house: Neighbourhood) -> None:
    wing = AtTheDesk(house.pages, "wing", PASSWORD)
    wing.post("/desk/presence", wants="available")
    _recorded_with_the_notice(house, wing)
    _refused_in_the_middle(house, wing)
    wing.post("/desk/presence", wants="break", reason="rest")
    _a_message_is_left_and_heard(house)
    with house.sessions() as session:
        assert violations(session, seen_calls(house.network.ledger())) == []


def _recorded_with_the_notice(n: Neighbourhood, wing: AtTheDesk) -> None:
    eventually(lambda: wing.state() == "talking", "Wing and Mei talk")
    assert "不要录音" in wing.page("/desk")
    eventually(lambda: _of(n, MEI).state == "running", "it is recorded")
    running = _of(n, MEI)
    assert running.notice_at is not None
    assert running.started_at is not None
    assert running.notice_at < running.started_at, "nothing is recorded before they were told"
    call = next(c for c in n.network.ledger()["calls"] if c["to"] == MEI)
    assert any("通话将被录音" in words for words in call["said"]), "and they were told on the telephone"
    assert call["first_said_at"] < call["first_talked_at"]
    eventually(lambda: wing.state() == "wrap_up", "Mei has hung up")
    eventually(lambda: _of(n, MEI).state == "kept" and _of(n, MEI).look_at is None, "the sound is here")
    kept = _of(n, MEI)
    assert kept.seconds is not None
    assert 5 <= kept.seconds <= 25
    assert _left(n) == [], "and no longer at the network"
    heard = wing.hears(kept.id)
    assert (heard.status_code, heard.headers["Content-Type"]) == (206, "audio/mpeg")
    assert heard.content[:2] == b"\xff\xf3", "it is an MP3"
    assert wing.post(f"/desk/outcome/{kept.attempt_id}", disposition="well").ok


def _refused_in_the_middle(n: Neighbourhood, wing: AtTheDesk) -> None:
    with n.sessions.begin() as session:
        follow_up(
            session,
            customer(session, "李明", MING, title="mr"),
            SharedClock(n.house.environment["HUIFANG_CLOCK"]).now(),
        )
    eventually(lambda: wing.state() == "talking", "Wing and Ming talk")
    eventually(lambda: _of(n, MING).state == "running", "it is recorded")
    assert len(_left(n)) == 1
    refused = _of(n, MING)
    assert "未录音" in wing.post(f"/desk/recording/{refused.attempt_id}/refused").text
    assert _of(n, MING).state in ("unwanted", "gone"), "it holds from the answer on"
    eventually(lambda: _of(n, MING).state == "gone", "the network has deleted it")
    assert _left(n) == []
    assert wing.state() == "talking", "they talk on"
    assert wing.post(f"/desk/hang-up/{refused.attempt_id}").ok
    eventually(lambda: wing.state() == "wrap_up", "the call is over")
    assert wing.post(f"/desk/outcome/{refused.attempt_id}", disposition="well").ok
    assert (_left(n), _of(n, MING).state) == ([], "gone")


def _a_message_is_left_and_heard(n: Neighbourhood) -> None:
    address = f"{n.house.environment['TWILIO_API_URL']}/sandbox/inbound-call"
    assert requests.post(address, json={"from": MING, "to": LINE}, timeout=5).ok

    def message() -> Recording | None:
        with n.sessions() as session:
            left = select(Recording).where(Recording.inbound_call_id.is_not(None), Recording.state == "kept")
            return session.scalars(left.where(Recording.look_at.is_(None))).one_or_none()

    kept = eventually(message, "the message is here")
    assert kept is not None
    assert kept.seconds, "who does not want conversations recorded may still leave a message"
    assert _left(n) == []
    rita = AtTheDesk(n.pages, "rita", PASSWORD, home="/console")
    assert f"/recordings/{kept.id}" in rita.page("/recordings")
    assert rita.hears(kept.id).status_code == 206
    with n.sessions() as session:
        assert session.scalars(select(Listening.by).order_by(Listening.id)).all() == ["wing", "rita"]


def _of(n: Neighbourhood, number: str) -> Recording:
    """The recording of the conversation with this number, once there is one."""

    def look() -> Recording | None:
        with n.sessions() as session:
            of = select(Recording).join(Attempt).join(Customer, Customer.id == Recording.customer_id)
            return session.scalars(of.where(Attempt.e164 == number)).one_or_none()

    found = eventually(look, "a recording is wanted")
    assert found is not None
    return found


def _left(n: Neighbourhood) -> list[str]:
    """The recordings that the network has, of all calls."""
    of = n.house.environment
    address = f"{of['TWILIO_API_URL']}/2010-04-01/Accounts/{of['TWILIO_ACCOUNT_SID']}/Recordings.json"
    answer = requests.get(address, auth=(of["TWILIO_ACCOUNT_SID"], of["TWILIO_AUTH_TOKEN"]), timeout=5)
    assert answer.status_code == 200
    return [one["sid"] for one in answer.json()["recordings"]]
