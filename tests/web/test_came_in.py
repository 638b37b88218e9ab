"""Calls that came in: for supervisors with what became of them, at the desk, and on the customer's page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from campaigns.suppressions import Suppression
from dialer.agents.presence import announce
from dialer.attempt_life import Result
from dialer.carrier import RecordingView
from dialer.recordings.messages import message_told
from runtime.database import Sessions
from tests.cast import MEI, agent, customer, follow_up, ready
from tests.dialer.inbound.rings import all_go_for_a_break, calls_us, comes_in
from tests.dialer.play import Play, begin
from tests.stopped_clock import StoppedClock
from tests.web.visitor import Visitor

LI = "+85291234568"
#: So far behind the pages' clock all of it has happened.
SINCE = timedelta(minutes=8)


@pytest.fixture
def play(rita: Visitor, sessions: Sessions, clock: StoppedClock) -> Play:
    """The house of the pages, on their clock, with everybody on a break."""
    assert rita
    found = begin(sessions)
    found.clock.at = clock.at
    all_go_for_a_break(found)
    return found


def leaves_a_message(play: Play, sid: str = "CA-in") -> None:
    call = comes_in(play, sid)
    with play.scene() as session:
        whose = (call.id, call.customer_id or 0, call.follow_up_id, call.carrier_id)
        message_told(session, *whose, RecordingView("RE1", "ready", 42), play.now)


def listed(page: str) -> list[tuple[str, ...]]:
    """Who, what they heard and how it stands, row by row."""
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("</tr>")[:-1]]
    words = [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]
    return [(row[0].split()[0], row[2], row[4]) for row in words]


def test_lost_ones_come_first_each_with_what_they_heard_and_what_came_of_it(play: Play, rita: Visitor) -> None:
    with play.scene() as session:
        for n, name in enumerate(("taken", "promised", "in-peace")):
            customer(session, name, f"+8529123450{n}")
        session.add(Suppression(e164="+85291234502", channel="all", reason="opt_out", since=play.now))
        customer(session, "lost", "+85291234503")
    play.clock.at -= SINCE
    calls_us(play, "+85291234502", "CA-peace")
    calls_us(play, "+85291234501", "CA-promised")
    calls_us(play, "+85260000001", "CA-stranger")
    with play.scene() as session:
        ready(session, play.now, "fai")
    calls_us(play, "+85291234500", "CA-taken")
    all_go_for_a_break(play)
    calls_us(play, "+85291234503", "CA-lost")
    with play.scene() as session:
        # As in the night: they heard when we are there, and left nothing.
        lost = session.merge(comes_in(play, "CA-lost"))
        lost.heard, lost.follow_up_id = "closed", None
    assert listed(rita.get("/console/came-in").text) == [
        ("lost", "when we are there", "not called back"),
        ("promised", "that nobody was free", "call back promised from 11:02"),
        ("in-peace", "that nobody was free", "left in peace"),
        ("+852", "the welcome", "—"),
        ("taken", "put through", "talked with 10:52 · Fai"),
    ]


def test_who_was_called_back_goes_down_the_list(play: Play, rita: Visitor) -> None:
    with play.scene() as session:
        follow_up(session, customer(session, "called", LI), hours="call-centre")
    play.clock.at -= SINCE
    calls_us(play, LI)
    leaves_a_message(play)
    with play.scene() as session:
        ready(session, play.now, "fai")
        session.merge(play.case()).next_try_at = play.now
    play.clock.forward(minutes=1)
    call = play.rings_next()
    said = "that nobody was free left a message 0:42"
    assert listed(rita.get("/console/came-in").text)[0][1:] == (said, "being called")
    play.tell(call, "ended", Result.BUSY)
    assert listed(rita.get("/console/came-in").text)[0][1:] == (said, "called back, not reached from 11:05")
    play.clock.forward(minutes=13)
    call = play.rings_next()
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)
    assert listed(rita.get("/console/came-in").text) == [("called", said, "talked with since 11:06 · Fai")]


def test_who_still_waits_since_yesterday_is_on_the_list_and_who_was_met_is_not(play: Play, rita: Visitor) -> None:
    with play.scene() as session:
        customer(session, "waits", MEI)
        customer(session, "met", LI)
    play.clock.at -= timedelta(days=1)
    calls_us(play, MEI, "CA-waits")
    calls_us(play, LI, "CA-met")
    with play.scene() as session:
        ready(session, play.now, "fai")
    calls_us(play, LI, "CA-again")
    assert [row[0] for row in listed(rita.get("/console/came-in").text)] == ["waits"]


def test_a_day_without_calls_says_so(rita: Visitor) -> None:
    assert "Nobody has rung us today." in rita.get("/console/came-in").text


def test_no_number_is_shown_in_full(play: Play, rita: Visitor) -> None:
    calls_us(play, "+85260000001")
    calls_us(play, "", "CA-withheld")
    page = rita.get("/console/came-in").text
    assert "60000001" not in page
    assert "number withheld" in page


def test_it_is_the_supervisors_page(wing: Visitor, stranger: Visitor) -> None:
    assert wing.get("/console/came-in").status_code == 403
    assert stranger.get("/console/came-in").location == "/login"


def test_the_desk_says_that_they_rang_us_and_left_a_message(play: Play, wing: Visitor) -> None:
    with play.scene() as session:
        follow_up(session, customer(session))
    play.clock.at -= SINCE
    calls_us(play)
    assert "rang us at 10:52 ·" in " ".join(wing.get("/desk/today").text.split())
    leaves_a_message(play)
    assert "rang us at 10:52 and left a message" in wing.get("/desk/today").text


def test_so_does_the_conversation_in_which_they_are_called_back(play: Play, wing: Visitor) -> None:
    with play.scene() as session:
        follow_up(session, customer(session))
    play.clock.at -= SINCE
    calls_us(play)
    leaves_a_message(play)
    with play.scene() as session:
        case = session.merge(play.case())
        case.hours, case.next_try_at = "call-centre", play.now
        announce(session, play.agent().id, "available", play.now, timedelta(hours=1))
    play.picks_up(play.rings_next())
    assert "rang us at 10:52 and left a message" in wing.get("/desk").text


def test_the_customers_page_tells_of_their_calls(play: Play, rita: Visitor) -> None:
    with play.scene() as session:
        agent(session, "fai")
        her = customer(session, owner="fai").id
    play.clock.at -= SINCE
    assert "They rang us" not in rita.get(f"/customers/{her}").text
    calls_us(play)
    page = " ".join(rita.get(f"/customers/{her}").text.split())
    assert "They rang us" in page
    assert "The customer asked to be called: call on the same day." in page
    assert "from 11:02 · Fai" in page
