"""A day as a browser sends it."""

from __future__ import annotations

from datetime import date

#: Nobody was a customer before, and nothing is agreed for longer; zones know no other years.
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


def read_day(raw: str) -> date | None:
    """The day that was chosen; None where it is none."""
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return None
    return day if _FIRST <= day <= _LAST else None
