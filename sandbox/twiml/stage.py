"""Where a document is performed: the call it is performed on, and what every verb may ask of the place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sandbox.network import Network
from sandbox.performance import Effect, Script, pause
from sandbox.post.letters import Letter, Reply
from sandbox.records.call import Call, Document, Status
from sandbox.twiml.documents import Verb
from sandbox.voice import detection, life
from sandbox.voice.callbacks import call_fields, inbound_fields


@dataclass(frozen=True)
class Jump:
    """Go on with another document, which is asked for with `params` on top of the usual fields."""

    document: Document
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Over:
    """The call ends here. A rejected call gets the given status; others are completed."""

    status: Status = Status.COMPLETED
    sip: int = 200


#: What follows a verb: another document, the end, or (None) the next verb.
Next = Jump | Over | None

#: Performs a document on another leg and calls back: how a Dial whispers.
Whisper = Callable[[Call, Document, Callable[[], None]], None]


@dataclass(frozen=True)
class Stage:
    """A call in the middle of a document."""

    net: Network
    call: Call
    #: The document being performed; its URL is the base of relative ones.
    document: Document
    whisper: Whisper

    def pause(self, seconds: float) -> Effect:
        """Wait so many virtual seconds."""
        return pause(self.net.schedule, seconds)

    def hear(self, what: str, seconds: float) -> Script[None]:
        """Let `what` be heard for so many virtual seconds."""
        sound = self.call.ears.begin(what, self.net.now())
        try:
            yield self.pause(seconds)
        finally:
            sound.until = self.net.now()

    def pick_up(self) -> None:
        """Answer an inbound call that is still ringing."""
        if self.call.status is Status.RINGING and self.call.direction == "inbound":
            life.answer(self.net, self.call)

    def action(self, verb: Verb, params: Mapping[str, str], default_to_self: bool = False) -> Jump | None:
        """The jump to the verb's action URL; without one to this document, or to the next verb (None)."""
        url = verb.address("action", self.document.url)
        if url or (default_to_self and self.document.url):
            method = verb.word("method", "POST").upper()
            return Jump(replace(self.document, url=url or self.document.url, text="", method=method), params)
        return None

    def farewell(self, jump: Jump | None) -> None:
        """Tell an action URL about a caller who has gone; whatever it answers is not performed."""
        if jump is not None:
            self.net.post(request(self.net, self.call, jump))


def request(net: Network, call: Call, jump: Jump) -> Letter:
    """The webhook that asks for TwiML: no SequenceNumber, Timestamp or CallbackSource on these."""
    params = call_fields(net, call) | inbound_fields(net, call) | detection.fields(call) | dict(jump.params)
    return Letter(call.sid, jump.document.url, params, jump.document.method, kind="request")


def fetch(net: Network, call: Call, jump: Jump) -> Effect:
    """Wait for the reply to the request for TwiML."""

    def ask(resume: Callable[[Reply], None]) -> None:
        net.post(request(net, call, jump), resume)

    return ask
