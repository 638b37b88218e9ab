"""A customer's year: what is planned, what was done, and what may still move."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.planning.plan import plan
from campaigns.planning.year import courses
from campaigns.playbooks.shelf import shelf
from tests.cast import MING, TUESDAY_11, customer, event


def ming(session: Session) -> Customer:
    found = customer(session, "李明", MING, house="bund", calendar="CN", external_id="C-7")
    event(session, found, date(2026, 11, 24), "surgery", "")
    event(session, found, date(2027, 9, 25), "lead", "")
    plan(session, [shelf()["surgery"], shelf()["property-lead"]], TUESDAY_11)
    return found


def test_a_customers_whole_coming_year_can_be_read(session: Session) -> None:
    ming(session)
    (year,) = courses(session, "C-7", TUESDAY_11, "zh")
    care = [line for line in year.lines if line.playbook == shelf()["surgery"].name.zh]
    assert [line.first_day for line in care] == [
        # day 1, day 2, sutures out on day 7, the day after, and 1, 3, 6 and 12 months
        date(2026, 11, 25),
        date(2026, 11, 26),
        date(2026, 12, 1),
        date(2026, 12, 2),
        date(2026, 12, 24),
        date(2027, 2, 24),
        date(2027, 5, 24),
        date(2027, 11, 24),
    ]
    assert (year.name, {line.state for line in care}) == ("李明", {"planned"})


def test_what_keeps_to_the_days_of_a_year_that_is_not_announced_is_an_estimate(session: Session) -> None:
    ming(session)
    (year,) = courses(session, "C-7", TUESDAY_11, "en")
    assert {line.playbook for line in year.lines if line.estimated} == {shelf()["property-lead"].name.en}


def test_what_was_done_stays_to_be_read_and_an_unknown_customer_has_no_year(session: Session) -> None:
    ming(session)
    done = session.scalars(select(FollowUp).where(FollowUp.step == "day-1")).one()
    done.state = done.state.DONE
    (year,) = courses(session, "C-7", TUESDAY_11, "en")
    assert next(line.state for line in year.lines if line.first_day == date(2026, 11, 25)) == "done"
    assert courses(session, "nobody", TUESDAY_11, "en") == []
