"""A notice that is loaded while the house is open changes the very next judgement."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from campaigns.calendars.china import laid_over, shipped_days, use
from campaigns.calendars.notice_files import Kind, NoticeDay
from dialer.hours.judge import Callee, judge
from dialer.hours.policy import named


@pytest.mark.parametrize("day", [date(2027, 3, 3), date(2027, 3, 4)])
def test_a_day_that_a_notice_makes_a_holiday_is_closed_from_then_on(day: date) -> None:
    callee = Callee("+8613912345678", "CN", "", "Asia/Shanghai")
    morning = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    try:
        assert judge(callee, named("hospital"), "care", morning, 25).allowed
        use(
            laid_over(
                [NoticeDay(2027, date(2027, 1, 1), Kind.OFF, "New Year"), NoticeDay(2027, day, Kind.OFF, "x")], "a"
            )
        )
        assert judge(callee, named("hospital"), "care", morning, 25).code == "public_holiday"
    finally:
        use(shipped_days())
    assert judge(callee, named("hospital"), "care", morning, 25).allowed
