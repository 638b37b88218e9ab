"""Why: a question about a number, a customer with or without a day, and the evidence of one call, on pages."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt
from dialer.talks.conclude import conclude
from dialer.talks.entries import Entry
from dialer.topics import Topic
from runtime.database import Sessions
from tests.browser.long_view import missed_week
from tests.browser.scenes import NOW, answers, hangs_up, mei, picks_up, rings
from tests.cast import MEI, customer, follow_up
from tests.web.visitor import Visitor

NOON: dict[str, Any] = {"number": "+852 9123 4567", "hours": "clinic", "ring": "60", "purpose": "care"}
NOON |= {"at": "2026-11-24T13:00"}


@pytest.fixture
def her(app: Flask, sessions: Sessions) -> int:
    """陈美玲's id; she is due a call now, and talked with us twice last month."""
    with sessions.begin() as session:
        return mei(session).customer_id


@pytest.fixture
def call(her: int, sessions: Sessions) -> int:
    """Wing talks with her: the id of the call."""
    with sessions.begin() as session:
        due = session.scalars(select(FollowUp).where(FollowUp.step == "day-1")).one()
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        return answers(session, due, wing).id


def far_from_hong_kong(sessions: Sessions) -> None:
    """Wing works for another branch."""
    with sessions.begin() as session:
        session.scalars(select(Agent).where(Agent.login == "wing")).one().branches = ["bund"]


def ask(visitor: Visitor, **changes: str) -> str:
    visitor.get("/why")
    return unescape(visitor.post("/why", NOON | changes).text)


@pytest.mark.parametrize("login", ["wing", "rita"])
def test_a_number_is_asked_about_and_answered_in_one_sentence(login: str, request: pytest.FixtureRequest) -> None:
    page = ask(request.getfixturevalue(login))
    assert (
        "Refused: it is 13:00 on Tuesday 2026-11-24 in Asia/Hong_Kong (by the number), and that day is open "
        "11:00-12:30, 14:30-17:30, 19:30-20:30 (clinic hours, law row HK); next at 14:30 on Tuesday 2026-11-24."
    ) in page
    for heading in ("Local time", "Hours", "Law", "Ringing", "Editions"):
        assert f'<th scope="row">{heading}</th>' in page


def test_the_answer_is_given_in_chinese(rita: Visitor) -> None:
    rita._language = "zh"
    page = ask(rita)
    assert "不可拨打：Asia/Hong_Kong（按号码推断）当地时间 2026-11-24（周二）13:00" in page
    assert "；下次：2026-11-24（周二）14:30。" in page


def test_the_number_is_shown_masked_and_kept_nowhere(rita: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    page = ask(rita)
    assert "+852 •••• •567" in page
    assert "9123" not in page
    logged = capsys.readouterr()
    assert "9123" not in logged.out + logged.err


def test_an_address_never_carries_a_number(rita: Visitor) -> None:
    page = rita.get("/why?number=%2B85291234567&hours=clinic&zone=Asia/Tokyo&ring=25").text
    assert "9123" not in page
    assert '<option value="clinic" selected>' in page
    assert 'value="Asia/Tokyo"' in page
    assert 'value="25"' in page
    assert 'method="post"' in page


def test_an_instant_is_on_the_house_s_clock_unless_it_names_a_zone(rita: Visitor) -> None:
    assert "it is 13:00 on Tuesday 2026-11-24" in ask(rita)
    assert "it is 14:00 on Tuesday 2026-11-24" in ask(rita, at="2026-11-24T14:00+08:00")
    assert "Allowed: it is 11:00 on Tuesday 2026-11-24" in ask(rita, at=""), "now"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"number": "110"}, "This is not one telephone number"),
        ({"number": "nobody"}, "This is not one telephone number"),
        ({"zone": "Asia/Bejing"}, "There is no time zone of this name"),
        ({"hours": "hostel"}, "There are no hours of this name"),
        ({"at": "tomorrow"}, "This is not a day and a time"),
        ({"at": "0001-01-01T00:00"}, "This is not a day and a time"),
        ({"ring": "601"}, "Seconds are a number from 0 to 600"),
        ({"purpose": "poetry"}, "There is no purpose of this name"),
    ],
)
def test_an_unclear_question_says_what_is_wrong_and_keeps_the_rest(
    rita: Visitor, typed: dict[str, str], says: str
) -> None:
    rita.get("/why")
    answer = rita.post("/why", NOON | {"zone": "Asia/Tokyo"} | typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert answer.text.count('role="alert"') == 1
    assert typed.get("zone", "Asia/Tokyo") in answer.text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "陈美玲 may be called now and waits for a free agent."),
        ("zh", "现在可以致电陈美玲，正在等待空闲坐席。"),
    ],
)
def test_a_customer_is_answered_for_in_one_sentence(her: int, rita: Visitor, language: str, sentence: str) -> None:
    rita._language = language
    page = rita.get(f"/why/customer/{her}").text
    assert sentence in page
    assert re.search(r"<h3>(Now|目前)</h3>", page)


