"""What is kept of a talk besides what came of it: how the customer was, what they asked and were answered."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from campaigns.outcomes import Outcome
from dialer.attempt_life import Result
from dialer.attempts import Attempt
from dialer.talks.entries import Asked, EntryWrong
from tests.cast import customer, follow_up, ready
from tests.dialer.play import Play

LASER = "激光后能化妆吗？"


def kept(play: Play) -> list[Outcome]:
    with play.tools.sessions() as session:
        return list(session.scalars(select(Outcome).order_by(Outcome.id)))


def talked(play: Play) -> Attempt:
    call = play.rings_next()
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)
    return play.attempt()


def test_attitude_questions_and_answers_are_kept_with_the_lead_alone(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session)
        follow_up(session, mei, play.now)
        follow_up(session, mei, play.now, step="day-3")
    asked = (Asked(LASER, "三天后可以。"), Asked("下次几点？"))
    play.concludes(talked(play), "well", attitude="hurried", questions=asked, red_flag="Blisters")
    lead, companion = kept(play)
    assert (lead.attitude, lead.red_flag, lead.reached_by) == ("hurried", "Blisters", "call")
    assert lead.questions == [{"asked": LASER, "answered": "三天后可以。"}, {"asked": "下次几点？", "answered": ""}]
    assert (companion.attitude, companion.questions, companion.red_flag) == ("", [], "")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        # nobody knows the word
        ({"attitude": "angry"}, "warm, calm, hurried or upset"),
        # more rows than the form has, or a longer one
        ({"questions": (Asked("?"),) * 11}, "Ten questions"),
        ({"questions": (Asked("问" * 401),)}, "400 characters"),
        ({"questions": (Asked("?", "答" * 401),)}, "400 characters"),
        # the flag is a line, and no second page of notes
        ({"red_flag": "x" * 201}, "one line"),
        ({"red_flag": "pain\nfever"}, "one line"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(play: Play, entry: dict[str, Any], said: str) -> None:
    play.opens()
    call = talked(play)
    with pytest.raises(EntryWrong, match=said):
        play.concludes(call, "well", **entry)
    assert kept(play) == []


def test_the_longest_that_the_form_has_room_for_is_kept(play: Play) -> None:
    play.opens()
    play.concludes(talked(play), "well", questions=(Asked("问" * 400, "答" * 400),) * 10, red_flag="险" * 200)
    (outcome,) = kept(play)
    assert len(outcome.questions) == 10
