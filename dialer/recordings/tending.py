"""Tending: what a worker does with one recording, by the state in which it is. Harmless when done twice.

The carrier is talked to with no transaction open, and what it was asked stands in the row before: whoever dies between
two steps is followed, once the look is due again, by somebody who finds out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from dialer.attempts import Attempt
from dialer.carrier import CarrierError, FateUnknown, Over, RecordingView, TryLater
from dialer.recordings.clearing import clear, delete_others, lag, of_other_rows
from dialer.recordings.hearing import CHECK, NO_SOUND, hear
from dialer.recordings.notice import refused
from dialer.recordings.recording import Recording, move
from dialer.recordings.wishes import REFUSED
from dialer.tools import Tools
from dialer.topics import lock_customers

#: The carrier says that it has a recording, and then has no sound, or nothing: so long it is asked again.
GIVE_UP = timedelta(days=1)
#: Bytes. What is longer is no follow-up call, and would fill the database.
LARGEST = 50 * 1024 * 1024


def tend(tools: Tools, recording_id: int) -> None:
    """Take one recording one step further; where the carrier does not answer, the look comes again."""
    with tools.sessions() as session:
        recording = session.get(Recording, recording_id)
    if recording is None or recording.look_at is None:
        return
    deeds = {"wanted": _begin, "running": _ask, "ready": _fetch}
    try:
        deeds.get(recording.state, clear)(tools, recording)
    except CarrierError:
        return


def _begin(tools: Tools, known: Recording) -> None:
    """Have the carrier record, once, after the notice and once the voices have met."""
    if known.attempt_id is None or known.started_at is not None:
        _find(tools, known)
        return
    token = _may_begin(tools, known)
    if token is None:
        return
    try:
        made = tools.carrier.record(known.call_id, token)
    except FateUnknown:
        return  # It may be recording. Its list is looked at once it shows it.
    except CarrierError as refusal:
        with tools.sessions.begin() as session:
            _not_begun(_locked(session, known), refusal)
        return
    with tools.sessions.begin() as session:
        hear(_locked(session, known), RecordingView(made, "running"), tools.now())


def _not_begun(recording: Recording, refusal: CarrierError) -> None:
    """The carrier surely does not record; unless it only cannot now, it is not asked again."""
    recording.started_at = None
    if recording.state == "wanted" and not isinstance(refusal, TryLater):
        move(recording, "gone", "over_before" if isinstance(refusal, Over) else f"carrier_{refusal.code}", None)


def _may_begin(tools: Tools, known: Recording) -> str | None:
    """The token of the call that is to be recorded, written down as asked for; None where it is not, or not yet."""
    assert known.attempt_id is not None
    with tools.sessions.begin() as session:
        # Before the recording, as whoever writes a refusal down: it is waited for, or waits for us.
        lock_customers(session, [known.attempt_id], read=True)
        recording, attempt = _locked(session, known), session.get_one(Attempt, known.attempt_id)
        if recording.state != "wanted" or recording.started_at is not None:
            return None
        if refused(session, attempt.id):
            move(recording, "gone", REFUSED, None)
        elif attempt.machine or not attempt.open_call:
            move(recording, "gone", "machine" if attempt.machine else "over_before", None)
        elif attempt.joined_at is not None:
            recording.started_at = tools.now()
            return attempt.token
    return None


def _find(tools: Tools, known: Recording) -> None:
    """It may be recording: by the carrier's list it is, or once the list would show it, it is not."""
    listed = tools.carrier.recordings_of(known.call_id)
    with tools.sessions() as session:
        others = of_other_rows(session, known)
    views = [view for view in listed if view.stage != "none" and view.recording_id not in others]
    if views and known.attempt_id is not None:
        delete_others(tools, known, views, keep=views[0].recording_id)
    with tools.sessions.begin() as session:
        recording, now = _locked(session, known), tools.now()
        if views and recording.carrier_id is None:
            hear(recording, views[0], now)
        elif not views and recording.state == "wanted":
            _never_began(tools, session, recording, now)


def _never_began(tools: Tools, session: Session, recording: Recording, now: datetime) -> None:
    """Nothing is in the list: a conversation is asked for again while it goes on, a message is waited for."""
    if recording.attempt_id is None:
        recording.look_at = now + CHECK
        if now > recording.wanted_at + GIVE_UP:
            move(recording, "gone", NO_SOUND, None)
    elif recording.started_at is not None and now > recording.started_at + lag(tools):
        recording.started_at = None
        recording.look_at = now


def _ask(tools: Tools, known: Recording) -> None:
    """It has run for a while, or a second one has been heard of: ask how far it is."""
    views = tools.carrier.recordings_of(known.call_id)
    if known.carrier_id:
        delete_others(tools, known, views, keep=known.carrier_id)
    mine = next((view for view in views if view.recording_id == known.carrier_id), None)
    with tools.sessions.begin() as session:
        recording, now = _locked(session, known), tools.now()
        recording.look_at = now + CHECK if recording.state == "running" else recording.look_at
        if mine is not None:
            hear(recording, mine, now)
        elif recording.state == "running" and now > recording.wanted_at + GIVE_UP:
            move(recording, "gone", NO_SOUND, None)


def _fetch(tools: Tools, known: Recording) -> None:
    """Keep the sound; only what is committed here is deleted at the carrier."""
    assert known.carrier_id is not None
    sound = tools.carrier.sound(known.carrier_id)
    with tools.sessions.begin() as session:
        recording, now = _locked(session, known), tools.now()
        if recording.state != "ready":
            return
        if sound is None:
            if now > recording.wanted_at + GIVE_UP:
                move(recording, "unwanted", NO_SOUND, now)
            return
        if len(sound) > LARGEST:
            move(recording, "unwanted", "too_large", now)
        else:
            recording.delete_at = recording.wanted_at + timedelta(days=tools.recording_days)
            move(recording, "kept", recording.reason, now)
            recording.sound = sound
    clear(tools, recording)


def _locked(session: Session, known: Recording) -> Recording:
    return session.get_one(Recording, known.id, with_for_update=True, populate_existing=True)
