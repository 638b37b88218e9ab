"""The day on which a supply runs out, for many customers at once.

Purchases n = 1, 2, … of one customer and one subject, in the order of their days, each for d(n) whole days, last until
R(n) = max(R(n-1), day(n)) + d(n): what is bought before the end carries over, what is bought on one day adds up. With
the running sum S(n) of d that is R(n) = S(n) + max over k <= n of (day(k) - S(k-1)), which window functions can say.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, cast, func, select
from sqlalchemy.types import Integer

from campaigns.events import Event
from campaigns.planning.fields import as_number, event_field
from campaigns.planning.terms import Terms
from campaigns.playbooks.anchors import SupplyAnchor

#: Days that one purchase lasts at most: what is entered as more is a slip, and the calendar ends somewhere.
_LONGEST = 36_600


def run_outs(anchor: SupplyAnchor, terms: Terms) -> Select[Any]:
    """The last purchase of each supply with the day R on which it is used up: columns event_id and day.

    A purchase that does not say how much, or whose use a day is not above zero, is left out.
    """
    quantity, per_day = as_number(event_field(anchor.quantity)), as_number(event_field(anchor.per_day))
    purchases = select(
        Event.id.label("event_id"),
        Event.customer_id,
        Event.subject,
        Event.occurred_on,
        cast(func.least(func.floor(quantity / func.nullif(per_day, 0)), _LONGEST), Integer).label("days"),
    ).where(Event.kind == anchor.runs_out, Event.withdrawn_at.is_(None), per_day > 0, quantity >= 0)
    purchases = purchases.where(*terms.are_mine(Event.customer_id))
    b = purchases.subquery().c
    supply, in_order = (b.customer_id, b.subject), (b.occurred_on, b.event_id)
    summed = select(*b, func.sum(b.days).over(partition_by=supply, order_by=in_order).label("sum")).subquery()
    s = summed.c
    supply, in_order = (s.customer_id, s.subject), (s.occurred_on, s.event_id)
    before = func.max(s.occurred_on - cast(s.sum - s.days, Integer)).over(partition_by=supply, order_by=in_order)
    newest_first = (s.occurred_on.desc(), s.event_id.desc())
    ends = select(
        s.event_id,
        (before + cast(s.sum, Integer)).label("day"),
        func.row_number().over(partition_by=supply, order_by=newest_first).label("from_the_last"),
    ).subquery()
    return select(ends.c.event_id, ends.c.day).where(ends.c.from_the_last == 1)
