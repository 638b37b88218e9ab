"""Reconciliations: a day's list of the source system beside ours, and every difference between them.

Ours are the day's events that the playbook counts from; of each that both have it is asked whether it is followed up.
Source: the users' follow-up manuals (the day's list must equal the day's settled invoices: differences are reported).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from campaigns.importing.listed import Listed
from runtime.database import Base

#: How a row may differ: only theirs, only ours, on both and not followed up, without any number.
HOW = ("theirs", "ours", "no_follow_up", "unread")


class Reconciliation(Base):
    """One comparison, as it came out when it was made."""

    __tablename__ = "reconciliation"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    playbook: Mapped[str]
    #: The day whose list it was.
    on: Mapped[date]
    by: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    at: Mapped[datetime]
    #: Rows of their list, of ours, and on both.
    theirs: Mapped[int]
    ours: Mapped[int]
    both: Mapped[int]
    #: The rows that differ: `how` they do (`HOW`), their `key`, their `line` or whose they are (`customer_id`), `why`.
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")

    @property
    def equal(self) -> bool:
        """Both lists have the same rows, whether or not each is followed up."""
        return all(one["how"] == "no_follow_up" for one in self.differences)

    def of(self, how: str) -> list[dict[str, Any]]:
        """The rows that differ in this way."""
        return [one for one in self.differences if one["how"] == how]


@dataclass(frozen=True)
class Ours:
    """One event of the day."""

    #: Its number, and its customer's, in the source system.
    record: str
    customer: str
    customer_id: int
    #: Why it is not followed up, as a reason code; empty where it is.
    why: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """What we know of a row that is not on our list of the day."""

    #: A reason code.
    why: str
    customer_id: int | None = None
    #: The day under which we have it, where that is another one.
    on: date | None = None


def compare(
    theirs: Sequence[Listed], ours: Sequence[Ours], elsewhere: Mapping[str, Elsewhere]
) -> tuple[int, int, list[dict[str, Any]]]:
    """Their rows, those on both lists, and the differences, each once; `elsewhere` is by their key.

    A row of theirs is ours by its record's number; where it names none, by its customer's. A number that was pasted may
    be either.
    """
    by_record = {one.record: one for one in ours}
    by_customer: dict[str, list[Ours]] = {}
    for one in ours:
        by_customer.setdefault(one.customer, []).append(one)
    rows = {key(one): one for one in reversed(theirs)}
    met: dict[str, Ours] = {}
    differences = []
    for name, row in sorted(rows.items(), key=lambda one: one[1].line):
        found = [by_record[row.record]] if row.record in by_record else _by_customer(row, by_customer)
        met |= {one.record: one for one in found}
        if not found:
            differences.append(_theirs(name, row, elsewhere))
    left = (one for one in ours if one.record not in met)
    differences += [_ours("ours", one, "") for one in left]
    differences += [_ours("no_follow_up", one, one.why) for one in met.values() if one.why]
    return len(rows), len(met), differences


def key(row: Listed) -> str:
    """What a row of theirs is called; a row without any number is called by its line."""
    return row.record or row.customer or f"#{row.line}"


def _by_customer(row: Listed, ours: Mapping[str, list[Ours]]) -> list[Ours]:
    pasted = row.customer == ""
    return ours.get(row.record, []) if pasted else ours.get(row.customer, []) if not row.record else []


def _theirs(name: str, row: Listed, elsewhere: Mapping[str, Elsewhere]) -> dict[str, Any]:
    if not (row.record or row.customer):
        return {"how": "unread", "key": "", "line": row.line, "why": "no_key"}
    known = elsewhere.get(name, Elsewhere("unknown_to_us"))
    said: dict[str, Any] = {"how": "theirs", "key": name, "line": row.line, "why": known.why}
    said |= {"customer_id": known.customer_id} if known.customer_id else {}
    return said | ({"on": known.on.isoformat()} if known.on else {})


def _ours(how: str, one: Ours, why: str) -> dict[str, Any]:
    return {"how": how, "key": one.record, "customer": one.customer, "customer_id": one.customer_id, "why": why}


def keep(session: Session, playbook: str, on: date, by: int, now: datetime, **found: Any) -> Reconciliation:
    """Write down how a comparison came out. The caller commits."""
    kept = Reconciliation(playbook=playbook, on=on, by=by, at=now, **found)
    session.add(kept)
    session.flush()
    return kept
