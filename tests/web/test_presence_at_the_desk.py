"""Going available on a chosen telephone, breaks for a reason, and how long the entry takes."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from dialer.agents.presence import PresenceChange
from runtime.database import Sessions
from tests.browser.scenes import mei
from tests.cast import TUESDAY_11
from tests.stopped_clock import StoppedClock
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor
from web.desk.breaks import BREAKS
from web.reading.desks import desk as desk_of

SOFTPHONE = "client:wing"
_NAMES = re.compile(r'name="phone" value="([0-9a-f]{16})"')


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it; she has a softphone besides her telephone."""
    found = Desk(wing, sessions)
    with found.scene() as session:
        session.scalars(select(Agent).where(Agent.login == "wing")).one().other_phones = [SOFTPHONE]
    return found


def offline(desk: Desk) -> str:
    desk.wing.post("/desk/presence", {"wants": "offline"})
    return desk.wing.get("/desk").text


def test_she_chooses_among_her_own_telephones_and_the_choice_is_remembered(desk: Desk) -> None:
    page = offline(desk)
    assert 'Softphone</span> <span class="masked quiet">client:w••••' in page
    first, second = _NAMES.findall(page)[:2]
    desk.wing.post("/desk/presence", {"wants": "available", "phone": second})
    assert desk.presence().phone == SOFTPHONE
    assert f'value="{second}" checked' in offline(desk)
    desk.wing.post("/desk/presence", {"wants": "available", "phone": first})
    assert desk.presence().phone is None


def test_no_page_says_a_telephone_of_hers_in_full(desk: Desk) -> None:
    for page in (offline(desk), desk.wing.get("/desk").text):
        assert "+85261110001" not in page
        assert SOFTPHONE not in page


def test_another_one_for_today_is_typed_and_kept_and_can_be_removed(desk: Desk) -> None:
    offline(desk)
    desk.wing.post("/desk/telephones/add", {"number": "+852 6111 0002"})
    assert desk.presence().phone == "+85261110002"
    page = desk.wing.get("/desk").text
    assert "+852 •••• •002" in page
    name = _NAMES.findall(page)[2]
    desk.wing.post("/desk/telephones/remove", {"phone": name})
    assert "•002" not in desk.wing.get("/desk").text


def test_what_nobody_can_be_rung_at_comes_back_as_it_was_typed(desk: Desk) -> None:
    offline(desk)
    answer = desk.wing.post("/desk/telephones/add", {"number": "next door"}, htmx=True).text
    assert "Write the phone as +85291234567" in answer
    assert 'value="next door"' in answer


def test_while_her_telephones_change_nobody_is_put_through(desk: Desk) -> None:
    assert desk.state() == "waiting"
    desk.wing.post("/desk/telephones/choose", {"phone": _NAMES.findall(desk.wing.get("/desk").text)[0]})
    assert desk.presence().phone == SOFTPHONE
    assert desk.state() == "phone"


def test_in_a_call_no_other_telephone_is_chosen_and_the_page_says_so(desk: Desk) -> None:
    name = _NAMES.findall(desk.wing.get("/desk").text)[0]
    desk.talks(mei)
    desk.wing.get("/desk")
    answer = desk.wing.post("/desk/telephones/choose", {"phone": name}, htmx=True).text
    assert "You are in a call. Choose another phone when it is over." in answer
    assert desk.presence().phone is None


def test_a_name_that_was_made_up_is_nobodys_telephone(desk: Desk) -> None:
    offline(desk)
    assert desk.wing.post("/desk/telephones/choose", {"phone": "0" * 16}).status_code == 400


@pytest.mark.parametrize(("reason", "words"), [(code, str(words)) for code, words in BREAKS.items()])
def test_a_break_has_its_reason(reason: str, words: str, desk: Desk) -> None:
    desk.wing.post("/desk/presence", {"wants": "break", "reason": reason})
    assert f"On a break: {words}" in desk.wing.get("/desk").text
    with desk.sessions() as session:
        last = session.scalars(select(PresenceChange).order_by(PresenceChange.id.desc())).first()
    assert last is not None
    assert (last.wants, last.reason) == ("break", reason)


@pytest.mark.parametrize("reason", ["", "tired"])
def test_a_break_without_one_of_the_reasons_is_none(reason: str, desk: Desk) -> None:
    assert desk.wing.post("/desk/presence", {"wants": "break", "reason": reason}).status_code == 400


def test_a_break_that_is_to_follow_the_call_can_be_taken_back(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.wing.post("/desk/presence", {"wants": "break", "reason": "lunch"})
    desk.ends(call)
    assert "Break after this call: lunch" in desk.wing.get("/desk").text
    desk.wing.post("/desk/presence", {"wants": "available"})
    desk.logs(call, disposition="well")
    assert desk.state() == "waiting"


def test_the_supervisor_reads_what_a_break_is_for_and_how_long_it_has_lasted(
    desk: Desk, rita: Visitor, clock: StoppedClock
) -> None:
    desk.wing.post("/desk/presence", {"wants": "break", "reason": "lunch"})
    with desk.scene() as session:
        desk.presence_row(session).lease_until = TUESDAY_11.replace(hour=9)
    clock.forward(minutes=12, seconds=40)
    assert "on a break: lunch, 12 min" in rita.get("/console").text


def test_a_break_after_a_call_begins_when_the_call_is_logged(desk: Desk, clock: StoppedClock) -> None:
    call = desk.talks(mei)
    desk.wing.post("/desk/presence", {"wants": "break", "reason": "rest"})
    with desk.scene() as session:
        desk.presence_row(session).lease_until = TUESDAY_11.replace(hour=9)
    desk.ends(call)
    clock.forward(minutes=7)
    desk.logs(call, disposition="well")
    with desk.sessions() as session:
        assert desk_of(session, 1, clock.now()).since == clock.now()


@pytest.mark.parametrize(("minutes", "seconds", "long"), [(1, 59, False), (2, 1, True)])
def test_the_entry_is_timed_and_turns_amber_past_its_target(
    minutes: int, seconds: int, long: bool, desk: Desk, rita: Visitor, clock: StoppedClock
) -> None:
    call = desk.talks(mei)
    desk.ends(call)
    clock.forward(minutes=minutes, seconds=seconds)
    page = desk.wing.get("/desk").text
    assert f">{minutes}:{seconds:02}</time>" in page
    assert ("timer writing long" in page) is long
    floor = rita.get("/console").text
    assert f"to log, {minutes} min" in floor
    assert ('class="quiet long"' in floor) is long


@pytest.mark.parametrize("over", [False, True])
def test_nobody_goes_offline_before_the_call_is_logged_but_by_signing_out(over: bool, desk: Desk) -> None:
    call = desk.talks(mei)
    if over:
        desk.ends(call)
    answer = desk.wing.post("/desk/presence", {"wants": "offline"}, htmx=True).text
    assert "only signing out leaves them behind" in answer
    assert 'id="go-offline"' not in answer
    assert desk.presence().wants == "available"
    desk.wing.post("/logout")
    assert desk.presence().wants == "offline"
