"""Record: the person leaves a message (Twilio, "TwiML Record")."""

from sandbox.performance import CallerGone, Script
from sandbox.records.call import Report
from sandbox.twiml.documents import Verb
from sandbox.twiml.stage import Jump, Next, Stage
from sandbox.voice import taping
from sandbox.voice.callbacks import recording_url

#: How long people speak to a machine, in virtual seconds.
MESSAGE_S = 8.0


def record(stage: Stage, verb: Verb) -> Script[Next]:
    """Record until the person falls silent, `maxLength` is reached or they hang up (then ``Digits=hangup``)."""
    started_at = stage.net.now()
    longest = verb.number("maxLength", 3600)
    wished = stage.call.turn.talk_s if stage.call.turn is not None else None
    spoken_s = min(longest, MESSAGE_S, wished if wished is not None else MESSAGE_S)
    try:
        yield stage.pause(spoken_s)
        if spoken_s < longest:
            yield stage.pause(verb.number("timeout", 5))
    except CallerGone:
        stage.farewell(_filed(stage, verb, started_at, min(spoken_s, stage.net.now() - started_at), "hangup"))
        raise
    return _filed(stage, verb, started_at, spoken_s, "")


def _filed(stage: Stage, verb: Verb, started_at: float, spoken_s: float, digits: str) -> Jump | None:
    tape = taping.file(stage.net, "RecordVerb", started_at, call_sid=stage.call.sid, spoken_s=spoken_s)
    taping.tell_of(stage.net, tape, recording_report(stage, verb))
    fields = {
        "RecordingSid": tape.sid,
        "RecordingUrl": recording_url(stage.net, tape.sid),
        "RecordingDuration": str(tape.duration_s),
    }
    return stage.action(verb, fields | ({"Digits": digits} if digits else {}), default_to_self=True)


def recording_report(stage: Stage, verb: Verb) -> Report:
    """Where a verb or noun wants its recording told."""
    return Report(
        url=verb.address("recordingStatusCallback", stage.document.url),
        method=verb.word("recordingStatusCallbackMethod", "POST").upper(),
        events=frozenset(verb.word("recordingStatusCallbackEvent", "completed").split()),
    )
