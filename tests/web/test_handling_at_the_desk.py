"""The buttons of a conversation: what Wing wishes is written down, and she sees how far it is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from dialer.agents.presence import Leg
from dialer.agents.transfers import LINE_DROPPED, Transfer
from dialer.attempts import Attempt
from runtime.database import Sessions
from tests.browser.scenes import mei
from tests.cast import TUESDAY_11, agent, ready
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    return Desk(wing, sessions)


def call_of(desk: Desk) -> Attempt:
    with desk.sessions() as session:
        return session.scalars(select(Attempt)).one()


def presses(desk: Desk, call: int, **what: str) -> str:
    desk.wing.get("/desk")
    return desk.wing.post(f"/desk/call/{call}/voices", what, htmx=True).text


def comes(desk: Desk, login: str, *, at_hand: bool = False, **changes: object) -> int:
    with desk.scene() as session:
        row = {"phone": f"+8526111{len(login):04}"} | changes
        return (ready(session, TUESDAY_11, login, **row) if at_hand else agent(session, login, **row)).id


def test_hold_and_mute_are_wished_and_shown(desk: Desk) -> None:
    call = desk.talks(mei)
    before = desk.seen()
    shown = presses(desk, call, hold="on")
    assert "On hold: the customer hears music" in shown
    assert re.search(r'id="hold" name="hold" value="off" data-key="h" aria-pressed="true"', shown)
    assert desk.seen() != before, "another page of hers shows it too"
    assert "Muted: nobody hears you" in presses(desk, call, mute="on")
    kept = call_of(desk)
    assert (kept.hold_wanted, kept.mute_wanted, kept.treat_at) == (True, True, TUESDAY_11)
    assert "On hold" not in presses(desk, call, hold="off")
    assert call_of(desk).mute_wanted, "one does not change the other"


def test_only_while_they_talk_and_only_in_her_own_call(desk: Desk) -> None:
    call = desk.rings(mei)
    assert 'id="hold"' not in desk.wing.get("/desk").text
    desk.answers(call)
    assert 'id="hold"' in desk.wing.get("/desk").text
    desk.ends(call)
    assert "You do not talk with the customer any more." in presses(desk, call, hold="on")
    with desk.scene() as session:
        session.get_one(Attempt, call).agent_id = comes(desk, "fai")
    assert desk.wing.post(f"/desk/call/{call}/voices", {"hold": "on"}).status_code == 404
    assert desk.wing.post(f"/desk/call/{call}/hand-on", {"to": "1"}).status_code == 404


def test_she_chooses_a_colleague_and_is_told_that_he_is_fetched(desk: Desk) -> None:
    call = desk.talks(mei)
    fai, doctor = comes(desk, "fai", at_hand=True), comes(desk, "doctor", name="黄志明", roles=["doctor"])
    form = desk.wing.get(f"/desk/call/{call}/hand-on", htmx=True).text
    assert form.index("At the telephone") < form.index(f'value="{fai}"') < form.index(f'value="{doctor}"')
    assert "to be rung" in form
    told = desk.wing.post(f"/desk/call/{call}/hand-on", {"to": str(doctor), "note": "青霉素过敏"}, htmx=True).text
    assert "黄志明 is being fetched" in told
    with desk.sessions() as session:
        wanted = session.scalars(select(Transfer)).one()
    assert (wanted.to_agent_id, wanted.note, wanted.state) == (doctor, "青霉素过敏", "wanted")
    kept = desk.wing.post(f"/desk/call/{call}/keep", htmx=True).text
    assert "is being fetched" not in kept
    with desk.sessions() as session:
        assert session.scalars(select(Transfer.state)).one() == "cancelled"


def test_without_scripts_the_form_is_on_the_desk(desk: Desk) -> None:
    call = desk.talks(mei)
    assert "Nobody can take the customer at this moment." in desk.wing.get(f"/desk/call/{call}/hand-on").text
    fai = comes(desk, "fai", at_hand=True)
    page = desk.wing.get(f"/desk/call/{call}/hand-on").text
    assert "<details" in page
    assert f'value="{fai}"' in page
    assert desk.wing.post(f"/desk/call/{call}/hand-on", {"to": str(fai)}).location == "/desk"


def test_why_nobody_was_handed_on_is_said(desk: Desk) -> None:
    call, fai = desk.talks(mei), comes(desk, "fai", at_hand=True)
    with desk.scene() as session:
        session.scalars(select(Leg).where(Leg.agent_id == fai)).one().state = "ended"
    busy = desk.wing.post(f"/desk/call/{call}/hand-on", {"to": str(fai)}, htmx=True).text
    assert "Fai cannot take the customer now; choose somebody else." in busy
    with desk.scene() as session:
        row = {"from_agent_id": call_of(desk).agent_id, "to_agent_id": fai, "wanted_at": TUESDAY_11}
        ended = {"state": "failed", "reason": "no_answer", "deadline_at": TUESDAY_11, "ended_at": TUESDAY_11}
        session.add(Transfer(attempt_id=call, **row, **ended))
    assert "Fai did not pick up. The customer is still with you." in desk.wing.get("/desk").text


@pytest.mark.parametrize(
    ("reason", "says"),
    [("", "Fai has handed this customer on to you."), (LINE_DROPPED, "Fai talked with this customer before")],
)
def test_who_had_the_customer_before_and_what_he_wants_her_to_know_is_shown(desk: Desk, reason: str, says: str) -> None:
    call, fai = desk.talks(mei), comes(desk, "fai")
    with desk.scene() as session:
        row = {"from_agent_id": fai, "to_agent_id": call_of(desk).agent_id, "wanted_at": TUESDAY_11}
        done = {"state": "done", "reason": reason, "deadline_at": TUESDAY_11, "ended_at": TUESDAY_11}
        session.add(Transfer(attempt_id=call, note="青霉素过敏", **row, **done))
    for _ in range(2):
        page = desk.wing.get("/desk").text
        assert says in page
        assert "青霉素过敏" in page
        desk.ends(call)


def test_an_agent_whose_phone_went_down_is_told_that_her_customer_waits(desk: Desk) -> None:
    call = desk.talks(mei)
    with desk.scene() as session:
        session.get_one(Attempt, call).alone_since = TUESDAY_11
    page = desk.wing.get("/desk").text
    assert "The line dropped: pick up your phone" in page
    assert "it rings again" in page
    assert 'id="hold"' not in page
    assert 'id="hang-up"' in page


def test_an_agent_sees_who_listens(desk: Desk) -> None:
    with desk.scene() as session:
        rita, wing = (session.scalars(select(Agent).where(Agent.login == who)).one().id for who in ("rita", "wing"))
        row = {"e164": "+85261110009", "line": "+85221234567", "state": "joined", "wanted_at": TUESDAY_11}
        session.add(Leg(agent_id=rita, listens_to=wing, whispers=True, joined_at=TUESDAY_11, **row))
    assert "Rita listens, and speaks to you alone" in desk.wing.get("/desk").text
    assert desk.state() == "waiting", "her telephone is no agent's own"
