"""Calls made by a person to one of our numbers."""

from sandbox import sids
from sandbox.network import Network
from sandbox.records.call import Call, Document, Orders, Report, Status
from sandbox.twiml import perform
from sandbox.voice import life, manners


def ring_us(net: Network, from_: str, to: str) -> Call:
    """Somebody calls our number `to`; its voice URL is asked what to do. A number without one is not in service."""
    own = net.account.numbers[to]
    orders = Orders(
        document=Document(own.voice_url),
        report=Report(own.status_url, events=frozenset({"completed"})),
    )
    now = net.now()
    call = net.enter(Call(sids.new("CA"), to, from_, "inbound", now, orders, left_queue_at=now, updated_at=now))
    call.turn = net.town.own_call(from_)
    life.ring(net, call)
    # What rings is a line of ours and nobody's telephone: the witness of ringing is about telephones.
    call.ringing_at = None
    if call.turn.played:
        manners.take_in_hand(net, call)
    if own.voice_url:
        perform.begin(net, call, orders.document)
    else:
        life.end(net, call, Status.FAILED, 404)
    return call
