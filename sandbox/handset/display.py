"""What a telephone shows: the call it is in, the texts it has, and where it can call."""

from sandbox.clock import iso
from sandbox.handset import deeds
from sandbox.network import Network
from sandbox.numbers import MAGIC_OWNED
from sandbox.records.call import Call, Status
from sandbox.records.hearing import MUSIC, RINGING, TONES, WORDS
from sandbox.records.message import Message
from sandbox.twiml.record import SPEAKING

Shown = dict[str, object]
#: How many calls and texts of the past are shown.
MOST = 50
#: What can be heard without anybody being there; everything else is a voice.
_NOBODY = frozenset({WORDS, TONES, MUSIC, RINGING, SPEAKING})


def display(net: Network, number: str) -> Shown:
    """The telephone of `number` as one JSON object. Instants are ISO 8601 in virtual UTC.

    `state` is idle, ringing (answer or decline), calling (our line rings) or in-call; `by_hand` says whether what
    happens on the call is done here, or by the person as drawn.
    """
    call = deeds.line(net, number)
    texts = [text for text in net.messages.values() if number in (text.to, text.from_)]
    past = [one for one in net.calls.values() if one.person == number and one.over]
    return {
        "number": number,
        "now": iso(net.now()),
        "rate": net.clock.rate(),
        "played": net.town.played.holds(number),
        "state": _state(call),
        "call": None if call is None else _call(net, call),
        "texts": [_text(number, text) for text in texts[-MOST:]],
        "opted_out_of": [ours for ours, theirs in net.opted_out if theirs == number],
        "lines": lines(net),
        "writes": not deeds.is_one_way(number),
        "past": [past_call(one) for one in past[:-MOST:-1]],
    }


def lines(net: Network) -> list[str]:
    """Our lines; Twilio's magic number only where there is no other."""
    ours = [number for number in net.account.numbers if number != MAGIC_OWNED]
    return ours or list(net.account.numbers)


def past_call(call: Call) -> Shown:
    """One line of a list of calls."""
    return {
        "sid": call.sid,
        "person": call.person,
        "line": _line(call),
        "inbound": call.direction == "inbound",
        "status": call.status.value,
        "began_at": iso(call.created_at),
        "talked_s": call.talking_s,
    }


def _state(call: Call | None) -> str:
    if call is None:
        return "idle"
    if call.status is Status.IN_PROGRESS:
        return "in-call"
    return "ringing" if deeds.is_ringing(call) else "calling"


def _call(net: Network, call: Call) -> Shown:
    return {
        "sid": call.sid,
        "line": _line(call),
        "by_hand": call.hand is not None,
        "answered_at": iso(call.answered_at),
        "lasted_s": 0 if call.answered_at is None else int(net.now() - call.answered_at),
        "waits_for": sorted(call.hand.wanted) if call.hand is not None else [],
        "company": _company(net, call),
        "heard": [{"at": iso(one.at), "what": one.what, "text": one.text} for one in call.heard],
    }


def _line(call: Call) -> str:
    """The number of ours that this leg shows to its person, or that the person called."""
    return call.to if call.direction == "inbound" else call.from_


def _company(net: Network, call: Call) -> str:
    """ "talking", "on-hold", "music", "alone" (in a room, in silence), "ringback" (another telephone rings) or ""."""
    present = [room.present[call.sid] for room in net.open_rooms.values() if call.sid in room.present]
    if any(one.hold for one in present):
        return "on-hold"
    sounds = {sound.what for sound in call.ears.sounds if sound.until is None}
    if sounds - _NOBODY:
        return "talking"
    return "music" if MUSIC in sounds else "ringback" if RINGING in sounds else "alone" if present else ""


def _text(number: str, text: Message) -> Shown:
    return {
        "sid": text.sid,
        "theirs": text.from_ == number,
        "line": text.to if text.from_ == number else text.from_,
        "body": text.body,
        "at": iso(text.created_at),
        "status": text.status,
    }
