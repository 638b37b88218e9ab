"""When we are there: a department's own hours on its branch's clock, holidays included.

Neither the law of calling nor its ceiling has a say in it: they protect whom we ring, not who rings us.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from campaigns.branches import Branch
from campaigns.calendars.public_holidays import is_public_holiday, is_workday
from dialer.hours.policy import HoursPolicy
from dialer.hours.spans import Span, spans_of
from runtime.zones import local_date

#: Of who calls about nothing that is open.
HOURS = "call-centre"
#: The longest that we look ahead, in days.
_HORIZON = 60


def on_day(policy: HoursPolicy, branch: Branch, day: date) -> tuple[Span, ...]:
    """The stretches of one day of the branch's, in order; none on a day off."""
    if policy.no_public_holidays and is_public_holiday(branch.region, "", day):
        return ()
    if policy.workdays_only and not is_workday(branch.region, "", day):
        return ()
    return spans_of(policy.week[day.weekday()], day, branch.zone)


def stretch(policy: HoursPolicy, branch: Branch, now: datetime) -> Span | None:
    """The stretch that holds `now`, else the next one; None where 60 days have none."""
    today = local_date(now, branch.zone)
    days = (today + timedelta(days=n) for n in range(_HORIZON + 1))
    return next((span for day in days for span in on_day(policy, branch, day) if span.end > now), None)
