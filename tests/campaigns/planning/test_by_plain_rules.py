"""Whatever the playbook and whatever the day: planning finds the days that plain rules find, no more and no fewer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaigns.calendars.tables import OpenDay, fill_open_days
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.local_days import fill_local_days
from campaigns.planning.plan import plan
from campaigns.playbooks.model import Playbook
from tests.campaigns.planning import plainly
from tests.campaigns.planning.courses import book, close, contact
from tests.campaigns.planning.drawn import Closures, anchor_days, closures, quotas, steps, windows
from tests.campaigns.planning.plainly import Occurrence
from tests.cast import customer, event, follow_up

#: Midnight of New Year 2026 in Hong Kong; what was over less than a week before is missed from the start.
NEW_YEAR = datetime(2025, 12, 31, 16, tzinfo=UTC)
TODAY, NEWS = date(2026, 1, 1), date(2025, 12, 25)
FIRST, LAST = date(2022, 1, 1), date(2030, 12, 31)
#: A place that is nobody's, for calendars of our own making.
NOWHERE = "ZZ"

Row = tuple[str, str, Occurrence, str]


@pytest.fixture
def mei(session: Session) -> Customer:
    """Mei in a place of its own, with every day there is; it is drawn once which of them are closed."""
    fill_local_days(session, ["Asia/Hong_Kong"], FIRST, date(2037, 12, 31))
    fill_open_days(session, [NOWHERE], ["workday"], FIRST, LAST)
    session.execute(text("analyze local_day, open_day"))
    return customer(session, calendar=NOWHERE)


@contextmanager
def aside(session: Session) -> Iterator[None]:
    """What happens in it did not happen."""
    with session.begin_nested() as savepoint:
        yield
        session.flush()
        savepoint.rollback()
    session.expunge_all()


def close_days(session: Session, closed: set[date]) -> None:
    """From now on these are the closed days of nowhere."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    nearest: dict[str, list[date]] = {}
    for name, in_order in (("next", reversed(days)), ("prev", iter(days))):
        near, found = LAST if name == "next" else FIRST, []
        for day in in_order:
            near = near if day in closed else day
            found.append(near)
        nearest[name] = found[::-1] if name == "next" else found
    rows = "unnest(cast(:days as date[]), cast(:next as date[]), cast(:prev as date[])) as d (day, next_day, prev_day)"
    session.execute(
        text(f"update open_day o set next_day = d.next_day, prev_day = d.prev_day from {rows} "
             "where o.place = :place and o.day = d.day"),
        {"days": days, "place": NOWHERE, **nearest},
    )  # fmt: skip


def found(session: Session, playbook: Playbook) -> list[Row]:
    """What planning writes: step, course, days, state."""
    session.flush()
    plan(session, [playbook], NEW_YEAR)
    rows = []
    for one in session.scalars(select(FollowUp).where(FollowUp.playbook == playbook.id)):
        number = one.occurrence_key.removeprefix(f"{playbook.id}/{one.step}/{one.course}")
        late = (one.closes_at + timedelta(hours=8) - timedelta(seconds=1)).date()
        rows.append((one.step, one.course, Occurrence(number, one.first_day, one.last_day, late), str(one.state)))
    return sorted(rows)


def expected(step: str, course: str, occurrences: list[Occurrence]) -> Iterator[Row]:
    """Which of these ought to be planned, and which were missed lately."""
    for one in occurrences:
        if one.late >= NEWS:
            yield step, course, one, "planned" if one.late >= TODAY else "missed"


@settings(max_examples=25)
@given(
    drawn=st.lists(steps(), min_size=1, max_size=5),
    days=st.lists(anchor_days(date(2023, 6, 1), date(2027, 6, 30)), min_size=1, max_size=6, unique=True),
    closures=closures(FIRST, LAST),
)
def windows_by_plain_rules(
    session: Session, whose: int, drawn: list[dict[str, Any]], days: list[date], closures: Closures
) -> None:
    with aside(session):
        closed = closures.between(FIRST, LAST)
        close_days(session, closed)
        for day in days:
            event(session, session.get_one(Customer, whose), day, external_id=str(day))
        playbook = book({"treatment": {"event": "treatment"}}, *drawn)
        wanted = [
            row
            for step in playbook.steps
            for day in days
            for row in expected(step.id, f"cast:{day}", plainly.occurrences(step, day, closed))
        ]
        assert found(session, playbook) == sorted(wanted)


def test_windows_recurrences_and_open_days(session: Session, mei: Customer) -> None:
    windows_by_plain_rules(session, mei.id)


PURCHASES = st.lists(
    st.tuples(
        anchor_days(date(2025, 1, 1), date(2026, 6, 30)),
        st.integers(0, 200).map(Decimal),
        st.sampled_from(["1", "2", "3", "0.5", "0.3", "1.5", "0", "-1"]).map(Decimal),
    ),
    max_size=6,
)


