"""How long people stay on the line: while they talk, while they wait, and when they meet a machine."""

from sandbox.network import Network
from sandbox.records.call import Call
from sandbox.voice import life

#: How long somebody waits in an empty room, in virtual seconds.
PATIENCE_S = 20.0
#: When somebody who picks up only to hang up does so.
AT_ONCE_S = 1.5
#: How long an answering machine listens before it rings off.
MACHINE_S = 60.0


def pick_up(net: Network, call: Call) -> None:
    """What the one who answers does of their own accord."""
    if call.turn is None:
        return
    if call.turn.answer == "hang-up":
        life.later(net, call, AT_ONCE_S, lambda: life.end(net, call))
    if call.turn.answer == "machine":
        life.later(net, call, MACHINE_S, lambda: life.end(net, call))


def meet(net: Network, one: Call, other: Call) -> None:
    """Two legs can hear each other from now on."""
    for call, partner in ((one, other), (other, one)):
        if partner.person not in call.talked_with:
            call.talked_with.append(partner.person)
        if call.first_talked_at is None:
            call.first_talked_at = net.now()


def talk(net: Network, call: Call) -> None:
    """Somebody is there: the person stays for as long as they like to talk."""
    if call.turn is not None and call.turn.talk_s is not None and call.turn.answer != "machine":
        _leave_in(net, call, call.turn.talk_s)
    else:
        call.mood += 1


def wait_alone(net: Network, call: Call) -> None:
    """Nobody is there: the person waits a little, an agent for as long as it takes."""
    if call.turn is not None and call.turn.talk_s is not None:
        _leave_in(net, call, PATIENCE_S)
    else:
        call.mood += 1


def settle(call: Call) -> None:
    """The call has moved on to something else: earlier resolutions to leave are void."""
    call.mood += 1


def _leave_in(net: Network, call: Call, seconds: float) -> None:
    call.mood += 1
    mood = call.mood
    life.later(net, call, seconds, lambda: life.end(net, call) if call.mood == mood else None)
