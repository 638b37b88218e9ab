"""Abandonment on the console: said for each campaign and for the house, with a calm word above the line."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from dialer.attempt_life import Result
from dialer.attempts import Attempt
from runtime.database import Sessions
from tests.cast import TUESDAY_11, campaign, customer, follow_up
from tests.dialer.counted import call
from tests.stopped_clock import StoppedClock
from tests.web.visitor import Visitor

TOO_MANY = "More people than allowed answered and met nobody within two seconds."


def answered(sessions: Sessions, count: int, abandoned: int = 0, days_ago: int = 0, of: str = "") -> None:
    """So many calls of this campaign, or of none, were answered; of some nobody was there."""
    with sessions.begin() as session:
        by = session.scalars(select(Agent).where(Agent.login == "rita")).one()
        running = campaign(session, by, name=of).id if of else None
        for n in range(count):
            at = TUESDAY_11 - timedelta(days=days_ago, minutes=5)
            whose = customer(session, "甲", f"+8526{n:07}", external_id=f"{of}/{days_ago}/{n}")
            met = at if n >= abandoned else None
            result = Result.TALKED if met else Result.ABANDONED
            due = follow_up(session, whose, campaign_id=running)
            call(session, due, placing_at=at, answered_at=at, bridged_at=met, joined_at=met, result=result)


def said(page: str, after: str) -> str:
    """What the page says of abandonment in the part that begins so."""
    found = re.search(r'<p class="abandoned[^>]*>(.*?)</p>', page[page.index(after) :].split("</section>")[0], re.S)
    return " ".join(unescape(found.group(1)).split()) if found else ""


def test_each_campaign_and_the_house_say_how_many_were_abandoned(
    rita: Visitor, sessions: Sessions, clock: StoppedClock
) -> None:
    answered(sessions, 40, of="Spring")
    answered(sessions, 10, abandoned=1)
    answered(sessions, 50, days_ago=25)
    clock.forward(minutes=1)
    page = rita.get("/console").text
    assert said(page, "<h3>Spring</h3>") == (
        "0 of 40 answered calls abandoned today, 0.0 % · 30 days: 0 of 40, 0.0 %"
        " · this month: 0 of 40, 0.0 % · at most 3.0 % is allowed"
    )
    assert said(page, 'id="calls-title"') == (
        "1 of 50 answered calls abandoned today, 2.0 % · 30 days: 1 of 100, 1.0 %"
        " · this month: 1 of 50, 2.0 % · at most 3.0 % is allowed"
    )
    assert TOO_MANY not in page


def test_in_chinese_too(rita: Visitor, sessions: Sessions) -> None:
    answered(sessions, 100, abandoned=3, of="春节")
    rita._language = "zh"
    assert said(rita.get("/console").text, "<h3>春节</h3>").startswith("今日接听 100 通，其中 3 通无人应接，3.0%")


@pytest.mark.parametrize(("abandoned", "warned"), [(3, False), (4, True)])
def test_above_the_line_a_calm_word_says_what_to_do(
    abandoned: int, warned: bool, rita: Visitor, sessions: Sessions
) -> None:
    answered(sessions, 100, abandoned, of="Spring")
    campaigns = rita.get("/console").text.split('id="campaigns-title"')[1]
    assert (TOO_MANY in campaigns) is warned


def test_a_campaign_that_nobody_has_answered_says_nothing(rita: Visitor, sessions: Sessions) -> None:
    answered(sessions, 0, of="Spring")
    assert said(rita.get("/console").text, "<h3>Spring</h3>") == ""


def test_before_the_first_answer_of_a_day_the_earlier_ones_are_said(
    rita: Visitor, sessions: Sessions, clock: StoppedClock
) -> None:
    answered(sessions, 5, days_ago=1, of="Spring")
    clock.forward(minutes=1)
    assert said(rita.get("/console").text, "<h3>Spring</h3>").startswith("nobody has answered today · 30 days: 0 of 5")


def test_todays_count_is_fresh_and_the_days_before_follow_within_a_minute(
    rita: Visitor, sessions: Sessions, clock: StoppedClock
) -> None:
    answered(sessions, 2)
    assert "0 of 2 answered calls abandoned today" in said(rita.get("/console").text, 'id="calls-title"')
    answered(sessions, 3, of="today")
    answered(sessions, 4, days_ago=1)
    assert "0 of 5 answered calls abandoned today, 0.0 % · 30 days: 0 of 5" in said(
        rita.get("/console").text, 'id="calls-title"'
    )
    clock.forward(minutes=1)
    assert "0 of 5 answered calls abandoned today, 0.0 % · 30 days: 0 of 9" in said(
        rita.get("/console").text, 'id="calls-title"'
    )


def test_at_midnight_today_becomes_yesterday_at_once(rita: Visitor, sessions: Sessions, clock: StoppedClock) -> None:
    clock.forward(hours=12, minutes=59, seconds=30)
    answered(sessions, 2)
    rita.sign_in("rita")
    rita.get("/console")
    clock.forward(seconds=30)
    assert said(rita.get("/console").text, 'id="calls-title"').startswith("nobody has answered today · 30 days: 0 of 2")


def test_an_answer_that_turns_out_to_be_a_machine_is_no_longer_counted(
    rita: Visitor, sessions: Sessions, clock: StoppedClock
) -> None:
    answered(sessions, 1, of="Spring")
    clock.forward(minutes=1)
    rita.get("/console")
    with sessions.begin() as session:
        session.scalars(select(Attempt)).one().machine = True
    assert said(rita.get("/console").text, "<h3>Spring</h3>") == ""
