"""Promises at risk: whose giver is not free, or whose time is past."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from dialer.agents.presence import announce
from tests.browser.lists import person, promise
from tests.cast import TUESDAY_11 as NOW
from tests.web.visitor import Visitor
from web.reading.lists.promises import at_risk
from web.reading.steps import books

HIGH = ("gold",)


def goes(session: Session, login: str, wants: str) -> Agent:
    found = session.query(Agent).filter_by(login=login).one()
    announce(session, found.id, wants, NOW, timedelta(hours=1))
    return found


@pytest.mark.parametrize(
    ("wants", "minutes", "changes", "listed"),
    [
        ("available", 30, {}, False),  # she is there and will call
        ("break", 30, {}, True),
        ("offline", 30, {}, True),
        ("break", 241, {}, False),  # more than four hours ahead
        ("available", -1, {}, True),  # past the time: anybody's, and not made
        ("break", 30, {"state": "done", "reason": "well", "closed_at": NOW}, False),
        ("break", 30, {"owner": None, "take_over_at": None}, False),  # nobody promised it
        ("break", -30, {"closes_at": NOW}, False),  # missed by now: it stands on that list
        ("available", 30, {"owner": "gone"}, True),  # whoever promised it has left
    ],
)
def test_what_is_at_risk(
    wants: str, minutes: int, changes: dict[str, Any], listed: bool, staff: dict[str, int], session: Session
) -> None:
    goes(session, "wing", wants)
    promise(session, person(session, "江雪", 1), "wing", minutes, **changes)
    found = at_risk(session, HIGH, books(session, "en"), NOW)
    assert (len(found) == 1) is listed


def test_the_least_time_left_comes_first(staff: dict[str, int], session: Session) -> None:
    goes(session, "wing", "break")
    for n, minutes in enumerate((95, -20, 18)):
        promise(session, person(session, f"客{minutes}", n), "wing", minutes)
    found = at_risk(session, HIGH, books(session, "en"), NOW)
    assert [(one.customer, one.minutes_left(NOW)) for one in found] == [("客18", 18), ("客95", 95), ("客-20", 780)]


def test_the_page_says_who_promised_and_who_steps_in(rita: Visitor, session: Session) -> None:
    goes(session, "wing", "break")
    promise(session, person(session, "江雪", 1), "wing", 18)
    promise(session, person(session, "卢珊", 2, tier="gold"), "wing", 50)
    session.commit()
    page = rita.get("/console/lists/promises").text
    rows = page.split("<tr>")[2:]
    assert re.search(r"is-short\">18<", rows[0])
    for words in ("江雪", "Wing", "on a break", "anybody: service", "from 11:18 on"):
        assert words in rows[0]
    assert "nobody else: no deputy is named" in rows[1]
    part = rita.get("/console/lists/promises/now").text
    assert "<html" not in part
    assert "江雪" in part
