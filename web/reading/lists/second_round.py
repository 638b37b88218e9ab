"""The second round: whom the first one did not reach, and what came of the second ones, sorted by result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from dialer.second_round import has_second, is_second, left_out, not_reached
from web.reading.lists.counted import PAGE, Counted, counted
from web.reading.lists.day import STANDS, stands
from web.reading.steps import Books

#: Spans of days that can be asked for; the first one unless somebody asks.
SPANS = (7, 30, 90)
#: The order of the results: who is still unreached needs another idea.
RESULTS = ("missed", "open", "reached", "satisfied", "done", "called_off")
#: Rows with a result on the page.
SHOWN = 200
#: Campaigns to choose from: the latest ones.
_CAMPAIGNS = 30


@dataclass(frozen=True)
class Asked:
    """Which first rounds are looked at."""

    days: int = SPANS[0]
    playbook: str = ""
    #: 0 for all.
    campaign: int = 0
    #: From 1.
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One follow-up that reached nobody, or its second round."""

    follow_up_id: int
    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    branch: str
    playbook: str
    why: str
    tries_made: int
    last_day: date
    #: When it ended; None for a second round that is open.
    ended_at: datetime | None
    #: Of a first round: how its last try ended. Of a second: a reason code of where it stands.
    reason: str
    #: Of a first round: why it gets no second one; empty where it may.
    left_out: str = ""
    #: Of a second round: one of `RESULTS`.
    result: str = ""


def waiting(session: Session, asked: Asked, books: Books, now: datetime) -> tuple[list[Line], bool]:
    """A page of what ended unreached and has no second round, the latest first; and whether there are more."""
    latest = (FollowUp.closed_at.desc(), FollowUp.id.desc())
    # The page first, then whose they are: of the others no customer is looked up.
    page = _waiting(asked, now).order_by(*latest).offset((asked.page - 1) * PAGE).limit(PAGE + 1)
    shown = select(FollowUp.id).where(FollowUp.id.in_(page.subquery().select()))
    rows = session.execute(_lines(shown).order_by(*latest)).all()
    reasons = left_out(session, [row.follow_up_id for row in rows[:PAGE]], now)
    return [_line(row, books, reasons) for row in rows[:PAGE]], len(rows) > PAGE


def every(session: Session, asked: Asked, books: Books, now: datetime, most: int) -> list[Line]:
    """All of it, for a file; `most` rows at most, without the reasons that leave one out."""
    found = _lines(_waiting(asked, now).order_by(FollowUp.closed_at.desc(), FollowUp.id.desc()))
    return [_line(row, books, {}) for row in session.execute(found.limit(most))]


def how_many(session: Session, asked: Asked, now: datetime) -> Counted:
    """How many wait for a second round."""
    return counted(session, _waiting(asked, now).order_by(FollowUp.closed_at.desc()))


def results(session: Session, asked: Asked, books: Books, now: datetime) -> list[Line]:
    """The second rounds of the span, sorted by result."""
    order = case({name: n for n, name in enumerate(RESULTS)}, value=stands())
    found = _lines(_second(asked, now)).add_columns(stands().label("result"))
    rows = session.execute(found.order_by(order, FollowUp.id.desc()).limit(SHOWN))
    return [_line(row, books, {}, row.result) for row in rows]


def results_counted(session: Session, asked: Asked, now: datetime) -> Mapping[str, int]:
    """How many second rounds have come to what."""
    found = _second(asked, now).with_only_columns(stands().label("result")).subquery()
    rows = session.execute(select(found.c.result, func.count()).group_by(found.c.result)).all()
    return dict.fromkeys(STANDS, 0) | dict(rows)


def campaigns(session: Session) -> list[tuple[int, str]]:
    """The latest campaigns with their names."""
    found = select(Campaign.id, Campaign.name).order_by(Campaign.launched_at.desc()).limit(_CAMPAIGNS)
    return [(id_, name) for id_, name in session.execute(found)]


def _waiting(asked: Asked, now: datetime) -> Select[*tuple[Any, ...]]:
    found = select(FollowUp.id).where(not_reached(), FollowUp.closed_at >= _since(asked, now), ~has_second())
    return _filtered(found, asked)


def _second(asked: Asked, now: datetime) -> Select[*tuple[Any, ...]]:
    return _filtered(select(FollowUp.id).where(is_second(), FollowUp.created_at >= _since(asked, now)), asked)


def _since(asked: Asked, now: datetime) -> datetime:
    return now - timedelta(days=asked.days)


def _filtered(rows: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    if asked.playbook:
        rows = rows.where(FollowUp.playbook == asked.playbook)
    return rows.where(FollowUp.campaign_id == asked.campaign) if asked.campaign else rows


def _lines(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    columns = (
        FollowUp.id.label("follow_up_id"), FollowUp.playbook, FollowUp.step, FollowUp.tries_made, FollowUp.last_day,
        FollowUp.closed_at, FollowUp.reason, Customer.id.label("customer_id"), Customer.name, Customer.external_id,
        Branch.name_zh, Branch.name_en,
    )  # fmt: skip
    whose = rows.with_only_columns(*columns).join(Customer, Customer.id == FollowUp.customer_id)
    return whose.join(Branch, Branch.name == Customer.branch)


def _line(row: Any, books: Books, reasons: Mapping[int, str], result: str = "") -> Line:
    return Line(
        follow_up_id=row.follow_up_id,
        customer_id=row.customer_id,
        customer=row.name,
        number=row.external_id,
        branch=row.name_zh if books.language == "zh" else row.name_en,
        playbook=books.name(row.playbook),
        why=books.why(row.playbook, row.step),
        tries_made=row.tries_made,
        last_day=row.last_day,
        ended_at=row.closed_at,
        reason=row.reason,
        left_out=reasons.get(row.follow_up_id, ""),
        result=result,
    )
