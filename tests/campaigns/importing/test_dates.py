"""Days and times in every style that sheets mix, and none guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.importing.dates import Moment, clock_time, moment
from campaigns.importing.lines import Cell
from campaigns.importing.reasons import CellRefused, Reason

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-23",
        "2026/11/23",
        "2026.11.23",
        "2026年11月23日",
        "2026 年 11 月 23 日",
        "20261123",
        # full width
        "２０２６－１１－２３",
        "２０２６年１１月２３日",
        # Excel's serial number, as a number, as a real number, and as text
        46349,
        46349.0,
        "46349",
        20261123,
        # real dates; midnight is how Excel says that there is no time
        DAY,
        datetime.fromisoformat("2026-11-23"),
        "2026-11-23 00:00:00",
        # day or month above twelve tells which is which
        "23/11/2026",
        "11/23/2026",
        "23.11.2026",
        "23 Nov 2026",
        "Nov 23, 2026",
        "23-Nov-2026",
        # with the day of the week
        "2026-11-23(周一)",
        "2026年11月23日 星期一",
    ],
)
def test_a_day_is_a_day_in_every_style(cell: Cell) -> None:
    assert moment(cell) == Moment(DAY)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-23 14:30",
        "2026/11/23 14:30:00",
        "2026-11-23T14:30:00.000",
        "2026年11月23日 14时30分",
        "2026年11月23日 下午2点30分",
        "2026/11/23 2:30 PM",
        "20261123 1430",
        "20261123143000",
        46349.604167,
        "46349.6041666667",
        datetime.fromisoformat("2026-11-23 14:30"),
    ],
)
def test_a_time_is_read_with_its_day(cell: Cell) -> None:
    assert moment(cell) == Moment(DAY, time(14, 30))


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2026-02-30", Reason.IMPOSSIBLE_DATE),
        ("2025-02-29", Reason.IMPOSSIBLE_DATE),
        ("2026-13-01", Reason.IMPOSSIBLE_DATE),
        ("2026-11-23 25:00", Reason.IMPOSSIBLE_DATE),
        ("23 Foo 2026", Reason.IMPOSSIBLE_DATE),
        # March or April? Nobody guesses.
        ("03/04/2026", Reason.AMBIGUOUS_DATE),
        ("26-11-23", Reason.NOT_A_DATE),
        ("待定", Reason.NOT_A_DATE),
        ("11月", Reason.NOT_A_DATE),
        ("2026-11-23 或 24", Reason.NOT_A_DATE),
        ("", Reason.NOT_A_DATE),
        (3.5, Reason.NOT_A_DATE),
        (True, Reason.NOT_A_DATE),
        (time(14, 30), Reason.NOT_A_DATE),
        (timedelta(hours=30), Reason.NOT_A_DATE),
        (None, Reason.NOT_A_DATE),
    ],
)
def test_what_is_no_clear_date_is_refused_with_its_reason(cell: Cell, reason: Reason) -> None:
    with pytest.raises(CellRefused) as refused:
        moment(cell)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("cell", "zone", "instant"),
    [
        # the branch's wall clock
        ("2026-11-23 14:30", "Asia/Hong_Kong", datetime(2026, 11, 23, 6, 30, tzinfo=UTC)),
        # British Columbia stayed on summer time in November 2026
        ("2026-11-23 14:30", "America/Vancouver", datetime(2026, 11, 23, 21, 30, tzinfo=UTC)),
        # the cell's own offset wins
        ("2026-11-23T14:30:00+08:00", "America/Vancouver", datetime(2026, 11, 23, 6, 30, tzinfo=UTC)),
        ("2026-11-23T14:30:00Z", "Asia/Hong_Kong", datetime(2026, 11, 23, 14, 30, tzinfo=UTC)),
        # a half-hour that New York skips
        ("2026-03-08 02:30", "America/New_York", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        # only a day
        ("2026-11-23", "Asia/Hong_Kong", None),
    ],
)
def test_a_wall_clock_time_becomes_an_instant_in_utc(cell: str, zone: str, instant: datetime | None) -> None:
    assert moment(cell).instant(zone) == instant


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("14:30", time(14, 30)),
        ("下午2:30", time(14, 30)),
        ("2:30pm", time(14, 30)),
        ("12:05 AM", time(0, 5)),
        ("１４：３０", time(14, 30)),
        ("1430", time(14, 30)),
        (0.604167, time(14, 30)),
        (time(14, 30), time(14, 30)),
        (None, None),
        ("", None),
    ],
)
def test_a_time_may_stand_in_a_column_of_its_own(cell: Cell, expected: time | None) -> None:
    assert clock_time(cell) == expected


@given(st.one_of(st.text(), st.floats(), st.integers(), st.datetimes(), st.dates(), st.times(), st.timedeltas()))
def test_whatever_stands_in_a_cell_it_is_read_or_refused(cell: Cell) -> None:
    for read in (moment, clock_time):
        with suppress(CellRefused):
            read(cell)


@given(st.dates(date(1930, 1, 1), date(2100, 1, 1)))
def test_serial_numbers_and_text_name_the_same_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert moment(serial) == moment(str(serial)) == moment(day.isoformat()) == Moment(day)
