"""A conversation that is to be recorded, and what has become of its recording."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from campaigns.customers import Customer
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, move, write_attempt
from dialer.inbound.calls import InboundCall
from dialer.recordings.messages import await_message
from dialer.recordings.notice import notice
from dialer.recordings.recording import Recording
from dialer.topics import join
from tests.cast import customer, follow_up, ready
from tests.dialer.play import Play

CALL = "CA00000000000000000000000000000077"
#: Longer than a worker may take for one step, so that the next one is sent.
LEASE = timedelta(minutes=2)


def answers(play: Play, *, joined: bool = True, beside: Customer | None = None, **changes: Any) -> Attempt:
    """Mei picks up, hears the notice unless she minds, and meets Wing."""
    with play.scene() as session:
        wing, mei = ready(session, play.now), customer(session)
        row: dict[str, Any] = {"channel": "call", "e164": mei.numbers[0].e164, "line": "+85221234567"}
        row |= {"mode": "agent", "agent_id": wing.id, "state": AttemptState.ANSWERED, "carrier_id": CALL}
        row |= {"placing_at": play.now, "answered_at": play.now, "bridged_at": play.now}
        made = write_attempt(session, follow_up(session, mei), **row | changes)
        assert made is not None
        if beside is not None:
            join(session, made, [follow_up(session, session.merge(beside))])
        notice(session, made, play.now)
        session.get_one(Attempt, made).joined_at = play.now if joined else None
    return play.attempt(made)


def hangs_up(play: Play, attempt: Attempt) -> None:
    """The call is over."""
    with play.scene() as session:
        found = session.get_one(Attempt, attempt.id)
        found.result = Result.TALKED
        move(session, found, AttemptState.ENDED, "talked", play.now)


def leaves_message(play: Play, **changes: Any) -> Recording:
    """Mei rings us, nobody is free, and she is asked to speak."""
    with play.scene() as session:
        mei = customer(session)
        case = follow_up(session, mei, **changes)
        row = {"carrier_id": CALL, "e164": mei.numbers[0].e164, "line": "+85221234567", "heard": "message"}
        call = InboundCall(**row, customer_id=mei.id, follow_up_id=case.id, came_at=play.now)
        session.add(call)
        session.flush()
        await_message(session, call.id, mei.id, case.id, CALL, play.now)
    return recording(play)


def recording(play: Play) -> Recording:
    """The one recording, as it is now, with its sound."""
    return recordings(play)[0]


def recordings(play: Play) -> list[Recording]:
    """All of them."""
    with play.tools.sessions() as session:
        found = list(session.scalars(select(Recording).order_by(Recording.id)))
        assert all(one.sound is None or one.sound for one in found), "the sound is read while the session is open"
        return found


def later(play: Play, span: timedelta = LEASE) -> None:
    """Time goes by, and the workers do what is due."""
    play.clock.at += span
    play.work()


def at_the_carrier(play: Play) -> list[str]:
    """The recordings that the carrier still has."""
    return [view.recording_id for views in play.carrier.recordings.values() for view in views]


def completes(play: Play, seconds: int = 42, sound: bytes = b"ID3 a conversation") -> str:
    """The carrier has the whole recording, and its sound."""
    (known,) = at_the_carrier(play)
    play.carrier.records(CALL, known, "ready", seconds)
    play.carrier.sounds[known] = sound
    return known
