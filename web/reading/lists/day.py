"""The day sheet: every follow-up of one day, whatever became of it, with counts that add up.

On the sheet of a day stands what has its last day then and was not closed before, and what was done on it ahead of its
last day. A last day is the customer's; the day on which something was done is the house's.
Source: the users' follow-up manuals (the day's detail sheet: planned, done, reached, satisfied, open).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.planning.standing import standing
from dialer.talks.entries import CONTACT
from runtime.zones import local_date, start_of_day
from web.reading.lists.counted import PAGE, Counted, counted
from web.reading.steps import Books

_S = FollowUpState
#: More rows than these leave no page and no file.
MOST = 20_000
#: What a row of the sheet has come to, in the order of the rows: what is open still wants doing.
STANDS = ("open", "missed", "reached", "satisfied", "done", "called_off")


@dataclass(frozen=True)
class Asked:
    """Which day is looked at, and what of it."""

    on: date
    playbook: str = ""
    branch: str = ""
    #: Of who talked with the customer, else of whose customer it is.
    department: str = ""
    #: From 1; 0 for all rows at once.
    page: int = 1


@dataclass(frozen=True)
class Counts:
    """How many rows have come to what; each row is counted in one of them."""

    of: Mapping[str, int]

    @property
    def planned(self) -> int:
        """All rows of the sheet."""
        return sum(self.of.values())

    @property
    def done(self) -> int:
        """Reached, and what needs no talk: a text that went out, a greeting that was heard."""
        return self.reached + self.of["done"]

    @property
    def reached(self) -> int:
        """Somebody of ours talked with the customer."""
        return self.satisfied + self.of["reached"]

    @property
    def satisfied(self) -> int:
        """Talked with, and all is well."""
        return self.of["satisfied"]


@dataclass(frozen=True)
class Line:
    """One follow-up of the day."""

    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    branch: str
    playbook: str
    why: str
    first_day: date
    last_day: date
    tries_made: int
    tries_allowed: int
    #: One of `campaigns.planning.standing`, or underway, to_log, missed, not_reached, withdrawn.
    standing: str
    #: A reason code where the standing leaves a question.
    reason: str
    reached_on: date | None
    disposition: str
    #: The average of the ratings that were given, 1 to 5.
    rating: float | None
    agent: str
    notes: str
    next_date: date | None


def counts(session: Session, asked: Asked, zone: str) -> Counts:
    """How many of the day's rows have come to what; `zone` is the house's. More than `MOST` are not counted."""
    rows = _day(asked, zone).with_only_columns(stands().label("stands")).limit(MOST + 1).subquery()
    found = session.execute(select(rows.c.stands, func.count()).group_by(rows.c.stands)).all()
    return Counts(dict.fromkeys(STANDS, 0) | dict(found))


def open_ones(session: Session, asked: Asked, zone: str) -> Counted:
    """How many of the day's rows still want doing."""
    return counted(session, _day(asked, zone).where(stands() == "open"))


def lines(session: Session, asked: Asked, zone: str, books: Books, now: datetime) -> list[Line]:
    """One page of the day's rows, or all of them up to `MOST`; what is open first."""
    ordered = case({name: n for n, name in enumerate(STANDS)}, value=stands())
    first, size = ((asked.page - 1) * PAGE, PAGE) if asked.page else (0, MOST)
    page = _day(asked, zone).with_only_columns(FollowUp.id.label("id"), ordered.label("stands"), FollowUp.priority)
    page = page.order_by("stands", FollowUp.priority, FollowUp.id).offset(first).limit(size)
    return [_line(row, books, now) for row in session.execute(_rows(page))]


def _day(asked: Asked, zone: str) -> Select[*tuple[Any, ...]]:
    start, end = start_of_day(asked.on, zone), start_of_day(asked.on + timedelta(days=1), zone)
    last = and_(FollowUp.last_day == asked.on, or_(FollowUp.closed_at.is_(None), FollowUp.closed_at >= start))
    done = and_(FollowUp.state == _S.DONE, FollowUp.closed_at >= start, FollowUp.closed_at < end)
    found: Select[*tuple[Any, ...]] = select(FollowUp.id).where(or_(last, done))
    if asked.playbook:
        found = found.where(FollowUp.playbook == asked.playbook)
    if asked.branch or asked.department:
        found = found.join(Customer, Customer.id == FollowUp.customer_id)
    if asked.branch:
        found = found.where(Customer.branch == asked.branch)
    return found.where(_department() == asked.department) if asked.department else found


