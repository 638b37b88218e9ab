"""The order of today's list, what it marks, and how far it counts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from runtime.database import Sessions
from tests.cast import BEFORE, TUESDAY_11, customer, follow_up
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor
from web.reading.due_today import COUNTED
from web.reading.steps import books
from web.reading.today import today

_TODAY = date(2026, 11, 24)
_ROW = re.compile(r'<li>.*?class="name"[^>]*>([^<]+)<.*?class="left([^"]*)">([^<]+)</span>', re.DOTALL)


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


def due(desk: Desk, name: str, days_left: int, **changes: Any) -> None:
    """Somebody is due to Wing, with so many days left."""
    last = _TODAY + timedelta(days=days_left)
    with desk.scene() as session:
        whose = customer(session, name, f"+85260{abs(hash(name)) % 10**6:06}", surname=name, title="")
        row: dict[str, Any] = {"last_day": last, "closes_at": TUESDAY_11 + timedelta(days=max(1, days_left + 1))}
        follow_up(session, whose, **row | changes)


def promised(at_minutes: int) -> dict[str, Any]:
    """Promised by Wing, so many minutes from now."""
    at = TUESDAY_11 + timedelta(minutes=at_minutes)
    return {"owner": "wing", "take_over_at": at, "next_try_at": at, "opens_at": at, "waits_for": "promised"}


def listed(desk: Desk) -> list[tuple[str, str, str]]:
    return [(name.strip(), mark.strip(), left) for name, mark, left in _ROW.findall(desk.wing.get("/desk/today").text)]


def test_days_left_come_first_then_promises_by_their_time_then_priority(desk: Desk) -> None:
    for name, days_left, changes in (
        # pressing by its priority, but there is time
        ("丁丁", 2, {"priority": 1}),
        # the last day: what was promised goes first, the earlier one before the later, though its priority is lower
        ("乙乙", 0, {"priority": 5}),
        ("丙丙", 0, {"priority": 20}),
        ("午后", 0, {"priority": 6, **promised(180)}),
        ("近午", 0, {"priority": 50, **promised(30)}),
        # overdue: before everything
        ("甲甲", -1, {"priority": 90}),
    ):
        due(desk, name, days_left, **changes)
    assert [name for name, *_ in listed(desk)] == ["甲甲", "近午", "午后", "乙乙", "丙丙", "丁丁"]


def test_the_last_day_and_what_is_overdue_are_marked(desk: Desk) -> None:
    for name, days_left in (("甲甲", -2), ("乙乙", 0), ("丙丙", 3)):
        due(desk, name, days_left)
    assert listed(desk) == [
        ("甲甲", "over", "2 days late"),
        ("乙乙", "last", "last day"),
        ("丙丙", "", "3 days left"),
    ]


def test_what_she_has_promised_for_later_today_is_listed_with_its_time_and_another_agents_is_not(desk: Desk) -> None:
    due(desk, "午后", 0, **promised(300))
    due(desk, "他人", 0, **promised(300) | {"owner": "fai"})
    due(desk, "明日", 1, **promised(26 * 60))
    page = desk.wing.get("/desk/today").text
    assert "promised 16:00" in page
    assert [name for name, *_ in listed(desk)] == ["午后"]


def test_a_row_leads_to_who_it_is_and_says_why(desk: Desk) -> None:
    due(desk, "甲甲", 0)
    page = desk.wing.get("/desk/today").text
    assert re.search(r'href="/customers/\d+" target="_blank" title="The day after the laser treatment', page)


def test_more_than_five_hundred_are_not_counted(desk: Desk) -> None:
    with desk.scene() as session:
        whose = [customer(session, f"人{n}", f"+852601{n:05}").id for n in range(2)]
        # Two customers with very many follow-ups are as good as very many customers.
        keep: dict[str, Any] = {"playbook": "skin-laser", "step": "day-1", "purpose": "care", "role": "service"}
        keep |= {"hours": "clinic", "mode": "agent", "priority": 10, "first_day": _TODAY, "last_day": _TODAY}
        keep |= {"opens_at": BEFORE, "closes_at": TUESDAY_11 + timedelta(days=1), "next_try_at": BEFORE}
        keep |= {"tries_allowed": 3, "created_at": BEFORE}
        many = [keep | {"customer_id": whose[n % 2], "occurrence_key": f"many/{n}"} for n in range(COUNTED + 5)]
        session.execute(insert(FollowUp), many)
    with desk.sessions() as session:
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        found = today(session, wing, books(session, "en"), TUESDAY_11)
    assert (len(found.rows), found.more) == (2, True)
    assert "more than 2" in desk.wing.get("/desk/today").text
