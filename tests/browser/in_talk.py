"""Pictures of the middle of a talk: hold, handing on, who had the customer before, a line down, listening in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from campaigns.agents import Agent
from dialer.agents.presence import Leg
from dialer.agents.transfers import Transfer
from dialer.attempts import Attempt
from tests.browser.camera import TABLET, Camera, take
from tests.browser.scenes import NOW, answers, mei, tom
from tests.cast import agent, branch, ready
from tests.web.visitor import PASSWORD_HASH


def in_talk(camera: Camera) -> None:
    """Wing talks with Mei; Fai is free, a doctor can be rung, Rita listens."""
    with camera.sessions.begin() as session:
        wing = ready(session, NOW, "wing", name="林永美", password_hash=PASSWORD_HASH)
        fai = ready(session, NOW, "fai", name="阿辉", phone="sip:fai@pbx.example.com")
        agent(session, "wong", name="黄志明", roles=["doctor"], phone="+85261110003")
        other = ready(session, NOW, "lok", name="陈乐怡", phone="client:lok")
        call = answers(session, mei(session), wing).id
        answers(session, tom(session), other, "+85298765432")
        fai_id, wing_id = fai.id, wing.id
    camera.clock.forward(minutes=2, seconds=7)
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            page.keyboard.press("f")
            page.locator("#hand-on-to").wait_for()
            page.fill(".hand-on textarea", "对青霉素过敏，想问何时可以化妆。")
            take(page, f"desk-hand-on-{language}")
    _handled(camera, call, wing_id, fai_id)
    _listened(camera, wing_id)


def _handled(camera: Camera, call: int, wing: int, fai: int) -> None:
    with camera.sessions.begin() as session:
        talk = session.get_one(Attempt, call)
        talk.hold_wanted = True
        row = {"from_agent_id": wing, "to_agent_id": fai, "wanted_at": NOW, "deadline_at": NOW + timedelta(hours=1)}
        session.add(wanted := Transfer(attempt_id=call, **row))
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            take(page, f"desk-being-handed-on-{language}")
    with camera.someone("wing", "zh", TABLET, dark=True) as page:
        take(page, "desk-being-handed-on-tablet-dark-zh")
    with camera.sessions.begin() as session:
        session.get_one(Attempt, call).hold_wanted = False
        found = session.get_one(Transfer, wanted.id)
        found.from_agent_id, found.to_agent_id, found.state, found.ended_at = fai, wing, "done", NOW
        found.note = "对青霉素过敏，想问何时可以化妆。"
    with camera.someone("wing", "zh") as page:
        take(page, "desk-handed-on-zh")
    with camera.sessions.begin() as session:
        session.get_one(Attempt, call).alone_since = NOW
    with camera.someone("wing", "zh") as page:
        take(page, "desk-dropped-zh")


def _listened(camera: Camera, wing: int) -> None:
    for language in ("zh", "en"):
        with camera.someone("rita", language) as page:
            take(page, f"console-listening-{language}")
    with camera.sessions.begin() as session:
        rita = session.scalars(select(Agent).where(Agent.login == "rita")).one()
        row = {"e164": rita.phone, "line": branch(session).line, "state": "joined", "wanted_at": NOW}
        session.add(Leg(agent_id=rita.id, listens_to=wing, joined_at=NOW, **row))
    for language in ("zh", "en"):
        with camera.someone("rita", language) as page:
            take(page, f"console-listens-{language}")
    with camera.someone("wing", "en") as page:
        take(page, "desk-listened-en")
