"""Windows as sheets and rules write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.hours.windows import (
    CLOSED,
    WHOLE_DAY,
    Window,
    Windows,
    WindowsUnreadable,
    intersect,
    parse,
    parse_week,
    show,
)


def some_windows() -> st.SearchStrategy[Windows]:
    """Any windows of a day, by way of what a person may write."""
    # The first and the last minute that are open: any two make a window, so that no draw is thrown away.
    minute = st.integers(0, 1439)
    window = st.tuples(minute, minute).map(lambda pair: str(Window(min(pair), max(pair) + 1)))
    return st.lists(window, max_size=4).map(lambda texts: parse(";".join(texts) or "closed"))


def minutes(windows: Windows) -> set[int]:
    return {minute for window in windows for minute in range(window.start, window.end)}


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("10:00-12:00;15:00-17:00", "10:00-12:00;15:00-17:00"),
        # out of order, and with spaces
        (" 15:00 - 17:00 ; 9:30-12:00", "09:30-12:00;15:00-17:00"),
        # touching ones are one: a phone may ring on from one into the next
        ("10:00-12:00;12:00-13:00", "10:00-13:00"),
        ("10:00-12:00;11:00-11:30", "10:00-12:00"),
        ("00:00-24:00", "00:00-24:00"),
        ("closed", "closed"),
    ],
)
def test_windows_are_read_in_order_and_joined(text: str, windows: str) -> None:
    assert show(parse(text)) == windows


@pytest.mark.parametrize(
    "text", ["", "10-12", "12:00-10:00", "10:00-10:00", "10:60-11:00", "10:00-24:30", "09:00-17:00,"]
)
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(WindowsUnreadable):
        parse(text)


def test_a_week_is_one_line_or_a_line_for_each_day() -> None:
    assert parse_week("09:00-20:00") == (parse("09:00-20:00"),) * 7
    week = parse_week({"mon": "09:00-12:00", "sat": "10:00-11:00"})
    assert [show(day) for day in week] == ["09:00-12:00", *["closed"] * 4, "10:00-11:00", "closed"]
    with pytest.raises(WindowsUnreadable, match="monday"):
        parse_week({"monday": "09:00-12:00"})


@given(some_windows(), some_windows())
def test_the_intersection_holds_exactly_the_minutes_of_both(first: Windows, second: Windows) -> None:
    assert minutes(intersect(first, second)) == minutes(first) & minutes(second)


@given(some_windows())
def test_windows_survive_being_shown_and_read(windows: Windows) -> None:
    assert parse(show(windows)) == windows
    assert intersect(windows, WHOLE_DAY) == windows
    assert intersect(windows, CLOSED) == CLOSED
