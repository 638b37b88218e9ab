"""A telephone company that remembers what it was asked, and does as the test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from dialer.carrier import CallWanted, CarrierError, CarrierView, FateUnknown, RecordingView, Service, TextWanted, Told
from dialer.twilio.errors import undelivered
from runtime.clock import Clock


class FakeCarrier:
    """Accepts everything, until told to refuse, to lose its answer, to forget or to lag."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.calls: list[CallWanted] = []
        self.texts: list[TextWanted] = []
        self.stopped: list[str] = []
        #: What it knows of each call and text: (its view, to, line).
        self.known: list[tuple[CarrierView, str, str]] = []
        #: Raised instead of accepting; and raised after accepting, so that the answer is lost.
        self.refuses: BaseException | None = None
        self.loses: BaseException | None = None
        #: Its lists and look-ups do not show anything yet.
        self.lags = False
        #: Done while it is asked, before it answers.
        self.meanwhile: Callable[[CallWanted | TextWanted], object] = lambda _: None
        self.while_looking: Callable[[], object] = lambda: None
        self.no_voice = ("+86",)
        #: Conferences that go on: name -> id. Who is held or muted in which: (conference, call, what) -> whether.
        self.conferences: dict[str, str] = {}
        self.treated: dict[tuple[str, str, str], bool] = {}
        self.while_treating: Callable[[], object] = lambda: None
        #: Calls that were told to ask us anew, with their tokens.
        self.put_throughs: list[tuple[str, str]] = []
        self.while_putting_through: Callable[[], object] = lambda: None
        #: Recordings, by their call; the sound of each; those that were deleted.
        self.recordings: dict[str, list[RecordingView]] = {}
        self.sounds: dict[str, bytes] = {}
        self.deleted: list[str] = []
        #: Texts that customers sent us.
        self.written: list[Told] = []

    def serves(self, e164: str) -> Service:
        voice = not e164.startswith(self.no_voice)
        return Service(voice, text=not e164.startswith("+9"), reason="" if voice else "no_voice_service")

    def call(self, wanted: CallWanted) -> str:
        self.calls.append(wanted)
        return self._accept("CA", wanted, len(self.calls))

    def text(self, wanted: TextWanted) -> str:
        self.texts.append(wanted)
        return self._accept("SM", wanted, len(self.texts))

    def _accept(self, kind: str, wanted: CallWanted | TextWanted, number: int) -> str:
        self.meanwhile(wanted)
        if self.refuses:
            raise self.refuses
        found = self.remember(f"{kind}{number:032}", wanted.to, wanted.line)
        if self.loses:
            raise self.loses
        return found

    def remember(self, carrier_id: str, to: str, line: str, stage: str = "placed", result: str = "") -> str:
        self.known.append((CarrierView(carrier_id, stage, result, self.clock.now()), to, line))
        return carrier_id

    def tells(self, carrier_id: str, stage: str, result: str = "", code: str = "") -> None:
        """From now on it says this of a call or text."""
        self.known = [
            (replace(v, stage=stage, result=result, code=code) if v.carrier_id == carrier_id else v, to, line)
            for v, to, line in self.known
        ]

    def stop(self, carrier_id: str) -> None:
        if isinstance(self.refuses, FateUnknown):
            raise self.refuses
        self.stopped.append(carrier_id)

    def treat(self, conference_id: str, carrier_id: str, *, hold: bool | None = None, mute: bool | None = None) -> None:
        self._answers()
        self.while_treating()
        for what, wanted in (("hold", hold), ("mute", mute)):
            if wanted is not None:
                self.treated[conference_id, carrier_id, what] = wanted

    def put_through(self, carrier_id: str, token: str) -> None:
        self._answers()
        self.put_throughs.append((carrier_id, token))
        self.while_putting_through()
        if self.loses:
            raise self.loses

    def conference_of(self, name: str) -> str | None:
        self._answers()
        return self.conferences.get(name)

    def record(self, carrier_id: str, token: str) -> str:
        self._answers()
        made = f"RE{len(self.deleted) + sum(map(len, self.recordings.values())) + 1:032}"
        self.recordings.setdefault(carrier_id, []).append(RecordingView(made, "running"))
        if self.loses:
            raise self.loses
        return made

    def stop_recording(self, carrier_id: str, recording_id: str) -> None:
        self._answers()
        self.records(carrier_id, recording_id, "ready", 1)

    def records(self, carrier_id: str, recording_id: str, stage: str, seconds: int | None = None) -> None:
        """From now on it says this of a recording."""
        known = self.recordings.get(carrier_id, [])
        told = RecordingView(recording_id, stage, seconds)
        self.recordings[carrier_id] = [told if v.recording_id == recording_id else v for v in known]

    def recordings_of(self, carrier_id: str) -> list[RecordingView]:
        self._answers()
        return self.recordings.get(carrier_id, [])

    def sound(self, recording_id: str) -> bytes | None:
        self._answers()
        return self.sounds.get(recording_id)

    def delete_recording(self, recording_id: str) -> None:
        self._answers()
        self.deleted.append(recording_id)
        self.sounds.pop(recording_id, None)
        for call, views in self.recordings.items():
            self.recordings[call] = [view for view in views if view.recording_id != recording_id]

    def _answers(self) -> None:
        if self.refuses:
            raise self.refuses

    def look_up(self, carrier_id: str, channel: str) -> CarrierView | None:
        return next((v for v, *_ in self._shown(channel) if v.carrier_id == carrier_id), None)

    def find(self, channel: str, to: str, line: str) -> list[CarrierView]:
        return [v for v, *numbers in reversed(self._shown(channel)) if numbers == [to, line]]

    def going_on(self) -> frozenset[str]:
        return frozenset(view.carrier_id for view, *_ in self._shown("call") if view.stage == "answered")

    def since(self, channel: str, since: datetime) -> list[Told]:
        shown = (Told(v, to, line, inbound=False) for v, to, line in reversed(self._shown(channel)))
        written = [one for one in reversed(self.written) if channel == "text"]
        return [*written, *(one for one in shown if one.view.created_at >= since)]

    def undelivered(self, code: str) -> type[CarrierError] | None:
        return undelivered(code)

    def _shown(self, channel: str) -> list[tuple[CarrierView, str, str]]:
        if isinstance(self.refuses, FateUnknown):
            raise self.refuses
        self.while_looking()
        kind = "CA" if channel == "call" else "SM"
        return [] if self.lags else [row for row in self.known if row[0].carrier_id.startswith(kind)]
