"""What the one who plays a person does: answer, decline, press, speak, hang up, call, write.

Each deed is done inside a turn of the schedule, at one instant, like everything else on the network. Doing something
means to play: the number is taken, or held for longer.
"""

import re

from sandbox.exchange import inbound
from sandbox.network import Network
from sandbox.records.call import Call, Status
from sandbox.records.hand import Hand, Stroke
from sandbox.records.message import Message
from sandbox.texts import answers, life
from sandbox.voice import life as calls
from sandbox.voice import manners, ringing

#: Keys in one press, and the longest line said or written.
MOST_KEYS, LONGEST_LINE = 32, 1600
_KEYS = re.compile(rf"[0-9*#]{{1,{MOST_KEYS}}}")


class NotNow(Exception):
    """The telephone is not in a state that allows it."""


class NotThat(ValueError):
    """What is to be pressed, said, dialled or written makes no sense."""


def line(net: Network, number: str) -> Call | None:
    """The call on the telephone of `number`: the one that is played, else one that its owner is busy with."""
    found = [call for call in net.live.values() if call.person == number and call.status is not Status.QUEUED]
    return next((call for call in found if call.hand is not None), found[0] if found else None)


def is_ringing(call: Call) -> bool:
    """Whether this telephone rings for somebody to answer it."""
    return call.status is Status.RINGING and call.direction != "inbound"


def answer(net: Network, number: str) -> None:
    """Pick up the telephone that rings."""
    ringing.pick_up(net, _ringing(net, number))


def decline(net: Network, number: str) -> None:
    """Press the red button while it rings: busy, with the SIP code of a decline."""
    calls.end(net, _ringing(net, number), Status.BUSY, 603)


def press(net: Network, number: str, keys: str) -> None:
    """Press keys in a call; a Gather that waits for them takes them one after the other."""
    if not _KEYS.fullmatch(keys):
        raise NotThat(f"The keys are 0 to 9, * and #, and {MOST_KEYS} at most.")
    call, hand = _talking(net, number)
    call.note(net.now(), "pressed", keys)
    for key in keys:
        hand.do(Stroke(key=key))


def speak(net: Network, number: str, words: str) -> None:
    """Say something in a call. No words at all are a breath: whoever types has begun to speak."""
    if len(words) > LONGEST_LINE:
        raise NotThat(f"Nobody says more than {LONGEST_LINE} characters at once.")
    call, hand = _talking(net, number)
    if words:
        call.note(net.now(), "spoke", words)
    hand.do(Stroke(words=words))


def hang_up(net: Network, number: str) -> None:
    """Put the telephone down, in a call or while our line still rings."""
    call = line(net, number)
    if call is None or call.hand is None or is_ringing(call):
        raise NotNow("There is no call to hang up.")
    manners.put_down(net, call)


def dial(net: Network, number: str, to: str) -> None:
    """Call one of our lines."""
    _is_ours(net, to)
    if line(net, number) is not None:
        raise NotNow("The telephone is in use.")
    inbound.ring_us(net, number, to)


def write(net: Network, number: str, to: str, body: str) -> Message:
    """Write to one of our lines; STOP and its like are heeded by the network at once."""
    _is_ours(net, to)
    if not body or len(body) > LONGEST_LINE:
        raise NotThat(f"A text has 1 to {LONGEST_LINE} characters.")
    if is_one_way(number):
        raise NotNow("Texts to mainland China are one-way: none come back.")
    return answers.write_us(net, number, to, body, life.send)


def is_one_way(number: str) -> bool:
    """Whether texts from `number` never reach a line of ours (Twilio article 360016612253)."""
    return number.startswith("+86")


def _ringing(net: Network, number: str) -> Call:
    call = line(net, number)
    if call is None or call.hand is None or not is_ringing(call):
        raise NotNow("The telephone does not ring.")
    return call


def _talking(net: Network, number: str) -> tuple[Call, Hand]:
    call = line(net, number)
    if call is None or call.hand is None or call.status is not Status.IN_PROGRESS:
        raise NotNow("The telephone is not in a call.")
    return call, call.hand


def _is_ours(net: Network, to: str) -> None:
    if to not in net.account.numbers:
        raise NotThat(f"{to} is not one of our numbers.")
