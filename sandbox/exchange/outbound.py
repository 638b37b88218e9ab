"""Calls asked for by REST: accepting them, and changing them while they live."""

from sandbox import sids
from sandbox.exchange import departures
from sandbox.network import Network
from sandbox.records.call import Call, Document, Orders, Status
from sandbox.twiml import perform
from sandbox.voice import detection, life


def place(net: Network, to: str, from_: str, orders: Orders) -> Call:
    """Accept a call; it waits its turn, rings, and on answer its document is performed."""
    now = net.now()
    call = net.enter(Call(sids.new("CA"), to, from_, "outbound-api", now, orders, updated_at=now))

    def proceed() -> None:
        perform.begin(net, call, orders.document)

    def answered() -> None:
        if orders.detection is None:
            proceed()
        else:
            detection.begin(net, call, orders.detection, proceed)

    call.on_answer.append(answered)
    departures.line_up(net, call)
    return call


def cancel(net: Network, call: Call) -> None:
    """Take back a call that nobody has answered yet; raises life.Impossible otherwise."""
    if call.status not in (Status.QUEUED, Status.RINGING):
        raise life.Impossible(f"{call.sid} is {call.status}")
    life.end(net, call, Status.CANCELED, 487)


def complete(net: Network, call: Call) -> None:
    """End a call whatever it is doing; raises life.Impossible when it is over."""
    if call.over:
        raise life.Impossible(f"{call.sid} is {call.status}")
    life.hang_up(net, call)


def redirect(net: Network, call: Call, document: Document) -> None:
    """Give a call in progress other instructions; raises life.Impossible when it is not in progress."""
    if call.status is not Status.IN_PROGRESS:
        raise life.Impossible(f"{call.sid} is {call.status}")
    perform.begin(net, call, document)
