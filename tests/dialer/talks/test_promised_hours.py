"""The calendar refuses what may not be: a day, or an hour, at which the promised call could not be made."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempts import Attempt
from dialer.talks.entries import Entry, EntryWrong
from dialer.talks.promised_hours import NotOpen
from dialer.talks.visits import log_visit
from tests.cast import MEI, MEI_OFFICE, customer, follow_up, ready
from tests.dialer.play import Play

CLINIC = ["11:00-12:30", "14:30-17:30", "19:30-20:30"]
OFFICE = ["09:00-12:00", "14:00-17:30"]
HOSPITAL = ["10:00-12:00", "15:00-17:00"]
TUESDAY, THURSDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 29)


def talking(play: Play, who: dict[str, Any] | None = None, *numbers: str, **case: Any) -> Attempt:
    """Wing talks with Mei; it is Tuesday, 24 November, eleven o'clock."""
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session, "陈美玲", *numbers)
        follow_up(session, mei, play.now, **case)
    call = play.rings_next()
    play.picks_up(call)
    with play.scene() as session:
        found = session.merge(play.customer())
        for name, value in (who or {}).items():
            setattr(found, name, value)
    return play.attempt()


def clock(written: str) -> time | None:
    return time.fromisoformat(written) if written else None


def refused(play: Play, call: Attempt, on: date, at: str = "") -> NotOpen:
    with pytest.raises(NotOpen) as said:
        play.concludes(call, "call_later", notes="下次再联系", next_date=on, next_time=clock(at))
    assert play.outcomes() == []
    assert play.case().state is FollowUpState.TALKED
    return said.value


@pytest.mark.parametrize(
    ("hours", "wish", "named", "why", "offered"),
    [
        # a Sunday, and offices call on workdays: Monday
        ("office", None, (SUNDAY, ""), "not_workday", (date(2026, 11, 30), OFFICE)),
        # Christmas and Boxing Day are public holidays in Hong Kong, on which the hospital does not call
        ("hospital", None, (date(2026, 12, 25), ""), "public_holiday", (date(2026, 12, 27), HOSPITAL)),
        # at noon's rest, between two windows of a day
        ("clinic", None, (THURSDAY, "13:00"), "outside_window", (THURSDAY, CLINIC)),
        # after the last of them
        ("clinic", None, (THURSDAY, "21:30"), "outside_window", (THURSDAY, CLINIC)),
        # at its very end
        ("clinic", None, (THURSDAY, "12:30"), "outside_window", (THURSDAY, CLINIC)),
        # on a closed day a time does not help
        ("office", None, (SUNDAY, "10:00"), "not_workday", (date(2026, 11, 30), OFFICE)),
        # she wants to be called on Wednesdays only
        ("clinic", "wed 11:00-12:00", (THURSDAY, ""), "customer_wish", (date(2026, 12, 2), ["11:00-12:00"])),
        # and on Thursdays, but in the morning
        (
            "clinic",
            "wed 11:00-12:00, thu 11:00-12:00",
            (THURSDAY, "15:00"),
            "customer_wish",
            (THURSDAY, ["11:00-12:00"]),
        ),
        # what she wishes is never open: no day at all
        ("clinic", "thu 13:00-14:00", (THURSDAY, ""), "customer_wish", (None, [])),
        # nor would it be open at noon without her wish, but at another hour it would
        ("hospital", "thu 13:00-14:00", (THURSDAY, ""), "customer_wish", (None, [])),
        # later today, when the clinic rests: what is left of today
        ("clinic", None, (TUESDAY, "13:30"), "outside_window", (TUESDAY, ["11:10-12:30", *CLINIC[1:]])),
    ],
)
def test_what_is_closed_is_refused_and_what_is_open_is_named(
    play: Play, hours: str, wish: str | None, named: tuple[date, str], why: str, offered: tuple[date | None, list[str]]
) -> None:
    call, (on, at) = talking(play, {"wished_hours": wish}, hours=hours), named
    said = refused(play, call, on, at)
    assert (said.on, said.at, said.why) == (on, clock(at), why)
    assert (said.instead, [f"{a:%H:%M}-{b:%H:%M}" for a, b in said.hours]) == offered


