"""The test call beside a review: wished for with one click, told in words while it goes on."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaigns.agents import Agent
from dialer.rehearsals import Rehearsal
from runtime.database import Sessions
from tests.web.visitor import Visitor

PATH = "/console/launch/rehearsal"
FORM: dict[str, Any] = {
    "message-zh": "{address}您好，{house}祝您冬至快乐。",
    "message-en": "Hello {address}.",
    "in": "zh",
}


def wishes(rita: Visitor, **changes: Any) -> Any:
    rita.get("/console/launch")
    return rita.post(PATH, FORM | changes, htmx=True)


def wished(sessions: Sessions) -> list[Rehearsal]:
    with sessions() as session:
        return list(session.scalars(select(Rehearsal)))


def test_she_hears_her_own_name_from_the_houses_line(rita: Visitor, sessions: Sessions) -> None:
    shown = wishes(rita)
    assert "A worker is being fetched" in shown.text
    assert 'hx-trigger="every 1s"' in shown.text
    (one,) = wished(sessions)
    assert (one.words, one.language, one.channel) == ("Rita您好，海港诊所祝您冬至快乐。", "zh", "call")
    assert (one.phone, one.line, one.state) == ("+85261110009", "+85221234567", "wanted")


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("placed", "", "Your telephone rings"),
        ("answered", "", "You have picked up; listen."),
        ("ended", "talked", "Over: you have heard it as customers will."),
        ("ended", "no_answer", "Over: nobody answered."),
        ("refused", "ceiling_21", "Not done: these are not the permitted hours where your telephone is."),
    ],
)
def test_how_far_it_is_stands_on_the_page(
    state: str, reason: str, said: str, rita: Visitor, sessions: Sessions
) -> None:
    wishes(rita)
    with sessions.begin() as session:
        session.execute(update(Rehearsal).values(state=state, reason=reason))
    shown = rita.get(PATH, htmx=True).text
    assert said in shown
    assert ("every 1s" in shown) == (state not in ("ended", "refused"))
    assert said in rita.get(PATH).text  # and on a page of its own


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        # words that may not be said aloud
        ({"message-zh": "{address}您好，激光疗程八折。"}, 422, "激光"),
        # a telephone that is not hers
        ({"phone": "0000000000000000"}, 422, "Only your own telephone is rung."),
        # no language of ours
        ({"in": "fr"}, 400, ""),
        # an agent's script is nothing to listen to
        ({"what": "holiday-greeting/agent-call"}, 400, ""),
    ],
)
def test_what_stands_against_it_is_said_at_once(
    changes: dict[str, str], status: int, said: str, rita: Visitor, sessions: Sessions
) -> None:
    answer = wishes(rita, **changes)
    assert answer.status_code == status
    assert said in answer.text
    assert wished(sessions) == []


def test_a_second_click_waits_for_the_first_call(rita: Visitor, sessions: Sessions) -> None:
    wishes(rita)
    assert "One of yours is still under way." in wishes(rita).text
    assert len(wished(sessions)) == 1


def test_another_of_her_telephones_may_ring_and_is_shown_masked(app: Flask, sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.execute(update(Agent).where(Agent.login == "rita").values(other_phones=["+85268889999"]))
    rita = Visitor(app)
    rita.sign_in("rita")
    rita.get("/console/launch")
    page = rita.post("/console/launch/review", FORM | {"name": "Solstice", "counted": "1"}).text
    assert "8889" not in page.replace(" ", "")
    other = page.split('<option value="')[-1].split('"')[0]
    wishes(rita, phone=other)
    assert wished(sessions)[0].phone == "+85268889999"


def test_a_text_is_tried_out_as_a_text(rita: Visitor, sessions: Sessions) -> None:
    text = {"what": "holiday-greeting/text", "message-zh": "【{house}】{address}您好，节日快乐。拒收请回复TD。"}
    assert "The text is on its way" in wishes(rita, **text).text or wished(sessions)[0].state == "wanted"
    assert wished(sessions)[0].channel == "text"
    assert wished(sessions)[0].words == "【海港诊所】Rita您好，节日快乐。拒收请回复TD。"
