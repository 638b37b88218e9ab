"""A customer does not want to be recorded: one key at the desk, a page on which it stands, and a way back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.customers import Customer
from dialer.attempts import Attempt
from dialer.recordings.recording import Recording
from dialer.recordings.wishes import RecordingWish, refuse
from runtime.database import Sessions
from tests.browser.scenes import NOW, mei
from tests.cast import agent
from tests.web.at_her_desk import Desk
from tests.web.her_agreements import PAGE, either, her, login, opened
from tests.web.on_file import talk_on_file
from tests.web.visitor import Visitor

__all__ = ["either", "her", "opened"]


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


@pytest.fixture
def call(desk: Desk) -> int:
    """She talks with Mei, and it is being recorded."""
    made = desk.talks(mei)
    with desk.scene() as session:
        running = {"state": "running", "sound": None, "seconds": None, "delete_at": None}
        talk_on_file(session, session.get_one(Attempt, made), NOW, **running)
    return made


def recorded(desk: Desk) -> Recording:
    with desk.sessions() as session:
        return session.scalars(select(Recording)).one()


def test_the_agent_sees_that_it_is_recorded_and_has_one_key_for_who_minds(desk: Desk, call: int) -> None:
    page = desk.wing.get("/desk").text
    assert "Do not record" in page
    assert 'data-key="x"' in page


def test_pressed_it_holds_at_once_and_the_page_says_so(desk: Desk, call: int) -> None:
    desk.wing.get("/desk")
    part = desk.wing.post(f"/desk/recording/{call}/refused", htmx=True).text
    assert "what was recorded of this conversation is erased" in part
    assert ("Do not record" in part, "Not recorded: they do not want it" in part) == (False, True)
    assert (recorded(desk).state, recorded(desk).reason, recorded(desk).by) == (
        "unwanted",
        "refused_by_customer",
        "wing",
    )
    with desk.sessions() as session:
        whose = session.scalars(select(Customer)).one()
        assert (whose.unrecorded_since, whose.unrecorded_by) == (NOW, "wing")
    assert "no, since 24 Nov" in desk.wing.get("/desk").text, "it stands beside the script, too"


def test_pressed_twice_it_is_refused_once(desk: Desk, call: int) -> None:
    desk.wing.get("/desk")
    for _ in range(2):
        desk.wing.post(f"/desk/recording/{call}/refused")
    with desk.sessions() as session:
        assert len(session.scalars(select(RecordingWish)).all()) == 1


def test_nobody_refuses_in_a_conversation_that_is_somebody_elses(desk: Desk, call: int) -> None:
    with desk.scene() as session:
        session.get_one(Attempt, call).agent_id = agent(session, "fai").id
    desk.wing.get("/desk")
    assert desk.wing.post(f"/desk/recording/{call}/refused").status_code == 404
    assert desk.wing.post("/desk/recording/999/refused").status_code == 404
    assert recorded(desk).state == "running"


def test_where_nothing_is_recorded_there_is_nothing_to_press(desk: Desk) -> None:
    desk.talks(mei)
    page = desk.wing.get("/desk").text
    assert "do-not-record" not in page
    assert "Recorded" not in page


def test_on_their_page_it_is_refused_and_taken_back_with_its_history(
    either: Visitor, her: int, sessions: Sessions
) -> None:
    who = login(either)
    assert "allowed, after the notice" in either.get(PAGE).text
    assert either.post(f"{PAGE}/recording/refused").location == PAGE
    page = either.get(PAGE).text
    for words in ("refused since 24 Nov", "They allow it again", who.title()):
        assert words in page
    either.post(f"{PAGE}/recording/allowed")
    page = either.get(PAGE).text
    for words in ("allowed, after the notice", "History of 2 words", "refused 24 Nov", "allowed 24 Nov"):
        assert words in page
    with sessions() as session:
        assert session.get_one(Customer, her).unrecorded_since is None
        assert session.scalars(select(RecordingWish.by)).all() == [who, who]


def test_an_agent_of_another_branch_changes_nothing(wing: Visitor, her: int, sessions: Sessions) -> None:
    with sessions.begin() as session:
        refuse(session, her, "rita", NOW)
        session.scalars(select(Agent).where(Agent.login == "wing")).one().branches = ["kitsilano"]
    wing.get("/desk")
    assert wing.post(f"{PAGE}/recording/allowed").status_code == 404
    with sessions() as session:
        assert session.get_one(Customer, her).unrecorded_since == NOW


def test_what_nobody_says_is_no_address(rita: Visitor, her: int) -> None:
    rita.get(PAGE)
    assert rita.post(f"{PAGE}/recording/perhaps").status_code == 404
