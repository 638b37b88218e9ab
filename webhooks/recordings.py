"""Recordings: people are told that they are recorded; how far a recording of a call, or a caller's message, is."""

from __future__ import annotations

from dataclasses import replace

import structlog
from flask import Blueprint
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialer.calls.answer import Answer, Join
from dialer.calls.record import attempt_id_of
from dialer.carrier import RecordingView
from dialer.inbound.calls import InboundCall, inbound_call_of
from dialer.inbound.messages import message_left
from dialer.recordings.hearing import hear
from dialer.recordings.messages import await_message, message_told
from dialer.recordings.notice import notice
from dialer.recordings.recording import Recording
from dialer.twilio.addresses import CALL, INBOUND
from webhooks.door import door
from webhooks.noted import noted
from webhooks.told import told

log = structlog.get_logger()

#: What Twilio says of a recording, in our words. Source: its documentation of RecordingStatusCallback.
_STAGES = {"in-progress": "running", "completed": "ready", "absent": "none", "failed": "none"}

room = Blueprint("recordings", __name__)


def announced(session: Session, heard: Answer, token: str) -> Answer:
    """The same answer, with the notice before it where the voices of this attempt are to meet and to be recorded."""
    attempt_id = attempt_id_of(session, token=token) if door().record_calls and isinstance(heard, Join) else None
    said = notice(session, attempt_id, door().now()) if attempt_id else None
    if said is None or not isinstance(heard, Join):
        return heard
    return replace(heard, notice=said.words + heard.notice, language=said.language)


def awaited(session: Session, call: InboundCall) -> None:
    """A message was left in this call: should the word of its sound be lost, a worker asks for it."""
    if call.customer_id is not None:
        await_message(session, call.id, call.customer_id, call.follow_up_id, call.carrier_id, door().now())


@room.post(f"{CALL}/recording")
def call_recording(token: str) -> tuple[str, int]:
    """How far the recording of a conversation is."""
    view = _view()
    with door().sessions.begin() as session:
        mine = select(Recording).where(Recording.attempt_id == attempt_id_of(session, token=token))
        recording = session.scalar(mine.with_for_update()) if view else None
        if recording is not None and view is not None:
            hear(recording, view, door().now())
    return noted(told().get("RecordingStatus", ""), known=recording is not None)


@room.post(f"{INBOUND}/recording")
def message_recording(token: str) -> tuple[str, int]:
    """How far the message is that a caller left."""
    view = _view()
    with door().sessions.begin() as session:
        call = inbound_call_of(session, token)
        customer_id = call.customer_id if call is not None else None
        if view is None or call is None or customer_id is None:
            return noted(told().get("RecordingStatus", ""), known=False)
        if view.stage == "ready":
            # Twilio's other word of it, at the end of the message, may be lost.
            message_left(session, token, door().now())
        message_told(session, call.id, customer_id, call.follow_up_id, call.carrier_id, view, door().now())
    return noted(told().get("RecordingStatus", ""), known=True)


def _view() -> RecordingView | None:
    """What this webhook says; None where it is nothing that we know."""
    form = told()
    stage, sid = _STAGES.get(form.get("RecordingStatus", "")), form.get("RecordingSid", "")
    seconds = form.get("RecordingDuration", "")
    if form.get("ErrorCode", "0") not in ("", "0"):
        log.warning("recording_failed", code=form["ErrorCode"])
    if stage is None or not sid:
        return None
    return RecordingView(sid, stage, int(seconds) if seconds.isdecimal() else None)
