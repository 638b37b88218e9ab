"""How long people stay on the line: while they talk, while they wait, and when they meet a machine."""

from sandbox.network import Network
from sandbox.performance import Mailbox
from sandbox.records.call import Call, Status
from sandbox.records.hand import Hand
from sandbox.voice import life

#: How long somebody waits in an empty room, and how long on hold with music, in virtual seconds.
PATIENCE_S, HOLD_PATIENCE_S = 20.0, 120.0
#: When somebody who picks up only to hang up does so.
AT_ONCE_S = 1.5
#: How often it is seen whether a telephone is still played.
PLAYED_S = 2.0
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
        call.note(net.now(), "with", partner.person)
        if call.first_talked_at is None:
            call.first_talked_at = net.now()


def talk(net: Network, call: Call) -> None:
    """Somebody is there: the person stays for as long as they like to talk."""
    if call.turn is not None and call.turn.talk_s is not None and call.turn.answer != "machine":
        _leave_in(net, call, call.turn.talk_s)
    else:
        call.mood += 1


def wait(net: Network, call: Call, on_hold: bool = False) -> None:
    """Nobody is there: the person waits a little, longer on hold, an agent for as long as it takes."""
    call.note(net.now(), "alone")
    if call.turn is not None and call.turn.talk_s is not None:
        patience_s = HOLD_PATIENCE_S if on_hold else PATIENCE_S
        _leave_in(net, call, patience_s if call.turn.patience_s is None else call.turn.patience_s)
    else:
        call.mood += 1


def settle(call: Call) -> None:
    """The call has moved on to something else: earlier resolutions to leave are void."""
    call.mood += 1


def take_in_hand(net: Network, call: Call) -> None:
    """Somebody plays the person on this leg: only they do anything on it, and when they stop playing they hang up."""
    call.hand = Hand(Mailbox(net.schedule))
    _stay_while_played(net, call)


def put_down(net: Network, call: Call) -> None:
    """The person hangs up, perhaps before we answered their call."""
    if call.status is Status.IN_PROGRESS:
        life.end(net, call)
    else:
        life.end(net, call, Status.NO_ANSWER, 487)


def _stay_while_played(net: Network, call: Call) -> None:
    # A telephone that rings when its page is closed goes on ringing, as one in an empty room.
    if net.town.played.holds(call.person) or (call.status is Status.RINGING and call.direction != "inbound"):
        life.later(net, call, PLAYED_S, lambda: _stay_while_played(net, call))
    else:
        put_down(net, call)


def _leave_in(net: Network, call: Call, seconds: float) -> None:
    call.mood += 1
    mood = call.mood
    life.later(net, call, seconds, lambda: life.end(net, call) if call.mood == mood else None)