def test_the_nearest_are_told_and_the_later_ones_are_counted(her: int, rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        for n in range(13):
            follow_up(session, session.get_one(Customer, her), step=f"later-{n}", next_try_at=NOW + timedelta(days=n))
    page = rita.get(f"/why/customer/{her}").text
    assert page.count("<details class=") == 12
    assert "and 3 more, due later" in page


def test_a_day_has_its_neighbours(her: int, rita: Visitor) -> None:
    page = rita.get(f"/why/customer/{her}?on=2026-11-24").text
    assert f'rel="prev" href="/why/customer/{her}?on=2026-11-23"' in page
    assert f'rel="next" href="/why/customer/{her}?on=2026-11-25"' in page


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Forecast for Friday 2026-12-04"), ("zh", "2026-12-04（周五）预测")]
)
def test_a_coming_day_is_called_a_forecast(her: int, rita: Visitor, language: str, words: str) -> None:
    rita._language = language
    page = rita.get(f"/why/customer/{her}?on=2026-12-04").text
    assert words in page
    assert {"en": "forecast</p>", "zh": "预测</p>"}[language] in page


@pytest.mark.parametrize("on", ["soon", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_said(her: int, rita: Visitor, on: str) -> None:
    answer = rita.get(f"/why/customer/{her}?on={on}")
    assert answer.status_code == 422
    assert "This is not a day; it is written like 2026-11-24." in answer.text


def test_an_agent_is_told_of_her_branches_customers_only(
    her: int, call: int, wing: Visitor, sessions: Sessions
) -> None:
    assert wing.get(f"/why/customer/{her}").status_code == 200
    far_from_hong_kong(sessions)
    with sessions.begin() as session:
        session.get_one(Attempt, call).agent_id = None
    assert wing.get(f"/why/customer/{her}").status_code == 404
    assert wing.get(f"/why/call/{call}").status_code == 404


def test_whom_she_talks_with_she_is_told_of_all_the_same(
    her: int, call: int, wing: Visitor, sessions: Sessions
) -> None:
    far_from_hong_kong(sessions)
    assert wing.get(f"/why/customer/{her}").status_code == 200
    assert wing.get(f"/why/call/{call}").status_code == 200


def test_a_call_s_evidence_is_on_one_page(call: int, rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        hangs_up(session, session.get_one(Attempt, call))
        session.get_one(Attempt, call).evidence = {"cap": "cap", "source": "ours", "calls_24h": 2}
    page = unescape(rita.get(f"/why/call/{call}").text)
    for words in (
        "陈美玲 was called on +852 •••• •567 by Wing at 11:00 on Tuesday 2026-11-24: talked with an agent.",
        "calls to this number in 24 hours: 2",
        "2026-11-24 11:00:00",
        "2026-11-24 03:00:00",
        "ended; talked with an agent",
    ):
        assert words in page, words
    assert not any(number[5:] in re.sub(r"\s", "", page) for number in (MEI, "+85221234567", "+85261110001"))


def test_another_customer_s_matter_in_the_same_call_is_shown_to_whom_it_may(
    call: int, wing: Visitor, rita: Visitor, sessions: Sessions
) -> None:
    """The son's branch is not Wing's."""
    with sessions.begin() as session:
        son = customer(session, "陈小明", house="kitsilano", external_id="C-2")
        his = follow_up(session, son, playbook="service-next-day", step="next-day", purpose="survey")
        session.add(Topic(attempt_id=call, follow_up_id=his.id))
        session.scalars(select(Agent).where(Agent.login == "wing")).one().branches = ["harbour"]
    assert "satisfaction survey" in rita.get(f"/why/call/{call}").text
    assert "satisfaction survey" not in wing.get(f"/why/call/{call}").text


def test_the_customer_s_year_leads_to_the_reasons_and_to_the_evidence(
    her: int, rita: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        due = session.scalars(select(FollowUp).where(FollowUp.step == "day-1")).one()
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        talk = rings(session, due, wing.id)
        picks_up(session, talk)
        hangs_up(session, talk)
        conclude(session, talk.id, wing.id, Entry("well"), NOW)
    page = rita.get(f"/customers/{her}").text
    assert f'href="/why/customer/{her}"' in page
    assert f'href="/why/call/{talk.id}"' in page


def test_the_console_leads_to_those_who_wait(her: int, rita: Visitor) -> None:
    assert 'href="/why/waiting/ready_agent"' in rita.get("/console").text
    page = rita.get("/why/waiting/ready_agent").text
    assert f'href="/why/customer/{her}"' in page
    assert "C-20391" in page
    assert "Nothing waits for this now." in rita.get("/why/waiting/no_such_code").text


def test_a_missed_window_that_may_still_be_done_leads_to_the_reasons(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        last = missed_week(session)[-1].customer_id
    assert f'class="pill still" href="/why/customer/{last}"' in rita.get("/console/missed").text


def test_what_waits_on_the_desk_leads_to_the_reasons_in_a_tab_of_its_own(
    her: int, wing: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        due = session.scalars(select(FollowUp).where(FollowUp.step == "day-1")).one()
        due.next_try_at, due.waits_for = NOW.replace(hour=6), "after_no_answer"
    assert f'href="/why/customer/{her}" target="_blank"' in wing.get("/desk").text


@pytest.mark.parametrize(
    "path", ["/why", "/why/customer/{her}", "/why/customer/{her}?on=2026-11-24", "/why/call/{call}"]
)
def test_no_page_has_script_or_style_of_its_own(path: str, her: int, call: int, rita: Visitor) -> None:
    page = rita.get(path.format(her=her, call=call)).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
