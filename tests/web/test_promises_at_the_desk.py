"""Promises at the desk: the day and the hour of the next call, and what the calendar says to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt
from runtime.database import Sessions
from tests.browser.scenes import mei, tom
from tests.cast import TUESDAY_11
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"disposition": "well", "next_date": "2026-11-24", "next_time": "11:09"}, "at least ten minutes from now"),
        ({"disposition": "well", "next_time": "15:00"}, "A time of day needs its date"),
        ({"disposition": "well", "next_date": "2026-11-26", "next_time": "3 pm"}, "not a time of day, such as 16:30"),
        # the workshop's noon
        (
            {"disposition": "well", "next_date": "2026-11-26", "next_time": "12:30"},
            "No call is permitted on Thu 26 Nov at 12:30: outside the permitted hours where the customer is. "
            "On that day it is possible at 09:00–12:00, 13:30–18:00.",
        ),
    ],
)
def test_what_cannot_be_promised_is_told_in_words(typed: dict[str, str], told: str, desk: Desk) -> None:
    answer = desk.logs(desk.talks(tom, "+85298765432"), **typed)
    assert (answer.status_code, told in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "No call is permitted on Fri 25 Dec at 10:30: a public holiday where the customer is. "
            "The next possible day is Sun 27 Dec, 10:00–12:00, 15:00–17:00.",
        ),
        (
            "zh",
            "12月25日周五 10:30 不可拨打：客户当地为法定节假日。"
            "最近可拨打的日期是12月27日周日，时段为 10:00–12:00、15:00–17:00。",
        ),
    ],
)
def test_a_closed_day_is_refused_with_the_next_one_that_is_open(language: str, told: str, desk: Desk) -> None:
    call = desk.talks(mei)
    with desk.scene() as session:
        session.get_one(FollowUp, session.get_one(Attempt, call).follow_up_id).hours = "hospital"
    desk.wing._language = language
    answer = desk.logs(call, disposition="call_later", notes="圣诞后再联系", next_date="2026-12-25", next_time="10:30")
    assert answer.status_code == 422
    for kept in (told, 'value="2026-12-25"', 'value="10:30"', "圣诞后再联系"):
        assert kept in answer.text


def test_the_form_asks_for_a_time_on_the_customers_clock(desk: Desk) -> None:
    desk.talks(mei)
    page = desk.wing.get("/desk").text
    assert 'name="next_time" type="time"' in page
    assert "their day and clock, Hong Kong" in page
    assert 'min="2026-11-24"' in page


def test_a_time_later_today_is_kept_and_owned(desk: Desk) -> None:
    call = desk.talks(mei)
    assert desk.logs(call, disposition="call_later", next_date="2026-11-24", next_time="15:00").status_code == 200
    with desk.sessions() as session:
        kept = session.scalars(select(FollowUp).where(FollowUp.reason == "promised")).one()
        assert (kept.owner, kept.opens_at) == ("wing", TUESDAY_11 + timedelta(hours=4))
