"""Questions whose answer is none: those of the house's invariants that a running house can be asked through indexes.

Each gives the id of a row that breaks one, among what was placed or changed in the last hours. The whole of them, over
everything, is the proof that the simulation and the demonstration end with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from runtime.database import Base

#: So far back the questions look, and so many of the youngest changes.
HOURS, CHANGES = timedelta(hours=6), 20_000
#: Two that ask at once would only ask the same twice.
_LOCK = 4822742

#: Calls of ours that reached the carrier; a call lasts no longer than an evening.
_RECENT = """a.placing_at > :since and a.channel = 'call' and a.direction = 'out'
    and a.state not in ('refused', 'released')"""
_BEFORE = """b.id <> a.id and b.channel = 'call' and b.direction = 'out' and b.state not in ('refused', 'released')
    and b.placing_at <= a.placing_at and b.claimed_at > a.claimed_at - interval"""


@dataclass(frozen=True)
class Question:
    """One invariant, by its number in the plan of the house, and the indexes that answer it."""

    invariant: str
    statement: str
    indexes: tuple[str, ...]


QUESTIONS = (
    Question(
        "1_placed_without_judgement",
        f"select a.id from attempt a where {_RECENT} and a.evidence = '{{}}'::jsonb",
        ("ix_attempt_placing",),
    ),
    Question(
        "2_two_calls_at_once_to_a_number",
        f"""select a.id from attempt a join attempt b on b.e164 = a.e164 and {_BEFORE} '6 hours'
        where {_RECENT} and a.placing_at < coalesce(b.ended_at, 'infinity')""",
        ("ix_attempt_placing", "ix_attempt_number"),
    ),
    Question(
        "2_two_calls_at_once_to_a_customer",
        f"""select a.id from attempt a join attempt b on b.customer_id = a.customer_id and {_BEFORE} '6 hours'
        where {_RECENT} and a.placing_at < coalesce(b.ended_at, 'infinity')""",
        ("ix_attempt_placing", "ix_attempt_customer"),
    ),
    Question(
        "3_nobody_asks_what_became_of_it",
        """select a.id from attempt a where a.state in ('placing', 'unknown', 'placed', 'ringing', 'answered')
        and a.deadline_at < :now - interval '1 hour'""",
        ("ix_attempt_deadline",),
    ),
    Question(
        "3_under_way_in_no_call",
        """select f.id from follow_up f where f.state = 'underway' and f.mode in ('agent', 'greeting')
        and 0 = (select count(*) from attempt a where a.follow_up_id = f.id and a.ended_at is null)
        and 0 = (select count(*) from topic t join attempt a on a.id = t.attempt_id
            where t.follow_up_id = f.id and a.ended_at is null)""",
        ("ix_follow_up_busy", "ix_attempt_follow_up_id", "ix_topic_follow_up_id"),
    ),
    Question(
        "4_called_although_suppressed",
        f"""select a.id from attempt a join suppression s on s.customer_id = a.customer_id
        where {_RECENT} and s.channel in ('call', 'all') and a.placing_at > s.since
        and (s.until is null or a.placing_at < s.until)""",
        ("ix_attempt_placing",),
    ),
    Question(
        "5_more_than_three_calls_in_24_hours",
        f"""select a.id from attempt a join attempt b on b.e164 = a.e164 and {_BEFORE} '25 hours'
        and b.placing_at > a.placing_at - interval '24 hours' where {_RECENT} group by a.id having count(*) > 2""",
        ("ix_attempt_placing", "ix_attempt_number"),
    ),
    Question(
        "6_an_agent_in_two_conversations",
        """select a.id from attempt a join attempt b on b.agent_id = a.agent_id and b.id <> a.id
        and b.claimed_at > a.claimed_at - interval '6 hours' and b.bridged_at <= a.bridged_at
        where a.placing_at > :since and a.bridged_at < coalesce(b.ended_at, 'infinity')
        and not exists (select from transfer t where t.attempt_id in (a.id, b.id))""",
        ("ix_attempt_placing", "ix_attempt_agent"),
    ),
    Question(
        "8_something_final_was_changed",
        f"""select c.attempt_id from attempt_change c
        where c.id > (select max(id) from attempt_change) - {CHANGES}
        and c.from_state in ('ended', 'refused', 'released', 'lost', 'withdrawn')""",
        ("pk_attempt_change",),
    ),
)


class Violation(Base):
    """What one question found when it was last asked."""

    __tablename__ = "violation"

    invariant: Mapped[str] = mapped_column(primary_key=True)
    #: Rows that break it, and the first of them; none is the rule.
    rows: Mapped[int]
    first_id: Mapped[int | None]
    asked_at: Mapped[datetime]


def look(session: Session, now: datetime) -> dict[str, list[int]]:
    """Ask all of them; the ids that break each invariant, up to a hundred."""
    asked = {"now": now, "since": now - HOURS}
    return {one.invariant: list(session.scalars(text(f"{one.statement} limit 100"), asked)) for one in QUESTIONS}


def keep(session: Session, found: dict[str, list[int]], now: datetime) -> None:
    """Write the answers down. The caller commits."""
    rows = [
        {"invariant": name, "rows": len(ids), "first_id": ids[0] if ids else None, "asked_at": now}
        for name, ids in found.items()
    ]
    made = insert(Violation).values(rows)
    new = {column: made.excluded[column] for column in ("rows", "first_id", "asked_at")}
    session.execute(made.on_conflict_do_update(index_elements=["invariant"], set_=new))


def alone(session: Session) -> bool:
    """Nobody else asks until this transaction ends."""
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))))
