"""A house that records: a conversation that is going on, earlier ones, a message that was left; and the pictures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from dialer.recordings.wishes import allow, refuse
from sandbox.records.silence import mp3
from tests.browser.camera import TABLET, Camera, take
from tests.browser.scenes import NOW, crowd, mei, picks_up, rings
from tests.cast import agent, ready
from tests.dialer.counted import call
from tests.web.on_file import message_on_file, talk_on_file
from tests.web.visitor import PASSWORD_HASH

#: Agent, customer, minutes ago, seconds.
_EARLIER = ((0, "林晓雯", 55, 242), (1, "苏文静", 131, 95), (0, "张伟", 1500, 611), (1, "何嘉慧", 1630, 47))


def recorded(session: Session, wing: Agent) -> Customer:
    """Wing talks with Mei, who left a message this morning; four earlier conversations are kept."""
    fai = agent(session, "fai", name="区家辉", phone="+85261110002")
    crowded = crowd(session, " ".join(name for _, name, *_ in _EARLIER))
    for due, (who, _, minutes, seconds) in zip(crowded, _EARLIER, strict=True):
        at = NOW - timedelta(minutes=minutes)
        made = call(session, due, agent_id=(wing, fai)[who].id, e164=f"+8526123{minutes:04}", placing_at=at)
        talk_on_file(session, made, at, seconds=seconds, sound=mp3(seconds), carrier_id=f"RE{minutes}")
    return _with_mei(session, wing)


def _with_mei(session: Session, wing: Agent) -> Customer:
    due = mei(session)
    her = session.get_one(Customer, due.customer_id)
    message_on_file(session, her, NOW - timedelta(minutes=28), sound=mp3(18))
    gone: dict[str, Any] = {"state": "gone", "sound": None, "seconds": 30}
    message_on_file(session, her, NOW - timedelta(days=9), reason="erased_on_request", by="rita", **gone)
    refuse(session, her.id, "fai", NOW - timedelta(days=30))
    allow(session, her.id, "wing", NOW - timedelta(days=24))
    talking = rings(session, due, wing.id)
    picks_up(session, talking)
    talk_on_file(session, talking, NOW, state="running", sound=None, seconds=None, delete_at=None)
    return her


def recordings(camera: Camera) -> None:
    """The desk while it records, and refused; the customer's page; what was agreed; the supervisor's list."""
    with camera.sessions.begin() as session:
        wing = ready(session, NOW - timedelta(minutes=48), "wing", name="林永美", password_hash=PASSWORD_HASH)
        her = recorded(session, wing).id
    camera.clock.forward(minutes=1, seconds=12)
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            take(page, f"desk-recorded-{language}")
        with camera.someone("rita", language) as page:
            for name, address in (
                ("recordings", "/recordings"),
                ("their-recordings", f"/customers/{her}"),
                ("recording-agreed", f"/customers/{her}/agreed"),
            ):
                page.goto(camera.address + address)
                take(page, f"{name}-{language}")
    with camera.someone("rita", "zh", TABLET, dark=True) as page:
        page.goto(f"{camera.address}/recordings")
        take(page, "recordings-tablet-dark-zh")
    with camera.someone("wing", "zh") as page:
        page.keyboard.press("x")
        page.locator("#do-not-record").wait_for(state="detached")
        take(page, "desk-refused-zh")
