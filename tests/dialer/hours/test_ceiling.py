"""Nobody's phone rings at or after nine in the evening: whatever is set, wherever they are, whenever the clocks change.

The plain re-implementation knows nothing but the wall clock: it walks from the dial to the end of the ringing and looks
at every clock that the callee may have on the wall.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from campaigns.numbers.zones import zones_of
from dialer.hours.callee import Callee, Wishes
from dialer.hours.judge import judge
from dialer.hours.law import Purpose
from dialer.hours.opening import next_opening
from dialer.hours.policy import HoursPolicy
from dialer.hours.windows import WHOLE_WEEK
from tests.dialer.hours.cast import DAYS, EVERYBODY, policies, wishes

_SECOND = timedelta(seconds=1)
#: From midnight in UTC, for a day of any zone.
_AROUND = st.timedeltas(timedelta(hours=-14), timedelta(hours=38))
_TIMES = st.times()
#: The widest that anybody can set: every hour of every day.
ROUND_THE_CLOCK = HoursPolicy("round-the-clock", WHOLE_WEEK)


def slowly_rings_late(zones: Sequence[str], dialled: datetime, ring_seconds: float) -> bool:
    """Whether the phone can ring at an instant at which one of these walls shows 21:00 or later.

    It rings from the dial on, and is silent at its end: looked at every quarter of a minute, and just before that end.
    """
    silent_at = dialled + timedelta(seconds=ring_seconds)
    looked_at = [dialled]
    while looked_at[-1] + 15 * _SECOND < silent_at:
        looked_at.append(looked_at[-1] + 15 * _SECOND)
    looked_at.append(max(dialled, silent_at - timedelta(microseconds=1)))
    return any(_wall(name, instant) >= time(21) for name in zones for instant in looked_at)


def _wall(zone_name: str, instant: datetime) -> time:
    return instant.astimezone(UTC).astimezone(ZoneInfo(zone_name)).time()


@cache
def every_zone() -> tuple[str, ...]:
    """All places of the zone database, and none of its short names for the same."""
    names = resources.files("tzdata").joinpath("zones").read_text("utf-8").split()
    return tuple(name for name in names if "/" in name and not name.startswith(("Etc/", "SystemV/")))


@cache
def days_of_change(zone_name: str) -> tuple[date, ...]:
    """The days of 2026 and 2027 after which this zone's clock stands otherwise than before."""
    here = ZoneInfo(zone_name)
    noons = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(730)]
    offsets = [noon.astimezone(here).utcoffset() for noon in noons]
    return tuple(noons[n].date() for n in range(1, 730) if offsets[n] != offsets[n - 1])


@cache
def somebody() -> st.SearchStrategy[Callee]:
    """Anybody, at home or with any zone on file, with any wishes."""

    def at_home_or_elsewhere(who: Callee, elsewhere: str | None, wishes: Wishes | None) -> Callee:
        return Callee(who.e164, who.country, who.subdivision, who.zone if elsewhere is None else elsewhere, wishes)

    elsewhere = st.one_of(st.none(), st.sampled_from(every_zone()))
    return st.builds(at_home_or_elsewhere, st.sampled_from(EVERYBODY), elsewhere, wishes())


@cache
def _days_in(zone_name: str) -> st.SearchStrategy[date]:
    # Kept, because Hypothesis takes longer to make and check a strategy than to draw from it.
    ordinary = st.dates(date(2026, 1, 1), date(2027, 12, 30))
    known = st.sampled_from([date.fromisoformat(day) for day in DAYS])
    changes = days_of_change(zone_name) if zone_name else ()
    found = st.one_of(ordinary, known, st.sampled_from(changes) if changes else ordinary)
    return st.builds(lambda day, before: day - timedelta(days=before), found, st.integers(0, 1))


def days(callee: Callee) -> st.SearchStrategy[date]:
    """A day on which the callee's clock changes or the one before it, an ordinary one, a holiday."""
    zones = _zones(callee)
    return _days_in(zones[0] if zones else "")


