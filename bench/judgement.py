"""The judgement of permitted hours, warm, beside the least that any judgement must do: look a day's plan up."""

from __future__ import annotations

from datetime import UTC, datetime

from bench.measure import Measured, side_by_side
from dialer.hours.judge import Callee, judge
from dialer.hours.policy import named
from runtime.zones import local_date

TIMES = 20_000


def measure() -> Measured:
    """`TIMES` judgements of one callee in one zone."""
    callee, policy = Callee("+85291234567", "HK"), named("clinic")
    now = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)

    def ours() -> None:
        for _ in range(TIMES):
            judge(callee, policy, "care", now, 60)

    def limit() -> None:
        for _ in range(TIMES):
            local_date(now, "Asia/Hong_Kong")

    seconds, least = side_by_side(ours, limit)
    return Measured("judge permitted hours", f"{TIMES:,} judgements", seconds, "the customer's local date", least)
