"""The second round on its page: choose, plan, and read the results."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from runtime.database import Sessions
from tests.browser.lists import person, said, unreached
from tests.cast import TUESDAY_11 as NOW
from tests.web.visitor import Visitor

PATH = "/console/lists/second-round"


@pytest.fixture
def firsts(staff: dict[str, int], sessions: Sessions) -> dict[str, int]:
    """Three whom nobody reached, of whom one has called in since; one of a fortnight ago."""
    with sessions.begin() as session:
        found = {}
        for n, (name, days) in enumerate((("彭德华", 1), ("萧玲", 2), ("丁一凡", 3), ("冯雅", 14))):
            found[name] = unreached(session, person(session, name, n), days)
        said(session, found["丁一凡"], None, "well", "", NOW - timedelta(hours=1))
        return {name: one.id for name, one in found.items()}


def waiting(page: str) -> list[str]:
    table = page.split('id="waiting-title"')[1].split("</section>")[0]
    return re.findall(r'href="/customers/\d+">([^<]+)</a>', table)


def seconds(sessions: Sessions, **changes: Any) -> list[FollowUp]:
    with sessions.begin() as session:
        found = list(session.scalars(select(FollowUp).where(FollowUp.occurrence_key.startswith("second/"))))
        for one in found:
            for name, value in changes.items():
                setattr(one, name, value)
        return found


@pytest.mark.usefixtures("firsts")
def test_who_was_not_reached_is_listed_the_latest_first_and_who_may_not_be_chosen_says_why(rita: Visitor) -> None:
    page = rita.get(PATH).text
    assert waiting(page) == ["彭德华", "萧玲", "丁一凡"]
    assert page.count('name="follow_up"') == 2
    assert "no second round: somebody has talked with the customer since" in page
    assert len(waiting(rita.get(f"{PATH}?days=30").text)) == 4
    assert waiting(rita.get(f"{PATH}?days=4000").text) == waiting(page), "no span of ours"
    assert waiting(rita.get(f"{PATH}?playbook=surgery").text) == []


def test_the_chosen_one_gets_its_second_round_and_leaves_the_list(
    firsts: dict[str, int], rita: Visitor, sessions: Sessions
) -> None:
    rita.get(PATH)
    form = {"follow_up": [firsts["彭德华"]], "shown": list(firsts.values())}
    assert rita.post(PATH, form).location == f"{PATH}?days=7"
    page = rita.get(PATH).text
    assert "1 second round is planned." in page
    assert waiting(page) == ["萧玲", "丁一凡"]
    assert [one.occurrence_key for one in seconds(sessions)] == [f"second/{firsts['彭德华']}"]


def test_all_of_the_page_are_chosen_at_once_and_a_second_press_plans_nothing(
    firsts: dict[str, int], rita: Visitor, sessions: Sessions
) -> None:
    rita.get(PATH)
    form = {"all": "1", "shown": [firsts[name] for name in ("彭德华", "萧玲", "丁一凡")]}
    for _ in range(2):
        rita.post(PATH, form)
    assert len(seconds(sessions)) == 2
    page = rita.get(PATH).text
    assert "2 second rounds are planned." in page
    assert "0 second rounds are planned." in page
    assert "has had a second round: 2" in page


def test_whoever_chooses_nobody_is_asked_to(firsts: dict[str, int], rita: Visitor, sessions: Sessions) -> None:
    rita.get(PATH)
    rita.post(PATH, {"shown": list(firsts.values())})
    assert "Choose whom to call a second time." in rita.get(PATH).text
    assert seconds(sessions) == []


@pytest.mark.parametrize(
    ("came_to", "words"),
    [
        ({}, "open"),
        ({"state": FollowUpState.EXHAUSTED, "tries_made": 3, "closed_at": NOW}, "not reached again"),
        ({"state": FollowUpState.DONE, "reason": "well", "closed_at": NOW}, "reached, all well"),
        ({"state": FollowUpState.DONE, "reason": "concern", "closed_at": NOW}, "reached"),
    ],
)
def test_the_results_are_told_in_words(
    came_to: dict[str, Any], words: str, firsts: dict[str, int], rita: Visitor, sessions: Sessions
) -> None:
    rita.get(PATH)
    rita.post(PATH, {"follow_up": [firsts["萧玲"]]})
    seconds(sessions, **came_to)
    results = rita.get(PATH).text.split('id="results-title"')[1]
    assert re.findall(r"<b[^>]*>(\d)</b> ([^<]+)<", results) == [("1", words)]
    assert "萧玲" in results
