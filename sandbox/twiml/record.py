"""Record: the person leaves a message (Twilio, "TwiML Record")."""

from sandbox.performance import CallerGone, Interrupted, Script
from sandbox.records.call import Report, Taping
from sandbox.records.hearing import TONES
from sandbox.records.recording import Recording
from sandbox.twiml.documents import Verb
from sandbox.twiml.stage import Jump, Next, Stage
from sandbox.voice import life, taping
from sandbox.voice.callbacks import recording_url

#: From the verb to the beep, and how long the beep is, in virtual seconds.
BEFORE_BEEP_S, BEEP_S = 0.5, 0.5
#: How the witness calls what the person says themselves: it is no silence.
SPEAKING = "speaking"


def record(stage: Stage, verb: Verb) -> Script[Next]:
    """Record until the person falls silent, `maxLength` is reached or they hang up (then ``Digits=hangup``).

    Of an empty recording no action is told, and the next verb follows.
    """
    turn, spoken = stage.call.turn, [0.0]
    yield stage.pause(BEFORE_BEEP_S)
    tape = begin(stage, verb)
    try:
        if turn is None or not turn.message_s:
            _hang_up_soon(stage)
        if verb.flag("playBeep", True):
            yield from stage.hear(TONES, BEEP_S)
        yield from _speak(stage, verb, spoken)
    except Interrupted as reason:
        leave(stage, verb, tape, spoken[0], gone=isinstance(reason, CallerGone))
        raise
    return filed(stage, verb, tape, spoken[0], "")


def _speak(stage: Stage, verb: Verb, spoken: list[float]) -> Script[None]:
    """Say the message, then hang up or keep silent; `spoken` keeps how long it has become, in virtual seconds."""
    turn, longest, started_at = stage.call.turn, verb.number("maxLength", 3600), stage.net.now()
    wished_s = turn.message_s if turn is not None else 0.0
    try:
        yield from stage.hear(SPEAKING, min(longest, wished_s))
    finally:
        spoken[0] = stage.net.now() - started_at
    if wished_s < longest:
        if turn is not None and turn.hangs_up:
            _hang_up_soon(stage)
        yield stage.pause(verb.number("timeout", 5))


def _hang_up_soon(stage: Stage) -> None:
    """Not in the middle of a step of this script, which the end of the call interrupts."""
    stage.net.schedule.soon(lambda: life.end(stage.net, stage.call))


def begin(stage: Stage, verb: Verb) -> Recording:
    """Start the tape of a Record."""
    return taping.tape_call(stage.net, stage.call, taping_wish(stage, verb), "RecordVerb")


def filed(stage: Stage, verb: Verb, tape: Recording, spoken_s: float, digits: str) -> Jump | None:
    """File a message of so many virtual seconds; the jump to the action, None for an empty one. `digits` ended it."""
    taping.finish(stage.net, tape, spoken_s=spoken_s)
    if not tape.duration_s:
        return None
    fields = {
        "RecordingSid": tape.sid,
        "RecordingUrl": recording_url(stage.net, tape.sid),
        "RecordingDuration": str(tape.duration_s),
    }
    return stage.action(verb, fields | ({"Digits": digits} if digits else {}), default_to_self=True)


def leave(stage: Stage, verb: Verb, tape: Recording, spoken_s: float, gone: bool) -> None:
    """The Record is broken off: by a hang-up, of which its action is told, or by other instructions."""
    jump = filed(stage, verb, tape, spoken_s, "hangup")
    if gone:
        stage.farewell(jump)


def taping_wish(stage: Stage, verb: Verb) -> Taping:
    """How a verb or noun wants something recorded: its `record`, `recordingTrack` and recordingStatusCallback."""
    report = Report(
        url=verb.address("recordingStatusCallback", stage.document.url),
        method=verb.word("recordingStatusCallbackMethod", "POST").upper(),
        events=frozenset(verb.word("recordingStatusCallbackEvent", "completed").split()),
    )
    channels = 2 if verb.word("record").endswith("-dual") else 1
    return Taping(report, channels, verb.word("recordingTrack", "both"))


def is_recorded(verb: Verb) -> bool:
    """Whether a Dial or a Conference is to be recorded."""
    return verb.word("record", "do-not-record") not in ("do-not-record", "false")
