"""The reports as a supervisor reads them: numbers that add up, in words, and as files."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.audit import AuditEntry
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.figures.upkeep import bring_up_to_date
from runtime.database import Sessions
from tests.cast import TUESDAY_11, agent, customer, follow_up
from tests.dialer.counted import call
from tests.web.visitor import Visitor
from web.reading.reports.opinions import PAGE

TODAY, DAY = date(2026, 11, 24), timedelta(days=1)


def owed(session: Session, name: str, count: int, **changes: Any) -> list[FollowUp]:
    """So many follow-ups of one customer; yesterday was the last day, unless said."""
    whose = customer(session, name, f"+8526{len(name)}{count:06}")
    row: dict[str, Any] = {"playbook": "inpatient", "role": "nurse", "last_day": TODAY - DAY, "state": "missed"}
    return [follow_up(session, whose, step=f"{name}/{n}", **row | changes) for n in range(count)]


def done(session: Session, name: str, count: int, who: Agent, **said: Any) -> list[FollowUp]:
    """So many that this agent has talked about, well rated."""
    when = {"reached_on": TODAY - DAY, "closed_at": TUESDAY_11 - DAY, "tries_made": 1}
    made = owed(session, name, count, state="done", reason="well", **when)
    row: dict[str, Any] = {"disposition": "well", "ratings": {"nursing": 5}, "contact_on": TODAY - DAY}
    row |= {"logged_at": TUESDAY_11 - DAY, "agent_id": who.id} | said
    session.add_all(Outcome(follow_up_id=one.id, customer_id=one.customer_id, **row) for one in made)
    session.flush()
    return made


def november(session: Session) -> None:
    """Of 20 that were due 17 are done, all by Wing; 3 are not. One is withdrawn, 2 lie ahead. 15 say 5, 2 say 2."""
    wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
    wing.department = "护理部"
    at_once = done(session, "陈美玲", 15, wing)[0]
    call(session, at_once, agent_id=wing.id, result="talked", placing_at=TUESDAY_11 - DAY)
    sad = done(session, "何嘉慧", 2, wing, disposition="dissatisfied", notes="等太久", ratings={"nursing": 2})
    for one in sad:
        call(session, one, agent_id=wing.id, result="no_answer", placing_at=TUESDAY_11 - 2 * DAY)
        call(session, one, agent_id=wing.id, result="talked", placing_at=TUESDAY_11 - DAY)
    owed(session, "张伟", 2, owner="wing", take_over_at=TUESDAY_11)
    owed(session, "吴秀英", 1, state="exhausted", owner="wing", take_over_at=TUESDAY_11)
    owed(session, "周子轩", 1, state="withdrawn")
    owed(session, "苏文静", 1, state="planned", last_day=TODAY)
    owed(session, "林晓雯", 1, state="planned", last_day=TODAY + DAY)
    bring_up_to_date(session, TUESDAY_11)


@pytest.fixture
def reader(rita: Visitor, sessions: Sessions) -> Visitor:
    with sessions.begin() as session:
        november(session)
    return rita


def text_of(page: str) -> str:
    """What a reader sees, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*?</head>", "", page)).split())


