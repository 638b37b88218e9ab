"""The life of a call. The one place where a call's status is written.

    queued ---> ringing ---> in-progress ---> completed
      |            |
      +------------+--> busy | no-answer | failed | canceled

`initiated` is the news that a call has left the queue: a webhook, but no status of the REST API (Twilio, "Call
resource"). A call cancelled in the queue is the one end of which no news is sent.
"""

from collections.abc import Callable

from sandbox.network import Network
from sandbox.records.call import OVER, Call, Status
from sandbox.voice.callbacks import tell
from sandbox.voice.taping import finish_all, tape_call

_NEVER_REACHED = OVER - {Status.COMPLETED}
_LEADS_TO: dict[Status, frozenset[Status]] = {
    Status.QUEUED: frozenset({Status.RINGING}) | _NEVER_REACHED,
    Status.RINGING: frozenset({Status.IN_PROGRESS}) | _NEVER_REACHED,
    Status.IN_PROGRESS: frozenset({Status.COMPLETED}),
}


class Impossible(Exception):
    """The call is not in a state that allows it."""


def leave_queue(net: Network, call: Call) -> None:
    """The network begins to reach the telephone."""
    call.left_queue_at = net.now()
    net.remember(call)
    tell(net, call, "initiated")


def ring(net: Network, call: Call) -> None:
    """The telephone rings. An inbound call rings nobody's telephone but our number."""
    _move(net, call, Status.RINGING)
    call.ringing_at = net.now()
    net.remember(call)
    tell(net, call, "ringing")


def answer(net: Network, call: Call) -> None:
    """Somebody, or something, picks up."""
    _move(net, call, Status.IN_PROGRESS)
    call.answered_at = net.now()
    _stop_ringing(net, call)
    net.remember(call)
    tell(net, call, "answered")
    if call.orders.recording is not None:
        call.recording_sid = tape_call(net, call, call.orders.recording, "OutboundAPI").sid
    later(net, call, call.orders.time_limit_s, lambda: end(net, call, Status.COMPLETED))
    for hear in list(call.on_answer):
        hear()


def end(net: Network, call: Call, status: Status = Status.COMPLETED, sip: int = 200) -> None:
    """The call is over with `status`; nothing happens when it was over already.

    `sip` is the SIP response code of the last callback. The subscribers of `on_end` learn of it after the callback
    has been sent, the latest subscriber first.
    """
    if call.over:
        return
    silent = status is Status.CANCELED and call.left_queue_at is None
    _move(net, call, status)
    call.ended_at = net.now()
    call.sip = sip
    net.live.pop(call.sid, None)
    _stop_ringing(net, call)
    net.remember(call)
    finish_all(net, call)
    if not silent:
        tell(net, call, "completed")
    for hear in reversed(call.on_end):
        hear()


def hang_up(net: Network, call: Call) -> None:
    """Our side ends the call: completed when it was answered, canceled when not."""
    if call.status is Status.IN_PROGRESS:
        end(net, call, Status.COMPLETED)
    else:
        end(net, call, Status.CANCELED, 487)


def later(net: Network, call: Call, seconds: float, action: Callable[[], None]) -> None:
    """Run `action` so many virtual seconds on, unless the call is over by then."""
    net.schedule.after(seconds, lambda: None if call.over else action())


def _move(net: Network, call: Call, status: Status) -> None:
    if status not in _LEADS_TO.get(call.status, frozenset()):
        raise Impossible(f"{call.sid} cannot go from {call.status} to {status}")
    call.status = status
    call.updated_at = net.now()


def _stop_ringing(net: Network, call: Call) -> None:
    if call.ringing_at is not None and call.ring_ended_at is None:
        call.ring_ended_at = net.now()
