"""Gather and Record on a telephone that somebody plays: nothing is drawn, the network listens for as long as it would.

A prompt is cut short by the first key or word (Twilio, "TwiML Gather"). Whoever types a sentence takes longer than one
who says it: a breath makes the network count its silence anew.
"""

from collections.abc import Callable

from sandbox.performance import CallerGone, Interrupted, Mailbox, Script
from sandbox.records.hand import Hand, Stroke
from sandbox.records.hearing import TONES, WORDS
from sandbox.twiml.documents import Verb
from sandbox.twiml.gather import nothing, read_keys, understood
from sandbox.twiml.record import BEEP_S, BEFORE_BEEP_S, SPEAKING, begin, filed, leave
from sandbox.twiml.speak import FILE_S, speaking_s
from sandbox.twiml.stage import Jump, Next, Stage

_INPUTS = {"dtmf": "keys", "speech": "words"}


def gather(stage: Stage, verb: Verb) -> Script[Next]:
    """Prompt, then wait for keys or words, whichever come first; with none the next verb follows."""
    hand, timeout = _hand(stage), verb.number("timeout", 5)
    strokes = hand.listen(stage.net.schedule, *(_INPUTS[name] for name in _INPUTS if name in _inputs(verb)))
    try:
        first = (yield from _prompts(stage, verb, strokes)) or (yield from _next(stage, strokes, timeout))
        if first is None:
            return nothing(stage, verb)
        if first.words:
            return (yield from understood(stage, verb, first.words))
        return (yield from _keys(stage, verb, strokes, first.key))
    finally:
        hand.listen(stage.net.schedule)


def record(stage: Stage, verb: Verb) -> Script[Next]:
    """Record words until silence, a key of `finishOnKey`, `maxLength` or the hang-up (then ``Digits=hangup``).

    Of an empty recording no action is told, and the next verb follows.
    """
    hand, net, spoken = _hand(stage), stage.net, [0.0]
    yield stage.pause(BEFORE_BEEP_S)
    strokes, tape = hand.listen(net.schedule, "message", "keys"), begin(stage, verb)
    try:
        if verb.flag("playBeep", True):
            stage.call.note(net.now(), "beep")
            yield from stage.hear(TONES, BEEP_S)
        key = yield from _message(stage, verb, strokes, spoken)
    except Interrupted as reason:
        leave(stage, verb, tape, spoken[0], gone=isinstance(reason, CallerGone))
        raise
    finally:
        hand.listen(net.schedule)
    return filed(stage, verb, tape, spoken[0], key)


VERBS: dict[str, Callable[[Stage, Verb], Script[Next]]] = {"Gather": gather, "Record": record}


def _hand(stage: Stage) -> Hand:
    assert stage.call.hand is not None
    return stage.call.hand


def _inputs(verb: Verb) -> list[str]:
    return verb.word("input", "dtmf").split()


def _prompts(stage: Stage, verb: Verb, strokes: Mailbox[Stroke]) -> Script[Stroke | None]:
    for prompt in verb.children:
        if prompt.name not in ("Say", "Play", "Pause"):
            continue
        first = yield from _prompt(stage, prompt, strokes)
        if first is not None:
            return first
    return None


def _prompt(stage: Stage, prompt: Verb, strokes: Mailbox[Stroke]) -> Script[Stroke | None]:
    if prompt.name == "Pause":
        return (yield from _next(stage, strokes, prompt.number("length", 1)))
    now = stage.net.now()
    stage.call.hear(f"[audio] {prompt.text}" if prompt.name == "Play" else prompt.text, now)
    sound = stage.call.ears.begin(WORDS, now)
    try:
        return (yield from _next(stage, strokes, FILE_S if prompt.name == "Play" else speaking_s(prompt.text)))
    finally:
        sound.until = stage.net.now()


def _keys(stage: Stage, verb: Verb, strokes: Mailbox[Stroke], pressed: str) -> Script[Jump | None]:
    """Key after key until the Gather has what it wants, or silence of its timeout."""
    while True:
        digits, finished_on, complete = read_keys(pressed, verb)
        another = None if complete else (yield from _next(stage, strokes, verb.number("timeout", 5)))
        if another is None:
            fields = {"Digits": digits, "FinishedOnKey": finished_on, "msg": "Gather End"}
            return stage.action(verb, fields, default_to_self=True)
        pressed += another.key


def _message(stage: Stage, verb: Verb, strokes: Mailbox[Stroke], spoken: list[float]) -> Script[str]:
    """The key that ended the message, "" for silence; `spoken` keeps how long it has become, in virtual seconds."""
    started_at, longest = stage.net.now(), verb.number("maxLength", 3600)
    finish, first_words_at = verb.word("finishOnKey", "1234567890*#"), None
    while (left := longest - (stage.net.now() - started_at)) > 0:
        stroke = yield from _next(stage, strokes, min(verb.number("timeout", 5), left))
        if stroke is None:
            return ""
        if stroke.key and stroke.key in finish:
            return stroke.key
        # Twilio trims the silence in front of the first words.
        first_words_at = stage.net.now() if first_words_at is None else first_words_at
        try:
            yield from stage.hear(SPEAKING, min(speaking_s(stroke.words), left))
        finally:
            # Also of a sentence that the hang-up breaks off.
            spoken[0] = stage.net.now() - first_words_at
    return ""


def _next(stage: Stage, strokes: Mailbox[Stroke], seconds: float) -> Script[Stroke | None]:
    """The next key or words within so many virtual seconds; a breath makes them count from the beginning."""
    stroke: Stroke | None = Stroke()
    while stroke == Stroke():
        stroke = yield strokes.take_within(seconds)
    return stroke
