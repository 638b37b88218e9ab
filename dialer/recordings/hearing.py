"""What the carrier says of a recording, in a message or when it is asked; in any order, and as often as it likes."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialer.carrier import RecordingView
from dialer.recordings.recording import Recording, move

#: So long a recording may run, or a message may take, before the carrier is asked about it.
CHECK = timedelta(minutes=10)
NO_SOUND = "no_sound"


def hear(recording: Recording, view: RecordingView, now: datetime) -> None:
    """Write down how far it is; what is heard again, or late, changes nothing. The caller holds the row's lock.

    What is not wanted any more, and what is a second recording of the same call, a worker deletes at the carrier.
    """
    if recording.carrier_id is None and view.stage != "none":
        recording.carrier_id = view.recording_id
    another = recording.carrier_id not in (None, view.recording_id)
    over = recording.state in ("unwanted", "gone")
    if another or over:
        recording.look_at = now if view.stage != "none" else recording.look_at
    elif view.stage == "none" and recording.state in ("wanted", "running"):
        move(recording, "gone", NO_SOUND, None)
    elif view.stage == "ready" and recording.state in ("wanted", "running"):
        recording.seconds = view.seconds
        move(recording, "ready", recording.reason, now)
    elif view.stage == "running" and recording.state == "wanted":
        move(recording, "running", recording.reason, now + CHECK)
