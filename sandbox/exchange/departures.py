"""The account's queue: Twilio accepts calls above the calls-per-second and places them in order (README 2.6)."""

from sandbox.network import Network
from sandbox.records.call import Call, Status
from sandbox.voice import life, ringing

#: Even a call that need not wait spends a moment here, in virtual seconds, and can be cancelled without a sound.
LEAST_S = 0.2
#: The longest a call waits, in virtual seconds: what has not left the queue within a day fails.
LONGEST_S = 86_400.0


def is_full(net: Network) -> bool:
    """Whether the queue takes no further call: it holds what leaves it in a day."""
    told = net.account.queue_holds
    holds = net.account.calls_per_second * LONGEST_S if told is None else told
    # Counted only where it matters: those cancelled meanwhile wait no longer.
    return len(net.queue) >= holds and sum(not call.over for call in net.queue) >= holds


def line_up(net: Network, call: Call) -> None:
    """Put a call at the end of the queue."""
    net.queue.append(call)
    if not net.queue_moving:
        net.queue_moving = True
        net.schedule.after(max(LEAST_S, net.queue_moves_at - net.now()), lambda: _move(net))


def _move(net: Network) -> None:
    """Let the first call go that has not been cancelled, and come back when the next one may."""
    call = _next(net)
    if call is None:
        net.queue_moving = False
        return
    gap_s = 1 / net.account.calls_per_second
    net.queue_moves_at = net.now() + gap_s
    ringing.dial(net, call)
    net.schedule.after(gap_s, lambda: _move(net))


def _next(net: Network) -> Call | None:
    while net.queue:
        call = net.queue.popleft()
        if not call.over and net.now() - call.created_at > LONGEST_S:
            life.end(net, call, Status.FAILED, 0)
        if not call.over:
            return call
    return None
