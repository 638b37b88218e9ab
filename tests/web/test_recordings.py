"""Recordings in the pages: who may listen, that it is written down, the list, and the button that erases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.event import listen as listen_to

from campaigns.agents import Agent
from campaigns.customers import Customer
from dialer.recordings.recording import Listening, Recording
from runtime.database import Sessions
from tests.browser.scenes import mei, rings
from tests.cast import JACK, TUESDAY_11, agent, customer
from tests.stopped_clock import StoppedClock
from tests.web.on_file import SOUND, message_on_file, talk_on_file
from tests.web.visitor import Visitor
from web.reading.recordings import PAGE, listed

EARLIER = TUESDAY_11 - timedelta(minutes=28)


@pytest.fixture
def talk(sessions: Sessions) -> int:
    """Wing has talked with Mei; the recording's id."""
    with sessions.begin() as session:
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        return talk_on_file(session, rings(session, mei(session), wing.id), EARLIER).id


def log(sessions: Sessions) -> list[str]:
    with sessions() as session:
        return list(session.scalars(select(Listening.by).order_by(Listening.id)))


def belongs_to(sessions: Sessions, *branches: str) -> None:
    """Wing calls the customers of these branches only."""
    with sessions.begin() as session:
        session.scalars(select(Agent).where(Agent.login == "wing")).one().branches = list(branches)


def test_the_sound_comes_whole_and_is_kept_by_no_browser(rita: Visitor, talk: int, sessions: Sessions) -> None:
    answer = rita.get(f"/recordings/{talk}")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "audio/mpeg", SOUND)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert not answer.headers.get("Content-Disposition", "inline").startswith("attachment")
    assert log(sessions) == ["rita"]


#: What a player asks for; what it gets.
PIECES = [
    # the first question of every player
    ("bytes=0-", 206, SOUND),
    # a jump
    ("bytes=1000-", 206, SOUND[1000:]),
    ("bytes=10-19", 206, SOUND[10:20]),
    ("bytes=-16", 206, SOUND[-16:]),
    # beyond its end
    ("bytes=9999-", 416, None),
]


@pytest.mark.parametrize(("asked", "status", "piece"), PIECES)
def test_a_player_can_jump_and_it_is_one_listening(
    rita: Visitor, talk: int, sessions: Sessions, asked: str, status: int, piece: bytes | None
) -> None:
    for _ in range(2):
        answer = rita.client.get(f"/recordings/{talk}", headers={"Range": asked})
        assert (answer.status_code, answer.data if piece else None) == (status, piece)
    assert log(sessions) == ["rita"], "nobody hears a piece without standing in the log"


def test_an_agent_hears_whom_he_may_look_up_and_nobody_else(wing: Visitor, talk: int, sessions: Sessions) -> None:
    with sessions.begin() as session:
        stranger = message_on_file(session, customer(session, "Jack", JACK, house="kitsilano"), EARLIER).id
    belongs_to(sessions, "harbour")
    assert [wing.get(f"/recordings/{one}").status_code for one in (talk, stranger, 10**6)] == [200, 404, 404]
    assert log(sessions) == ["wing"]


def test_what_is_not_here_cannot_be_heard(rita: Visitor, talk: int, sessions: Sessions) -> None:
    with sessions.begin() as session:
        found = session.get_one(Recording, talk)
        found.state, found.sound = "gone", None
    assert (rita.get(f"/recordings/{talk}").status_code, log(sessions)) == (404, [])


