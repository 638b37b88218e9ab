"""The rolled-up tables. Each number is a count of the ledger's own rows: `counting` says of which.

Days: of a follow-up its last day, of an outcome the customer's day of the talk, of a call the house's day.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base

#: Whose figures they are where they are nobody's: not called yet, or called by the machine.
NOBODY = 0
#: Later calls about one follow-up are counted with this one.
LAST_TRY = 10


class FollowUpFigure(Base):
    """Follow-ups by their last day. The first seven counts are buckets: each follow-up is in exactly one of them."""

    __tablename__ = "follow_up_figure"

    day: Mapped[date] = mapped_column(primary_key=True)
    playbook: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    branch: Mapped[str] = mapped_column(primary_key=True)
    #: Who logged it, else who promised it, else whose customer it is, else who called last, else `NOBODY`.
    agent_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: Done on its last day or before; done after it.
    on_time: Mapped[int]
    late: Mapped[int]
    #: Put off to a day that was agreed with the customer: the call of that day counts in its place.
    carried: Mapped[int]
    missed: Mapped[int]
    exhausted: Mapped[int]
    withdrawn: Mapped[int]
    open: Mapped[int]
    #: Called at least once, put off and withdrawn ones left out; and those of them in which somebody was reached.
    tried: Mapped[int]
    reached: Mapped[int]


class AttemptFigure(Base):
    """Calls that we placed, by the house's day and by which call it was about its follow-up."""

    __tablename__ = "attempt_figure"

    day: Mapped[date] = mapped_column(primary_key=True)
    #: Of the call's lead; companions are not counted again.
    playbook: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    branch: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: agent or greeting.
    mode: Mapped[str] = mapped_column(primary_key=True)
    #: 1 is the first call about this follow-up, `LAST_TRY` the tenth and all after it.
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    placed: Mapped[int]
    #: Somebody, or something, picked up; the customer was talked with, or heard the greeting.
    answered: Mapped[int]
    reached: Mapped[int]


class OutcomeFigure(Base):
    """Talks with customers, by the customer's day."""

    __tablename__ = "outcome_figure"

    day: Mapped[date] = mapped_column(primary_key=True)
    playbook: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    branch: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    talked: Mapped[int]
    well: Mapped[int]
    concern: Mapped[int]
    dissatisfied: Mapped[int]
    refused: Mapped[int]
    #: With a rating that is below 3.
    low: Mapped[int]


class RatingFigure(Base):
    """Answers to a survey's questions, 1 (poor) to 5 (excellent), by the customer's day of the talk."""

    __tablename__ = "rating_figure"

    day: Mapped[date] = mapped_column(primary_key=True)
    playbook: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    branch: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(primary_key=True)
    answers: Mapped[int]
    #: The sum of all answers, and how many of them are below 3.
    points: Mapped[int]
    low: Mapped[int]


class FigureStale(Base):
    """Something in the ledger has changed on a day. Triggers of the database write it, in the change's transaction.

    Not unique, so that nobody waits for anybody; whoever counts the day anew takes all of its rows away.
    """

    __tablename__ = "figure_stale"
    __table_args__ = (
        CheckConstraint("what in ('follow_up', 'attempt', 'outcome')", name="what"),
        CheckConstraint("(day is null) = (what = 'attempt')", name="day"),
        CheckConstraint("(at is null) = (what <> 'attempt')", name="at"),
        CheckConstraint("(playbook is null) = (what <> 'follow_up')", name="playbook"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    #: Of follow-ups and outcomes; of follow-ups also the playbook, since many days are open at once.
    day: Mapped[date | None]
    playbook: Mapped[str | None]
    #: Of a call: when it was placed. Whose day that is, the triggers do not know.
    at: Mapped[datetime | None]


class FiguresRun(Base):
    """When the figures were brought up to date last; the one row of its table."""

    __tablename__ = "figures_run"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: None until everything has been counted once.
    at: Mapped[datetime | None]
    #: By whose days calls were counted; the house's own. Another zone means counting everything anew.
    zone: Mapped[str] = mapped_column(server_default="")
    #: A worker is not asked again before this instant.
    again_at: Mapped[datetime]
