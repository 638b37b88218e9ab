"""The day sheet: what is on it, what it adds up to, and how it leaves the house."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.audit import AuditEntry
from campaigns.lifecycle import FollowUpState
from runtime.database import Sessions
from tests.browser.lists import day_sheet, person, said
from tests.cast import TUESDAY_11 as NOW
from tests.cast import follow_up
from tests.stopped_clock import StoppedClock
from tests.web.visitor import Visitor
from web.lists import day as view
from web.reading.lists import day as reading
from web.reading.lists.day import Asked, counts, lines
from web.reading.steps import books

TODAY, ZONE = date(2026, 11, 24), "Asia/Hong_Kong"
_S = FollowUpState


@pytest.fixture
def sheet(staff: dict[str, int], sessions: Sessions) -> list[int]:
    """Nine rows of today, of which Wing has logged four."""
    with sessions.begin() as session:
        wing = session.get_one(Agent, staff["wing"])
        wing.department = "客服部"
        return [one.id for one in day_sheet(session, wing)]


def sums(page: str) -> dict[str, int]:
    found = re.findall(r"<dt>(?:<span[^>]*>.</span>)? ?([^<]+)</dt><dd>([\d,]+)</dd>", page)
    return {name: int(n) for name, n in found}


def names(page: str) -> list[str]:
    return re.findall(r'href="/customers/\d+">([^<]+)</a>', page)


@pytest.mark.usefixtures("sheet")
def test_the_counts_of_the_head_add_up_to_the_rows(rita: Visitor) -> None:
    page = rita.get("/console/lists/day").text
    assert sums(page) == {
        "Planned": 9, "Done": 4, "Open": 3, "Not done in time": 1, "Called off": 1,
        "Reached, of those done": 3, "Satisfied, of those reached": 2,
    }  # fmt: skip
    assert len(names(page)) == 9


def test_every_follow_up_is_counted_in_just_one_column(session: Session) -> None:
    """Whatever its state, and whatever it came to."""
    reasons = ("planned", "well", "concern", "call_later", "greeted", "window_closed", "replaced")
    kinds = [(state, reason) for state in _S for reason in reasons]
    for n, (state, reason) in enumerate(kinds):
        closed = {"closed_at": NOW} if state.final else {}
        follow_up(session, person(session, "林晓雯", n), state=state, reason=reason, **closed)
    found = counts(session, Asked(TODAY), ZONE)
    assert sum(found.of.values()) == found.planned == len(kinds)
    assert found.done + found.of["open"] + found.of["missed"] + found.of["called_off"] == found.planned
    assert (found.done, found.reached, found.satisfied) == (7, 3, 1)
    assert len(lines(session, Asked(TODAY, page=0), ZONE, books(session, "en"), NOW)) == found.planned


@pytest.mark.parametrize(
    ("changes", "on_it"),
    [
        ({}, True),  # open, last day today
        ({"last_day": TODAY + timedelta(days=1)}, False),  # has a day left, and nobody has done it yet
        # ... done today, a day ahead of its last one
        ({"last_day": TODAY + timedelta(days=1), "state": _S.DONE, "reason": "well", "closed_at": NOW}, True),
        # done yesterday: it was on yesterday's sheet
        ({"state": _S.DONE, "reason": "well", "closed_at": NOW - timedelta(days=1)}, False),
        # last day today, and done tomorrow, late: it stays on the sheet of today
        ({"state": _S.DONE, "reason": "well", "closed_at": NOW + timedelta(days=1)}, True),
        ({"state": _S.MISSED, "reason": "window_closed", "closed_at": NOW + timedelta(hours=13)}, True),
        # called off weeks ago, called off today
        ({"state": _S.WITHDRAWN, "reason": "replaced", "closed_at": NOW - timedelta(days=20)}, False),
        ({"state": _S.WITHDRAWN, "reason": "replaced", "closed_at": NOW}, True),
        # done on this day by the house's clock: a minute after midnight, a minute before
        ({"last_day": date(2026, 12, 1), "state": _S.DONE, "closed_at": NOW.replace(hour=16, day=23, minute=1)}, True),
        ({"last_day": date(2026, 12, 1), "state": _S.DONE, "closed_at": NOW.replace(hour=15, day=23)}, False),
        # called off ahead of its last day
        ({"last_day": date(2026, 12, 1), "state": _S.WITHDRAWN, "closed_at": NOW}, False),
    ],
)
def test_what_stands_on_a_days_sheet(changes: dict[str, Any], on_it: bool, session: Session) -> None:
    follow_up(session, person(session, "林晓雯", 1), **changes)
    assert (counts(session, Asked(TODAY), ZONE).planned == 1) is on_it
    assert (len(lines(session, Asked(TODAY), ZONE, books(session, "en"), NOW)) == 1) is on_it


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"playbook": "skin-laser"}, 9),
        ({"playbook": "surgery"}, 0),
        ({"branch": "harbour"}, 9),
        ({"branch": "bund"}, 0),
        ({"department": "客服部"}, 4),  # whom Wing has talked with, or texted
        ({"on": "2026-11-23"}, 0),
        ({"on": "no day"}, 9),
    ],
)
@pytest.mark.usefixtures("sheet")
def test_the_filters_choose_rows_and_sums_alike(asked: dict[str, str], rows: int, rita: Visitor) -> None:
    page = rita.get("/console/lists/day?" + "&".join(f"{k}={v}" for k, v in asked.items())).text
    assert (len(names(page)), sums(page)["Planned"]) == (rows, rows)


def test_of_what_nobody_has_logged_the_owners_department_counts(staff: dict[str, int], session: Session) -> None:
    session.get_one(Agent, staff["wing"]).department = "客服部"
    follow_up(session, person(session, "林晓雯", 1, owner="wing"))
    follow_up(session, person(session, "苏文静", 2))
    assert counts(session, Asked(TODAY, department="客服部"), ZONE).planned == 1


@pytest.mark.usefixtures("sheet")
def test_a_row_says_where_it_stands_what_came_of_it_and_by_whom(rita: Visitor) -> None:
    page = rita.get("/console/lists/day").text
    row = next(one for one in page.split("<tr>") if "郑大卫" in one)
    for words in ("C-40006", "Harbour Clinic", "After a laser treatment", "done", "Concern", "Wing", "右脸颊微红"):
        assert words in row
    assert "next try, because nobody answered" in next(one for one in page.split("<tr>") if "苏文静" in one)
    assert "+852" not in page
    assert (
        page.index("林晓雯") < page.index("何嘉慧") < page.index("郑大卫") < page.index("周子轩") < page.index("宋欣怡")
    )


def test_a_rating_is_the_average_of_what_was_given(session: Session) -> None:
    about = follow_up(session, person(session, "方淑娟", 1), state=_S.DONE, reason="dissatisfied", closed_at=NOW)
    said(session, about, None, "dissatisfied", "", NOW, ratings={"a": 1, "b": 2, "c": 4})
    assert lines(session, Asked(TODAY), ZONE, books(session, "en"), NOW)[0].rating == 2.3


@pytest.mark.usefixtures("sheet")
def test_the_sheet_goes_out_with_all_rows_and_the_taking_is_written_down(
    rita: Visitor, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    answer = rita.get("/console/lists/day?as=csv&playbook=skin-laser")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 9
    assert (rows[4]["Customer"], rows[4]["Outcome"], rows[4]["Agent"]) == ("郑大卫", "Concern", "Wing")
    assert rita.get("/console/lists/day?as=xlsx").data.startswith(b"PK")
    assert rita.get("/console/lists/day?as=exe").status_code == 404
    with sessions() as session:
        kept = [(one.about, one.details["form"], one.details["rows"]) for one in session.query(AuditEntry)]
    assert kept == [("day-sheet-2026-11-24", "csv", 9), ("day-sheet-2026-11-24", "xlsx", 9)]


@pytest.mark.usefixtures("sheet")
def test_a_long_day_has_pages_and_can_be_shown_whole(rita: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 4)
    monkeypatch.setattr(view, "PAGE", 4)
    pages = [names(rita.get(f"/console/lists/day?page={n}").text) for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [4, 4, 1, 0]
    assert len({name for page in pages for name in page}) == 9
    assert len(names(rita.get("/console/lists/day?whole=1").text)) == 9


def test_more_rows_than_leave_the_house_are_said_to_be_more(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 1)
    for n in range(3):
        follow_up(session, person(session, f"客{n}", n))
    assert counts(session, Asked(TODAY), ZONE).planned == 2, "one more than is shown"
    assert len(lines(session, Asked(TODAY, page=0), ZONE, books(session, "en"), NOW)) == 1


def test_the_day_is_the_houses(rita: Visitor, clock: StoppedClock) -> None:
    clock.at = NOW.replace(hour=16)
    rita.sign_in("rita")
    assert 'value="2026-11-25"' in rita.get("/console/lists/day").text
