"""Parts of the day: where they begin, and which of several openings is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dialer.hours.callee import Callee
from dialer.hours.judge import judge
from dialer.hours.opening import next_opening
from dialer.hours.policy import HoursPolicy, shelf
from dialer.tries.day_parts import LOOK, Part, Stretch, least_tried, next_part_begins, openings, part_of
from tests.dialer.hours.cast import EVERYBODY, instants

HONG_KONG = "Asia/Hong_Kong"
MORNING, AFTERNOON, EVENING = Stretch.MORNING, Stretch.AFTERNOON, Stretch.EVENING
RING = 60.0


def at(written: str) -> datetime:
    """This time in Hong Kong, which is eight hours ahead of UTC all year."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("local", "part"),
    [
        # a Tuesday: noon and five belong to what begins with them
        ("2026-11-24 09:00", Part(MORNING, weekend=False)),
        ("2026-11-24 11:59:59", Part(MORNING, weekend=False)),
        ("2026-11-24 12:00", Part(AFTERNOON, weekend=False)),
        ("2026-11-24 16:59:59", Part(AFTERNOON, weekend=False)),
        ("2026-11-24 17:00", Part(EVENING, weekend=False)),
        ("2026-11-24 23:59", Part(EVENING, weekend=False)),
        # Friday is a weekday, Saturday and Sunday are not
        ("2026-11-27 20:00", Part(EVENING, weekend=False)),
        ("2026-11-28 10:00", Part(MORNING, weekend=True)),
        ("2026-11-29 10:00", Part(MORNING, weekend=True)),
    ],
)
def test_which_part_it_is(local: str, part: Part) -> None:
    assert part_of(at(local), HONG_KONG) == part


def test_the_clock_is_the_callees() -> None:
    """Eleven on Saturday morning in Hong Kong is Friday evening in Vancouver."""
    assert part_of(at("2026-11-28 11:00"), "America/Vancouver") == Part(EVENING, weekend=False)


@pytest.mark.parametrize(
    ("local", "begins"),
    [
        ("2026-11-24 09:00", "2026-11-24 12:00"),
        # at noon itself the afternoon has begun
        ("2026-11-24 12:00", "2026-11-24 17:00"),
        ("2026-11-24 20:00", "2026-11-25 00:00"),
    ],
)
def test_when_the_next_part_begins(local: str, begins: str) -> None:
    assert next_part_begins(at(local), HONG_KONG) == at(begins)


def test_noon_is_noon_on_the_day_when_the_clocks_change() -> None:
    """New York, 2026-03-08: 02:00 becomes 03:00, and noon is at 16:00 UTC instead of 17:00."""
    morning = datetime(2026, 3, 8, 13, 30, tzinfo=UTC)
    assert next_part_begins(morning, "America/New_York") == datetime(2026, 3, 8, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tried", "found", "rather_from", "taken"),
    [
        # nothing tried: the first
        ([], ["2026-11-24 11:00", "2026-11-24 14:30"], "2026-11-24 00:00", "2026-11-24 11:00"),
        # the morning was tried: the afternoon, though tomorrow's morning came in between
        (["2026-11-24 11:00"], ["2026-11-25 11:00", "2026-11-25 15:00"], "2026-11-24 00:00", "2026-11-25 15:00"),
        # morning and afternoon of a weekday: the evening before a weekend's morning
        (
            ["2026-11-26 11:00", "2026-11-26 15:00"],
            ["2026-11-28 11:00", "2026-11-28 15:00", "2026-11-28 19:30"],
            "2026-11-24 00:00",
            "2026-11-28 19:30",
        ),
        # no evening there: the weekend's morning is another one than the weekday's
        (
            ["2026-11-26 11:00", "2026-11-26 15:00"],
            ["2026-11-27 10:00", "2026-11-28 10:00", "2026-11-28 15:00"],
            "2026-11-24 00:00",
            "2026-11-28 10:00",
        ),
        # nothing but mornings: a late call is better than none
        (["2026-11-24 11:00"], ["2026-11-25 11:00", "2026-11-26 11:00"], "2026-11-24 00:00", "2026-11-25 11:00"),
        # each once, the morning twice: the afternoon's turn has come
        (
            ["2026-11-23 11:00", "2026-11-23 15:00", "2026-11-24 11:00"],
            ["2026-11-25 11:00", "2026-11-25 15:00"],
            "2026-11-24 00:00",
            "2026-11-25 15:00",
        ),
        # rather tomorrow: its afternoon before today's
        (["2026-11-24 11:00"], ["2026-11-24 15:00", "2026-11-25 15:00"], "2026-11-25 00:00", "2026-11-25 15:00"),
        # tomorrow has the morning alone, which was tried: today's afternoon after all
        (["2026-11-24 11:00"], ["2026-11-24 15:00", "2026-11-25 11:00"], "2026-11-25 00:00", "2026-11-24 15:00"),
    ],
)
def test_the_opening_that_is_taken(tried: list[str], found: list[str], rather_from: str, taken: str) -> None:
    chosen = least_tried([at(one) for one in found], [at(one) for one in tried], HONG_KONG, at(rather_from))
    assert chosen == at(taken)


def test_without_an_opening_none_is_taken() -> None:
    assert least_tried([], [at("2026-11-24 11:00")], HONG_KONG, at("2026-11-24 00:00")) is None


PEOPLE = st.sampled_from(EVERYBODY).filter(lambda callee: bool(callee.zones()[0]))
DEPARTMENTS = st.sampled_from(list(shelf().values()))


@given(PEOPLE, DEPARTMENTS, instants(), st.timedeltas(timedelta(0), timedelta(days=9)), st.data())
def test_the_next_try_is_permitted_inside_the_window_after_the_gap_and_where_we_have_not_tried(
    callee: Callee, department: HoursPolicy, after: datetime, left: timedelta, data: st.DataObject
) -> None:
    zone, closes = callee.zones()[0][0], after + left
    tried = [after - gap for gap in data.draw(st.lists(st.timedeltas(timedelta(0), timedelta(days=9)), max_size=6))]
    chosen = least_tried(openings(callee, department, "care", after, closes, RING, zone), tried, zone, after)
    first = next_opening(callee, department, "care", after, RING)
    if chosen is None:
        assert first is None or first >= closes
        return
    assert after <= chosen < closes
    assert judge(callee, department, "care", chosen, RING).allowed
    known = {part_of(one, zone) for one in tried}
    if part_of(chosen, zone) in known:
        assert _open_parts(callee, department, after, closes, zone) <= known


def _open_parts(callee: Callee, department: HoursPolicy, after: datetime, closes: datetime, zone: str) -> set[Part]:
    """Every part that is open at one of the window's quarters of an hour; found by asking at each of them."""
    quarter = timedelta(minutes=15)
    steps = int((closes - after) / quarter) + 1
    asked = (after + n * quarter for n in range(steps))
    return {
        part_of(one, zone) for one in asked if one < closes and judge(callee, department, "care", one, RING).allowed
    }


@given(PEOPLE, DEPARTMENTS, instants())
def test_a_part_that_is_open_within_two_weeks_is_found(
    callee: Callee, department: HoursPolicy, after: datetime
) -> None:
    zone = callee.zones()[0][0]
    first = next_opening(callee, department, "care", after, RING)
    assume(first is not None)
    assert first is not None
    found = list(openings(callee, department, "care", after, after + timedelta(days=400), RING, zone))
    assert found[0] == first
    assert found[-1] < first + LOOK
    assert found == sorted(found)
