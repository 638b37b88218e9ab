"""Looking a customer up, and reading their year: what is planned, what was done, what was withdrawn and why."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import switch
from campaigns.suppressions import Suppression
from runtime.database import Sessions
from tests.browser.long_view import ONBOARDING, her_year
from tests.browser.scenes import NOW, rings
from tests.cast import customer, follow_up
from tests.web.visitor import Visitor

FIRST_CALL = "First call, within 3 days of the parcel"


@pytest.fixture
def her(app: Flask, sessions: Sessions) -> int:
    """周淑芬's id; she is a customer of Harbour Clinic."""
    with sessions.begin() as session:
        return her_year(session).id


def part(page: str, which: str) -> str:
    """The coming year, or the last one."""
    coming, past = page.split('id="past-title"')
    return coming if which == "coming" else past


@pytest.mark.parametrize("asked", ["周淑芬", "淑芬", "C-20417", "c-204"])
@pytest.mark.parametrize("login", ["wing", "rita"])
def test_the_only_one_who_is_found_is_shown_at_once(
    asked: str, login: str, her: int, request: pytest.FixtureRequest
) -> None:
    answer = request.getfixturevalue(login).get(f"/customers?q={asked}")
    assert answer.location == f"/customers/{her}"


def test_several_are_listed_and_too_many_say_so(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        for n in range(22):
            customer(session, f"李{n}", f"+8526000{n:04}", external_id=f"L-{n:02}")
    page = rita.get("/customers?q=李").text
    assert len(re.findall(r'href="/customers/\d+"', page)) == 20
    assert "There are more than 20" in page
    assert "There are more" not in rita.get("/customers?q=L-0").text


@pytest.mark.parametrize(("language", "words"), [("en", "Nobody of this name"), ("zh", "没有姓名、号码或编号")])
def test_nobody_found_is_said(language: str, words: str, rita: Visitor) -> None:
    rita._language = language
    assert words in rita.get("/customers?q=nobody").text


def test_signs_with_a_meaning_in_sql_are_just_signs(her: int, rita: Visitor) -> None:
    assert "Nobody of this name" in rita.get("/customers?q=%25").text


def test_the_telephone_number_stands_nowhere(her: int, rita: Visitor) -> None:
    assert "1112233" not in rita.get(f"/customers/{her}").text


def test_whom_she_talks_with_she_may_look_up_all_the_same(her: int, wing: Visitor, sessions: Sessions) -> None:
    """A customer of another branch has rung back."""
    with sessions.begin() as session:
        someone = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        someone.branches = ["bund"]
        due = follow_up(session, session.get_one(Customer, her), occurrence_key="now")
        rings(session, due, someone.id, "+85291112233")
    assert wing.get(f"/customers/{her}").status_code == 200


def test_what_is_planned_stands_in_its_month(her: int, rita: Visitor) -> None:
    coming = part(rita.get(f"/customers/{her}").text, "coming")
    heads = re.findall(r'<h3 id="coming-[\d-]+">([^<]+)</h3>', coming)
    assert heads == ["November 2026", "December 2026", "March 2027"]
    assert FIRST_CALL in coming
    assert "next try, because nobody answered" in coming
    assert "promised" in coming


def test_what_was_withdrawn_says_why(her: int, rita: Visitor) -> None:
    coming = part(rita.get(f"/customers/{her}").text, "coming")
    december = coming[coming.index("December 2026") : coming.index("March 2027")]
    assert "withdrawn" in december
    assert "what it hung on was taken back" in december


def test_what_was_done_says_what_came_of_it_and_by_whom(her: int, rita: Visitor) -> None:
    past = part(rita.get(f"/customers/{her}").text, "past")
    for words in ("October 2026", "All well", "红肿已退。", "Wing", "missed"):
        assert words in past
    assert past.index("红肿已退。") < past.index("两颊发红"), "the latest first"


def test_steps_that_are_not_planned_yet_are_named_as_sentences(her: int, rita: Visitor) -> None:
    coming = part(rita.get(f"/customers/{her}").text, "coming")
    said = re.findall(r'<span class="quiet">then:</span> ([^<]+)</p>', coming)
    assert len(said) == 4
    assert said[0].startswith("Within 7 days after the customer was reached in step 1")


def test_a_step_that_is_planned_or_rests_is_not_announced(her: int, rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        whose = session.get_one(Customer, her)
        new: dict[str, Any] = {"playbook": ONBOARDING, "course": "parcel", "occurrence_key": "second"}
        follow_up(session, whose, step="second-call", **new)
    assert "reached in step 1" not in rita.get(f"/customers/{her}").text
    with sessions.begin() as session:
        switch(session, ONBOARDING, False, None, NOW)
    assert "then:" not in rita.get(f"/customers/{her}").text


def test_what_was_withdrawn_in_its_window_is_over(her: int, rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        first = session.scalars(select(FollowUp).where(FollowUp.step == "first-call")).one()
        move(session, first, FollowUpState.WITHDRAWN, "replaced", NOW)
    page = rita.get(f"/customers/{her}").text
    assert FIRST_CALL in part(page, "past")
    assert "a newer event took its place" in part(page, "past")


def test_who_is_left_in_peace_is_marked(her: int, rita: Visitor, sessions: Sessions) -> None:
    assert "Left in peace" not in rita.get(f"/customers/{her}").text
    with sessions.begin() as session:
        session.add(Suppression(e164="+85291112233", channel="all", reason="opt_out", since=NOW))
    assert "Left in peace: opted out" in re.sub(r"\s+", " ", rita.get(f"/customers/{her}").text)


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing is planned."), ("zh", "没有计划。")])
def test_an_empty_year_is_said(language: str, words: str, rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        whose = customer(session, external_id="C-1").id
    rita._language = language
    assert words in rita.get(f"/customers/{whose}").text


def test_the_year_speaks_chinese(her: int, rita: Visitor) -> None:
    rita._language = "zh"
    page = rita.get(f"/customers/{her}").text
    for words in ("2026年11月", "现在应做", "之后：", "第1步联系到客户后", "所依据的记录已撤回", "周女士"):
        assert words in page


def test_the_desk_leads_to_the_year_in_a_tab_of_its_own(wing: Visitor, sessions: Sessions) -> None:
    """The desk has to stay open: it is where the next customer appears."""
    with sessions.begin() as session:
        someone = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        whose = customer(session, external_id="C-1")
        rings(session, follow_up(session, whose), someone.id)
        address = f"/customers/{whose.id}"
    assert f'href="{address}" target="_blank"' in wing.get("/desk").text
