"""The law's caps, by the callee's country."""

from __future__ import annotations

from functools import cache, lru_cache

from dialer.caps.rows import BOTH, Row, Table, read_table
from dialer.hours.law import law_country

#: As far back as any row that ends looks.
LOOK_BACK_DAYS = 61


@lru_cache(maxsize=1024)
def rows_for(country: str, subdivision: str, purpose: str, channel: str = "call") -> tuple[Row, ...]:
    """The rows that bind such a contact: ISO codes, "" where unknown; call or text."""
    home = law_country(country)
    return tuple(row for row in law_caps().rows if row.binds(channel, home, subdivision, purpose))


@cache
def law_caps() -> Table:
    """All rows. A call to the customer and one to the number are the same to the law: both are counted."""
    return read_table("law.toml", of=(BOTH,))
