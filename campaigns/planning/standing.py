"""Where a follow-up, or the quota of a period, stands on one day of the customer's calendar. Plain rules."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """What is to be done about it today."""

    #: Its window has not begun.
    UPCOMING = "upcoming"
    #: Within the window; both ends are inside.
    DUE = "due"
    #: Past the window, and may still be done.
    OVERDUE = "overdue"
    #: Past the last day on which it may be done.
    EXPIRED = "expired"
    #: It was done.
    DONE = "done"
    #: Nothing of the kind is due to this customer at all.
    NOT_APPLICABLE = "not_applicable"
    #: The quota's minimum is met, and more is permitted.
    OPTIONAL = "optional"
    #: The quota's maximum is reached: another contact would annoy.
    FULL = "full"


def standing(first_day: date, last_day: date, last_late: date | None, today: date, done: bool = False) -> Standing:
    """How one follow-up stands `today`; all days are the customer's own.

    `last_late` is the last day on which it may still be done, None where it never expires. What is done is done, on
    whatever day. Source: the manuals' due windows; both ends are inside, the day after the last is overdue.
    """
    if done:
        return Standing.DONE
    if today < first_day:
        return Standing.UPCOMING
    if today <= last_day:
        return Standing.DUE
    return Standing.OVERDUE if last_late is None or today <= last_late else Standing.EXPIRED


def quota_standing(contacts: int, at_least: int, at_most: int, period: Standing) -> Standing:
    """How the quota of one calendar period stands after so many contacts in it.

    `period` is how the period itself stands, as a window without any contact. A period that is over with its minimum
    met is done. Source: onboarding by phone, "1 to 4 contacts a month, at least 1, never so many that the customer is
    annoyed".
    """
    if contacts >= at_most:
        return Standing.FULL
    if contacts < at_least:
        return period
    return Standing.OPTIONAL if period in (Standing.UPCOMING, Standing.DUE) else Standing.DONE
