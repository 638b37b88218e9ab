"""The witness: what really happened on the network, told to whoever wants to judge our dialer by it."""

from sandbox.clock import iso
from sandbox.network import Network, Trouble
from sandbox.records.call import Call
from sandbox.records.message import Message


def ledger(net: Network) -> dict[str, object]:
    """Every call, text and error so far, in the order they began. Instants are ISO 8601 in virtual UTC.

    `ringing_at` to `ring_ended_at` is the time the callee's telephone rang; it is null for inbound calls, which ring
    nobody's telephone.
    """
    return {
        "now": iso(net.now()),
        "calls": [_call(call) for call in net.calls.values()],
        "messages": [_message(message) for message in net.messages.values()],
        "errors": [_trouble(trouble) for trouble in net.troubles],
    }


def _call(call: Call) -> dict[str, object]:
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
        "person": call.turn.answer if call.turn is not None else None,
        "said": list(call.said),
        "first_said_at": iso(call.first_said_at),
        "talked_with": list(call.talked_with),
        "first_talked_at": iso(call.first_talked_at),
    }


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
