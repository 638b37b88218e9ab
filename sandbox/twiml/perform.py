"""Performing TwiML on a call: fetch a document, do its verbs one after the other, follow where they lead."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.network import Network
from sandbox.performance import CallerGone, Performance, Redirected, Script
from sandbox.post.letters import Reply
from sandbox.records.call import Call, Document, Status
from sandbox.twiml import by_hand
from sandbox.twiml.dial import dial
from sandbox.twiml.documents import Unreadable, Verb, read
from sandbox.twiml.gather import gather
from sandbox.twiml.record import record
from sandbox.twiml.speak import play, rest, say
from sandbox.twiml.stage import Jump, Next, Over, Stage, fetch
from sandbox.voice import life

#: Twilio's last words when it has no document to go by.
APOLOGY = Verb("Say", {}, "We are sorry. An application error has occurred. Goodbye.", ())
#: Verbs that let an inbound call go on ringing; Dial does with answerOnBridge.
_KEEP_RINGING = frozenset({"Reject", "Redirect", "Pause"})


def begin(net: Network, call: Call, document: Document) -> None:
    """Perform `document` on `call`, instead of what is being performed; the call ends with it."""
    stop(call, Redirected())
    if call.let_go is not None:
        call.let_go()
    _start(net, call, document, lambda end: _finish(net, call, end))


def stop(call: Call, reason: CallerGone | Redirected) -> None:
    """Interrupt what is being performed on `call`."""
    if call.performance is not None:
        call.performance.interrupt(reason)
        call.performance = None


def _start(net: Network, call: Call, document: Document, on_done: Callable[[Over | None], None]) -> None:
    call.performance = Performance(_perform(net, call, Jump(document)), on_done)
    call.on_end.append(lambda: stop(call, CallerGone()))
    call.performance.start()


def _whisper(net: Network, leg: Call, document: Document, then: Callable[[], None]) -> None:
    def done(end: Over | None) -> None:
        if end is not None:
            life.hang_up(net, leg)
        then()

    _start(net, leg, document, done)


def _finish(net: Network, call: Call, end: Over | None) -> None:
    if end is not None and end.status is not Status.COMPLETED and call.status is Status.RINGING:
        life.end(net, call, end.status, end.sip)
        return
    if call.status is Status.RINGING and call.direction == "inbound":
        life.answer(net, call)
    life.hang_up(net, call)


def _perform(net: Network, call: Call, jump: Jump) -> Script[Over | None]:
    while True:
        verbs = yield from _load(net, call, jump)
        stage = Stage(net, call, jump.document, lambda leg, document, then: _whisper(net, leg, document, then))
        if verbs is None:
            stage.pick_up()
            yield from say(stage, APOLOGY)
            return Over()
        step = yield from _go_through(stage, verbs)
        if not isinstance(step, Jump):
            return step
        jump = step


def _go_through(stage: Stage, verbs: tuple[Verb, ...]) -> Script[Next]:
    for verb in verbs:
        played = by_hand.VERBS.get(verb.name) if stage.call.hand is not None else None
        deed = played or _VERBS.get(verb.name)
        if deed is None:
            stage.net.trouble(12200, stage.call.sid, f"{verb.name} is not known here")
            continue
        if verb.name not in _KEEP_RINGING and not verb.flag("answerOnBridge"):
            stage.pick_up()
        step = yield from deed(stage, verb)
        if step is not None:
            return step
    return None


def _load(net: Network, call: Call, jump: Jump) -> Script[tuple[Verb, ...] | None]:
    """The verbs of a document, of its fallback when it fails, or None when that fails too."""
    document = jump.document
    if document.text:
        return _read(net, call, document.text, [])
    failures: list[int] = []
    reply: Reply = yield fetch(net, call, jump)
    verbs = _understand(net, call, reply, failures)
    if verbs is None and document.fallback_url:
        fallback = replace(document, url=document.fallback_url, method=document.fallback_method)
        told = {"ErrorCode": str(failures[0]), "ErrorUrl": document.url}
        reply = yield fetch(net, call, Jump(fallback, told))
        verbs = _understand(net, call, reply, failures)
    return verbs


def _understand(net: Network, call: Call, reply: Reply, failures: list[int]) -> tuple[Verb, ...] | None:
    if not reply.ok:
        # The failed delivery has been noted already.
        failures.append(11205 if reply.error == "connect" else 11200)
        return None
    kind = reply.content_type.split(";")[0].strip().lower()
    if kind and not kind.startswith("text/") and "xml" not in kind:
        net.trouble(12300, call.sid, f"invalid Content-Type: {kind}")
        failures.append(12300)
        return None
    return _read(net, call, reply.text, failures)


def _read(net: Network, call: Call, text: str, failures: list[int]) -> tuple[Verb, ...] | None:
    try:
        return read(text)
    except Unreadable as error:
        net.trouble(12100, call.sid, str(error))
        failures.append(12100)
        return None


def _hang_up(stage: Stage, verb: Verb) -> Script[Next]:
    yield from ()
    return Over()


def _reject(stage: Stage, verb: Verb) -> Script[Next]:
    """Only an inbound call that rings can be rejected; otherwise the verb hangs up."""
    yield from ()
    return Over(Status.BUSY, 486) if verb.word("reason") == "busy" else Over(Status.NO_ANSWER, 603)


def _redirect(stage: Stage, verb: Verb) -> Script[Next]:
    yield from ()
    url = Verb("Redirect", {"url": verb.text}, "", ()).address("url", stage.document.url)
    method = verb.word("method", "POST").upper()
    return Jump(replace(stage.document, url=url or stage.document.url, text="", method=method))


_VERBS: dict[str, Callable[[Stage, Verb], Script[Next]]] = {
    "Say": say,
    "Play": play,
    "Pause": rest,
    "Gather": gather,
    "Record": record,
    "Dial": dial,
    "Redirect": _redirect,
    "Hangup": _hang_up,
    "Reject": _reject,
}
