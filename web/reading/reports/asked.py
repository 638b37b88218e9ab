"""What a report is asked for, and how its figures are told apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, and_, func, true

from campaigns.agents import Agent
from dialer.figures.rows import AttemptFigure, FollowUpFigure, OutcomeFigure, RatingFigure
from web.reading.reports.period import Period

By = Literal["department", "agent", "playbook", "branch", "role"]
BY: tuple[By, ...] = get_args(By)
Figure = type[FollowUpFigure] | type[AttemptFigure] | type[OutcomeFigure] | type[RatingFigure]


@dataclass(frozen=True)
class Asked:
    """A period, what it is told apart by, and one playbook or, where it is empty, all of them."""

    period: Period
    by: By
    playbook: str
    #: The house's day: what is open on the days before it is overdue.
    today: date


def within(figure: Figure, of: Period, playbook: str = "") -> ColumnElement[bool]:
    """Figures of these days, of one playbook or of all; by the table's primary key, which begins with the day."""
    return and_(figure.day.between(of.first, of.last), figure.playbook == playbook if playbook else true())


def told_apart(asked: Select[Any], figure: Figure, by: By) -> Select[Any]:
    """The same sums, with the key by which they are told apart in front of them."""
    if by == "agent":
        key: ColumnElement[Any] = figure.agent_id.expression
    elif by == "department":
        key = func.coalesce(Agent.department, "")
        asked = asked.outerjoin(Agent, Agent.id == figure.agent_id)
    else:
        key = {"playbook": figure.playbook, "branch": figure.branch, "role": figure.role}[by].expression
    return asked.add_columns(key.label("key")).group_by(key)
