"""A call to an important customer at the desk: the agent sees everything first, and clicks or skips."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from dialer.agents.presence import Preview
from dialer.agents.previews import REASONS, take_back
from runtime.database import Sessions
from tests.browser.scenes import mei, rings
from tests.cast import MEI, TUESDAY_11, agent, customer, follow_up
from tests.stopped_clock import StoppedClock
from tests.web.at_her_desk import LAPSES, Desk
from tests.web.visitor import PASSWORD_HASH, Visitor
from web.desk.skipping import SKIP_REASONS


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


def calls(desk: Desk, case: int, *, script: bool = True) -> str:
    """She presses "Call now"; what she sees then."""
    desk.wing.get("/desk")
    answer = desk.wing.post(f"/desk/preview/{case}/call", htmx=script)
    return answer.text if script else desk.wing.get(answer.location or "").text


def skips(desk: Desk, case: int, reason: str) -> str:
    """She skips, for a reason; what she sees then."""
    desk.wing.get("/desk")
    return desk.wing.post(f"/desk/preview/{case}/skip", {"reason": reason}, htmx=True).text


def case_of(desk: Desk, case: int) -> FollowUp:
    with desk.sessions() as session:
        return session.get_one(FollowUp, case)


def test_the_agent_reads_who_it_is_and_why_before_any_phone_rings(desk: Desk) -> None:
    desk.offered(mei)
    page = desk.wing.get("/desk").text
    assert desk.state() == "preview"
    for shown in (
        "Before you call",
        '<time class="timer left" data-seconds="-180" data-rate="1.0">3:00</time> left to read',
        "陈女士",
        "金卡",
        "+852 •••• •567",
        "1 of 3",
        "皮秒激光（面部）",
        "上次做完第二天两颊发红",
        "您好，请问是陈女士吗？我是海港诊所的Wing。",
        "Still open",
        "at any time that is permitted",
    ):
        assert shown in page
    assert 'id="entry"' not in page
    assert "Break after this" not in page


def test_a_second_try_says_so_beforehand(desk: Desk) -> None:
    case = desk.offered(mei)
    with desk.scene() as session:
        session.get_one(FollowUp, case).tries_made = 1
    assert "2 of 3" in desk.wing.get("/desk").text


def test_the_number_shown_is_the_one_that_the_carrier_can_call(desk: Desk) -> None:
    desk.offered(lambda session: follow_up(session, customer(session, "王芳", "+8613912345678", "+85260001234")))
    page = desk.wing.get("/desk").text
    assert "+852 •••• •234" in page
    assert "•678" not in page


@pytest.mark.parametrize(("words", "language"), [("Before you call", "en"), ("拨打前请先了解", "zh-CN")])
def test_both_languages_say_it(words: str, language: str, desk: Desk) -> None:
    desk.wing._language = language
    desk.offered(mei)
    assert words in desk.wing.get("/desk").text


def test_a_click_is_written_down_and_cannot_be_made_twice(desk: Desk) -> None:
    case = desk.offered(mei)
    page = calls(desk, case)
    assert "About to call" in page
    assert 'id="call-now"' not in page
    assert 'id="skip"' not in page
    assert desk.clicked() == [True]
    assert "About to call" in calls(desk, case)
    assert desk.clicked() == [True]


def test_without_scripts_the_click_works_as_well(desk: Desk) -> None:
    case = desk.offered(mei)
    assert "About to call" in calls(desk, case, script=False)
    assert desk.clicked() == [True]


def test_a_forged_form_clicks_nothing(desk: Desk) -> None:
    case = desk.offered(mei)
    assert desk.wing.post(f"/desk/preview/{case}/call", {"csrf_token": "forged"}).status_code == 400
    assert desk.clicked() == [False]


@pytest.mark.parametrize("reason", REASONS)
def test_a_call_is_skipped_with_each_reason(reason: str, desk: Desk) -> None:
    case = desk.offered(mei)
    page = skips(desk, case, reason)
    assert "Skipped. The call is offered again later." in page
    assert desk.state() == "waiting"
    assert case_of(desk, case).waits_for == f"skipped_{reason}"


def test_without_scripts_skipping_works_as_well(desk: Desk) -> None:
    case = desk.offered(mei)
    desk.wing.get("/desk")
    answer = desk.wing.post(f"/desk/preview/{case}/skip", {"reason": "other"})
    assert (answer.status_code, answer.location) == (302, "/desk")
    assert "Skipped. The call is offered again later." in desk.wing.get("/desk").text


@pytest.mark.parametrize("reason", ["", "bored"])
def test_a_reason_that_is_none_skips_nothing(reason: str, desk: Desk) -> None:
    case = desk.offered(mei)
    desk.wing.get("/desk")
    assert desk.wing.post(f"/desk/preview/{case}/skip", {"reason": reason}).status_code == 400
    assert desk.clicked() == [False]


def test_every_reason_of_the_dialer_can_be_chosen() -> None:
    assert tuple(SKIP_REASONS) == REASONS


@pytest.mark.parametrize("deed", ["call", "skip"])
def test_somebody_elses_preview_is_nobodys_business(deed: str, desk: Desk, app: Flask) -> None:
    case = desk.offered(mei)
    with desk.scene() as session:
        agent(session, "ben", phone="+85261110002", password_hash=PASSWORD_HASH)
    ben = Visitor(app)
    ben.sign_in("ben")
    answer = ben.post(f"/desk/preview/{case}/{deed}", {"reason": "other"}, htmx=True)
    assert "This call is not offered any more." in answer.text
    assert "陈" not in answer.text
    assert desk.clicked() == [False]


def _lapses(desk: Desk, case: int) -> None:
    with desk.scene() as session:
        take_back(session, LAPSES)


def _is_withdrawn(desk: Desk, case: int) -> None:
    with desk.scene() as session:
        move(session, session.get_one(FollowUp, case), FollowUpState.WITHDRAWN, "cancelled", TUESDAY_11)
        take_back(session, TUESDAY_11)


GONE: list[tuple[Callable[[Desk, int], None], str]] = [
    (_lapses, "Not called now: nobody clicked it in time."),
    (_is_withdrawn, "This call is not offered any more."),
]


@pytest.mark.parametrize(("happens", "said"), GONE)
def test_what_has_gone_meanwhile_is_told_calmly(
    happens: Callable[[Desk, int], None], said: str, desk: Desk, clock: StoppedClock
) -> None:
    case = desk.offered(mei)
    desk.wing.get("/desk")
    happens(desk, case)
    clock.at = LAPSES
    answer = desk.wing.post(f"/desk/preview/{case}/call", htmx=True)
    assert (answer.status_code, said in answer.text) == (200, True)
    assert 'data-state="waiting"' in answer.text
    desk.wing.post(f"/desk/preview/{case}/skip", {"reason": "other"})
    assert said in desk.wing.get("/desk").text


@pytest.mark.parametrize(("happens", "said"), GONE)
def test_the_next_second_tells_it_without_a_click(
    happens: Callable[[Desk, int], None], said: str, desk: Desk, clock: StoppedClock
) -> None:
    case = desk.offered(mei)
    before = desk.seen()
    happens(desk, case)
    clock.at = LAPSES
    assert said in desk.wing.get(f"/desk/now?seen={before}", htmx=True).text
    assert desk.polls_again().status_code == 204


def test_a_click_that_was_quickly_placed_is_told_as_the_call_that_it_is(desk: Desk) -> None:
    case = desk.offered(mei)
    before = desk.seen()
    with desk.scene() as session:
        session.delete(session.scalars(select(Preview)).one())
        due = session.get_one(FollowUp, case)
        rings(session, due, session.scalars(select(Agent.id).where(Agent.login == "wing")).one())
    polled = desk.wing.get(f"/desk/now?seen={before}", htmx=True).text
    for page in (polled, calls(desk, case)):
        assert 'data-state="ringing"' in page
        assert "not offered any more" not in page


def test_the_whole_number_is_on_no_page(desk: Desk) -> None:
    case = desk.offered(mei)
    pages = [desk.wing.get("/desk").text, desk.wing.get("/desk/now").text, calls(desk, case)]
    for page in pages:
        assert not re.search(f"{re.escape(MEI)}|{MEI.removeprefix('+852')}|9123 4567", page)
