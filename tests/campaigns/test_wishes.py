"""Wishes are kept in one notation that can be read back, and the database keeps any other out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.customers import WISHED_HOURS
from campaigns.wishes import WEEKDAYS, WHOLE_DAY, Window, WishUnreadable, by_day, change_wish, written
from dialer.judgement.facts import wishes_of
from tests.cast import TUESDAY_11, customer


def _window(ends: tuple[int, int]) -> Window:
    return min(ends), max(ends)


MINUTE = st.integers(0, 24 * 60)
WINDOW = st.tuples(MINUTE, MINUTE).filter(lambda ends: ends[0] != ends[1]).map(_window)
WEEK = st.lists(st.lists(WINDOW, max_size=3), min_size=7, max_size=7)


@given(WEEK)
def test_the_dialer_reads_just_the_minutes_that_were_written(week: list[list[Window]]) -> None:
    wish = written(week)
    if wish is None:
        assert {minute for start, end in week[0] for minute in range(start, end)} == set(range(*WHOLE_DAY))
        return
    assert re.fullmatch(WISHED_HOURS, wish)
    read = wishes_of(wish)
    assert read is not None
    for number, windows in enumerate(week):
        meant = {minute for start, end in windows for minute in range(start, end)}
        assert {minute for w in read.week[number] for minute in range(w.start, w.end)} == meant
        assert (number in read.barred_weekdays) == (not meant)


@pytest.mark.parametrize(
    "wish",
    ["", "evenings", "mon", "mon 18:00-20:00,tue 18:00-20:00", "mon 24:30-25:00", "mon 9:00-12:00",
     "closed, mon 08:00-09:00",
     # the pattern lets these through, the reader does not
     "mon 20:00-18:00", "mon 08:00-09:00, mon 10:00-11:00"],
)  # fmt: skip
def test_what_cannot_be_read_is_not_kept_and_would_let_no_call_through(session: Session, wish: str) -> None:
    with pytest.raises(WishUnreadable):
        by_day(wish)
    mei = customer(session)
    with pytest.raises(WishUnreadable):
        change_wish(session, mei.id, wish, TUESDAY_11)
    assert mei.wished_hours is None
    read = wishes_of(wish)
    assert read is not None
    assert len(read.barred_weekdays) == len(WEEKDAYS)


def test_the_database_refuses_another_notation(session: Session) -> None:
    with pytest.raises(IntegrityError, match="ck_customer_wished_hours"):
        customer(session, wished_hours="evenings")


def test_a_wish_is_changed_and_taken_back(session: Session) -> None:
    mei = customer(session)
    change_wish(session, mei.id, "mon 18:00-20:00", TUESDAY_11)
    assert (mei.wished_hours, mei.updated_at) == ("mon 18:00-20:00", TUESDAY_11)
    change_wish(session, mei.id, None, TUESDAY_11)
    assert mei.wished_hours is None
