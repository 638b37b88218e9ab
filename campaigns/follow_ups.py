"""Follow-ups: one thing to be done for one customer, in a window, until it is done or closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Computed,
    ForeignKey,
    Index,
    Insert,
    Text,
    UniqueConstraint,
    Update,
    and_,
    any_,
    bindparam,
    case,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState, assert_may_move
from runtime.database import Base, UtcDateTime, one_of, stored


class FollowUp(Base):
    """One step of one playbook, due to one customer."""

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("occurrence_key"),
        CheckConstraint(one_of("state", FollowUpState), name="state"),
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("mode in ('agent', 'greeting', 'text', 'visit')", name="mode"),
        CheckConstraint("tries_made <= tries_allowed", name="total_cap"),
        CheckConstraint("(owner is null) = (take_over_at is null)", name="take_over"),
        # What is due: the only rows that the clock reads, every second.
        Index(
            "ix_follow_up_due",
            "mode",
            "next_try_at",
            "priority",
            "closes_at",
            postgresql_where=text("state = 'planned'"),
        ),
        # What planning compares with the events, and supervisors read by playbook.
        Index("ix_follow_up_step", "playbook", "step", postgresql_where=text("state = 'planned'")),
        Index("ix_follow_up_course", "course"),
        Index("ix_follow_up_window", "closes_at", postgresql_where=text("state = 'planned'")),
        # What an agent's day reads, role by role: the last day first, on it what was promised, then by priority.
        Index(
            "ix_follow_up_by_day",
            "role",
            "last_day",
            text("(owner is null)"),
            "priority",
            "opens_at",
            postgresql_where=text("state = 'planned' and mode = 'agent'"),
        ),
        # What the live board reads: what is open now, from the index alone, what is being done, and what is over since
        # midnight.
        Index(
            "ix_follow_up_open",
            "planned_from",
            postgresql_include=["closes_at", "next_try_at", "playbook", "state", "mode", "waits_for", "campaign_id"],
            postgresql_where=text("state = 'planned'"),
        ),
        Index("ix_follow_up_busy", "state", postgresql_where=text("state in ('underway', 'talked')")),
        Index("ix_follow_up_closed", "closed_at", postgresql_where=text("closed_at is not null")),
        Index(None, "customer_id", "opens_at"),
        Index(None, "campaign_id", "state"),
        # What the figures of a day are counted from.
        Index(None, "last_day", "playbook"),
        # The supervisors' lists: what ended unreached, second rounds, and promises by when somebody else makes them.
        Index(
            "ix_follow_up_not_reached",
            "closed_at",
            postgresql_where=text("state in ('missed', 'exhausted') and tries_made > 0"),
        ),
        Index("ix_follow_up_promise_missed", "last_day", postgresql_where=text("reason = 'promise_missed'")),
        Index("ix_follow_up_second", "created_at", postgresql_where=text("occurrence_key like 'second/%'")),
        Index(
            "ix_follow_up_promised",
            "take_over_at",
            postgresql_where=text("state = 'planned' and owner is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey(Event.id), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey(Campaign.id))
    playbook: Mapped[str]
    step: Mapped[str]
    #: Rule, customer and anchor: planning twice creates nothing.
    occurrence_key: Mapped[str]
    #: The anchor that this run of the playbook began with; steps chained to one another share it.
    course: Mapped[str] = mapped_column(server_default="")
    #: care, survey or marketing: which law and which consent apply.
    purpose: Mapped[str]
    #: Who calls: service, consultant, nurse, …
    role: Mapped[str]
    #: Login of who promised this call, and from when on somebody else makes it; None where nobody promised it.
    owner: Mapped[str | None]
    take_over_at: Mapped[datetime | None]
    #: Named hours of the department.
    hours: Mapped[str]
    #: agent: a person talks; greeting: a recorded message; text: a text alone; visit: somebody goes there.
    mode: Mapped[str]
    #: A text announces the call.
    text_ahead: Mapped[bool] = mapped_column(server_default="false")
    #: Smaller goes first.
    priority: Mapped[int]
    #: First and last day on the customer's calendar; after the last it is overdue until it closes.
    first_day: Mapped[date]
    last_day: Mapped[date]
    #: As instants: the beginning of the window, and the end of the time that is left after it.
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    #: Not read by the clock before this instant; computed once after each try or deferral.
    next_try_at: Mapped[datetime]
    #: Why it waits until then, as a reason code; shown to people.
    waits_for: Mapped[str] = mapped_column(server_default="window")
    #: Calls that reached the carrier, or whose fate is unknown.
    tries_made: Mapped[int] = mapped_column(server_default="0")
    tries_allowed: Mapped[int]
    state: Mapped[FollowUpState] = mapped_column(stored(FollowUpState), default=FollowUpState.PLANNED)
    #: Why it is where it is, as a reason code.
    reason: Mapped[str] = mapped_column(server_default="planned")
    #: When its window opens, while it is planned. PostgreSQL writes it, and keeps statistics of it: without them it
    #: would think that most of what is planned is open, and read the whole table.
    planned_from: Mapped[datetime | None] = mapped_column(
        Computed("case when state = 'planned' then opens_at end", persisted=True)
    )
    #: The customer's day on which somebody talked with them about it; what chained steps count from.
    reached_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


def open_by(at: datetime) -> ColumnElement[bool]:
    """True for a `FollowUp` that is planned and whose window opens at this instant or has before."""
    return and_(FollowUp.state == FollowUpState.PLANNED, FollowUp.planned_from <= at)


class FollowUpChange(Base):
    """The history of a follow-up: one row for each change of state."""

    __tablename__ = "follow_up_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    from_state: Mapped[str]
    to_state: Mapped[str]
    reason: Mapped[str]


def move(session: Session, follow_up: FollowUp, to: FollowUpState, reason: str, now: datetime) -> None:
    """The one writer of a follow-up's state; the caller holds the row's lock.

    Raises `IllegalMove` for a change that the table of `campaigns.lifecycle` does not know.
    """
    assert_may_move(follow_up.state, to)
    session.add(
        FollowUpChange(
            follow_up_id=follow_up.id, at=now, from_state=follow_up.state.value, to_state=to.value, reason=reason
        )
    )
    follow_up.state = to
    follow_up.reason = reason
    follow_up.closed_at = now if to.final else None


def move_together(
    session: Session, follow_ups: Sequence[FollowUp], to: FollowUpState, reason: str, now: datetime
) -> None:
    """`move`, for many at once, with one statement for those that come from the same state."""
    for from_ in {one.state for one in follow_ups}:
        assert_may_move(from_, to)
        rows = [one for one in follow_ups if one.state is from_]
        written = {"state": to, "reason": reason, "closed_at": now if to.final else None}
        session.execute(_moved_together(from_, to), {"ids": [one.id for one in rows], "why": reason, "now": now})
        for one in rows:
            for name, value in written.items():
                set_committed_value(one, name, value)


@cache
def _moved_together(from_: FollowUpState, to: FollowUpState) -> Insert:
    """Put together once for each kind of move: that costs more than to run it."""
    now: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime)
    moved = (
        update(FollowUp)
        .where(FollowUp.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
        .values(state=to, reason=bindparam("why", type_=Text), closed_at=now if to.final else None)
    )
    return _with_history(moved, from_, to, now)


def close_windows(session: Session, now: datetime) -> list[int]:
    """Every planned follow-up whose window is over becomes *missed*, with its history; their ids.

    A promise that was not kept says so, whoever was to keep it by then.
    """
    # Held by somebody else: that hand comes first, and the next tick looks again. Waiting could lock both up.
    closing = select(FollowUp.id).where(FollowUp.state == FollowUpState.PLANNED, FollowUp.closes_at <= now)
    # The customer's own hours left no opening: that is no failing of ours, and says so.
    why = case(
        (FollowUp.waits_for == "customer_wish", "customer_wish"),
        (FollowUp.owner.is_not(None), "promise_missed"),
        else_="window_closed",
    )
    over = (
        update(FollowUp)
        .where(FollowUp.id.in_(closing.with_for_update(skip_locked=True)))
        .values(state=FollowUpState.MISSED, reason=why, closed_at=now)
    )
    history = _with_history(over, FollowUpState.PLANNED, FollowUpState.MISSED, literal(now))
    return list(session.scalars(history.returning(FollowUpChange.follow_up_id)))


def _with_history(moved: Update, from_: FollowUpState, to: FollowUpState, now: ColumnElement[datetime]) -> Insert:
    """This update of follow-ups, with the row that each gets in its history."""
    rows = moved.returning(FollowUp.id, FollowUp.reason).cte("moved")
    columns = ["follow_up_id", "at", "from_state", "to_state", "reason"]
    states = (literal(from_.value), literal(to.value), rows.c.reason)
    # Of the table, not of the class: what is given beside such a statement would be taken for more rows.
    table = FollowUpChange.metadata.tables["follow_up_change"]
    return insert(table).from_select(columns, select(rows.c.id, now, *states))
