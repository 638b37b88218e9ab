"""Wishes: when customers want to hear from us, on their own clock. A wish narrows every other rule and widens none."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, func, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.customers import WISHED_HOURS, Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from runtime.database import Base

#: Monday is 0, as in `date.weekday()`.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: No day at all.
NEVER = "closed"
#: Minutes after local midnight, from the first up to but not including the second.
Window = tuple[int, int]
WHOLE_DAY: Window = (0, 24 * 60)

_SHAPE = re.compile(WISHED_HOURS)


class WishUnreadable(ValueError):
    """These wished hours cannot be read; they are written like mon 18:00-20:00, tue 10:00-12:00;15:00-17:00."""


class WishChange(Base):
    """One wish as somebody of ours was told it; what an import brings stands with the customer alone."""

    __tablename__ = "wish_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    #: As `Customer.wished_hours`; None takes the wish back.
    wished_hours: Mapped[str | None]
    #: Login of who was told.
    by: Mapped[str]


def written(week: Sequence[Collection[Window]]) -> str | None:
    """Windows of Monday to Sunday as the customer's row keeps them; None where every hour of the week is open."""
    joined = [_joined(windows) for windows in week]
    if all(windows == [WHOLE_DAY] for windows in joined):
        return None
    days = (f"{day} {';'.join(map(_show, windows))}" for day, windows in zip(WEEKDAYS, joined, strict=True) if windows)
    return ", ".join(days) or NEVER


def by_day(wish: str) -> dict[str, str]:
    """The windows of each day that is named: {"mon": "18:00-20:00"}; others are barred. Raises WishUnreadable."""
    if not _SHAPE.fullmatch(wish):
        raise WishUnreadable(wish)
    named = [] if wish == NEVER else [day.split(" ", 1) for day in wish.split(", ")]
    found = dict(named)
    backwards = any(w[:5] >= w[6:] for hours in found.values() for w in hours.split(";"))
    if len(found) < len(named) or backwards:
        raise WishUnreadable(wish)
    return found


def change_wish(session: Session, customer_id: int, wish: str | None, now: datetime, by: str = "") -> None:
    """Keep what the customer asked for, None for nothing, and look again at what waited for it. The caller commits.

    `by` is the login of who was told. Raises WishUnreadable before anything is written.
    """
    if wish is not None:
        by_day(wish)
    customer = session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    if customer.wished_hours != wish:
        customer.wished_hours, customer.updated_at = wish, now
        session.add(WishChange(customer_id=customer_id, at=now, wished_hours=wish, by=by))
        session.flush()
        look_again(session, [customer_id], now)


def look_again(where: Session | Connection, customers: Collection[int], now: datetime) -> None:
    """What of theirs was put off because of a wish is due as it was without one, and will be judged anew."""
    waiting = update(FollowUp).where(
        FollowUp.customer_id.in_(customers),
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.waits_for == "customer_wish",
    )
    where.execute(waiting.values(next_try_at=func.greatest(FollowUp.opens_at, now), waits_for="window"))


def _joined(windows: Collection[Window]) -> list[Window]:
    """In order, with those that touch made one."""
    joined: list[Window] = []
    for start, end in sorted(windows):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _show(window: Window) -> str:
    start, end = window
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
