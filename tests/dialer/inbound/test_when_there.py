"""When we are there, and how it is spoken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from campaigns.branches import Branch
from dialer.hours.policy import named
from dialer.inbound.spoken_times import spoken_hours, spoken_opening
from dialer.inbound.when_there import on_day, stretch

HARBOUR = Branch(name="harbour", region="HK", zone="Asia/Hong_Kong")
SHANGHAI = Branch(name="bund", region="CN", zone="Asia/Shanghai")
KITS = Branch(name="kitsilano", region="CA", zone="America/Vancouver")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


OPENINGS = [
    # In the night before the day: it is still yesterday's night.
    (HARBOUR, "call-centre", "2026-11-24T22:30+08:00", "2026-11-25T09:00+08:00"),
    # The same night after midnight: today.
    (HARBOUR, "call-centre", "2026-11-25T00:30+08:00", "2026-11-25T09:00+08:00"),
    # At lunch: the afternoon.
    (HARBOUR, "call-centre", "2026-11-24T12:00+08:00", "2026-11-24T13:30+08:00"),
    # The last second of a stretch is inside, its end is not.
    (HARBOUR, "call-centre", "2026-11-24T11:59:59+08:00", "2026-11-24T09:00+08:00"),
    # An office on a Friday evening: Monday.
    (SHANGHAI, "office", "2026-11-27T18:00+08:00", "2026-11-30T09:00+08:00"),
    # China's National Day: seven days off, by the official table or its estimate; no hospital on a holiday.
    (SHANGHAI, "hospital", "2025-09-30T18:00+08:00", "2025-10-09T10:00+08:00"),
    # Vancouver's clock, not ours: nine in the morning there is one in the night in Hong Kong.
    (KITS, "call-centre", "2026-11-25T00:30+08:00", "2026-11-24T09:00-07:00"),
]


@pytest.mark.parametrize(("branch", "hours", "now", "opens"), OPENINGS)
def test_when_we_are_there(branch: Branch, hours: str, now: str, opens: str) -> None:
    found = stretch(named(hours), branch, at(now))
    assert found is not None
    assert found.start == at(opens)


SPOKEN = [
    ("2026-11-24T13:30+08:00", "今天下午一点半", "today from half past one in the afternoon"),
    ("2026-11-25T09:00+08:00", "明天上午九点", "tomorrow from nine in the morning"),
    ("2026-11-26T12:00+08:00", "后天中午十二点", "on Thursday from noon"),
    ("2026-11-27T08:15+08:00", "星期五早上八点一刻", "on Friday from quarter past eight in the morning"),
    ("2026-11-30T14:00+08:00", "星期一下午两点", "on Monday from two in the afternoon"),
    # A week ahead the name of the day alone would mean today.
    ("2026-12-01T11:20+08:00", "12月1日星期二上午十一点20分", "on Tuesday, 1 December, from 11:20 in the morning"),
    ("2026-11-24T19:45+08:00", "今天晚上七点三刻", "today from 7:45 in the evening"),
    ("2026-11-25T00:00+08:00", "明天凌晨零点", "tomorrow from midnight"),
]


@pytest.mark.parametrize(("opens", "zh", "en"), SPOKEN)
def test_how_an_opening_is_spoken(opens: str, zh: str, en: str) -> None:
    now = at("2026-11-24T11:00+08:00")
    assert spoken_opening(at(opens), now, "Asia/Hong_Kong", "zh") == zh
    assert spoken_opening(at(opens), now, "Asia/Hong_Kong", "en") == en


def test_how_a_day_is_spoken() -> None:
    now = at("2026-11-24T21:00+08:00")
    day = on_day(named("workshop"), HARBOUR, at("2026-11-25T12:00+08:00").date())
    assert spoken_hours(day, now, HARBOUR.zone, "zh") == "明天上午九点到中午十二点、下午一点半到晚上六点"
    assert spoken_hours(day, now, HARBOUR.zone, "en") == (
        "tomorrow from nine in the morning to noon and from half past one in the afternoon to six in the evening"
    )


def test_a_house_that_is_never_there_says_nothing_of_it() -> None:
    never = named("office")
    assert stretch(type(never)("never", ((),) * 7), HARBOUR, at("2026-11-24T11:00+08:00")) is None
