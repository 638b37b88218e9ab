"""Writing back: what is kept, what is refused and why, what it takes and costs, and what became of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.matters import MESSAGE
from dialer.peace.suppress import suppress
from runtime.database import Sessions
from tests.cast import MING, TUESDAY_11, customer
from tests.stopped_clock import StoppedClock
from tests.web.her_texts import Writes, writes
from tests.web.visitor import Visitor

__all__ = ["writes"]


def texts(sessions: Sessions) -> list[Attempt]:
    with sessions() as session:
        return list(session.scalars(select(Attempt).where(Attempt.mode == "reply").order_by(Attempt.id)))


def test_an_answer_is_kept_with_its_writer_and_shown_until_it_is_delivered(
    wing: Visitor, writes: Writes, sessions: Sessions
) -> None:
    whose = writes("请问几点开门？")
    wing.get(f"/customers/{whose}/messages")
    said = wing.post(f"/customers/{whose}/messages", {"words": "九点开门。"}, htmx=True)
    assert said.status_code == 200
    assert "It is on its way." in said.text
    assert said.headers["HX-Trigger"] == f'{{"logged": "reply-{whose}"}}'
    (text,) = texts(sessions)
    assert (text.body, text.state) == ("九点开门。", AttemptState.PLANNED)
    for state, result, why, shown in (
        (AttemptState.CLAIMED, None, "", "being sent"),
        (AttemptState.PLACED, None, "", ">sent<"),
        (AttemptState.ENDED, Result.DELIVERED, "delivered", ">delivered<"),
        (AttemptState.ENDED, Result.SENT, "no_receipt", ">sent<"),
        (AttemptState.ENDED, Result.UNDELIVERED, "30003", ">not delivered<"),
        (AttemptState.REFUSED, Result.BAD_NUMBER, "21614", ">not sent<"),
        (AttemptState.LOST, Result.LOST, "no_trace_at_carrier", "nobody knows whether it went out"),
    ):
        with sessions.begin() as session:
            kept = session.get_one(Attempt, text.id)
            kept.state, kept.result, kept.reason = state, result, why
        page = wing.get(f"/customers/{whose}/messages").text
        assert shown in page, shown
        assert "Wing" in page
    assert "answered, still open" in wing.get("/messages").text


def test_an_answer_that_did_not_arrive_says_so_on_the_list(wing: Visitor, writes: Writes, sessions: Sessions) -> None:
    whose = writes("请问几点开门？")
    wing.get(f"/customers/{whose}/messages")
    wing.post(f"/customers/{whose}/messages", {"words": "九点开门。"})
    with sessions.begin() as session:
        kept = session.get_one(Attempt, texts(sessions)[0].id)
        kept.state, kept.result, kept.reason = AttemptState.ENDED, Result.UNDELIVERED, "30003"
    assert "answer not delivered" in wing.get("/messages").text


def test_that_settles_it_closes_the_matter_with_her_outcome(wing: Visitor, writes: Writes, sessions: Sessions) -> None:
    whose = writes("请问几点开门？")
    assert "That settles it" in wing.get(f"/customers/{whose}/messages").text
    answer = wing.post(f"/customers/{whose}/messages", {"words": "九点开门。", "settles": "yes"})
    assert answer.location == f"/customers/{whose}/messages"
    page = wing.get(answer.location).text
    assert "It is on its way." in page
    assert "Nothing is open." in page
    assert "That settles it" not in page
    with sessions() as session:
        outcome = session.scalars(select(Outcome)).one()
        writer = session.scalars(select(Agent.login).where(Agent.id == outcome.agent_id)).one()
    assert (outcome.disposition, outcome.attempt_id, writer) == ("texted", texts(sessions)[0].id, "wing")


def test_what_needs_no_answer_is_closed_with_a_click(wing: Visitor, writes: Writes, sessions: Sessions) -> None:
    whose = writes("谢谢！")
    wing.get(f"/customers/{whose}/messages")
    for said in ("The matter is closed", "Nothing is open."):
        page = wing.get(wing.post(f"/customers/{whose}/messages/settled").location or "").text
        assert said in page
    with sessions() as session:
        assert session.scalars(select(FollowUp.reason).where(FollowUp.playbook == MESSAGE)).one() == "no_answer_needed"
    assert texts(sessions) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("  ", "Write something first."),
        ("好" * 1601, "at most 1600 characters"),
        ("您的激光治疗在周三", "leave out “激光”"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_the_reason_and_every_word(
    wing: Visitor, writes: Writes, sessions: Sessions, words: str, said: str
) -> None:
    whose = writes("在吗？")
    wing.get(f"/customers/{whose}/messages")
    for htmx in (True, False):
        answer = wing.post(f"/customers/{whose}/messages", {"words": words, "settles": "yes"}, htmx=htmx)
        assert answer.status_code == 422
        assert said in answer.text
        assert words.strip() in answer.text
        assert "checked" in answer.text
    assert texts(sessions) == []


def test_who_wants_no_texts_gets_none_and_the_page_says_why(wing: Visitor, writes: Writes, sessions: Sessions) -> None:
    whose = writes("在吗？")
    with sessions.begin() as session:
        suppress(session, whose, "text", "asked", TUESDAY_11, by="wing")
    page = wing.get(f"/customers/{whose}/messages").text
    assert "asked to be left in peace" in page
    answer = wing.post(f"/customers/{whose}/messages", {"words": "在的"}, htmx=True)
    assert (answer.status_code, "It cannot be sent: left in peace" in answer.text) == (422, True)


def test_outside_the_hours_it_says_until_when_it_waits_and_why(
    wing: Visitor, writes: Writes, clock: StoppedClock
) -> None:
    clock.forward(hours=10)
    whose = writes("在吗？")
    wing.get(f"/customers/{whose}/messages")
    said = wing.post(f"/customers/{whose}/messages", {"words": "在的"}, htmx=True).text
    assert "It waits until 25 Nov, 09:00 (Hong Kong): outside the permitted hours where the customer is." in said
    page = wing.get(f"/customers/{whose}/messages").text
    assert "waits until 25 Nov 09:00" in page


def test_what_the_words_take_and_cost_is_told_while_they_are_typed(wing: Visitor, writes: Writes) -> None:
    whose = writes("在吗？")
    wing.get(f"/customers/{whose}/messages")
    for words, said in (
        ("九点开门", "1 segment, UCS-2 · about USD"),
        ("好" * 71, "2 segments, UCS-2"),
        ("We open at nine", "1 segment, GSM-7"),
        ("您的手术在周三", "leave out “手术”"),
        ("", "&nbsp;"),
    ):
        assert said in wing.post(f"/customers/{whose}/messages/takes", {"words": words}, htmx=True).text


def test_to_mainland_china_the_form_says_that_nobody_can_answer(
    wing: Visitor, writes: Writes, sessions: Sessions
) -> None:
    assert "one way" not in wing.get(f"/customers/{writes('在吗')}/messages").text
    with sessions.begin() as session:
        ming = customer(session, "王明", MING, house="bund", owner="wing").id
    page = wing.get(f"/customers/{ming}/messages").text
    assert "go one way" in page
    assert "Nothing was written yet." in page
    answer = wing.post(f"/customers/{ming}/messages", {"words": "请看 www.example.com"}, htmx=True)
    assert "addresses of pages" in answer.text
