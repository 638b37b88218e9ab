"""The witness: what really happened on the network, told to whoever wants to judge our dialer by it."""

from sandbox.clock import iso
from sandbox.network import Network, Trouble
from sandbox.records.call import Call
from sandbox.records.hearing import silences
from sandbox.records.message import Message
from sandbox.records.recording import Recording

#: Shorter ones are breaths.
SHORTEST_SILENCE_S = 0.5


def ledger(net: Network) -> dict[str, object]:
    """Every call, text and error so far, in the order they began. Instants are ISO 8601 in virtual UTC.

    `ringing_at` to `ring_ended_at` is the time the callee's telephone rang; it is null for inbound calls, which ring
    nobody's telephone. `heard` says what was heard and when: words, tones, music, ringing, the person's own speaking,
    or the number of whoever could be heard. `silences` are the spans since the answer in which it was nothing at all.
    """
    return {
        "now": iso(net.now()),
        "calls": [_call(net, call) for call in net.calls.values()],
        "recordings": [_recording(tape) for tape in net.recordings.values()],
        "messages": [_message(message) for message in net.messages.values()],
        "errors": [_trouble(trouble) for trouble in net.troubles],
    }


def _call(net: Network, call: Call) -> dict[str, object]:
    return {
        "sid": call.sid,
        "to": call.to,
        "from": call.from_,
        "direction": call.direction,
        "parent": call.parent_sid or None,
        "created_at": iso(call.created_at),
        "left_queue_at": iso(call.left_queue_at),
        "ringing_at": iso(call.ringing_at),
        "ring_ended_at": iso(call.ring_ended_at),
        "answered_at": iso(call.answered_at),
        "ended_at": iso(call.ended_at),
        "status": call.status.value,
        "person": _person(call),
        "said": list(call.said),
        "first_said_at": iso(call.first_said_at),
        "talked_with": list(call.talked_with),
        "first_talked_at": iso(call.first_talked_at),
    } | _hearing(net, call)


def _hearing(net: Network, call: Call) -> dict[str, object]:
    until = call.ended_at if call.ended_at is not None else net.now()
    quiet = [] if call.answered_at is None else silences(call.ears.sounds, call.answered_at, until)
    heard = [{"what": one.what, "from": iso(one.since), "to": iso(one.until)} for one in call.ears.sounds]
    return {
        "heard": heard,
        "silences": [[iso(start), iso(end)] for start, end in quiet if end - start >= SHORTEST_SILENCE_S],
        "longest_silence_s": round(max((end - start for start, end in quiet), default=0.0), 2),
    }


def _recording(tape: Recording) -> dict[str, object]:
    return {
        "sid": tape.sid,
        "call": tape.call_sid or None,
        "conference": tape.conference_sid or None,
        "source": tape.source,
        "status": tape.status,
        "started_at": iso(tape.started_at),
        "ended_at": iso(tape.ended_at),
        "seconds": tape.duration_s,
        "deleted_at": iso(tape.deleted_at),
    }


def _person(call: Call) -> str | None:
    """How whoever is there behaves on this call; "played" by somebody's hand."""
    if call.turn is None:
        return None
    return "played" if call.turn.played else call.turn.answer


def _message(message: Message) -> dict[str, object]:
    return {
        "sid": message.sid,
        "to": message.to,
        "from": message.from_,
        "body": message.body,
        "direction": message.direction,
        "status": message.status,
        "error_code": message.error_code,
        "created_at": iso(message.created_at),
        "sent_at": iso(message.sent_at),
    }


def _trouble(trouble: Trouble) -> dict[str, object]:
    return {"at": iso(trouble.at), "code": trouble.code, "about": trouble.about, "detail": trouble.detail}