@settings(max_examples=25)
@given(bought=st.lists(PURCHASES, min_size=1, max_size=6), due=windows())
def supplies_by_plain_rules(
    session: Session, whose: int, bought: list[list[tuple[date, Decimal, Decimal]]], due: str
) -> None:
    with aside(session):
        mei, last = session.get_one(Customer, whose), {}
        for number, purchases in enumerate(bought):
            for n, (on, quantity, per_day) in enumerate(purchases):
                details, key = {"quantity": str(quantity), "units_per_day": str(per_day)}, f"{number}/{n}"
                event(session, mei, on, "purchase", "", subject=str(number), details=details, external_id=key)
            used = [(on, n) for n, (on, _, per_day) in enumerate(purchases) if per_day > 0]
            last[number] = f"cast:{number}/{max(used)[1]}" if used else ""
        playbook = book({"supply": {"runs_out": "purchase"}}, {"due": due, "late": "8 days"})
        wanted: list[Row] = []
        for number, purchases in enumerate(bought):
            end = plainly.run_out(purchases)
            if end is not None:
                wanted += expected("s0", last[number], plainly.occurrences(playbook.steps[0], end))
        assert found(session, playbook) == sorted(wanted)


def test_the_ends_of_supplies(session: Session, mei: Customer) -> None:
    supplies_by_plain_rules(session, mei.id)


@settings(max_examples=25)
@given(
    drawn=st.lists(quotas(), min_size=1, max_size=4),
    days=st.lists(anchor_days(date(2020, 1, 1), date(2026, 12, 31)), min_size=1, max_size=4, unique=True),
    contacts=st.lists(st.dates(date(2025, 10, 1), date(2027, 1, 31)), max_size=12),
)
def quotas_by_plain_rules(
    session: Session, whose: int, drawn: list[dict[str, Any]], days: list[date], contacts: list[date]
) -> None:
    with aside(session):
        mei = session.get_one(Customer, whose)
        for day in days:
            event(session, mei, day, external_id=str(day))
        about = follow_up(session, mei, playbook="other", state=FollowUpState.DONE)
        for on in contacts:
            contact(session, mei, about, on)
        playbook = book({"treatment": {"event": "treatment"}}, *drawn)
        horizon = (NEW_YEAR + timedelta(hours=14)).date() + timedelta(days=366)
        wanted = [
            row
            for step in playbook.steps
            for day in days
            for row in expected(step.id, f"cast:{day}", plainly.parts(step, day, horizon, contacts))
        ]
        assert found(session, playbook) == sorted(wanted)


def test_quotas_of_calendar_periods(session: Session, mei: Customer) -> None:
    quotas_by_plain_rules(session, mei.id)


@settings(max_examples=25)
@given(
    drawn=st.lists(steps(), min_size=1, max_size=3),
    reached=st.lists(st.none() | anchor_days(date(2024, 1, 1), date(2026, 6, 30)), min_size=1, max_size=5),
)
def chains_by_plain_rules(
    session: Session, whose: int, drawn: list[dict[str, Any]], reached: list[date | None]
) -> None:
    """A step may have been tried several times: what counts is the first day on which it reached the customer."""
    with aside(session):
        mei = session.get_one(Customer, whose)
        start = event(session, mei, date(2023, 12, 1), external_id="start")
        open_ = [step | {"anchor": "done", "open_days": "any", "roll": None} for step in drawn]
        anchors = {"treatment": {"event": "treatment"}, "done": {"done": "begin"}}
        playbook = book(anchors, {"id": "begin", "due": "on the day"}, *open_)
        for n, day in enumerate(reached):
            row: dict[str, Any] = {"playbook": "p", "step": "begin", "course": "cast:start", "event_id": start.id}
            made = follow_up(session, mei, occurrence_key=f"next/outcome:{n}", **row)
            close(session, made, FollowUpState.DONE if day else FollowUpState.EXHAUSTED, day)
        wanted: list[Row] = []
        if anchor := min((day for day in reached if day), default=None):
            for step in playbook.steps[1:]:
                wanted += expected(step.id, "cast:start", plainly.occurrences(step, anchor))
        assert [row for row in found(session, playbook) if row[0] != "begin"] == sorted(wanted)


def test_steps_that_are_chained(session: Session, mei: Customer) -> None:
    chains_by_plain_rules(session, mei.id)


def test_the_days_of_nowhere_are_those_that_were_drawn(session: Session, mei: Customer) -> None:
    """The properties above would be hollow if planning worked these days out by itself again."""
    close_days(session, {date(2026, 1, 7)})
    event(session, mei, date(2026, 1, 7))
    playbook = book(
        {"treatment": {"event": "treatment"}}, {"due": "on the day", "open_days": "workday", "late": "1 day"}
    )
    assert [row[2].first for row in found(session, playbook)] == [date(2026, 1, 8)]
    assert session.get_one(OpenDay, (NOWHERE, "workday", date(2026, 1, 7))).prev_day == date(2026, 1, 6)
