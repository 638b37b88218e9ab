"""Dial: ring other telephones and let the voices meet (Twilio, "TwiML Dial")."""

from functools import partial

from sandbox import sids
from sandbox.performance import CallerGone, Interrupted, Mailbox, Script
from sandbox.records.call import Call, Document, Orders, Status
from sandbox.records.hearing import RINGING
from sandbox.twiml.conference import confer, report
from sandbox.twiml.documents import Verb
from sandbox.twiml.record import is_recorded, taping_wish
from sandbox.twiml.stage import Jump, Next, Stage
from sandbox.voice import life, manners, ringing, taping
from sandbox.voice.callbacks import recording_url

#: What is heard from the legs: ("answered" | "ready" | "ended", leg).
News = tuple[str, Call]
#: When nobody answers, the Dial reports the most hopeful of its legs' fates.
_FATES = (Status.NO_ANSWER, Status.BUSY, Status.CANCELED, Status.FAILED)


def dial(stage: Stage, verb: Verb) -> Script[Next]:
    """Ring all Numbers, Clients and Sips at once; the first to answer is bridged, the others are cancelled."""
    rooms = [noun for noun in verb.children if noun.name == "Conference"]
    if rooms:
        return (yield from confer(stage, verb, rooms[0]))
    news: Mailbox[News] = Mailbox(stage.net.schedule)
    nouns = {_leg(stage, verb, noun, news).sid: noun for noun in _nouns(verb)}
    legs = [stage.net.calls[sid] for sid in nouns]
    bridged_at: list[float] = []
    try:
        winner = yield from _reached(stage, nouns, legs, news)
        if winner is not None:
            bridged_at.append(stage.net.now())
            yield from _bridge(stage, verb, winner, news)
    except Interrupted as reason:
        for leg in legs:
            life.hang_up(stage.net, leg)
        if isinstance(reason, CallerGone):
            stage.farewell(_outcome(stage, verb, legs, bridged_at))
        raise
    return _outcome(stage, verb, legs, bridged_at)


def _nouns(verb: Verb) -> list[Verb]:
    named = [noun for noun in verb.children if noun.name in ("Number", "Client", "Sip")]
    return named or ([Verb("Number", {}, verb.text, ())] if verb.text else [])


def _leg(stage: Stage, verb: Verb, noun: Verb, news: Mailbox[News]) -> Call:
    """A new leg on its way. These are not held up by the account's calls-per-second."""
    net, parent = stage.net, stage.call
    identity = next((child.text for child in noun.children if child.name == "Identity"), noun.text)
    to = f"client:{identity}" if noun.name == "Client" and not identity.startswith("client:") else identity
    orders = Orders(
        report=report(stage, noun, default="completed"),
        ring_timeout_s=verb.number("timeout", 30),
        time_limit_s=verb.number("timeLimit", 14_400),
    )
    caller = verb.word("callerId") or parent.from_
    leg = net.enter(Call(sids.new("CA"), to, caller, "outbound-dial", net.now(), orders, parent.sid))
    leg.on_answer.append(partial(news.put, ("answered", leg)))
    leg.on_end.append(partial(news.put, ("ended", leg)))
    net.schedule.soon(lambda: None if leg.over else ringing.dial(net, leg))
    return leg


def _reached(stage: Stage, nouns: dict[str, Verb], legs: list[Call], news: Mailbox[News]) -> Script[Call | None]:
    """The leg that is ready to talk, or None. Until then the caller hears it ring."""
    ringing_tone = stage.call.ears.begin(RINGING, stage.net.now())
    try:
        winner = yield from _first(stage, legs, news)
        if winner is not None and (yield from _ready(stage, nouns[winner.sid], winner, news)):
            return winner
        return None
    finally:
        ringing_tone.until = stage.net.now()


def _first(stage: Stage, legs: list[Call], news: Mailbox[News]) -> Script[Call | None]:
    """The first leg to answer, the others being hung up; None when all have ended."""
    waiting = len(legs)
    what: str
    who: Call
    while waiting:
        what, who = yield news.take()
        if what == "answered":
            for leg in legs:
                if leg is not who:
                    life.hang_up(stage.net, leg)
            return who
        waiting -= 1
    return None


def _ready(stage: Stage, noun: Verb, leg: Call, news: Mailbox[News]) -> Script[bool]:
    """Whisper to the one who answered, when the noun has a url; whether they are still there afterwards."""
    url = noun.address("url", stage.document.url)
    if url:
        document = Document(url, noun.word("method", "POST").upper())
        stage.whisper(leg, document, partial(news.put, ("ready", leg)))
        yield from _until(news, leg, ("ready", "ended"))
    return not leg.over


def _bridge(stage: Stage, verb: Verb, leg: Call, news: Mailbox[News]) -> Script[None]:
    """Two people talk until the other leg ends. Who leaves first is up to them."""
    net, call = stage.net, stage.call
    stage.pick_up()
    tape = taping.tape_call(net, call, taping_wish(stage, verb), "DialVerb") if is_recorded(verb) else None
    leg.let_go = partial(news.put, ("ended", leg))
    voices = [call.ears.begin(leg.person, net.now()), leg.ears.begin(call.person, net.now())]
    manners.meet(net, call, leg)
    manners.talk(net, call)
    manners.talk(net, leg)
    try:
        yield from _until(news, leg, ("ended",))
    finally:
        leg.let_go = None
        manners.settle(call)
        for voice in voices:
            voice.until = net.now()
        if tape is not None:
            taping.finish(net, tape)
            leg.recording_sid = tape.sid


def _until(news: Mailbox[News], leg: Call, wanted: tuple[str, ...]) -> Script[None]:
    while True:
        what, who = yield news.take()
        if who is leg and what in wanted:
            return


def _outcome(stage: Stage, verb: Verb, legs: list[Call], bridged_at: list[float]) -> Jump | None:
    """What the action URL is told; None when there is none and the next verb follows."""
    reached = [leg for leg in legs if leg.answered_at is not None]
    fates = {leg.status for leg in legs}
    status = Status.COMPLETED if reached else next((fate for fate in _FATES if fate in fates), Status.FAILED)
    fields = {"DialCallStatus": status.value, "DialBridged": "true" if bridged_at else "false"}
    for leg in reached or legs[:1]:
        fields["DialCallSid"] = leg.sid
        if leg.answered_at is not None:
            fields["DialCallDuration"] = str(leg.talking_s)
        if leg.sip:
            fields["DialSipResponseCode"] = str(leg.sip)
        if leg.recording_sid:
            fields["RecordingUrl"] = recording_url(stage.net, leg.recording_sid)
    return stage.action(verb, fields)
