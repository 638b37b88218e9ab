"""Before a playbook is changed or switched: what that would do to what is planned, without doing it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, FollowUpChange
from campaigns.lifecycle import FollowUpState
from campaigns.planning.house import plan_house
from campaigns.playbooks.editions import put, switch

#: Names shown for each kind of change.
NAMED = 10
#: Days ahead whose load is compared.
DAYS = 7


@dataclass(frozen=True)
class StepChange:
    """What would happen to one step's follow-ups."""

    step: str
    #: planned, moved, withdrawn, due_again, …
    what: str
    count: int
    #: The first few: the customer's name with their id in the source system.
    names: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a change would do."""

    changes: tuple[StepChange, ...]
    #: For tomorrow and the days after it, in the order of days: day, due now, due after the change.
    load: tuple[tuple[date, int, int], ...]


def preview_edition(session: Session, playbook_id: str, content: str, now: datetime) -> Preview:
    """What this edition of the playbook would change. Nothing is kept. Raises `PlaybookWrong`."""
    return _try(session, playbook_id, now, content=content)


def preview_switch(session: Session, playbook_id: str, on: bool, now: datetime) -> Preview:
    """What switching the playbook on or off would change. Nothing is kept. Raises `UnknownPlaybook`."""
    return _try(session, playbook_id, now, on=on)


def _try(session: Session, playbook_id: str, now: datetime, content: str | None = None, on: bool = False) -> Preview:
    plan_house(session, now)  # What is due already is no consequence of the change.
    before = _load(session, playbook_id, now)
    last_change = session.scalar(select(func.max(FollowUpChange.id))) or 0
    last_follow_up = session.scalar(select(func.max(FollowUp.id))) or 0
    with session.begin_nested() as attempt:
        if content is not None:
            put(session, playbook_id, content, None, now)
        else:
            switch(session, playbook_id, on, None, now)
        plan_house(session, now)
        changes = _changes(session, last_follow_up, last_change)
        after = _load(session, playbook_id, now)
        attempt.rollback()
    days = (now.date() + timedelta(days=n) for n in range(1, DAYS + 1))
    return Preview(changes, tuple((day, before[day], after[day]) for day in days))


def _changes(session: Session, last_follow_up: int, last_change: int) -> tuple[StepChange, ...]:
    made = select(FollowUp.id, FollowUp.reason.label("what")).where(FollowUp.id > last_follow_up)
    changed = select(FollowUpChange.follow_up_id, FollowUpChange.reason).where(FollowUpChange.id > last_change)
    both = made.union_all(changed).subquery()
    rows = (
        select(FollowUp.step, both.c.what, Customer.name, Customer.external_id)
        .join(both, both.c.id == FollowUp.id)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .order_by(FollowUp.step, both.c.what, FollowUp.first_day, FollowUp.id)
    )
    named: dict[tuple[str, str], list[str]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for step, what, name, key in session.execute(rows):
        counts[step, what] += 1
        if counts[step, what] <= NAMED:
            named.setdefault((step, what), []).append(f"{name} ({key})")
    return tuple(StepChange(step, what, n, tuple(named[step, what])) for (step, what), n in counts.items())


def _load(session: Session, playbook_id: str, now: datetime) -> Counter[date]:
    """How many of the playbook's follow-ups are in their window on each of the coming days."""
    found: Counter[date] = Counter()
    for n in range(1, DAYS + 1):
        day = now.date() + timedelta(days=n)
        open_then = (FollowUp.first_day <= day, FollowUp.last_day >= day, FollowUp.state == FollowUpState.PLANNED)
        counted = select(func.count()).select_from(FollowUp).where(FollowUp.playbook == playbook_id, *open_then)
        found[day] = session.execute(counted).scalar_one()
    return found
