"""Reconciliations as supervisors read them: the latest ones, and each difference with whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.reconciliations import HOW, Reconciliation
from web.reading.lists.counted import Counted
from web.reading.steps import Books

#: Rows of each kind on the page; the file has all of them.
SHOWN = 200
#: The latest comparisons.
_LATEST = 20


@dataclass(frozen=True)
class Made:
    """One comparison of the list."""

    id: int
    playbook: str
    on: date
    at: datetime
    by: str
    theirs: int
    ours: int
    both: int
    differences: int


@dataclass(frozen=True)
class Difference:
    """One row that differs."""

    key: str
    line: int | None
    why: str
    #: The day under which we have it, where that is another one.
    on: date | None
    customer_id: int | None
    customer: str
    number: str


def latest(session: Session, books: Books) -> list[Made]:
    """The latest comparisons, by the index on when they were made."""
    size = func.jsonb_array_length(Reconciliation.differences)
    columns = (Reconciliation.id, Reconciliation.playbook, Reconciliation.on, Reconciliation.at, Agent.name)
    counts = (Reconciliation.theirs, Reconciliation.ours, Reconciliation.both, size)
    rows = select(*columns, *counts).join(Agent, Agent.id == Reconciliation.by)
    found = session.execute(rows.order_by(Reconciliation.at.desc(), Reconciliation.id.desc()).limit(_LATEST))
    return [Made(row[0], books.name(row[1]), *row[2:]) for row in found]


def last(session: Session) -> Counted | None:
    """How many differences the last comparison found; None where none was made yet."""
    size = func.jsonb_array_length(Reconciliation.differences)
    found = session.scalar(select(size).order_by(Reconciliation.at.desc(), Reconciliation.id.desc()).limit(1))
    return None if found is None else Counted(found)


def differences(session: Session, of: Reconciliation, most: int | None) -> dict[str, list[Difference]]:
    """By how they differ; of each kind the first `most`, or all of them."""
    chosen = {how: of.of(how)[:most] for how in HOW}
    people = _people(session, {one["customer_id"] for rows in chosen.values() for one in rows if "customer_id" in one})
    return {how: [_difference(one, people) for one in rows] for how, rows in chosen.items()}


def _people(session: Session, ids: set[int]) -> dict[int, tuple[str, str]]:
    asked = select(Customer.id, Customer.name, Customer.external_id).where(Customer.id.in_(ids))
    return {id_: (name, number) for id_, name, number in session.execute(asked)} if ids else {}


def _difference(one: dict[str, Any], people: dict[int, tuple[str, str]]) -> Difference:
    name, number = people.get(one.get("customer_id", 0), ("", one.get("customer", "")))
    return Difference(
        key=one["key"],
        line=one.get("line"),
        why=one["why"],
        on=date.fromisoformat(one["on"]) if "on" in one else None,
        customer_id=one["customer_id"] if name else None,
        customer=name,
        number=number,
    )
