"""The form of a launch: every step with its words, and hours, days, tries and numbers that are kept and checked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from runtime.database import Sessions
from tests.web.test_launch import FORM, reviewed, segment
from tests.web.visitor import Visitor
from web.reading.bounded import TookTooLong, bounded

__all__ = ["segment"]


@pytest.mark.usefixtures("segment")
def test_the_page_comes_without_a_count_and_offers_every_step_that_is_launched(rita: Visitor) -> None:
    page = rita.get("/console/launch").text
    assert "Counting…" in page
    assert '<p class="figure">' not in page
    for step in ("holiday-greeting/greeting", "holiday-greeting/agent-call", "holiday-greeting/text", "policy-review/"):
        assert f'<option value="{step}' in page


def test_another_step_brings_its_own_words_and_keeps_what_was_typed(rita: Visitor) -> None:
    rita.get("/console/launch")
    form = FORM | {"what": "holiday-greeting/text", "said-for": "holiday-greeting/greeting", "tiers": ["金卡"]}
    page = rita.post("/console/launch/step", form).text
    assert "we wish you and your family a happy holiday and every joy. Reply STOP to opt out." in page
    assert 'value="Winter Solstice"' in page
    assert FORM["message-zh"] not in page


def test_the_words_of_a_step_are_seen_before_it_goes_on(rita: Visitor) -> None:
    """Chosen in a browser without scripts, where the words of the other step still stand on the page."""
    rita.get("/console/launch")
    form = FORM | {"what": "holiday-greeting/text", "said-for": "holiday-greeting/greeting"}
    answer = rita.post("/console/launch/review", form)
    assert (answer.status_code, "Another step was chosen: read its words first." in answer.text) == (422, True)


def test_an_agents_script_is_shown_as_the_playbook_has_it(rita: Visitor, sessions: Sessions) -> None:
    form = FORM | {"what": "holiday-greeting/agent-call", "message-zh": "自己写的话"}
    rita.get("/console/launch")
    counted = rita.post("/console/launch/count", form, htmx=True).text
    assert "您好，请问是陈女士吗？我是海港诊所的王丽。" in counted
    rita.post("/console/launch", reviewed(rita, **form))
    with sessions() as session:
        launched = session.scalars(select(Campaign)).one()
    assert (launched.step, launched.message) == ("agent-call", {})


@pytest.mark.usefixtures("segment")
def test_the_text_after_a_missed_call_is_read_beside_the_form(rita: Visitor) -> None:
    rita.get("/console/launch")
    counted = rita.post("/console/launch/count", FORM | {"what": "policy-review/appointment-call"}, htmx=True).text
    assert "刚才给您致电未能接通" in counted


CHOSEN = {
    "hours": "clinic",
    "starts-on": "2026-12-21",
    "ends-on": "2026-12-23",
    "tries": "1",
    "lines": ["+16045550100"],
    "titles": ["ms"],
    "aged-from": "18",
    "quiet-months": "6",
    "quiet-kind": "treatment",
}


@pytest.mark.usefixtures("segment")
def test_hours_days_tries_and_numbers_are_kept_with_the_campaign(rita: Visitor, sessions: Sessions) -> None:
    rita.post("/console/launch", reviewed(rita, **CHOSEN | {"aged-from": ""}))
    with sessions() as session:
        kept, planned = session.scalars(select(Campaign)).one(), session.scalars(select(FollowUp)).one()
    assert (kept.hours, kept.tries, kept.lines, kept.size) == ("clinic", 1, ["+16045550100"], 1)
    assert (planned.hours, planned.tries_allowed, planned.first_day, planned.last_day) == (
        "clinic",
        1,
        date(2026, 12, 21),
        date(2026, 12, 23),
    )
    assert kept.segment == {"titles": ["ms"], "quiet": {"months": 6, "kind": "treatment"}}


@pytest.mark.usefixtures("segment")
@pytest.mark.parametrize("way", ["back", "wrong"])
def test_all_that_was_chosen_is_kept_through_back_and_errors(way: str, rita: Visitor) -> None:
    rita.get("/console/launch")
    changes = {"back": "1"} if way == "back" else {"name": ""}
    page = rita.post("/console/launch/review", FORM | CHOSEN | changes).text
    assert '<option value="clinic" selected>' in page
    assert 'value="+16045550100" checked' in page
    assert 'name="titles" value="ms" checked' in page
    assert '<option value="treatment" selected' in page or 'name="quiet-months" value="6"' in page
    for name in ("starts-on", "ends-on", "tries", "aged-from"):
        assert f'name="{name}" value="{CHOSEN[name]}"' in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"what": "holiday-greeting/gone"}, "This step is not launched any more"),
        ({"hours": "nights"}, "There are no hours of this name."),
        ({"starts-on": "24.12.2026"}, "Write the day as 2026-11-24."),
        ({"starts-on": "2026-11-23"}, "The first day is over."),
        ({"starts-on": "2028-01-01"}, "At most 366 days ahead."),
        ({"starts-on": "2026-12-24", "ends-on": "2026-12-23"}, "The last day comes after the first"),
        ({"ends-on": "2026-11-23"}, "The last day comes after the first, and is not over."),
        ({"ends-on": "2027-06-01"}, "It may last for 92 days at the most."),
        ({"tries": "11"}, "A whole number from 1 to 10."),
        ({"tries": "0"}, "A whole number from 1 to 10."),
        # a number that is not of the house would be shown to customers
        ({"lines": ["+19005550000"]}, "One of these numbers is not ours any more."),
        ({"aged-from": "x"}, "A whole number from 0 to 120."),
        ({"aged-from": "50", "aged-to": "40"}, "The lower age comes first."),
        ({"quiet-months": "0"}, "A whole number from 1 to 120."),
        ({"had-first": "2026-01-01"}, "Say what happened between these days."),
        ({"had": "visit", "had-first": "2026-02-01", "had-last": "2026-01-01"}, "The first day comes first."),
        # a text tells how to opt out, and is not for ever
        ({"what": "holiday-greeting/text"}, "Say how to opt out"),
        ({"what": "holiday-greeting/text", "message-en": "x" * 501}, "At most 500 characters"),
        ({"what": "holiday-greeting/text", "message-en": "{agent}"}, "there are {address}, {house}, {line}, {date}."),
    ],
)
def test_what_is_wrong_with_a_choice_stands_beside_it(changes: dict[str, Any], told: str, rita: Visitor) -> None:
    rita.get("/console/launch")
    answer = rita.post("/console/launch/review", FORM | changes)
    assert (answer.status_code, told in answer.text) == (422, True)


def test_a_count_that_takes_too_long_is_given_up(sessions: Sessions) -> None:
    with sessions() as session, pytest.raises(TookTooLong), bounded(session, 0.05):
        session.execute(text("select pg_sleep(5)"))
    with sessions() as session:
        with bounded(session, 5):
            session.execute(text("select 1"))
        assert session.scalar(text("show statement_timeout")) == "1min"
