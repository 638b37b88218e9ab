"""Messages that callers leave: awaited, heard of once or never, kept like a conversation."""

from __future__ import annotations

from datetime import timedelta

from dialer.carrier import RecordingView
from dialer.inbound.calls import InboundCall
from dialer.recordings.messages import message_told
from tests.cast import customer, follow_up
from tests.dialer.play import Play
from tests.dialer.recordings.recorded import CALL, at_the_carrier, later, leaves_message, recording, recordings

LEFT = RecordingView("RE-message", "ready", 18)


def left(play: Play) -> None:
    """The carrier has the message."""
    play.carrier.recordings[CALL] = [LEFT]
    play.carrier.sounds["RE-message"] = b"ID3 please call me"


def tells(play: Play, view: RecordingView) -> None:
    with play.scene() as session:
        call = session.query(InboundCall).one()
        assert call.customer_id is not None
        message_told(session, call.id, call.customer_id, call.follow_up_id, CALL, view, play.now)


def test_a_message_is_kept_once_however_often_it_is_told(play: Play) -> None:
    leaves_message(play)
    left(play)
    for view in (LEFT, LEFT):
        tells(play, view)
    play.work()
    later(play)
    (kept,) = recordings(play)
    assert (kept.state, kept.reason, kept.seconds, kept.sound) == ("kept", "left_a_message", 18, b"ID3 please call me")
    assert at_the_carrier(play) == []
    tells(play, LEFT)
    assert [r.state for r in recordings(play)] == ["kept"]


def test_a_message_of_which_no_word_comes_is_asked_for(play: Play) -> None:
    leaves_message(play)
    left(play)
    later(play)
    assert recording(play).state == "wanted"
    for _ in range(3):
        later(play, timedelta(minutes=11))
    assert (recording(play).state, recording(play).seconds) == ("kept", 18)


def test_who_hangs_up_without_a_word_leaves_no_message(play: Play) -> None:
    leaves_message(play)
    tells(play, RecordingView("RE-message", "none"))
    assert (recording(play).state, recording(play).reason) == ("gone", "no_sound")


def test_a_message_that_nobody_ever_hears_of_is_given_up_after_a_day(play: Play) -> None:
    leaves_message(play)
    for _ in range(3):
        later(play, timedelta(hours=13))
    assert (recording(play).state, recording(play).reason, recording(play).look_at) == ("gone", "no_sound", None)


def test_a_message_that_was_not_awaited_is_kept_all_the_same(play: Play) -> None:
    with play.scene() as session:
        mei = customer(session)
        row = {"carrier_id": CALL, "e164": mei.numbers[0].e164, "line": "+85221234567", "heard": "message"}
        session.add(InboundCall(**row, customer_id=mei.id, came_at=play.now))
    left(play)
    tells(play, LEFT)
    play.work()
    assert recording(play).sound == b"ID3 please call me"


def test_what_a_message_is_about_may_be_known_only_after_its_sound(play: Play) -> None:
    """Outside hours a call back may be promised only once something was said."""
    left(play)
    with play.scene() as session:
        mei = customer(session)
        row = {"carrier_id": CALL, "e164": mei.numbers[0].e164, "line": "+85221234567", "heard": "closed"}
        session.add(InboundCall(**row, customer_id=mei.id, came_at=play.now))
    tells(play, LEFT)
    assert recording(play).follow_up_id is None
    with play.scene() as session:
        promised = follow_up(session, session.merge(mei))
        session.query(InboundCall).one().follow_up_id = promised.id
    tells(play, LEFT)
    assert recording(play).follow_up_id == promised.id
