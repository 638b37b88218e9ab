"""Dial with a Conference noun: the call waits in a room until it leaves it."""

from sandbox.performance import CallerGone, Interrupted, Mailbox, Script
from sandbox.records.call import Report
from sandbox.records.room import Entry, Participant
from sandbox.twiml.documents import Verb
from sandbox.twiml.record import is_recorded, taping_wish
from sandbox.twiml.stage import Next, Stage
from sandbox.voice import manners, rooms


def confer(stage: Stage, verb: Verb, noun: Verb) -> Script[Next]:
    """Enter the room and stay; afterwards the Dial's action is told ``DialCallStatus=answered``."""
    net, call = stage.net, stage.call
    exits: Mailbox[str] = Mailbox(net.schedule)
    entry, now = _entry(stage, noun), net.now()
    newcomer = Participant(call, entry, exits, now, now, entry.muted, ends=entry.ends, coaches=entry.coaches)
    room = rooms.enter(net, noun.text, newcomer)
    if room is None:
        return stage.action(verb, {"DialCallStatus": "failed"})
    done = stage.action(verb, {"DialCallStatus": "answered"})
    try:
        yield exits.take()
    except Interrupted as reason:
        gone = isinstance(reason, CallerGone)
        rooms.leave(net, room, call, rooms.LEFT if gone else rooms.TAKEN_OUT)
        if gone:
            stage.farewell(done)
        raise
    finally:
        manners.settle(call)
    return done


def _entry(stage: Stage, noun: Verb) -> Entry:
    return Entry(
        starts=noun.flag("startConferenceOnEnter", True),
        ends=noun.flag("endConferenceOnExit"),
        muted=noun.flag("muted"),
        label=noun.word("participantLabel"),
        coaches=noun.word("coach"),
        music=noun.word("waitUrl", "default") != "",
        most=int(noun.number("maxParticipants", 250)),
        report=report(stage, noun, default=""),
        recording=taping_wish(stage, noun) if is_recorded(noun) else None,
    )


def report(stage: Stage, noun: Verb, default: str) -> Report:
    """Where a noun wants its events told: its statusCallback and the words of its statusCallbackEvent."""
    return Report(
        url=noun.address("statusCallback", stage.document.url),
        method=noun.word("statusCallbackMethod", "POST").upper(),
        events=frozenset(noun.word("statusCallbackEvent", default).split()),
    )
