"""What the network knows about one call (a leg between us and one telephone). Instants are virtual unix seconds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sandbox.people.habits import Turn
from sandbox.performance import Performance
from sandbox.records.hand import Hand
from sandbox.records.hearing import Ears


class Status(StrEnum):
    """A call's status as the REST API tells it. The webhooks' `initiated` is not a status but a piece of news."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"


#: Where a call is over. Nothing leads out of these.
OVER = frozenset({Status.COMPLETED, Status.BUSY, Status.NO_ANSWER, Status.FAILED, Status.CANCELED})
#: Nobody was reached.
MISSED = OVER - {Status.COMPLETED}


@dataclass(frozen=True)
class Report:
    """Where news of something is posted, and which news."""

    url: str = ""
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


#: No news is wanted.
NO_REPORT = Report(events=frozenset())


@dataclass(frozen=True)
class Detection:
    """Answering-machine detection as asked for at the create."""

    #: DetectMessageEnd waits for the beep; Enable decides at the first words.
    to_the_end: bool = False
    #: The call proceeds at once and the verdict is posted to `report`.
    asynchronous: bool = False
    report: Report = NO_REPORT


@dataclass(frozen=True)
class Taping:
    """How a recording is wanted."""

    report: Report = Report()
    channels: int = 1
    #: inbound, outbound or both.
    track: str = "both"


@dataclass(frozen=True)
class Document:
    """Where TwiML comes from: an address to fetch, or the text itself."""

    url: str = ""
    method: str = "POST"
    text: str = ""
    fallback_url: str = ""
    fallback_method: str = "POST"


#: No instructions.
NO_DOCUMENT = Document()


@dataclass(frozen=True)
class Orders:
    """What the maker of a call asked for. Durations in virtual seconds."""

    document: Document = NO_DOCUMENT
    report: Report = NO_REPORT
    ring_timeout_s: float = 60.0
    time_limit_s: float = 14_400.0
    detection: Detection | None = None
    #: How to record the whole call; None records nothing.
    recording: Taping | None = None


#: Of a call nobody ordered anything for.
NO_ORDERS = Orders()


@dataclass(frozen=True)
class Heard:
    """One thing that could be heard on a leg: "said" or "audio" by the network, "with" or "alone", and the person's own
    "pressed" and "spoke".
    """

    at: float
    what: str
    text: str = ""


@dataclass
class Call:
    """One leg. Its status is written in `voice/life.py` and nowhere else."""

    sid: str
    to: str
    from_: str
    direction: str
    created_at: float
    orders: Orders = NO_ORDERS
    parent_sid: str = ""
    status: Status = Status.QUEUED
    left_queue_at: float | None = None
    ringing_at: float | None = None
    ring_ended_at: float | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    updated_at: float = 0.0
    sip: int = 0
    answered_by: str = ""
    detection_ms: int = 0
    #: The recording that the last status callback tells of.
    recording_sid: str = ""
    #: All recordings of this leg, the oldest first.
    tapes: list[str] = field(default_factory=list)
    #: How many pieces of news the maker of the call has been sent: SequenceNumber counts only these.
    told: int = 0
    #: Who picks up, once it is known.
    turn: Turn | None = None
    gathers: int = 0
    #: The instructions being carried out on this leg.
    performance: Performance[Any] | None = None
    #: Takes a bridged leg out of its bridge, when it is given instructions of its own.
    let_go: Callable[[], None] | None = None
    #: Told at the pick-up, before anything else happens on the call.
    on_answer: list[Callable[[], None]] = field(default_factory=list)
    #: Told when the call is over, the latest subscriber first.
    on_end: list[Callable[[], None]] = field(default_factory=list)
    #: Witness: everything heard; texts spoken to this leg, numbers it could talk with, and the first instants of both.
    ears: Ears = field(default_factory=Ears)
    said: list[str] = field(default_factory=list)
    talked_with: list[str] = field(default_factory=list)
    first_said_at: float | None = None
    first_talked_at: float | None = None
    #: Changes whenever the person meets somebody or is left alone, which makes older resolutions void.
    mood: int = 0
    #: The hand of whoever plays the person on this leg.
    hand: Hand | None = None
    #: Everything that could be heard, in order.
    heard: list[Heard] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether nothing more can happen on this call."""
        return self.status in OVER

    @property
    def talking_s(self) -> int:
        """Whole seconds from the answer to the end; 0 when never answered or still talking."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(1, round(self.ended_at - self.answered_at))

    @property
    def person(self) -> str:
        """The number of the person on this leg, which for an inbound call is the caller's."""
        return self.from_ if self.direction == "inbound" else self.to

    def hear(self, text: str, now: float) -> None:
        """Note that `text` was spoken on this leg."""
        self.said.append(text)
        self.note(now, "audio" if text.startswith("[audio] ") else "said", text)
        self.first_said_at = now if self.first_said_at is None else self.first_said_at

    def note(self, now: float, what: str, text: str = "") -> None:
        """Write down what could be heard; the same company twice running is written down once."""
        companies = [(one.what, one.text) for one in self.heard if one.what in ("with", "alone")]
        if (what, text) != (companies or [("", "")])[-1]:
            self.heard.append(Heard(now, what, text))
