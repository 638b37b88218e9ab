"""Quality: a supervisor draws a month's recordings, hears one, judges it, and reads what came of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from dialer.recordings.recording import Listening, Recording
from dialer.recordings.scores import CRITERIA, RecordingScore
from runtime.database import Sessions
from tests.cast import TUESDAY_11, customer, follow_up
from tests.dialer.counted import call
from tests.web.on_file import talk_on_file
from tests.web.visitor import Visitor

GOOD = dict.fromkeys(CRITERIA, "2")


@pytest.fixture
def talks(sessions: Sessions) -> list[int]:
    """Wing has talked with Mei twice this morning; the recordings' ids."""
    with sessions.begin() as session:
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        due = follow_up(session, customer(session))
        made = [call(session, due, agent_id=wing.id) for _ in range(2)]
        return [talk_on_file(session, one, TUESDAY_11 - timedelta(hours=n)).id for n, one in enumerate(made)]


def test_from_the_draw_over_the_card_to_the_average(rita: Visitor, talks: list[int], sessions: Sessions) -> None:
    assert "Nothing is drawn of this month yet." in rita.get("/console/quality").text
    rita.post("/console/quality", {"on": "2026-11-01"})
    page = rita.get("/console/quality").text
    assert "2 recordings were drawn." in page
    assert sorted(map(int, re.findall(r"/console/quality/(\d+)", page))) == sorted(talks)

    card = rita.get(f"/console/quality/{talks[0]}").text
    assert f'src="/recordings/{talks[0]}"' in card
    assert "Lets the customer hang up first" in card
    answer = rita.post(f"/console/quality/{talks[0]}", GOOD | {"hang_up": "0", "remark": "hung up first"})
    assert answer.location == f"/console/quality/{talks[1]}", "on to the next"
    answer = rita.post(f"/console/quality/{talks[1]}", GOOD)
    assert answer.location == "/console/quality?on=2026-11-01", "nothing is left"

    page = rita.get(answer.location).text
    assert '<strong class="tabular">89</strong>' in page
    assert "2 / 2" in page
    assert "hung up first" in rita.get(f"/console/quality/{talks[0]}").text
    with sessions() as session:
        assert set(session.scalars(select(RecordingScore.scored_by))) == {2}


def test_hearing_it_on_the_card_stands_in_the_log(rita: Visitor, talks: list[int], sessions: Sessions) -> None:
    rita.post("/console/quality", {"on": "2026-11-01"})
    address = re.search(r'src="(/recordings/\d+)"', rita.get(f"/console/quality/{talks[0]}").text)
    assert address is not None
    assert rita.get(address.group(1)).status_code == 200
    with sessions() as session:
        assert session.scalars(select(Listening.by)).all() == ["rita"]


def test_what_was_chosen_is_kept_where_a_line_is_missing(rita: Visitor, talks: list[int]) -> None:
    rita.post("/console/quality", {"on": "2026-11-01"})
    rita.get(f"/console/quality/{talks[0]}")
    answer = rita.post(f"/console/quality/{talks[0]}", {"greeting": "1", "remark": "half"})
    assert answer.status_code == 422
    assert "Give each line its points." in answer.text
    assert re.search(r'name="greeting" value="1" required checked', answer.text)
    assert ">half</textarea>" in answer.text


def test_a_recording_that_was_not_drawn_has_no_card(rita: Visitor, talks: list[int]) -> None:
    assert rita.get(f"/console/quality/{talks[0]}").status_code == 404


def test_nobody_judges_their_own_talks(rita: Visitor, talks: list[int], sessions: Sessions) -> None:
    """A supervisor who calls too."""
    with sessions.begin() as session:
        rita_herself = session.scalars(select(Agent).where(Agent.login == "rita")).one()
        due = follow_up(session, customer(session, "志明", "+85291230000"))
        own = talk_on_file(session, call(session, due, agent_id=rita_herself.id), TUESDAY_11).id
    rita.post("/console/quality", {"on": "2026-11-01"})
    assert "Nobody judges their own talks." in rita.get(f"/console/quality/{own}").text
    assert rita.post(f"/console/quality/{own}", GOOD).status_code == 422


def test_one_that_was_erased_says_so(rita: Visitor, talks: list[int], sessions: Sessions) -> None:
    rita.post("/console/quality", {"on": "2026-11-01"})
    with sessions.begin() as session:
        recording = session.get_one(Recording, talks[0])
        recording.state, recording.sound, recording.reason = "gone", None, "erased_on_request"
    assert "erased on request" in rita.get("/console/quality").text
    assert "It can be heard no more:" in rita.get(f"/console/quality/{talks[0]}").text


def test_only_supervisors_see_scores(wing: Visitor, talks: list[int]) -> None:
    assert wing.get("/console/quality").status_code == 403
    assert wing.post("/console/quality", {"on": "2026-11-01"}).status_code == 403
    assert wing.get(f"/console/quality/{talks[0]}").status_code == 403
    assert wing.post(f"/console/quality/{talks[0]}", GOOD).status_code == 403
