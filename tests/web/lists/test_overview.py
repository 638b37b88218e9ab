"""The overview and the way to every list."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from dialer.agents.presence import Leg
from runtime.database import Sessions
from tests.browser.lists import supervisors_day
from tests.cast import customer, follow_up
from tests.web.visitor import Visitor
from web.reading.lists.counted import Counted, counted

LISTS = (
    "", "/day", "/dissatisfied", "/second-round", "/promises", "/promises/now", "/red-flags", "/visits", "/fraud",
    "/reconciliation",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_list_opens_in_an_empty_house(language: str, rita: Visitor) -> None:
    rita._language = language
    assert {path: rita.get(f"/console/lists{path}").status_code for path in LISTS} == dict.fromkeys(LISTS, 200)


def test_no_agent_reads_the_supervisors_lists(wing: Visitor) -> None:
    assert {path: wing.get(f"/console/lists{path}").status_code for path in LISTS} == dict.fromkeys(LISTS, 403)


@pytest.fixture
def day(app: Flask, sessions: Sessions) -> None:
    """The whole day of the pictures; Wing is there already."""
    with sessions.begin() as session:
        session.execute(delete(Leg))
        wing, rita = (session.scalars(select(Agent).where(Agent.login == one)).one() for one in ("wing", "rita"))
        supervisors_day(session, rita, wing)


def entries(page: str) -> dict[str, str]:
    return dict(re.findall(r'class="list-name"[^>]*>([^<]+)</a>\s*<span class="count[^"]*">([^<]+)', page))


@pytest.mark.usefixtures("day")
def test_the_overview_says_how_much_stands_on_each_list(rita: Visitor) -> None:
    page = rita.get("/console/lists").text
    assert entries(page) == {
        "Day sheet": "6", "Missed windows": "8", "Dissatisfied": "3", "Second round": "4", "Promises": "3",
        "Red flags": "2", "Visits": "2", "Calls in": "0", "Recordings": "—", "Fraud": "1", "Reconciliation": "3",
    }  # fmt: skip
    listed = page.split('class="all-lists')[1]
    pressing = {
        name: listed.split(f">{name}</a>")[1].split("</li>")[0] for name in ("Dissatisfied", "Promises", "Visits")
    }
    assert "1 new today" in pressing["Dissatisfied"]
    assert "方淑娟" in pressing["Dissatisfied"], "today's new one before the eldest"
    assert "江雪" in pressing["Promises"]
    assert "罗秀兰" in pressing["Visits"]


@pytest.mark.usefixtures("day")
def test_the_second_row_leads_to_every_list_and_each_goes_out_as_a_file(rita: Visitor) -> None:
    page = rita.get("/console/lists").text
    row = page.split('<nav class="lists"')[1].split("</nav>")[0]
    linked = re.findall(r'href="([^"]+)"', row)
    assert len(linked) == 12
    for path in linked:
        assert 'aria-current="page"' in rita.get(path).text.split('<nav class="lists"')[1].split("</nav>")[0], path
    for path in ("day", "dissatisfied", "second-round", "promises", "red-flags", "visits", "fraud", "reconciliation/1"):
        assert rita.get(f"/console/lists/{path}?as=csv").data.startswith(b"\xef\xbb\xbf"), path
        assert rita.get(f"/console/lists/{path}?as=xlsx").data.startswith(b"PK"), path
    assert rita.get("/console/missed?as=csv").data.startswith(b"\xef\xbb\xbf")


def test_more_than_can_be_counted_is_said_to_be_more(session: Session) -> None:
    for n in range(3):
        follow_up(session, customer(session, f"客{n}"))
    rows = select(FollowUp.id)
    assert counted(session, rows, 3) == Counted(3)
    assert counted(session, rows, 2) == Counted(2, more=True)
