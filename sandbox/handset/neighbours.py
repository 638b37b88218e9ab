"""Whose telephones there are: everybody described, and everybody we called or wrote to, or who did so themselves."""

from sandbox.handset.display import Shown, past_call
from sandbox.network import Network
from sandbox.numbers import is_address, is_number

#: How many people and calls are shown.
MOST_PEOPLE, MOST_CALLS = 60, 20


def is_somebody(net: Network, number: str) -> bool:
    """Whether there can be a telephone of somebody else at `number`."""
    return number not in net.account.numbers and (is_number(number) or (is_address(number) and len(number) < 120))


def people(net: Network) -> list[Shown]:
    """Those met last first, then those described who have not been met."""
    met: dict[str, tuple[int, int]] = {}
    for call in net.calls.values():
        called, wrote = met.pop(call.person, (0, 0))
        met[call.person] = (called + 1, wrote)
    for text in net.messages.values():
        theirs = text.to if text.to not in net.account.numbers else text.from_
        called, wrote = met.pop(theirs, (0, 0))
        met[theirs] = (called, wrote + 1)
    unmet = [number for number in net.town.described() if number not in met]
    shown = [number for number in [*reversed(met), *unmet] if is_somebody(net, number)]
    return [_neighbour(net, number, *met.get(number, (0, 0))) for number in shown[:MOST_PEOPLE]]


def recent_calls(net: Network) -> list[Shown]:
    """The most recent calls, the newest first; legs of a Dial included."""
    return [past_call(call) for call in list(net.calls.values())[: -MOST_CALLS - 1 : -1]]


def _neighbour(net: Network, number: str, calls: int, texts: int) -> Shown:
    kind, played = net.town.at(number).kind, net.town.played.holds(number)
    return {"number": number, "kind": kind, "played": played, "calls": calls, "texts": texts}
