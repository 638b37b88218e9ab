"""Who is due to be called, greeted and texted, and how they behave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests.cast import branch, customer, follow_up, greeting
from web.agents.adding import add_agent

#: On a Tuesday, in Hong Kong: eleven in the morning, and eight and nine in the evening.
ELEVEN, EIGHT, NINE = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (3, 12, 13))
STAFF = {"wing": "+85290010001", "kay": "+85290010002"}
#: They neither write nor ring back, so that each of them has one call at the most before the night.
_CALM: dict[str, Any] = {"ring_s": 3, "sms_reply": None, "calls_back_after_s": None}
_ANSWERS = _CALM | {"answers": ["answer"], "talk_s": 20, "digits": ["1"]}
_DOES_NOT = _CALM | {"answers": ["no-answer"]}

People = dict[str, dict[str, Any]]


def let_in(session: Session, now: datetime) -> People:
    """Two agents; where they live."""
    branch(session)
    for login, phone in STAFF.items():
        add_agent(session, login, login.title(), "agent", ["service"], [], "en", phone, "nobody guesses this", now)
    return {phone: {"kind": "agent", "ring_s": 1} for phone in STAFF.values()}


def due(session: Session, greetings: int, calls: int, texts: int, now: datetime) -> People:
    """So much is due, each to a customer of its own; every fourth does not answer. Who lives where."""
    people: People = {}
    when: dict[str, Any] = {"hours": "law-only", "next_try_at": now, "opens_at": now}
    alone: dict[str, Any] = {"playbook": "unreached", "step": "text-next-day", "mode": "text"}
    for n in range(greetings + calls + texts):
        number = f"+852512{n:05}"
        whose = customer(session, f"客{n}", number)
        if n < greetings:
            greeting(session, whose, **when | {"closes_at": now + timedelta(days=2)})
        else:
            follow_up(session, whose, now, **when | (alone if n >= greetings + calls else {}))
        people[number] = _ANSWERS if n % 4 else _DOES_NOT
    return people
