"""The house's own caps: how often a customer and a number are called, over all campaigns, ring-backs excluded.

Source: practice of Beijing's carriers, at most three calls a day to one number, taken for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

#: Calls in any 24 hours, to one customer over all numbers, and to one number over all customers.
CALLS_PER_DAY = 3
DAY = timedelta(hours=24)
#: From the beginning of one call to that of the next.
APART = timedelta(minutes=10)


def capped_until(called_at: Sequence[datetime], now: datetime) -> datetime | None:
    """The instant from which one more call fits under the caps; None when it fits now."""
    recent = sorted(at for at in called_at if at > now - DAY)
    waits = []
    if len(recent) >= CALLS_PER_DAY:
        waits.append(recent[-CALLS_PER_DAY] + DAY)
    if recent and recent[-1] + APART > now:
        waits.append(recent[-1] + APART)
    return max(waits, default=None)
