"""Pictures of a day at the desk: telephones, breaks, today's list, what pops, booking, and the entry's timer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.agents.presence import announce
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.inbound.texts import InboundText
from tests.browser.camera import TABLET, Camera, take
from tests.browser.scenes import NOW, answers, crowd, hangs_up, mei
from tests.cast import MEI, customer, follow_up, ready
from tests.web.visitor import PASSWORD_HASH

_LINE = "+85221234567"


def at_work(camera: Camera) -> None:
    """Wing's Tuesday."""
    with camera.sessions.begin() as session:
        phones = {"other_phones": ["sip:wing@pbx.harbour.example", "client:wing"]}
        wing = ready(session, NOW, "wing", name="林永美", password_hash=PASSWORD_HASH, **phones)
        announce(session, wing.id, "offline", NOW, timedelta(hours=9))
        _pressing(session)
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            page.locator(".telephones summary").click()
            take(page, f"desk-telephones-{language}")
    _available(camera, wing.id)
    call = _talk(camera, wing.id)
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            page.keyboard.press("p")
            take(page, f"desk-booking-{language}")
    with camera.someone("wing", "zh", TABLET, dark=True) as page:
        take(page, "desk-pop-tablet-dark-zh")
    _afterwards(camera, call)


def _pressing(session: Session) -> None:
    """Overdue, promised for this afternoon, and others."""
    crowd(session, "王建国 李秀英 张伟 刘洋 黄丽")
    late = customer(session, "周敏", "+85260009991", external_id="C-90001")
    yesterday: dict[str, Any] = {"last_day": date(2026, 11, 23), "closes_at": NOW + timedelta(hours=6)}
    follow_up(session, late, **yesterday)
    at = NOW + timedelta(hours=4, minutes=30)
    promise: dict[str, Any] = {
        "owner": "wing",
        "take_over_at": at,
        "opens_at": at,
        "next_try_at": at,
        "waits_for": "promised",
    }
    follow_up(session, customer(session, "孙倩", "+85260009992", external_id="C-90002"), **promise)


def _available(camera: Camera, wing: int) -> None:
    with camera.sessions.begin() as session:
        announce(session, wing, "available", NOW, timedelta(hours=9))
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            page.keyboard.press("b")
            take(page, f"desk-break-{language}")
    with camera.sessions.begin() as session:
        announce(session, wing, "break", NOW, timedelta(hours=9), "lunch")
    camera.clock.forward(minutes=12)
    for language in ("zh", "en"):
        with camera.someone("rita", language) as page:
            take(page, f"console-break-{language}")
    with camera.sessions.begin() as session:
        announce(session, wing, "available", camera.clock.at, timedelta(hours=9))


def _talk(camera: Camera, wing: int) -> int:
    with camera.sessions.begin() as session:
        due = mei(session)
        whose = session.get_one(Customer, due.customer_id)
        whose.wished_hours = "mon 18:00-20:00, tue 10:00-12:00, wed 18:00-20:00"
        _lately(session, due, wing)
        at = NOW + timedelta(days=2, hours=4)
        window: dict[str, Any] = {"first_day": at.date(), "last_day": at.date(), "opens_at": at, "next_try_at": at}
        window |= {"owner": "wing", "take_over_at": at, "closes_at": at + timedelta(hours=9), "waits_for": "promised"}
        follow_up(session, whose, step="day-3", occurrence_key="next/outcome:1", **window)
        return answers(session, due, session.get_one(Agent, wing)).id


def _lately(session: Session, due: FollowUp, wing: int) -> None:
    """What happened with Mei in the last weeks."""
    row: dict[str, Any] = {"follow_up_id": due.id, "customer_id": due.customer_id, "e164": MEI, "line": _LINE}
    row |= {"mode": "agent", "state": AttemptState.ENDED, "channel": "call"}
    seen = follow_up(session, session.get_one(Customer, due.customer_id), step="seen", state="done")
    for days, changes in (
        (1, {"result": Result.NO_ANSWER}),
        (1, {"channel": "text", "mode": "missed", "result": Result.DELIVERED, "body": "【海港诊所】给您去电未接通"}),
        (
            24,
            {
                "result": Result.TALKED,
                "agent_id": wing,
                "bridged_at": NOW - timedelta(days=24),
                "follow_up_id": seen.id,
            },
        ),
    ):
        at = NOW - timedelta(days=days)
        session.add(Attempt(**row | changes | {"claimed_at": at, "placed_at": at, "ended_at": at}))
    wrote = {"e164": MEI, "line": _LINE, "customer_id": due.customer_id, "body": "明天上午可以打给我", "media": 0}
    wrote |= {"read_at": NOW, "read_by": "wing"}
    session.add(InboundText(**wrote, carrier_id="SM-7", meaning="message", received_at=NOW - timedelta(hours=20)))
    said = {"follow_up_id": seen.id, "customer_id": due.customer_id, "agent_id": wing, "reached_by": "chat"}
    asked = [{"asked": "什么时候可以化妆？", "answered": "结痂脱落之后"}, {"asked": "能否改到周六？", "answered": ""}]
    told = {"disposition": "well", "notes": "微信上问候，恢复良好。", "attitude": "warm", "questions": asked}
    session.add(Outcome(**said, **told, logged_at=NOW - timedelta(days=9)))
    session.flush()


def _afterwards(camera: Camera, call: int) -> None:
    with camera.sessions.begin() as session:
        hangs_up(session, session.get_one(Attempt, call))
    camera.clock.forward(minutes=3, seconds=5)
    with camera.sessions.begin() as session:
        session.get_one(Attempt, call).ended_at = camera.clock.at - timedelta(minutes=2, seconds=20)
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            take(page, f"desk-writing-{language}")