def _department() -> ColumnElement[str]:
    whose = aliased(Agent)
    owner = select(whose.department).where(whose.login == func.coalesce(FollowUp.owner, Customer.owner))
    talked = (
        select(Agent.department)
        .join(Outcome, Outcome.agent_id == Agent.id)
        .where(Outcome.follow_up_id == FollowUp.id)
        .order_by(Outcome.id.desc())
        .limit(1)
    )
    subqueries = (one.correlate(FollowUp, Customer).scalar_subquery() for one in (talked, owner))
    return func.coalesce(*subqueries)


def stands() -> ColumnElement[str]:
    """What a row has come to, one of `STANDS`. What closes a talk leaves its disposition as the reason."""
    return case(
        (FollowUp.state.in_([_S.PLANNED, _S.UNDERWAY, _S.TALKED]), "open"),
        (FollowUp.state.in_([_S.MISSED, _S.EXHAUSTED]), "missed"),
        (FollowUp.state == _S.WITHDRAWN, "called_off"),
        (FollowUp.reason == "well", "satisfied"),
        (FollowUp.reason.in_(sorted(CONTACT)), "reached"),
        else_="done",
    )


def _rows(page: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """What a page's follow-ups are about, each with the last that was written of it, in the page's order."""
    chosen = page.subquery()
    said = select(Outcome).where(Outcome.follow_up_id == chosen.c.id).order_by(Outcome.id.desc()).limit(1).lateral()
    outcome, whose = aliased(Outcome, said), aliased(Agent)
    columns = (
        FollowUp.playbook, FollowUp.step, FollowUp.first_day, FollowUp.last_day, FollowUp.tries_made,
        FollowUp.tries_allowed, FollowUp.state, FollowUp.reason, FollowUp.waits_for, FollowUp.reached_on,
        Customer.id.label("customer_id"), Customer.name, Customer.external_id, Customer.branch, Customer.day_zone,
        Branch.name_zh, Branch.name_en, func.coalesce(Agent.name, whose.name).label("agent"),
        outcome.disposition, outcome.ratings, outcome.notes, outcome.next_date, outcome.contact_on,
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(chosen)
        .join(FollowUp, FollowUp.id == chosen.c.id)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .join(Branch, Branch.name == Customer.branch)
        .outerjoin(outcome, true())
        .outerjoin(Agent, Agent.id == outcome.agent_id)
        .outerjoin(whose, whose.login == FollowUp.owner)
        .order_by(chosen.c.stands, chosen.c.priority, chosen.c.id)
    )


def _line(row: Any, books: Books, now: datetime) -> Line:
    code, reason = _standing(row, local_date(now, row.day_zone))
    given = [rating for rating in (row.ratings or {}).values() if isinstance(rating, int)]
    return Line(
        customer_id=row.customer_id,
        customer=row.name,
        number=row.external_id,
        branch=row.name_zh if books.language == "zh" else row.name_en,
        playbook=books.name(row.playbook),
        why=books.why(row.playbook, row.step),
        first_day=row.first_day,
        last_day=row.last_day,
        tries_made=row.tries_made,
        tries_allowed=row.tries_allowed,
        standing=code,
        reason=reason,
        reached_on=row.reached_on or row.contact_on,
        disposition=row.disposition or "",
        rating=round(sum(given) / len(given), 1) if given else None,
        agent=row.agent or "",
        notes=row.notes or "",
        next_date=row.next_date,
    )


def _standing(row: Any, today: date) -> tuple[str, str]:
    """Where it stands in a word, and why where that is a question."""
    if row.state is _S.PLANNED:
        waits = "" if row.waits_for in ("window", "promised") else row.waits_for
        return standing(row.first_day, row.last_day, None, today).value, waits
    named = {_S.TALKED: "to_log", _S.EXHAUSTED: "not_reached"}
    speaks = row.state in (_S.UNDERWAY, _S.TALKED) or (row.state is _S.DONE and bool(row.disposition))
    return named.get(row.state, row.state.value), "" if speaks else row.reason