@cache
def rings() -> st.SearchStrategy[float]:
    """From no time at all to a quarter of an hour."""
    return st.one_of(st.sampled_from([0.0, 0.5, 25.0, 30.0, 45.0, 60.0, 600.0]), st.floats(0, 900))


def anybodys_hours() -> st.SearchStrategy[HoursPolicy | None]:
    """The hours of a department, none, and hours that a careless hand left open round the clock."""
    return st.one_of(policies(), st.just(ROUND_THE_CLOCK))


def _zones(callee: Callee) -> Sequence[str]:
    return [callee.zone] if callee.zone else zones_of(callee.e164)


@settings(max_examples=1200)
@given(st.data(), somebody(), anybodys_hours(), st.sampled_from(list(Purpose)), rings())
def test_no_allowed_call_can_ring_at_nine_or_later_whatever_is_set(
    data: st.DataObject, callee: Callee, policy: HoursPolicy | None, purpose: Purpose, ring: float
) -> None:
    midnight = datetime.combine(data.draw(days(callee)), time(), UTC)
    now = midnight + data.draw(_AROUND)
    if judge(callee, policy, purpose, now, ring).allowed:
        assert not slowly_rings_late(_zones(callee), now, ring)


@settings(max_examples=1200)
@given(
    st.data(),
    somebody(),
    anybodys_hours(),
    st.sampled_from(list(Purpose)),
    rings(),
    st.timedeltas(timedelta(minutes=-3), timedelta(minutes=12)),
)
def test_around_ten_to_nine_no_allowed_call_can_ring_at_nine_or_later(
    data: st.DataObject,
    callee: Callee,
    policy: HoursPolicy | None,
    purpose: Purpose,
    ring: float,
    off: timedelta,
) -> None:
    zones = _zones(callee)
    assume(zones)
    there = ZoneInfo(zones[data.draw(st.integers(0, len(zones) - 1))])
    now = datetime.combine(data.draw(days(callee)), time(20, 50), there).astimezone(UTC) + off
    if judge(callee, policy, purpose, now, ring).allowed:
        assert not slowly_rings_late(zones, now, ring)


@settings(max_examples=300)
@given(st.data(), somebody(), anybodys_hours(), rings())
def test_the_next_opening_is_never_so_late_that_the_phone_could_ring_at_nine(
    data: st.DataObject, callee: Callee, policy: HoursPolicy | None, ring: float
) -> None:
    after = datetime.combine(data.draw(days(callee)), data.draw(_TIMES), UTC)
    opening = next_opening(callee, policy, "care", after, ring, horizon_days=4)
    assert opening is None or not slowly_rings_late(_zones(callee), opening, ring)


#: At home, without a department, the last instant at which a phone may begin to ring for half a minute.
LAST = [
    # The day on which British clocks went forward, and the one on which they went back.
    ("Europe/London", "2026-03-29", "GB"),
    ("Europe/London", "2026-10-25", "GB"),
    # Half an hour of summer time, and a zone a quarter of an hour off.
    ("Australia/Lord_Howe", "2026-10-04", "HK"),
    ("Asia/Kathmandu", "2026-06-01", "HK"),
    # Clocks change at midnight here.
    ("America/Santiago", "2026-09-06", "HK"),
    ("Africa/Cairo", "2026-04-24", "HK"),
]


@pytest.mark.parametrize(("zone_name", "day", "country"), LAST)
def test_half_a_minute_before_nine_is_the_last_instant_to_ring_for_half_a_minute(
    zone_name: str, day: str, country: str
) -> None:
    """Not vacuous: where only the ceiling binds, the instant itself is allowed, and a microsecond later is not."""
    callee = Callee({"GB": "+442079460018", "HK": "+85291234567"}[country], country, zone=zone_name)
    nine = datetime.combine(date.fromisoformat(day), time(21), ZoneInfo(zone_name)).astimezone(UTC)
    last = nine - 30 * _SECOND
    verdicts = [judge(callee, ROUND_THE_CLOCK, "research", at, 30).allowed for at in (last, last + timedelta(0, 0, 1))]
    assert verdicts == [True, False]
    assert [slowly_rings_late([zone_name], at, 30) for at in (last, last + timedelta(0, 0, 1))] == [False, True]
