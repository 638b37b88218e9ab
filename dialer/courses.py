"""Courses: planning while the house is open. News of a customer is planned within seconds, everybody now and then."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import CheckConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.planning.house import anybody_waits, is_due, plan_everybody, plan_waiting
from dialer.tools import Tools
from runtime.database import Base

log = structlog.get_logger()

#: A worker that was asked to plan, and has not, is asked again after this many seconds.
AGAIN = 30
#: Seconds in which news is gathered.
TOGETHER = 2


class PlanningAsked(Base):
    """When a worker was last asked to plan; the one row of its table."""

    __tablename__ = "planning_asked"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    again_at: Mapped[datetime]


def planning_due(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Ask a worker to plan where somebody waits or everybody is due; not twice for the same."""
    if not (anybody_waits(session) or is_due(session, now)):
        return []
    asked = session.scalar(select(PlanningAsked.again_at))
    if asked is not None and asked > now:
        return []
    again_at = now + tools.soon(AGAIN)
    row = insert(PlanningAsked).values(id=1, again_at=again_at)
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"again_at": again_at}))
    return [1]


def plan_courses(tools: Tools) -> None:
    """Plan everybody, when that is due; then whoever waits, some at a time, until nobody does."""
    with tools.sessions() as session:
        everybody = is_due(session, tools.now())
    if everybody:
        with tools.sessions.begin() as session:
            done = plan_everybody(session, tools.now())
        log.info("everybody_planned", done=done)
    waiting = True
    while waiting:
        with tools.sessions.begin() as session:
            waiting = plan_waiting(session, tools.now()) > 0
    with tools.sessions.begin() as session:
        # Whoever comes next need not wait as long as for an answer that never came; a few are planned together.
        for asked in session.scalars(select(PlanningAsked).with_for_update()):
            asked.again_at = tools.now() + tools.real(TOGETHER)
