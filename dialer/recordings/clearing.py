"""Clearing: what the carrier has of a call that is not wanted, or not any more, is stopped and deleted there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialer.carrier import RecordingView
from dialer.recordings.recording import Recording, move
from dialer.tools import Tools

#: Seconds after which a recording that was begun stands in the carrier's list, if it was begun.
LAG = 30


def clear(tools: Tools, known: Recording) -> None:
    """Delete at the carrier all that it recorded of this call. Raises `CarrierError`, and is then tried again.

    Where the carrier was asked to record and its list shows nothing, it is looked at again until it would show it.
    """
    views = tools.carrier.recordings_of(known.call_id)
    delete_others(tools, known, views, keep="")
    if known.carrier_id and known.carrier_id not in {view.recording_id for view in views}:
        _delete(tools, known.call_id, known.carrier_id, stop=known.state != "kept")
    with tools.sessions.begin() as session:
        recording = session.get_one(Recording, known.id, with_for_update=True, populate_existing=True)
        if recording.state == "unwanted" and not views and _may_show_yet(tools, recording):
            return
        if recording.state == "unwanted":
            move(recording, "gone", recording.reason, recording.look_at, recording.by)
        # What was heard while we deleted is looked at in its turn.
        if recording.look_at == known.look_at:
            recording.look_at = None


def delete_others(tools: Tools, known: Recording, views: Iterable[RecordingView], keep: str) -> None:
    """Delete what the carrier has of the same call beside `keep`, and beside what another row of ours stands for."""
    with tools.sessions() as session:
        others = of_other_rows(session, known)
    for view in views:
        # Where another row is not bound yet, nobody knows which of them it stands for.
        spared = view.recording_id in {keep, *others} or (None in others and view.recording_id != known.carrier_id)
        if not spared:
            _delete(tools, known.call_id, view.recording_id, stop=view.stage == "running")


def of_other_rows(session: Session, known: Recording) -> set[str | None]:
    """The carrier's ids of other recordings of the same call, for example a message after a conversation."""
    others = select(Recording.carrier_id).where(Recording.call_id == known.call_id, Recording.id != known.id)
    return set(session.scalars(others))


def lag(tools: Tools) -> timedelta:
    """From the question until the carrier's list is believed: the question may be under way, and the list behind."""
    return tools.real(tools.carrier_timeout) + tools.soon(LAG)


def _may_show_yet(tools: Tools, recording: Recording) -> bool:
    """The carrier was asked to record, and we do not know what came of it."""
    asked = recording.started_at is not None and recording.carrier_id is None
    return asked and tools.now() <= (recording.started_at or tools.now()) + lag(tools)


def _delete(tools: Tools, call_id: str, recording_id: str, *, stop: bool) -> None:
    if stop:
        tools.carrier.stop_recording(call_id, recording_id)
    tools.carrier.delete_recording(recording_id)
