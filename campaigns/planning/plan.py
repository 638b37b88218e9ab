"""The door of planning: the follow-ups of these playbooks as they ought to be, now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, exists, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.planning.days import prepare_days
from campaigns.planning.known import look
from campaigns.planning.open_steps import back, changes, gone, moved
from campaigns.planning.rule import Rule, Scope
from campaigns.planning.wanted import still_worth_planning, wanted
from campaigns.playbooks.model import Playbook


@dataclass(frozen=True)
class Planned:
    """What one run of planning did."""

    #: Follow-ups that are new.
    created: int = 0
    #: Windows that were over before their event was known; they stand on the list of missed windows.
    too_late: int = 0
    #: Open follow-ups that are due at another time now, for their event was corrected or moved.
    moved: int = 0
    #: Open follow-ups that are not due any more: replaced, cancelled, held, corrected away.
    withdrawn: int = 0
    #: Withdrawn ones that are due after all.
    returned: int = 0

    def __add__(self, other: Planned) -> Planned:
        return Planned(
            self.created + other.created,
            self.too_late + other.too_late,
            self.moved + other.moved,
            self.withdrawn + other.withdrawn,
            self.returned + other.returned,
        )


def plan(
    session: Session,
    playbooks: Iterable[Playbook],
    now: datetime,
    customers: Iterable[int] | None = None,
    since: Mapping[str, datetime] | None = None,
) -> Planned:
    """Bring the follow-ups of these playbooks, for everybody or for these customers, to what the facts say at `now`.

    1. Withdraw what is open and not due any more. 2. Move what is due at another time. 3. Insert what is new.
    What has begun, what is over, and what an agent promised is left alone. `since` tells of playbooks that did not run
    from the beginning since when they do. The caller commits.
    """
    scope = Scope(now, None if customers is None else tuple(sorted(set(customers))), since or {})
    rules = [Rule(playbook, step) for playbook in playbooks for step in playbook.steps]
    _take_time(session)
    prepare_days(session, rules, scope)
    known = look(session, rules, scope)
    done = Planned()
    for rule in rules:
        rows = wanted(rule, scope) if known.concerns(rule) else None
        if rows is not None:
            deed = _bring_about if known.has_open(rule) else _insert
            done += deed(session, rule, scope, rows)
    return done


def _take_time(session: Session) -> None:
    """A whole house takes longer than a page may; compiling each of the many statements costs more than it saves."""
    session.execute(text("set local statement_timeout = '1h'"))
    session.execute(text("set local jit = off"))


def _insert(session: Session, rule: Rule, scope: Scope, rows: Select[Any]) -> Planned:
    """The rows of a rule of which nothing is open yet."""
    made = _made(still_worth_planning(rows, rule, scope))
    return Planned(*session.execute(select(*_counted(made)).select_from(made)).one())


def _bring_about(session: Session, rule: Rule, scope: Scope, rows: Select[Any]) -> Planned:
    """Withdraw, take back, move and insert in one statement, which works out only once what is due."""
    due = rows.cte("due")
    left, returned, elsewhere = gone(rule, scope, due), back(rule, scope, due), moved(rule, scope, due)
    planned, withdrawn = FollowUpState.PLANNED, FollowUpState.WITHDRAWN
    history = changes(scope, (left, planned, withdrawn), (returned, withdrawn, planned), (elsewhere, planned, planned))
    there = exists().where(FollowUp.occurrence_key == due.c.occurrence_key)
    made = _made(still_worth_planning(select(due).where(~there), rule, scope))
    counts = [select(func.count()).select_from(rows).scalar_subquery() for rows in (elsewhere, left, returned)]
    found = session.execute(select(*_counted(made), *counts).select_from(made).add_cte(history)).one()
    return Planned(*found)


def _made(rows: Select[Any]) -> CTE:
    columns = [str(column.key) for column in rows.selected_columns]
    new = insert(FollowUp).from_select(columns, rows).on_conflict_do_nothing(index_elements=["occurrence_key"])
    return new.returning(FollowUp.state).cte("made")


def _counted(made: CTE) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many are planned, and how many missed from the start."""
    missed = made.c.state == FollowUpState.MISSED
    return func.count().filter(~missed), func.count().filter(missed)
