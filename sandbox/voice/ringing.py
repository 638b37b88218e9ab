"""Reaching a telephone: what happens between leaving the queue and somebody picking up."""

from sandbox import numbers
from sandbox.network import Network
from sandbox.records.call import Call, Status
from sandbox.voice import life, manners

#: From leaving the queue to the first ring, in virtual seconds.
SETUP_S = 1.0
#: From the first ring to the busy tone.
BUSY_TONE_S = 2.0


def dial(net: Network, call: Call) -> None:
    """Set out to reach `call.to`; who picks up is decided by the town."""
    life.leave_queue(net, call)
    life.later(net, call, SETUP_S, lambda: _reach(net, call))


def is_served(net: Network, to: str) -> bool:
    """Whether calls may go to `to`: not to mainland China since 30 November 2023 (Twilio article 360016488474)."""
    return not to.startswith("+86") or "+86" in net.account.serves


def _reach(net: Network, call: Call) -> None:
    if not is_served(net, call.to) or not (numbers.is_number(call.to) or numbers.is_address(call.to)):
        net.trouble(13224, call.sid, f"Dial: {call.to} is not supported or invalid")
        life.end(net, call, Status.FAILED, 0)
        return
    engaged = _is_engaged(net, call)
    turn = call.turn = net.town.next_call(call.to)
    if turn.answer == "unreachable":
        life.end(net, call, Status.FAILED, 404)
        return
    life.ring(net, call)
    rings_s = call.orders.ring_timeout_s + turn.overtime_s
    if engaged or turn.answer == "busy":
        life.later(net, call, BUSY_TONE_S, lambda: life.end(net, call, Status.BUSY, 486))
    elif turn.played:
        manners.take_in_hand(net, call)
        life.later(net, call, rings_s, lambda: _nobody_came(net, call))
    elif turn.answer == "no-answer" or turn.ring_s >= rings_s:
        life.later(net, call, rings_s, lambda: life.end(net, call, Status.NO_ANSWER, 487))
    elif turn.answer == "reject":
        life.later(net, call, turn.ring_s, lambda: life.end(net, call, Status.BUSY, 603))
    else:
        life.later(net, call, turn.ring_s, lambda: pick_up(net, call))


def pick_up(net: Network, call: Call) -> None:
    """Whoever is at the telephone answers it."""
    manners.pick_up(net, call)
    life.answer(net, call)


def _nobody_came(net: Network, call: Call) -> None:
    if call.status is Status.RINGING:
        life.end(net, call, Status.NO_ANSWER, 487)


def _is_engaged(net: Network, call: Call) -> bool:
    """Whether the person is on another line already: a telephone does not ring twice at once."""
    lines = (other for other in net.live.values() if other is not call and other.status is not Status.QUEUED)
    return any(other.person == call.to for other in lines)
