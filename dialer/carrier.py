"""The carrier port: what we ask of a telephone company, in our words. An adapter is one file per carrier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

#: Reason code for a number that the carrier does not call.
NO_VOICE_SERVICE = "no_voice_service"


@dataclass(frozen=True)
class Service:
    """Which of our two channels the carrier offers to a number, and why not where it does not."""

    voice: bool
    text: bool
    #: Reason code for a missing channel; empty where both are served.
    reason: str = ""


@dataclass(frozen=True)
class CallWanted:
    """One call to be placed."""

    #: Names the attempt in every address that the carrier gets from us.
    token: str
    to: str
    line: str
    ring_seconds: int
    #: Digits to send after the answer.
    extension: str = ""
    #: Tell us when a machine answers, without holding the call back.
    detect_machine: bool = False
    #: The call is to an agent's own telephone (also sip:name@host, client:identity), and may last a working day.
    leg: bool = False
    #: The call is a test call to one of our own people, who hears what a customer would hear.
    rehearsal: bool = False


@dataclass(frozen=True)
class TextWanted:
    """One text to be sent."""

    token: str
    to: str
    line: str
    body: str
    #: A test text to one of our own people.
    rehearsal: bool = False


@dataclass(frozen=True)
class CarrierView:
    """What the carrier knows of one call or text, in our words."""

    carrier_id: str
    #: placed, ringing, answered or ended
    stage: str
    #: Where it ended: talked (an answered call), no_answer, busy, failed, cancelled, delivered, undelivered, sent.
    result: str
    created_at: datetime
    #: The carrier's code for why a text did not arrive.
    code: str = ""
    #: What a text says; None of a call.
    body: str | None = None


@dataclass(frozen=True)
class RecordingView:
    """What the carrier knows of one recording."""

    recording_id: str
    #: running; ready: its sound can be fetched; none: nothing was recorded.
    stage: str
    seconds: int | None = None


@dataclass(frozen=True)
class Told:
    """One call or text as the carrier lists it, in either direction."""

    view: CarrierView
    to: str
    from_: str
    #: The customer called or wrote to us.
    inbound: bool


class Serving(Protocol):
    """What is known of a telephone company without asking it; who only judges needs no more."""

    def serves(self, e164: str) -> Service:
        """Which channels reach this number; answered without asking anybody."""


class Handling(Protocol):
    """What is done with voices that have met. Of a call, or a conference, that is over it is no error and no deed."""

    def treat(self, conference_id: str, carrier_id: str, *, hold: bool | None = None, mute: bool | None = None) -> None:
        """Of one call in a conference: let it wait with music or take it back, mute it or let it be heard."""

    def put_through(self, carrier_id: str, token: str) -> None:
        """Have a customer's call that is going on ask us anew what it is to hear, under this token."""

    def conference_of(self, name: str) -> str | None:
        """The carrier's id of the conference that goes on under this name."""


class Recording(Protocol):
    """What is recorded of calls."""

    def record(self, carrier_id: str, token: str) -> str:
        """Record a call that is going on, both sides; the recording's id. Its end is told under the token.

        Raises `Over` where the call is.
        """

    def stop_recording(self, carrier_id: str, recording_id: str) -> None:
        """Record no further. Where nothing is recorded any more it is no error."""

    def recordings_of(self, carrier_id: str) -> list[RecordingView]:
        """The recordings of a call, the oldest first."""

    def sound(self, recording_id: str) -> bytes | None:
        """The recording as MP3; None where the carrier has none."""

    def delete_recording(self, recording_id: str) -> None:
        """Delete it at the carrier. One that is not there is no error."""


class Carrier(Serving, Handling, Recording, Protocol):
    """A telephone company. Each deed may raise one of the errors below."""

    def call(self, wanted: CallWanted) -> str:
        """Place a call and return the carrier's id of it."""

    def text(self, wanted: TextWanted) -> str:
        """Send a text and return the carrier's id of it."""

    def stop(self, carrier_id: str) -> None:
        """End a call wherever it is: in the carrier's queue, ringing or talking. Stopping an ended call is no error."""

    def look_up(self, carrier_id: str, channel: str) -> CarrierView | None:
        """What the carrier knows of this id; None where it knows nothing."""

    def find(self, channel: str, to: str, line: str) -> list[CarrierView]:
        """Recent calls or texts from `line` to `to`, the youngest first, for an attempt whose fate is unknown."""

    def going_on(self) -> frozenset[str]:
        """The carrier's ids of all calls in which somebody talks or waits; it may lag behind by some seconds."""

    def since(self, channel: str, since: datetime) -> list[Told]:
        """All calls or texts of the account made at this instant or later, the youngest first."""

    def undelivered(self, code: str) -> type[CarrierError] | None:
        """What the carrier's code of a text that did not arrive decides, without asking it; None where nothing."""


class CarrierError(Exception):
    """The carrier did not do it; `code` is the carrier's own word for why."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{message or type(self).__doc__} ({code})")
        self.code = code


class NumberRefused(CarrierError):
    """This number cannot be called or texted, now or ever."""


class TakesNoTexts(CarrierError):
    """This number takes no texts; it may be called."""


class Unsubscribed(CarrierError):
    """The person has told the carrier to stop; we stop too."""


class Undeliverable(CarrierError):
    """This text does not arrive, however often it is sent; another one may."""


class Forbidden(CarrierError):
    """The account may not call or text this country; a person has to allow it at the carrier."""


class NumberForbidden(CarrierError):
    """The carrier reaches the country, but keeps this one number from us; a person has to ask it why."""


class Blocked(CarrierError):
    """This line of ours may not do it, as the account is set up; a person has to change something."""


class AccountBlocked(Blocked):
    """The account may do nothing at all; a person has to change something."""


class Unclear(CarrierError):
    """The carrier refuses, and nobody has told us what its code means; a person has to look."""


class TryLater(CarrierError):
    """Not processed; asking again later is safe."""


class Strained(TryLater):
    """The carrier, or a network behind it, cannot do it at present; ask again at growing intervals."""


class Over(CarrierError):
    """The call is over; nothing can be done with it any more."""


class FateUnknown(CarrierError):
    """The carrier may or may not have done it; asking again could ring twice."""