def test_where_the_law_closes_sundays_the_next_day_is_offered(play: Play) -> None:
    """Australia, 29 November 2026."""
    call = talking(play, {"zone": "Australia/Sydney", "day_zone": "Australia/Sydney"}, "+61412345678")
    with play.scene() as session:
        (number,) = session.merge(play.customer()).numbers
        number.country, number.subdivision = "AU", "NSW"
    said = refused(play, call, SUNDAY)
    assert (said.why, said.instead) == ("law_day_closed", date(2026, 11, 30))


@pytest.mark.parametrize(
    ("on", "at"),
    [
        # any hour of an open day
        (THURSDAY, ""),
        # the first minute and the last one in which it still falls silent in time
        (THURSDAY, "11:00"),
        (THURSDAY, "12:29"),
        # later today, at ten minutes' distance
        (TUESDAY, "11:10"),
        (TUESDAY, "20:00"),
    ],
)
def test_what_is_open_is_promised(play: Play, on: date, at: str) -> None:
    play.concludes(talking(play), "call_later", next_date=on, next_time=clock(at))
    with play.tools.sessions() as session:
        assert len(session.scalars(select(FollowUp).where(FollowUp.reason == "promised")).all()) == 1


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        # in nine minutes
        ({"next_date": TUESDAY, "next_time": time(11, 9)}, "at least ten minutes"),
        # this morning
        ({"next_date": TUESDAY, "next_time": time(9)}, "at least ten minutes"),
        # today, without a time
        ({"next_date": TUESDAY}, "later today needs a time"),
        # yesterday, with one
        ({"next_date": date(2026, 11, 23), "next_time": time(16)}, "after today"),
        # at four, but when?
        ({"next_time": time(16)}, "needs its date"),
    ],
)
def test_what_is_no_later_hour(play: Play, entry: dict[str, Any], says: str) -> None:
    call = talking(play)
    with pytest.raises(EntryWrong, match=says):
        play.concludes(call, "well", **entry)
    assert play.outcomes() == []


def test_the_number_that_will_be_called_decides(play: Play) -> None:
    """Her first number is a stranger's; the other one is in Sydney, where nobody may be called on a Sunday."""
    call = talking(play, None, MEI, "+61412345678")
    with play.scene() as session:
        other = session.merge(play.customer()).numbers[1]
        other.country, other.subdivision = "AU", "NSW"
    with pytest.raises(NotOpen):
        play.concludes(call, "wrong_number", next_date=SUNDAY)
    play.concludes(call, "machine", next_date=SUNDAY)
    assert [said for said, _, _ in play.outcomes()] == ["machine"]


def test_without_a_number_the_date_alone_is_looked_at(play: Play) -> None:
    play.concludes(talking(play), "wrong_number", next_date=THURSDAY)
    assert [said for said, _, _ in play.outcomes()] == ["wrong_number"]


def test_a_day_promised_at_the_door_is_asked_of_the_calendar_too(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session, "陈美玲", MEI, MEI_OFFICE)
        visit = follow_up(session, mei, mode="visit", playbook="home-visit", step="visit", hours="office").id
    with pytest.raises(NotOpen), play.scene() as session:
        log_visit(session, visit, play.agent().id, Entry("well", next_date=SUNDAY), play.now)
    assert (play.outcomes(), play.case().state) == ([], FollowUpState.PLANNED)


def test_a_zone_that_nobody_knows_has_no_day(play: Play) -> None:
    call = talking(play)
    with play.scene() as session:
        session.merge(play.customer()).zone = "Nowhere/Nothing"
    said = refused(play, call, THURSDAY)
    assert (said.why, said.instead) == ("no_zone", None)


def test_the_sentence_for_whoever_reads_the_log(play: Play) -> None:
    call = talking(play, hours="office")
    assert str(refused(play, call, SUNDAY, "10:00")) == (
        "No call is permitted on 2026-11-29 at 10:00 (not_workday); next: 2026-11-30 09:00-12:00, 14:00-17:30."
    )
