"""A dry run: everybody of a segment counted once: who will be called, who is left out, whose hours never open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer, CustomerNumber
from campaigns.numbers.masking import mask
from dialer.forecasting.crowds import Asked, Crowd, never_open, whom
from dialer.forecasting.open_hours import window_of
from dialer.hours.policy import HoursPolicy, named

#: Rows of a page of names.
PAGE = 50
#: Texts have hours of their own, whatever the playbook's are.
_TEXT_HOURS = "text"
#: Ids in one statement.
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Count:
    """So many for this reason."""

    why: str
    customers: int


@dataclass(frozen=True)
class Counted:
    """The whole segment."""

    #: Called, as far as is known now.
    reachable: int
    #: Not to be called at all; and those who could be, were their hours open within the days.
    left_out: tuple[Count, ...]
    never_open: tuple[Count, ...]

    @property
    def all(self) -> int:
        """Everybody in the segment."""
        return self.reachable + sum(one.customers for one in (*self.left_out, *self.never_open))


@dataclass(frozen=True)
class Row:
    """One customer who is left out."""

    customer_id: int
    name: str
    external_id: str
    branch: str
    tier: str
    #: The first number on file, masked; empty where there is none.
    number: str


def hours_of(asked: Asked) -> HoursPolicy:
    """The hours in which this launch rings, or texts."""
    launch = asked.launch
    by_text = launch.chosen.mode == "text"
    return named(_TEXT_HOURS if by_text else launch.hours or launch.playbook.hours)


def counted(asked: Asked, found: Sequence[Crowd]) -> Counted:
    """The crowds, each customer in one count."""
    closed = never_open(found, window_of(asked.launch, hours_of(asked), asked.now))
    left_out: Counter[str] = Counter()
    for crowd in found:
        left_out[crowd.why] += crowd.customers
    shut = Counter({why: sum(crowd.customers for crowd in crowds) for why, crowds in closed.items()})
    reachable = left_out.pop("", 0) - shut.total()
    return Counted(reachable, _most_first(left_out), _most_first(shut))


def _most_first(counts: Counter[str]) -> tuple[Count, ...]:
    return tuple(Count(why, count) for why, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def names(
    session: Session, asked: Asked, found: Sequence[Crowd], why: str, after: int = 0, most: int | None = PAGE
) -> list[Row]:
    """Who is left out for this reason, in the order of their ids, from behind `after` on."""
    closed = never_open(found, window_of(asked.launch, hours_of(asked), asked.now)).get(why)
    ids = whom(session, asked, why, closed, after, most)
    first = (
        select(CustomerNumber.e164)
        .where(CustomerNumber.customer_id == Customer.id)
        .order_by(CustomerNumber.position)
        .limit(1)
        .scalar_subquery()
    )
    columns = (Customer.id, Customer.name, Customer.external_id, Customer.branch, Customer.tier, first)
    rows = []
    for begin in range(0, len(ids), _AT_ONCE):
        people = select(*columns).where(Customer.id.in_(ids[begin : begin + _AT_ONCE])).order_by(Customer.id)
        rows += [
            Row(one, name, external_id, branch, tier, mask(e164) if e164 else "")
            for one, name, external_id, branch, tier, e164 in session.execute(people)
        ]
    return rows