def test_a_customers_page_plays_what_is_kept_and_says_what_became_of_the_rest(
    wing: Visitor, talk: int, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        her = session.get_one(Customer, session.get_one(Recording, talk).customer_id)
        gone = {"state": "gone", "sound": None}
        message_on_file(session, her, EARLIER - timedelta(days=1), reason="erased_on_request", by="rita", **gone)
        message_on_file(session, her, EARLIER - timedelta(days=2), state="ready", sound=None)
        message_on_file(session, her, EARLIER - timedelta(days=3), reason="no_sound", **gone)
    page = wing.get(f"/customers/{her.id}").text
    assert page.count("<audio") == page.count(f'src="/recordings/{talk}"') == 1
    assert 'preload="none"' in page
    for words in ("3:07", "with Wing", "erased on request", "· Rita", "being fetched"):
        assert words in page
    assert "nothing was to be heard" not in page, "of what never was there is nothing to say"
    assert "Erase" not in page, "an agent erases nothing"


def test_a_supervisor_erases_on_request_and_it_is_gone_at_once(rita: Visitor, talk: int, sessions: Sessions) -> None:
    with sessions() as session:
        her = session.get_one(Recording, talk).customer_id
    assert "Erase this recording" in rita.get(f"/customers/{her}").text
    assert rita.post(f"/recordings/{talk}/erase").location == f"/customers/{her}#recordings"
    page = rita.get(f"/customers/{her}").text
    assert "The recording is erased." in page
    assert "<audio" not in page
    with sessions() as session:
        found = session.get_one(Recording, talk)
        assert (found.state, found.reason, found.by, found.sound) == ("gone", "erased_on_request", "rita", None)


def test_no_agent_erases(wing: Visitor, talk: int, sessions: Sessions) -> None:
    wing.get("/desk")
    assert wing.post(f"/recordings/{talk}/erase").status_code == 403
    with sessions() as session:
        assert session.get_one(Recording, talk).state == "kept"


def test_the_list_shows_what_can_be_heard_the_youngest_first_with_masked_numbers(
    rita: Visitor, talk: int, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        her = session.get_one(Customer, session.get_one(Recording, talk).customer_id)
        left = message_on_file(session, her, TUESDAY_11).id
        message_on_file(session, her, EARLIER, state="gone", sound=None, reason="too_old")
    page = rita.get("/recordings").text
    assert page.index(f"/recordings/{left}") < page.index(f"/recordings/{talk}")
    assert page.count("<audio") == 2
    for words in ("left a message", "Wing", her.name, "0:18", "3:07", "Conversations are not recorded", "90 days"):
        assert words in page
    assert her.numbers[0].e164 not in page
    assert log(sessions) == [], "reading the list is not listening"


def test_the_list_can_be_of_one_agent(rita: Visitor, talk: int, sessions: Sessions) -> None:
    with sessions.begin() as session:
        fai = agent(session, "fai", phone="+85261110002")
        her = session.get_one(Recording, talk).customer_id
        message_on_file(session, session.get_one(Customer, her), TUESDAY_11)
        wing = session.scalars(select(Agent.id).where(Agent.login == "wing")).one()
    assert rita.get(f"/recordings?agent={wing}").text.count("<audio") == 1
    assert "Nothing of this agent can be heard" in rita.get(f"/recordings?agent={fai.id}").text
    assert rita.get("/recordings?agent=nobody").text.count("<audio") == 2


def test_the_list_has_pages(rita: Visitor, talk: int, sessions: Sessions) -> None:
    with sessions.begin() as session:
        her = session.get_one(Customer, session.get_one(Recording, talk).customer_id)
        for n in range(PAGE):
            message_on_file(session, her, EARLIER - timedelta(minutes=n + 1))
    first, second = rita.get("/recordings").text, rita.get("/recordings?page=2").text
    assert (first.count("<audio"), second.count("<audio")) == (PAGE, 1)
    assert ("Earlier ones" in first, "Earlier ones" in second, "Later ones" in second) == (True, False, True)


def test_the_list_is_read_by_an_index_however_much_is_kept(rita: Visitor, talk: int, sessions: Sessions) -> None:
    """The first page of 20,000, as the page itself asks for it."""
    with sessions.begin() as session:
        session.execute(
            text(
                "insert into inbound_call (token, carrier_id, e164, line, heard, came_at) "
                "select 'T' || n, 'CA' || n, '', '', 'message', now() from generate_series(1, 20000) n"
            )
        )
        session.execute(
            text(
                "insert into recording (customer_id, inbound_call_id, call_id, state, wanted_at) "
                "select c.id, i.id, i.carrier_id, 'kept', now() - i.id * interval '1 minute' "
                "from inbound_call i, customer c"
            )
        )
        session.execute(text("analyze recording, inbound_call"))
        plans: list[str] = []

        def explained(connection: Any, _: object, statement: str, values: Any, *__: object) -> None:
            if "FROM recording" in statement and not statement.startswith("explain"):
                plans.extend(row[0] for row in connection.exec_driver_sql(f"explain {statement}", values))

        listen_to(session.connection(), "before_cursor_execute", explained)
        listed(session, None, 1)
    assert "ix_recording_listed" in "\n".join(plans), plans
    assert "Sort" not in "\n".join(plans), plans


def test_a_message_that_was_left_is_heard_at_the_desk(wing: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        due = mei(session)
        her = session.get_one(Customer, due.customer_id)
        old = message_on_file(session, her, TUESDAY_11 - timedelta(days=20)).id
        before = message_on_file(session, her, EARLIER - timedelta(days=1)).id
        left = message_on_file(session, her, EARLIER).id
        rings(session, due, session.scalars(select(Agent.id).where(Agent.login == "wing")).one())
    page = wing.get("/desk").text
    assert page.count("rang us at 10:32 and left a message") == 1
    assert page.count("eft a message at 10:32") == 0, "it is not said twice"
    assert page.count("Left a message at 23 Nov 10:32") == 1
    assert page.count("0:18") == 2
    assert [f'src="/recordings/{one}"' in page for one in (left, before, old)] == [True, True, False]


def test_nothing_of_a_conversation_is_heard_by_who_has_gone_out(rita: Visitor, talk: int, clock: StoppedClock) -> None:
    rita.post("/logout")
    assert rita.get(f"/recordings/{talk}").location == "/login"
