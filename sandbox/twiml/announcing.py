"""An announcement to one participant of a conference, while the conference goes on (AnnounceUrl)."""

from sandbox.network import Network
from sandbox.performance import CallerGone, Performance, Script
from sandbox.post.letters import Reply
from sandbox.records.call import Document
from sandbox.records.room import Participant, Room
from sandbox.twiml.documents import Unreadable, Verb, read
from sandbox.twiml.speak import play, rest, say
from sandbox.twiml.stage import Jump, Stage, fetch
from sandbox.voice import news

_VERBS = {"Say": say, "Play": play, "Pause": rest}


def announce(net: Network, room: Room, one: Participant, document: Document) -> None:
    """Say and play what the document says, to this participant alone; its end or failure is told as an event."""
    stage = Stage(net, one.call, document, lambda leg, whispered, then: None)

    def done(well: bool) -> None:
        if one.call.sid in room.present:
            event = "announcement-end" if well else "announcement-fail"
            more = {} if well else {"ReasonAnnouncementFailed": "The announcement could not be fetched or read"}
            news.tell_participant(net, room, one, event, {"AnnounceUrl": document.url} | more)

    performance = Performance(_perform(stage), done)
    one.call.on_end.append(lambda: performance.interrupt(CallerGone()))
    performance.start()


def _perform(stage: Stage) -> Script[bool]:
    reply: Reply = yield fetch(stage.net, stage.call, Jump(stage.document))
    verbs = _read(stage, reply)
    for verb in verbs or ():
        if verb.name in _VERBS:
            yield from _VERBS[verb.name](stage, verb)
    return verbs is not None


def _read(stage: Stage, reply: Reply) -> tuple[Verb, ...] | None:
    if not reply.ok:
        return None
    if "xml" not in reply.content_type:
        return (Verb("Play", {}, stage.document.url, ()),)
    try:
        return read(reply.text)
    except Unreadable as error:
        stage.net.trouble(12100, stage.call.sid, str(error))
        return None
