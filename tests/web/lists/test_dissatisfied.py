"""Dissatisfied customers: listed on the same day, and followed to the last word."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.lifecycle import FollowUpState
from campaigns.redress import Redress
from runtime.database import Sessions
from tests.browser.lists import person, said
from tests.cast import TUESDAY_11 as NOW
from tests.cast import follow_up
from tests.web.visitor import Visitor

PATH = "/console/lists/dissatisfied"


@pytest.fixture
def cases(staff: dict[str, int], sessions: Sessions) -> list[int]:
    """Of today, of six days ago, and of three days ago, in this order."""
    with sessions.begin() as session:
        wing, found = session.get_one(Agent, staff["wing"]), []
        for n, (name, days, ratings) in enumerate(
            (("方淑娟", 0, {"reception-speed": 1, "work-correct": 4}), ("余可悦", 6, {}), ("高俊杰", 3, {}))
        ):
            at = NOW - timedelta(days=days, minutes=40)
            row: dict[str, Any] = {"state": FollowUpState.DONE, "reason": "dissatisfied", "closed_at": at}
            about = follow_up(session, person(session, name, n), playbook="service-next-day", step="next-day", **row)
            found.append(said(session, about, wing, "dissatisfied", f"{name}等了一小时。", at, ratings=ratings).id)
        return found


def listed(page: str) -> dict[str, list[str]]:
    sections = re.findall(r'<h2 id="(\w+)-title">(.*?)</section>', page, re.DOTALL)
    return {name: re.findall(r'id="case-\d+-who"><a[^>]*>([^<]+)', rows) for name, rows in sections}


@pytest.mark.usefixtures("cases")
def test_todays_come_first_then_the_eldest_with_what_they_said_and_how_old_it_is(rita: Visitor) -> None:
    page = rita.get(PATH).text
    assert listed(page) == {"today": ["方淑娟"], "older": ["余可悦", "高俊杰"]}
    for words in ("方淑娟等了一小时。", "Speed of reception", "new today", "open for 6 days", "Wing", "C-40001"):
        assert words in page
    assert "Correctness" not in page, "a good rating is not shown"
    assert "+852" not in page


def test_what_was_done_is_kept_and_the_case_stays_until_the_last_word(
    cases: list[int], rita: Visitor, sessions: Sessions
) -> None:
    rita.get(PATH)
    answer = rita.post(f"{PATH}/{cases[1]}", {"handling": "已致电道歉", "verdict": ""})
    assert answer.location == f"{PATH}#case-{cases[1]}"
    page = rita.get(PATH).text
    assert "已致电道歉" in page
    assert listed(page)["older"] == ["余可悦", "高俊杰"]
    rita.post(f"{PATH}/{cases[1]}", {"handling": "", "verdict": "dissatisfied"})
    assert listed(rita.get(PATH).text)["older"] == ["余可悦", "高俊杰"]
    rita.post(f"{PATH}/{cases[1]}", {"handling": "已退款", "verdict": "accepted"})
    page = rita.get(PATH).text
    assert (listed(page)["older"], listed(page)["closed"]) == (["高俊杰"], ["余可悦"])
    with sessions() as session:
        assert [one.verdict for one in session.scalars(select(Redress).order_by(Redress.id))] == [
            "",
            "dissatisfied",
            "accepted",
        ]


def test_what_closed_longer_ago_than_thirty_days_is_not_listed(
    cases: list[int], rita: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        session.add(Redress(outcome_id=cases[1], verdict="satisfied", by=1, at=NOW - timedelta(days=31)))
    assert listed(rita.get(PATH).text) == {"today": ["方淑娟"], "older": ["高俊杰"]}


@pytest.mark.parametrize("form", [{}, {"verdict": "delighted", "handling": "已致电"}, {"handling": "长" * 4001}])
def test_what_says_nothing_comes_back_as_it_was_typed(form: dict[str, str], cases: list[int], rita: Visitor) -> None:
    rita.get(PATH)
    answer = rita.post(f"{PATH}/{cases[0]}", form)
    assert answer.status_code == 422
    assert "Write down what was done, or what the customer says of it." in answer.text
    assert form.get("handling", "") in answer.text


def test_no_agent_writes_a_verdict(cases: list[int], wing: Visitor) -> None:
    wing.get("/desk")
    assert wing.post(f"{PATH}/{cases[0]}", {"verdict": "satisfied"}).status_code == 403
