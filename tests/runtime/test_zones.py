"""Zones come from the pinned database, and a day begins when the people who live there say so."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import zones
from runtime.zones import UnknownZone, ZonesNotPinned, assert_pinned, local_date, start_of_day, zone

NAMES = sorted(zoneinfo.available_timezones())


def test_the_systems_own_zone_files_are_never_read() -> None:
    assert zoneinfo.TZPATH == ()


def test_the_database_is_the_pinned_one() -> None:
    assert_pinned()


def test_another_database_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tzdata.IANA_VERSION", "2025b")
    with pytest.raises(ZonesNotPinned, match="2025b"):
        assert_pinned()


def test_zone_files_of_the_system_switched_on_again_stop_the_start() -> None:
    try:
        zoneinfo.reset_tzpath(to=("/usr/share/zoneinfo",))
        with pytest.raises(ZonesNotPinned, match="/usr/share/zoneinfo"):
            assert_pinned()
    finally:
        zoneinfo.reset_tzpath(to=())


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        # stayed on summer time for good on 2026-11-01; tzdata 2025b would say -8, -7 and -6
        ("America/Vancouver", -7),
        ("America/Edmonton", -6),
        ("America/Winnipeg", -5),
    ],
)
def test_canada_after_its_last_change_of_clocks(name: str, hours: int) -> None:
    assert datetime(2026, 11, 24, tzinfo=UTC).astimezone(zone(name)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Asia", "Asia/Shang\0hai"])
def test_a_name_of_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


def test_a_local_date_needs_to_know_whose_instant_it_is() -> None:
    assert local_date(datetime(2026, 11, 23, 16, tzinfo=UTC), "Asia/Shanghai") == date(2026, 11, 24)
    with pytest.raises(ValueError, match="no zone"):
        local_date(datetime(2026, 11, 23, 16), "Asia/Shanghai")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "name", "instant"),
    [
        # nothing special
        ("2026-11-24", "Asia/Shanghai", "2026-11-23T16:00+00:00"),
        # midnight is skipped: the day begins at 01:00
        ("2026-03-29", "Asia/Beirut", "2026-03-28T22:00+00:00"),
        ("2026-09-06", "America/Santiago", "2026-09-06T04:00+00:00"),
        # midnight comes twice: the first one counts
        ("2026-11-01", "America/Havana", "2026-11-01T04:00+00:00"),
        # Samoa had no 30 December 2011
        ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00+00:00"),
    ],
)
def test_a_day_begins_at_its_first_moment(day: str, name: str, instant: str) -> None:
    assert start_of_day(date.fromisoformat(day), name) == datetime.fromisoformat(instant)


@given(st.dates(date(2011, 1, 1), date(2030, 1, 1)), st.sampled_from(NAMES))
def test_the_moment_before_a_day_begins_belongs_to_an_earlier_day(day: date, name: str) -> None:
    begins = zones.start_of_day(day, name)
    assert begins.astimezone(zone(name)).date() >= day
    assert (begins - timedelta(microseconds=1)).astimezone(zone(name)).date() < day
