"""Tiers reached: an import that raises a customer's tier leaves an event to congratulate from, once for each tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from campaigns.tiers import tiers
from runtime.zones import local_date

#: What a total spend gives never takes away a tier that was named by another export, or whose order nobody knows.
TIER_BY_SPEND = """case when c.tier = '' or array_position(cast(:tiers as text[]), excluded.tier)
                                   > array_position(cast(:tiers as text[]), c.tier)
                        then excluded.tier else c.tier end"""

#: A customer who is new to us is not among them: at a first import everybody would be congratulated at once.
_TO_BE_RAISED = text("""
    select held.id from staged as s
    cross join lateral (
        select id, tier from customer where source = s.source and external_id = s.external_id offset 0
    ) as held
    where s.line between :first and :last and array_position(cast(:tiers as text[]), s.tier)
          > case held.tier when '' then 0 else array_position(cast(:tiers as text[]), held.tier) end""")

_ZONES = text("select distinct day_zone from customer where id = any(:ids)")

_REACHED = text("""
    insert into event (source, external_id, customer_id, kind, category, subject, by_whom, occurred_on, details,
                       created_at)
    select 'huifang', 'tier/' || c.source || ':' || c.external_id || '/' || c.tier, c.id, 'tier-reached', c.tier, '',
           '', today.day, '{}', :now
    from customer as c join unnest(cast(:zones as text[]), cast(:days as date[])) as today (zone, day)
         on today.zone = c.day_zone
    where c.id = any(:ids)
    on conflict (source, external_id) do nothing""")


def to_be_raised(connection: Connection, values: Mapping[str, Any]) -> Sequence[int]:
    """The customers on file whose tier these staged lines will raise; to be asked before they are written."""
    return connection.scalars(_TO_BE_RAISED, {**values, "tiers": list(tiers())}).all()


def write_reached(connection: Connection, raised: Sequence[int], now: datetime) -> None:
    """Write down that these customers reached the tier they have now, on their own today."""
    if not raised:
        return
    zones = connection.scalars(_ZONES, {"ids": list(raised)}).all()
    # PostgreSQL has a zone database of another age than the pinned one, so it is not asked for the day.
    days = [local_date(now, zone) for zone in zones]
    connection.execute(_REACHED, {"ids": list(raised), "zones": list(zones), "days": days, "now": now})
