"""The one statement that plans a rule; kept, for building it costs more than running it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.planning.open_steps import back, changes, gone, moved
from campaigns.planning.rule import Rule
from campaigns.planning.terms import Terms, slots
from campaigns.planning.wanted import still_worth_planning, wanted

#: Half a megabyte each: the whole shelf for everybody, and as much again for some.
_KEPT = 300


@lru_cache(_KEPT)
def statement(rule: Rule, *, everybody: bool, open_already: bool) -> Select[*tuple[Any, ...]] | None:
    """Brings about what the rule wants in one go and counts it in the order of `Planned`; None for a launched step.

    Its slots are filled by `terms.filled`. `open_already`: something of the rule is open, and may have to change.
    """
    terms = slots(everybody=everybody)
    rows = wanted(rule, terms)
    if rows is None:
        return None
    return _bring_about(rule, terms, rows) if open_already else _insert(terms, rows)


def _insert(terms: Terms, rows: Select[Any]) -> Select[*tuple[Any, ...]]:
    """The rows of a rule of which nothing is open yet."""
    made = _made(still_worth_planning(rows, terms))
    return select(*_counted(made)).select_from(made)


def _bring_about(rule: Rule, terms: Terms, rows: Select[Any]) -> Select[*tuple[Any, ...]]:
    """Withdraw, take back, move and insert in one statement, which works out only once what is due."""
    due = rows.cte("due")
    left, returned, elsewhere = gone(rule, terms, due), back(rule, terms, due), moved(rule, terms, due)
    planned, withdrawn = FollowUpState.PLANNED, FollowUpState.WITHDRAWN
    history = changes(terms, (left, planned, withdrawn), (returned, withdrawn, planned), (elsewhere, planned, planned))
    there = exists().where(FollowUp.occurrence_key == due.c.occurrence_key)
    made = _made(still_worth_planning(select(due).where(~there), terms))
    counts = [select(func.count()).select_from(rows).scalar_subquery() for rows in (elsewhere, left, returned)]
    return select(*_counted(made), *counts).select_from(made).add_cte(history)


def _made(rows: Select[Any]) -> CTE:
    columns = [str(column.key) for column in rows.selected_columns]
    new = insert(FollowUp).from_select(columns, rows).on_conflict_do_nothing(index_elements=["occurrence_key"])
    return new.returning(FollowUp.state).cte("made")


def _counted(made: CTE) -> list[ColumnElement[int]]:
    """How many are planned, and how many missed from the start."""
    missed = made.c.state == FollowUpState.MISSED
    return [func.count().filter(~missed), func.count().filter(missed)]