def rows_of(reader: Visitor, name: str, query: str = "") -> list[dict[str, str]]:
    """A sheet as a spreadsheet reads it."""
    answer = reader.get(f"/console/reports/{name}.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_headline_says_rate_reach_and_satisfaction_beside_their_targets(reader: Visitor) -> None:
    page = text_of(reader.get("/console/reports").text)
    assert "November 2026" in page
    assert "Follow-up rate 85.0 % target 100.0 %" in page
    assert "Satisfaction index 92.9 % target 93.0 %" in page, "15 x 5 and 2 x 2 of 17 x 5 points"
    assert "Dissatisfied 2 of 17 talks" in page
    assert "17 of 20 follow-ups that were due are done. 2 more have their last day still ahead." in page


def test_the_table_adds_up(reader: Visitor) -> None:
    (row,) = rows_of(reader, "rates")
    assert [row[one] for one in ("Planned", "Withdrawn", "Put off", "Still ahead", "Due")] == [
        "23",
        "1",
        "0",
        "2",
        "20",
    ]
    assert [row[one] for one in ("Done on time", "Done late", "Window missed", "Tries used")] == ["17", "0", "2", "1"]


#: Told apart by; what stands first in its rows.
APART = [
    ("department", ["护理部", "no department"]),
    ("agent", ["Wing", "nobody yet"]),
    ("playbook", ["After the discharge"]),
    ("branch", ["Harbour Clinic"]),
    ("role", ["Nurse"]),
]


@pytest.mark.parametrize(("by", "names"), APART)
def test_the_same_numbers_told_apart_make_the_same_whole(reader: Visitor, by: str, names: list[str]) -> None:
    rows = rows_of(reader, "rates", f"?by={by}")
    assert [next(iter(row.values())) for row in rows] == names
    assert sum(int(row["Planned"]) for row in rows) == 23
    assert sum(int(row["Talks"]) for row in rows) == 17


#: Period and a day in it; how many were planned in it.
PERIODS = [
    # yesterday; and today, which is not over
    ("day", "2026-11-23", 21),
    ("day", "2026-11-24", 1),
    # Monday to Sunday, and the week before
    ("week", "2026-11-29", 23),
    ("week", "2026-11-22", 0),
    ("month", "2026-11-01", 23),
    ("month", "2026-12-01", 0),
    ("quarter", "2026-10-01", 23),
    # what is no period and no day is this month
    ("year", "yesterday", 23),
]


@pytest.mark.parametrize(("kind", "on", "planned"), PERIODS)
def test_a_period_holds_what_ends_in_it(reader: Visitor, kind: str, on: str, planned: int) -> None:
    rows = rows_of(reader, "rates", f"?period={kind}&on={on}")
    assert sum(int(row["Planned"]) for row in rows) == planned


def test_the_trend_has_every_day_of_the_month(reader: Visitor) -> None:
    rows = rows_of(reader, "trend")
    assert (len(rows), sum(int(row["Due"]) for row in rows)) == (30, 20)
    weeks = rows_of(reader, "trend", "?period=quarter")
    assert (weeks[0]["First day"], weeks[0]["Last day"]) == ("2026-10-01", "2026-10-04"), "the quarter cuts the week"
    assert weeks[-1]["Last day"] == "2026-12-31"


def test_reach_by_call_never_passes_the_whole(reader: Visitor) -> None:
    first, second = rows_of(reader, "reach")
    assert [first["Calls placed"], first["Reached"], second["Calls placed"], second["Reached"]] == ["3", "1", "2", "2"]
    assert [float(one["Reached by now"]) for one in (first, second)] == [pytest.approx(1 / 3), 1]


def test_the_score_says_how_it_comes_about(reader: Visitor) -> None:
    page = text_of(reader.get("/console/reports").text)
    assert "85.0 % of 100.0 %: 15.0 points short, 3 full steps of 5; 100 − 3 = 97" in page
    assert "The score is reckoned by the month: October 2026 , November 2026" in text_of(
        reader.get("/console/reports?period=quarter").text
    )


def test_ratings_stand_in_the_words_of_the_survey(reader: Visitor) -> None:
    (row,) = rows_of(reader, "ratings")
    assert row["Question"] == "Nurses: attitude and skill"
    assert (row["Answers"], row["Average"]) == ("17", "4.65")


def test_opinions_lead_from_the_count_to_the_words_and_out_as_a_sheet(reader: Visitor, sessions: Sessions) -> None:
    page = reader.get("/console/reports").text
    link = re.search(r'href="(/console/reports/opinions\?[^"]*kind=dissatisfied[^"]*)"', page)
    assert link is not None
    said = text_of(reader.get(link.group(1).replace("&amp;", "&")).text)
    assert said.count("等太久") == 2
    assert "rated below 3: Nurses: attitude and skill" in said
    answer = reader.get("/console/reports/opinions?as=csv")
    assert len(list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))) == 3
    with sessions() as session:
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.did, entry.about, entry.details["rows"]) == ("exported", "opinions-month-2026-11-01", 2)


def test_opinions_are_turned_page_by_page_and_none_is_left_out_or_read_twice(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        (one,) = done(session, "陈美玲", 1, wing)
        row = {"follow_up_id": one.id, "customer_id": one.customer_id, "disposition": "concern"}
        days = [TODAY - DAY * (n % 3) for n in range(PAGE + 7)]
        said = [Outcome(**row, notes=f"no{n:03}", contact_on=day, logged_at=TUESDAY_11) for n, day in enumerate(days)]
        session.add_all(said)
    first = rita.get("/console/reports/opinions").text
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link is not None
    second = rita.get(link.group(1).replace("&amp;", "&")).text
    found = re.findall(r"no\d{3}", first) + re.findall(r"no\d{3}", second)
    assert sorted(found) == sorted({*found}) == [f"no{n:03}" for n in range(PAGE + 7)]
    assert 'rel="next"' not in second
    assert rita.get("/console/reports/opinions?before=yesterday.x").text.count("no0") == first.count("no0")


def test_one_playbook_alone(reader: Visitor) -> None:
    assert rows_of(reader, "rates", "?playbook=skin-laser") == []
    assert len(rows_of(reader, "rates", "?playbook=inpatient")) == 1


def test_there_is_no_sheet_of_another_name_and_none_for_an_agent(reader: Visitor, wing: Visitor) -> None:
    assert reader.get("/console/reports/passwords.csv").status_code == 404
    assert reader.get("/console/reports/rates.exe").status_code == 404
    for address in ("/console/reports", "/console/reports/rates.csv", "/console/reports/opinions", "/console/quality"):
        assert wing.get(address).status_code == 403


def test_a_house_that_was_never_counted_says_so(rita: Visitor) -> None:
    assert "being counted for the first time" in rita.get("/console/reports").text


def test_whoever_was_talked_with_by_two_agents_counts_for_the_later(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        fai = agent(session, "fai", department="客服部")
        (one,) = done(session, "陈美玲", 1, fai, logged_at=TUESDAY_11 - 2 * DAY)
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        said: dict[str, Any] = {"disposition": "well", "logged_at": TUESDAY_11, "agent_id": wing.id}
        session.add(Outcome(follow_up_id=one.id, customer_id=one.customer_id, **said))
        session.flush()
        bring_up_to_date(session, TUESDAY_11)
    assert {row["Agent"]: row["Due"] for row in rows_of(rita, "rates", "?by=agent")} == {"Wing": "1", "Fai": "0"}
