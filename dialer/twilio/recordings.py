"""Recordings: begun and stopped during a call, listed, fetched as MP3 and deleted."""

from __future__ import annotations

from typing import Any

import requests

from dialer.carrier import Over, RecordingView
from dialer.twilio.addresses import CALL
from dialer.twilio.asking import Account, Gone, asked, at_most, sid
from dialer.twilio.errors import decision

#: Of each state that Twilio knows; `paused`, `stopped` and `processing` will have sound in a while.
_STAGES = {"completed": "ready", "absent": "none", "deleted": "none", "failed": "none"}
#: A call has one recording of ours; more would be somebody else's at the same account.
_MOST = 20


class Recordings:
    """What is recorded of calls."""

    _account: Account

    def record(self, carrier_id: str, token: str) -> str:
        """POST Recordings of the call, a channel for each side. Returns the recording's sid. Raises `Over`."""
        listing = self._account.client.calls(carrier_id).recordings
        try:
            made = asked(
                lambda: listing.create(
                    recording_channels="dual",
                    recording_status_callback=self._account.addresses.of(CALL, token, "recording", retried=True),
                    recording_status_callback_event=["completed", "absent"],
                )
            )
        except Gone as gone:
            raise Over(gone.code) from gone
        return sid(made.sid)

    def stop_recording(self, carrier_id: str, recording_id: str) -> None:
        """POST the recording with its end; one that has ended is let be."""
        # The SDK's own names of the states are strings that its annotations refuse.
        recording: Any = self._account.client.calls(carrier_id).recordings(recording_id)
        at_most(lambda: recording.update(status="stopped"))

    def recordings_of(self, carrier_id: str) -> list[RecordingView]:
        """GET the recordings of one call, the oldest first."""
        listing = self._account.client.calls(carrier_id).recordings
        # Twilio lists the youngest first.
        return asked(lambda: [_view(one) for one in reversed(listing.list(limit=_MOST))])

    def sound(self, recording_id: str) -> bytes | None:
        """GET the recording as .mp3; None where Twilio answers 404."""
        answer = asked(lambda: self._fetched(recording_id))
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise decision(answer.status_code, None)
        return answer.content

    def _fetched(self, recording_id: str) -> requests.Response:
        """The SDK reads every answer as text, which would spoil the sound: hence without it."""
        client, credentials = self._account.client, self._account.credentials
        path = f"/2010-04-01/Accounts/{credentials[0]}/Recordings/{recording_id}.mp3"
        address = client.get_hostname(client.api.base_url + path)
        return self._account.session.get(address, auth=credentials, timeout=self._account.timeout)

    def delete_recording(self, recording_id: str) -> None:
        """DELETE the recording; one that is not there is let be."""
        at_most(lambda: self._account.client.recordings(recording_id).delete())


def _view(found: Any) -> RecordingView:
    # While it runs, Twilio says -1.
    lasted = str(found.duration or "")
    seconds = int(lasted) if lasted.isdigit() else None
    return RecordingView(sid(found.sid), _STAGES.get(str(found.status), "running"), seconds)
