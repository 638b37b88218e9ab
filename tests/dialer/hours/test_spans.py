"""Spans of absolute time are right on every day, those of twenty-three and of twenty-five hours too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.hours.spans import spans_of
from dialer.hours.windows import Windows, parse
from runtime.zones import start_of_day, zone
from tests.dialer.hours.test_windows import some_windows

#: Nights on which clocks change, forwards and back.
CHANGES = [
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    # half an hour
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    # midnight is skipped, or comes twice
    ("Asia/Beirut", "2026-03-29"),
    ("America/Santiago", "2026-09-06"),
    ("America/Havana", "2026-11-01"),
    # late in the evening, into the day before
    ("America/Santiago", "2026-04-04"),
    ("America/Nuuk", "2026-10-24"),
    # two hours
    ("Antarctica/Troll", "2026-03-29"),
    ("Africa/Casablanca", "2026-02-15"),
    # a day that was left out
    ("Pacific/Apia", "2011-12-30"),
    # no change at all
    ("Asia/Shanghai", "2026-11-24"),
]


def shown(zone_name: str, day: str, hours: str) -> list[str]:
    spans = spans_of(parse(hours), date.fromisoformat(day), zone_name)
    return [f"{span.start:%dT%H:%M}-{span.end:%dT%H:%M}" for span in spans]


@pytest.mark.parametrize(
    ("zone_name", "day", "hours", "spans"),
    [
        ("Asia/Shanghai", "2026-11-24", "10:00-12:00;15:00-17:00", ["24T02:00-24T04:00", "24T07:00-24T09:00"]),
        # 02:00-03:00 does not exist that night; 01:00-04:00 is two hours long
        ("America/New_York", "2026-03-08", "02:00-03:00", []),
        ("America/New_York", "2026-03-08", "01:00-04:00", ["08T06:00-08T08:00"]),
        ("America/New_York", "2026-03-08", "02:30-04:00", ["08T07:00-08T08:00"]),
        # 01:00-02:00 comes twice, without a break; 01:00-01:30 comes twice with one
        ("America/New_York", "2026-11-01", "01:00-02:00", ["01T05:00-01T07:00"]),
        ("America/New_York", "2026-11-01", "01:00-01:30", ["01T05:00-01T05:30", "01T06:00-01T06:30"]),
        # nine in the morning after a change of half an hour
        ("Australia/Lord_Howe", "2026-10-04", "09:00-10:00", ["03T22:00-03T23:00"]),
        ("Australia/Lord_Howe", "2026-10-03", "09:00-10:00", ["02T22:30-02T23:30"]),
        # the whole of a short and of a long day
        ("Europe/Berlin", "2026-03-29", "00:00-24:00", ["28T23:00-29T22:00"]),
        ("Europe/Berlin", "2026-10-25", "00:00-24:00", ["24T22:00-25T23:00"]),
        # a day that never was
        ("Pacific/Apia", "2011-12-30", "00:00-24:00", []),
    ],
)
def test_windows_become_instants(zone_name: str, day: str, hours: str, spans: list[str]) -> None:
    assert shown(zone_name, day, hours) == spans


@given(st.sampled_from(CHANGES), st.integers(-1, 1), some_windows())
def test_an_instant_is_in_a_span_exactly_when_the_clock_shows_a_time_in_a_window(
    change: tuple[str, str], offset: int, windows: Windows
) -> None:
    zone_name, day = change[0], date.fromisoformat(change[1]) + timedelta(days=offset)
    spans = spans_of(windows, day, zone_name)
    instant = start_of_day(day, zone_name) - timedelta(hours=3)
    for _ in range(31 * 60):
        local = instant.astimezone(zone(zone_name))
        minute = local.hour * 60 + local.minute
        by_clock = local.date() == day and any(window.start <= minute < window.end for window in windows)
        assert any(span.start <= instant < span.end for span in spans) is by_clock
        instant += timedelta(minutes=1)


@given(st.sampled_from(CHANGES), some_windows())
def test_spans_are_in_order_and_do_not_touch(change: tuple[str, str], windows: Windows) -> None:
    spans = spans_of(windows, date.fromisoformat(change[1]), change[0])
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(edge.tzinfo is UTC and isinstance(edge, datetime) for edge in edges)
