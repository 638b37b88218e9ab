"""Shares: how each role's work of a day is divided between bringing in, care, and further sales.

Source: the manuals, section 3 (consultants 50 % bring-in, 10 % care, 40 % further sales; service half and half).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from sqlalchemy import CheckConstraint, Select, delete, func, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.follow_ups import FollowUp
from campaigns.playbooks.editions import held
from campaigns.playbooks.model import Role, Work, work_of
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from runtime.database import Base

#: The kinds of work, in the order in which people name them.
WORKS: tuple[Work, ...] = get_args(Work)
ROLES: tuple[str, ...] = get_args(Role)
#: Thirds and sevenths are typed rounded.
_ROUNDING = 0.001


class WorkShare(Base):
    """The share of one kind of work in all that a role calls about in a day."""

    __tablename__ = "work_share"
    __table_args__ = (
        CheckConstraint("work in ('bring_in', 'care', 'further_sales')", name="work"),
        CheckConstraint("share > 0 and share <= 1", name="share"),
    )

    role: Mapped[str] = mapped_column(primary_key=True)
    work: Mapped[str] = mapped_column(primary_key=True)
    share: Mapped[float]


class SharesWrong(ValueError):
    """The shares of a role must be those of a whole: three numbers from 0 to 1 that make 1, or none at all."""


def targets(session: Session) -> dict[str, dict[str, float]]:
    """Role -> kind of work -> its share, from 0 to 1. A role without shares is not there: its work is not divided."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in session.scalars(select(WorkShare)):
        found[row.role][row.work] = row.share
    return dict(found)


def change(session: Session, role: str, shares: Mapping[str, float]) -> None:
    """From now on the role's work is divided so; shares of nothing but 0, or none, divide it no more.

    The caller commits. Raises `SharesWrong`.
    """
    kept = {work: share for work, share in shares.items() if share}
    if role not in ROLES:
        raise SharesWrong(f"There is no role {role!r}; the roles are {', '.join(ROLES)}.")
    if not set(kept) <= set(WORKS):
        raise SharesWrong(f"The kinds of work are {', '.join(WORKS)}.")
    if not all(0 < share <= 1 for share in kept.values()):
        raise SharesWrong("A share lies between 0 and 1.")
    if kept and round(abs(sum(kept.values()) - 1), 6) > _ROUNDING:
        raise SharesWrong(f"The shares of {role} make {100 * sum(kept.values()):.4g} %; together they must make 100 %.")
    # Of two who change at once the later one finds all rows of the earlier.
    session.execute(text("lock table work_share in share row exclusive mode"))
    session.execute(delete(WorkShare).where(WorkShare.role == role))
    rows = [{"role": role, "work": work, "share": share} for work, share in kept.items()]
    if rows:
        session.execute(insert(WorkShare), rows)


def done_today(session: Session, since: datetime, now: datetime) -> dict[tuple[str, str], int]:
    """(role, kind of work) -> how many calls of agents were placed from `since` to `now`, by the lead of each call.

    A playbook says which kind its calls are; where the house has it no more, the purpose does.
    """
    works = {name: one.playbook.work for name, one in held(session).items()}
    done: Counter[tuple[str, str]] = Counter()
    for role, playbook, purpose, count in session.execute(_placed(since, now)):
        done[role, works.get(playbook) or work_of(purpose)] += count
    return dict(done)


def _placed(since: datetime, now: datetime) -> Select[str, str, str, int]:
    """By role, playbook and purpose, so that a day's calls come back as a handful of rows."""
    said = (FollowUp.role, FollowUp.playbook, FollowUp.purpose)
    return (
        select(*said, func.count())
        .join(Attempt, Attempt.follow_up_id == FollowUp.id)
        .where(
            Attempt.channel == "call",
            Attempt.direction == "out",
            Attempt.mode == "agent",
            Attempt.placing_at.between(since, now),
            Attempt.state.not_in((AttemptState.REFUSED, AttemptState.RELEASED)),
        )
        .group_by(*said)
    )
