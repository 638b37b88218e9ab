"""The notice: nobody is recorded who was not told, and nobody who minds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from dialer.recordings.notice import Notice, notice
from dialer.recordings.recording import Recording
from dialer.recordings.wishes import allow, refuse
from tests.cast import customer, follow_up
from tests.dialer.play import Play
from tests.dialer.recordings.recorded import CALL, answers, recording, recordings


def hears(play: Play, attempt: Attempt) -> Notice | None:
    """What is said when the carrier asks (once more)."""
    with play.scene() as session:
        return notice(session, attempt.id, play.now)


def test_the_notice_is_written_down_when_it_is_given_and_says_how_to_refuse(play: Play) -> None:
    call = answers(play, joined=False)
    kept = recording(play)
    assert (kept.state, kept.reason, kept.attempt_id, kept.call_id) == ("wanted", "notice_given", call.id, CALL)
    assert (kept.notice_at, kept.started_at, kept.carrier_id) == (play.now, None, None)


@pytest.mark.parametrize(("language", "words"), [("zh", "如不同意"), ("en", "do not want that")])
def test_it_is_said_in_the_customers_language(play: Play, language: str, words: str) -> None:
    with play.scene() as session:
        mei = customer(session, language=language)
        case = follow_up(session, mei)
        row = {"customer_id": mei.id, "follow_up_id": case.id, "channel": "call", "e164": "+85291234567", "line": "+1"}
        call = Attempt(**row, mode="agent", state=AttemptState.ANSWERED, carrier_id=CALL)
        session.add(call)
        session.flush()
        said = notice(session, call.id, play.now)
    assert said is not None
    assert (words in said.words, said.language) == (True, language)


def test_who_did_not_hear_it_because_our_answer_was_lost_hears_it_again_and_it_is_one_recording(play: Play) -> None:
    call = answers(play, joined=False)
    first = recording(play).notice_at
    play.clock.forward(seconds=5)
    assert hears(play, call) is not None
    assert [r.notice_at for r in recordings(play)] == [first]


def test_who_is_handed_on_after_the_voices_met_does_not_hear_it_twice(play: Play) -> None:
    assert hears(play, answers(play)) is None
    assert len(recordings(play)) == 1


#: Why nothing is said and nothing is recorded.
UNRECORDED = [
    # what a greeting's machine says is nobody's conversation
    {"mode": "greeting"},
    # a machine picked up
    {"machine": True},
]


@pytest.mark.parametrize("changes", UNRECORDED)
def test_machines_and_greetings_are_never_recorded(play: Play, changes: dict[str, Any]) -> None:
    answers(play, joined=False, **changes)
    assert recordings(play) == []


def test_who_has_refused_hears_no_notice_and_is_not_recorded_until_they_say_otherwise(play: Play) -> None:
    call = answers(play, joined=False)
    mei = play.customer()
    with play.scene() as session:
        session.delete(session.get_one(Recording, recording(play).id))
        refuse(session, mei.id, "wing", play.now)
    assert (hears(play, call), recordings(play)) == (None, [])
    with play.scene() as session:
        allow(session, mei.id, "wing", play.now)
    assert hears(play, call) is not None


def test_a_call_that_is_also_about_somebody_who_refused_is_not_recorded(play: Play) -> None:
    with play.scene() as session:
        grandmother = customer(session, "陈奶奶", unrecorded_since=play.now - timedelta(days=9), unrecorded_by="fai")
    answers(play, beside=grandmother)
    assert recordings(play) == []


@pytest.mark.parametrize("state", ["running", "ready", "kept"])
def test_the_database_itself_refuses_a_recording_without_a_notice(play: Play, state: str) -> None:
    answers(play)
    with pytest.raises(IntegrityError, match="ck_recording_notice"), play.scene() as session:
        session.execute(update(Recording).values(notice_at=None, state=state))
