"""Listening in from the console: supervisors only, one agent at a time, and everybody can see it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from campaigns.agents import Agent
from dialer.agents.presence import Leg
from runtime.database import Sessions
from tests.cast import TUESDAY_11, ready
from tests.web.visitor import Visitor


def wing_id(sessions: Sessions) -> int:
    with sessions() as session:
        return session.scalars(select(Agent.id).where(Agent.login == "wing")).one()


def listens(rita: Visitor, to: int, how: str = "listen") -> str:
    rita.get("/console")
    assert rita.post(f"/console/listening/to/{to}", {"how": how}).location == "/console"
    return rita.get("/console").text


@pytest.mark.parametrize(
    ("how", "says"),
    [("listen", "You listen; nobody hears you"), ("whisper", "You listen; Wing hears you, the customer does not")],
)
def test_she_listens_and_stops(rita: Visitor, sessions: Sessions, how: str, says: str) -> None:
    assert "Pick up +852 •••• •009" in listens(rita, wing_id(sessions), how)
    with sessions.begin() as session:
        session.execute(update(Leg).where(Leg.listens_to.is_not(None)).values(state="joined", joined_at=TUESDAY_11))
    shown = rita.get("/console").text
    assert says in shown
    assert "Whisper" not in shown, "one at a time"
    rita.post("/console/listening/stop")
    with sessions() as session:
        kept = session.scalars(select(Leg).where(Leg.listens_to.is_not(None))).one()
    assert (kept.whispers, kept.stop_wanted_at) == (how == "whisper", TUESDAY_11)
    assert says not in rita.get("/console").text


def test_an_agent_who_is_not_at_the_telephone_cannot_be_listened_to(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.execute(update(Leg).values(state="ended"))
    assert "Whisper" not in rita.get("/console").text
    assert "Wing is not at the telephone: there is nothing to hear." in listens(rita, wing_id(sessions))


def test_a_second_agent_is_refused_while_she_listens(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        fai = ready(session, TUESDAY_11, "fai").id
    listens(rita, wing_id(sessions))
    assert "You listen to somebody already" in listens(rita, fai)


def test_agents_do_not_listen_to_each_other(wing: Visitor, sessions: Sessions) -> None:
    wing.get("/desk")
    for address in (f"/console/listening/to/{wing_id(sessions)}", "/console/listening/stop"):
        assert wing.post(address, {"how": "listen"}).status_code == 403
    with sessions() as session:
        assert session.scalars(select(Leg).where(Leg.listens_to.is_not(None))).all() == []


def test_what_is_neither_listening_nor_whispering_is_refused(rita: Visitor, sessions: Sessions) -> None:
    rita.get("/console")
    assert rita.post(f"/console/listening/to/{wing_id(sessions)}", {"how": "shout"}).status_code == 400
    assert rita.post("/console/listening/to/4711", {"how": "listen"}).status_code == 400
