"""Where the desk stands while a call is offered, and what comes before it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dialer.agents.presence import Leg
from runtime.database import Sessions
from tests.browser.scenes import mei
from tests.cast import MEI, TUESDAY_11, customer, follow_up
from tests.dialer.play import begin
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor
from web.reading.desks import DeskState, previewed_in
from web.reading.floor import floor


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


def test_the_page_is_left_alone_while_she_reads_and_changes_at_the_click(desk: Desk) -> None:
    keys = [desk.seen()]
    case = desk.offered(mei)
    keys.append(desk.seen())
    assert desk.polls_again().status_code == 204
    desk.wing.post(f"/desk/preview/{case}/call")
    keys.append(desk.seen())
    assert len(set(keys)) == 3
    assert [previewed_in(key) for key in (*keys, "", "x", "preview.0")] == [None, case, case, None, None, None]


@pytest.mark.parametrize("wants", ["break", "offline"])
def test_a_break_is_possible_while_reading(wants: str, desk: Desk) -> None:
    desk.offered(mei)
    desk.wing.get("/desk")
    answer = desk.wing.post("/desk/presence", {"wants": wants, "reason": "rest"}, htmx=True)
    assert f'data-state="{wants}"' in answer.text
    assert "陈女士" not in answer.text


def test_without_the_telephone_on_the_line_nothing_is_clicked(desk: Desk) -> None:
    """Who answered would hear nobody: first she picks her telephone up."""
    case = desk.offered(mei)
    with desk.scene() as session:
        session.scalars(select(Leg)).one().state = "placed"
    assert desk.state() == "phone"
    desk.wing.post(f"/desk/preview/{case}/call")
    assert desk.clicked() == [False]


def test_an_owed_outcome_and_a_conversation_come_before_it(desk: Desk) -> None:
    call = desk.rings(mei)
    desk.offered(lambda session: follow_up(session, customer(session, "李明", "+85291234568")))
    states = [desk.state()]
    for happens in (desk.answers, desk.ends):
        happens(call)
        states.append(desk.state())
    desk.logs(call, disposition="well")
    assert [*states, desk.state()] == ["ringing", "talking", "wrap_up", "preview"]


def test_the_supervisor_sees_who_reads(desk: Desk, rita: Visitor) -> None:
    desk.offered(mei)
    with desk.sessions() as session:
        assert [(one.name, one.desk.state) for one in floor(session, TUESDAY_11)] == [("Wing", DeskState.PREVIEW)]
    assert "reading before a call" in rita.get("/console").text


def test_what_she_clicked_is_called_in_the_next_tick(desk: Desk, sessions: Sessions) -> None:
    case = desk.offered(mei)
    dialer = begin(sessions)
    dialer.work()
    assert (desk.state(), dialer.attempts()) == ("preview", [])
    desk.wing.post(f"/desk/preview/{case}/call")
    dialer.work()
    assert desk.state() == "ringing"
    assert [call.to for call in dialer.carrier.calls] == [MEI]
