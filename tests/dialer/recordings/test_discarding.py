"""Retention: what has been kept as long as it may is erased by itself, and on request at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, text

from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from dialer.carrier import RecordingView
from dialer.recordings.discarding import erase
from dialer.recordings.recording import Recording
from tests.dialer.play import Play
from tests.dialer.recordings.recorded import (
    CALL,
    answers,
    at_the_carrier,
    completes,
    hangs_up,
    later,
    leaves_message,
    recording,
)


def keeps(play: Play) -> Recording:
    """A conversation of today is kept."""
    call = answers(play)
    play.work()
    hangs_up(play, call)
    completes(play)
    for _ in range(3):
        later(play, timedelta(minutes=11))
    assert recording(play).state == "kept"
    return recording(play)


#: Days since the call; whether its sound is still there. The house keeps recordings for 90 days.
AGES = [
    (89, True),
    # the day itself is over only with its hour
    (90, False),
]


@pytest.mark.parametrize(("days", "there"), AGES)
def test_a_recording_is_kept_for_the_houses_days_and_not_longer(play: Play, days: int, there: bool) -> None:
    began = keeps(play).wanted_at
    later(play, began + timedelta(days=days) - play.now)
    found = recording(play)
    assert (found.state, found.sound is not None) == (("kept", True) if there else ("gone", False))
    assert found.reason == ("notice_given" if there else "too_old")


def test_a_message_is_kept_while_what_it_is_about_is_still_open(play: Play) -> None:
    message = leaves_message(play, closes_at=play.now + timedelta(days=400))
    play.carrier.recordings[CALL] = [RecordingView("RE-message", "ready", 18)]
    play.carrier.sounds["RE-message"] = b"ID3 please call me"
    for _ in range(4):
        later(play, timedelta(minutes=11))
    assert (recording(play).state, recording(play).seconds, at_the_carrier(play)) == ("kept", 18, [])
    later(play, timedelta(days=91))
    assert recording(play).state == "kept"
    with play.scene() as session:
        case = session.get_one(FollowUp, message.follow_up_id, with_for_update=True)
        move(session, case, FollowUpState.WITHDRAWN, "asked", play.now)
    later(play)
    assert (recording(play).state, recording(play).reason) == ("gone", "too_old")


@pytest.mark.parametrize("far", ["running", "kept"])
def test_on_request_it_is_erased_at_once_and_who_did_it_stands_there(play: Play, far: str) -> None:
    if far == "running":
        answers(play)
        play.work()
    else:
        keeps(play)
    with play.scene() as session:
        assert erase(session, recording(play).id, "rita", play.now)
    assert recording(play).sound is None
    later(play)
    gone = recording(play)
    assert (gone.state, gone.reason, gone.by, at_the_carrier(play)) == ("gone", "erased_on_request", "rita", [])


def test_erasing_what_is_gone_changes_nothing(play: Play) -> None:
    keeps(play)
    with play.scene() as session:
        assert erase(session, recording(play).id, "rita", play.now)
        assert erase(session, recording(play).id, "fai", play.now)
        assert not erase(session, 10**9, "fai", play.now)
    assert recording(play).by == "rita"


def test_what_is_due_is_found_by_an_index_however_much_is_kept(play: Play) -> None:
    """Of 30,000 recordings one is due to a worker, and one too old."""
    kept = keeps(play)
    with play.scene() as session:
        session.execute(
            text(
                "insert into inbound_call (token, carrier_id, e164, line, heard, came_at) "
                "select 'T' || n, 'CA' || n, '', '', 'message', now() from generate_series(1, 30000) n"
            )
        )
        session.execute(
            text(
                "insert into recording (customer_id, inbound_call_id, call_id, state, wanted_at, delete_at) "
                "select :customer, id, carrier_id, 'kept', now(), now() + interval '60 days' from inbound_call"
            ),
            {"customer": kept.customer_id},
        )
        session.execute(text("analyze recording"))
        for asked in ("look_at <= now()", "state = 'kept' and delete_at <= now()"):
            plan = "\n".join(session.scalars(text(f"explain select id from recording where {asked}")))
            assert "Index" in plan, plan
            assert "Seq Scan" not in plan, plan
        session.execute(delete(Recording))
