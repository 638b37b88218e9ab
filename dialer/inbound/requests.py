"""Requests: who rings us while no case of theirs is open has one from then on, about what they want themselves.

It is the event `call-request` and what a running playbook plans from it (on the shelf: `complaint`, step `call-back`),
written here at once, with the key that planning gives it: planning finds it there and plans nothing twice. Where no
playbook that runs asks for it, it is opened all the same, by the shipped one's words and under a key of its own: a
customer who rings is talked with whatever is switched on, and nothing is planned from it later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.planning.rule import Rule
from campaigns.playbooks.anchors import EventAnchor
from campaigns.playbooks.editions import held
from campaigns.playbooks.model import Playbook, Step
from campaigns.playbooks.shelf import shelf
from dialer.learned import OURS, write_event
from runtime.zones import local_date, start_of_day

KIND = "call-request"
#: On the shelf.
_PLAYBOOK, _STEP = "complaint", "call-back"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Asked:
    """One request: the rule by which it is called about, the name of the call, and the customer's day."""

    rule: Rule
    course: str
    day: date


def open_request(session: Session, customer: Customer, carrier_id: str, now: datetime) -> FollowUp:
    """A follow-up for this customer, open now, because of this call that came in. The caller asks once for a call."""
    running = _running(session)
    day, name = local_date(now, customer.day_zone), f"inbound/{carrier_id}"
    asked = _Asked(running or _shipped(), f"{OURS}:{name}", day)
    event_id = write_event(session, customer.id, KIND, name, now) if running else None
    found = _follow_up(asked, customer, now)
    found.event_id = event_id
    found.occurrence_key = f"{asked.rule.prefix if running else 'request/'}{asked.course}"
    session.add(found)
    session.flush()
    return found


def _running(session: Session) -> Rule | None:
    """The step that a running playbook has for a request, as long as its window is one of plain days."""
    books = (one.playbook for one in held(session).values() if one.on)
    return next((Rule(book, step) for book in books for step in book.steps if _answers(book, step)), None)


def _answers(book: Playbook, step: Step) -> bool:
    """A call by a person, for every request, due on its day."""
    plain = step.in_days_after and not step.when and not step.due.first.days
    return book.anchor_of(step) == EventAnchor(event=KIND) and step.mode == "agent" and plain


def _shipped() -> Rule:
    book = shelf()[_PLAYBOOK]
    step = book.find(_STEP)
    assert step is not None, "it is on the shelf"
    return Rule(book, step)


def _follow_up(asked: _Asked, customer: Customer, now: datetime) -> FollowUp:
    """As planning writes it, column by column: what differed would be moved back to it."""
    playbook, step = asked.rule.playbook, asked.rule.step
    first, last = (asked.day + timedelta(days=end.days) for end in (step.due.first, step.due.last))
    opens_at = start_of_day(first, customer.day_zone)
    return FollowUp(
        customer_id=customer.id,
        playbook=playbook.id,
        step=step.id,
        course=asked.course,
        purpose=playbook.purpose,
        role=step.role,
        hours=playbook.hours,
        mode=step.mode,
        text_ahead=step.text_ahead,
        priority=step.priority,
        first_day=first,
        last_day=last,
        opens_at=opens_at,
        closes_at=start_of_day(last + timedelta(days=step.late.days) + _DAY, customer.day_zone),
        next_try_at=now,
        tries_allowed=step.tries,
        reason="asked_us",
        created_at=now,
    )
