"""The house's own caps: how often a customer and a number are called and texted, over all campaigns."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, lru_cache

from dialer.caps.rows import CUSTOMER, NUMBER, Row, Table, read_table

#: A text within this of the customer's own is its answer, and no contact that we began; see house.toml.
ANSWER = timedelta(hours=24)


@lru_cache(maxsize=64)
def house_rows(purpose: str, channel: str) -> tuple[Row, ...]:
    """The rows that bind a contact for this purpose; call or text."""
    return tuple(row for row in house_caps().rows if row.binds(channel, "", "", purpose))


@cache
def house_caps() -> Table:
    """All rows; each counts the customer's contacts and the number's, unless it says whose."""
    return read_table("house.toml", of=(CUSTOMER, NUMBER))
