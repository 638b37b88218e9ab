"""A customer's year: the coming one and the last one, month by month. Days are the customer's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.planning.standing import standing
from runtime.zones import local_date
from web.reading.steps import Books
from web.reading.texts_sent import TextSent, texts_sent
from web.reading.then import then

_S = FollowUpState
_OPEN = (_S.PLANNED, _S.UNDERWAY, _S.TALKED)
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Said:
    """What one conversation about it came to."""

    #: The customer's day.
    on: date
    disposition: str
    by_whom: str
    notes: str
    next_date: date | None
    #: The call that it was; None for a visit or a chat.
    attempt_id: int | None
    #: call, visit or chat.
    reached_by: str = "call"
    #: How the customer was, what they asked and were answered, and what could not wait.
    attitude: str = ""
    questions: tuple[dict[str, str], ...] = ()
    red_flag: str = ""


@dataclass(frozen=True)
class Line:
    """One follow-up of the year."""

    first_day: date
    last_day: date
    playbook: str
    why: str
    #: upcoming, due, overdue, underway, to_log, done, missed, not_reached, withdrawn
    standing: str
    #: A reason code where there is something to say: why it waits, was missed or was withdrawn.
    reason: str
    #: agent, greeting, text or visit.
    mode: str
    #: An agent promised it.
    promised: bool
    said: tuple[Said, ...] = ()
    #: Texts that went out for it.
    texts: tuple[TextSent, ...] = ()
    #: What follows once this has reached the customer and is not planned yet, a sentence for each.
    then: tuple[str, ...] = ()
    follow_up_id: int = 0


@dataclass(frozen=True)
class Month:
    """One month that has anything in it."""

    #: Its first day.
    first: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Year:
    """Two years of one customer, from both sides of today."""

    #: What is open, and what will not be done after all, the nearest first.
    coming: tuple[Month, ...]
    #: What is over, the latest first.
    past: tuple[Month, ...]


def year(session: Session, customer_id: int, zone: str, books: Books, now: datetime) -> Year:
    """What is planned for the coming year, what was done in the last one, and what was withdrawn and why."""
    today = local_date(now, zone)
    rows = (
        select(FollowUp)
        .where(
            FollowUp.customer_id == customer_id,
            FollowUp.last_day >= today - _YEAR,
            FollowUp.first_day <= today + _YEAR,
        )
        .order_by(FollowUp.first_day, FollowUp.priority, FollowUp.id)
    )
    found = session.scalars(rows).all()
    talks, follows, sent = _talks(session, customer_id, zone), then(found, books), texts_sent(session, customer_id)
    coming: list[tuple[date, Line]] = []
    past: list[tuple[date, Line]] = []
    for one in found:
        said, texts = tuple(talks[one.id]), tuple(sent.get(one.id, ()))
        line = replace(_line(one, books, today), said=said, texts=texts, then=follows.get(one.id, ()))
        if one.state in _OPEN or (one.state is _S.WITHDRAWN and one.first_day > today):
            coming.append((max(one.first_day, today), line))
        else:
            past.append((_over_on(one, zone, today), line))
    return Year(_months(coming), _months(sorted(past, key=lambda one: one[0], reverse=True)))


def _talks(session: Session, customer_id: int, zone: str) -> dict[int, list[Said]]:
    rows = (
        select(Outcome, Agent.name)
        .outerjoin(Agent, Agent.id == Outcome.agent_id)
        .where(Outcome.customer_id == customer_id)
        .order_by(Outcome.logged_at, Outcome.id)
    )
    found: dict[int, list[Said]] = defaultdict(list)
    calls = set()
    for o, name in session.execute(rows):
        # Each outcome of a call carries its notes; they are read once.
        notes = "" if o.attempt_id in calls else o.notes
        calls.add(o.attempt_id or -o.id)
        said = Said(local_date(o.logged_at, zone), o.disposition, name or "", notes, o.next_date, o.attempt_id)
        asked, flag = tuple(o.questions), o.red_flag
        said = replace(said, reached_by=o.reached_by, attitude=o.attitude, questions=asked, red_flag=flag)
        found[o.follow_up_id].append(said)
    return found


def _line(of: FollowUp, books: Books, today: date) -> Line:
    return Line(
        first_day=of.first_day,
        last_day=of.last_day,
        playbook=books.name(of.playbook),
        why=books.why(of.playbook, of.step),
        standing=_standing(of, today),
        reason=_reason(of),
        mode=of.mode,
        promised=of.occurrence_key.startswith("next/"),
        follow_up_id=of.id,
    )


def _standing(of: FollowUp, today: date) -> str:
    if of.state is _S.PLANNED:
        return standing(of.first_day, of.last_day, None, today).value
    named = {_S.TALKED: "to_log", _S.EXHAUSTED: "not_reached"}
    return named.get(of.state, of.state.value)


def _reason(of: FollowUp) -> str:
    """Nothing that goes without saying: an open window that waits for itself, an outcome that speaks."""
    if of.state is _S.PLANNED:
        return "" if of.waits_for in ("window", "promised") else of.waits_for
    return of.reason if of.state in (_S.MISSED, _S.EXHAUSTED, _S.WITHDRAWN) or of.reason == "said_in_call" else ""


def _over_on(of: FollowUp, zone: str, today: date) -> date:
    """The day under which it is looked for: when it was done, else the end of its window."""
    if of.state is _S.DONE and of.closed_at is not None:
        return of.reached_on or local_date(of.closed_at, zone)
    return min(of.last_day, today)


def _months(lines: Iterable[tuple[date, Line]]) -> tuple[Month, ...]:
    """In the order in which they come."""
    found: dict[date, list[Line]] = defaultdict(list)
    for on, line in lines:
        found[on.replace(day=1)].append(line)
    return tuple(Month(first, tuple(of)) for first, of in found.items())
