"""Scenes for the browser: Wing at her desk, Mei and Jack at the other end, a Tuesday at the clinic and the workshop."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.answer import answer
from dialer.calls.record import Report, record
from tests.cast import BEFORE, TUESDAY_11, customer, event, follow_up

NOW = TUESDAY_11
MONDAY = date(2026, 11, 23)


def mei(session: Session) -> FollowUp:
    """陈美玲 had a laser treatment yesterday and is due today."""
    her = customer(session, "陈美玲", "+85291234567", external_id="C-20391", tier="金卡")
    done = event(session, her, MONDAY, subject="皮秒激光（面部）", by_whom="黄志明医生", external_id="T-88120")
    event(session, her, date(2026, 12, 21), "appointment", "", subject="皮秒激光（面部）", by_whom="黄志明医生")
    ahead: dict[str, Any] = {"opens_at": NOW + timedelta(days=9), "closes_at": NOW + timedelta(days=12)}
    window: dict[str, Any] = {"first_day": date(2026, 12, 3), "last_day": date(2026, 12, 5)}
    earlier = follow_up(session, her, step="day-10", event_id=done.id, **window, **ahead)
    said(session, her, earlier, "concern", "上次做完第二天两颊发红，冷敷后消退。希望下午来电。", days_ago=30)
    said(session, her, earlier, "well", "已完全恢复，满意。", days_ago=24)
    return follow_up(session, her, event_id=done.id)


def tom(session: Session) -> FollowUp:
    """Tom Harper had his brakes done yesterday: ten ratings."""
    known: dict[str, Any] = {"surname": "Harper", "title": "mr", "language": "en", "external_id": "W-1042"}
    him = customer(session, "Tom Harper", "+85298765432", **known)
    told = {"subject": "new brake pads, front", "by_whom": "Kit Lau", "external_id": "INV-7731"}
    done = event(session, him, MONDAY, "invoice", "", **told)
    changes: dict[str, Any] = {"playbook": "service-next-day", "step": "next-day", "purpose": "survey"}
    return follow_up(session, him, event_id=done.id, hours="workshop", priority=30, **changes)


def said(session: Session, whose: Customer, about: FollowUp, disposition: str, notes: str, days_ago: int) -> None:
    """Somebody has talked with this customer before."""
    at = NOW - timedelta(days=days_ago)
    row = {"follow_up_id": about.id, "customer_id": whose.id, "disposition": disposition, "notes": notes}
    session.add(Outcome(**row, logged_at=at))
    session.flush()


def rings(session: Session, due: FollowUp, agent_id: int, e164: str = "+85291234567") -> Attempt:
    """The customer's phone rings, and the agent sees who it is."""
    attempt = Attempt(
        follow_up_id=due.id,
        customer_id=due.customer_id,
        channel="call",
        e164=e164,
        line="+85221234567",
        mode="agent",
        agent_id=agent_id,
        ring_seconds=25,
        state=AttemptState.RINGING,
        carrier_id=f"CA{due.id}",
        claimed_at=NOW,
        placing_at=NOW,
        placed_at=NOW,
        ringing_at=NOW,
    )
    session.add(attempt)
    due.tries_made += 1
    move(session, due, FollowUpState.UNDERWAY, "claimed", NOW)
    session.flush()
    return attempt


def picks_up(session: Session, attempt: Attempt) -> None:
    """The customer answers, and the voices meet."""
    answer(session, attempt.id, attempt.carrier_id or "", NOW)


def hangs_up(session: Session, attempt: Attempt) -> None:
    """The customer hangs up first."""
    record(session, attempt.id, Report(f"end/{attempt.id}", attempt.carrier_id or "", "ended", Result.TALKED), NOW)


def answers(session: Session, due: FollowUp, agent: Agent, e164: str = "+85291234567") -> Attempt:
    """The conversation is there at once."""
    attempt = rings(session, due, agent.id, e164)
    picks_up(session, attempt)
    return attempt


def crowd(session: Session, names: str, **changes: Any) -> list[FollowUp]:
    """One customer and one due follow-up for each of these names, with windows that end one after another."""
    due = []
    for n, name in enumerate(names.split()):
        number = f"+8526{n:03}{7919 * (n + 1) % 10000:04}"
        whose = customer(session, name, number, title="mr" if n % 3 else "ms", external_id=f"C-3{n:04}")
        last = MONDAY + timedelta(days=1 + n // 3)
        window = {"last_day": last, "closes_at": NOW + timedelta(hours=13, days=n // 3), "created_at": BEFORE}
        due.append(follow_up(session, whose, **window | changes))
    return due
