"""The network's side: telephones that ring, wait and fall silent, held against the hours and the ledger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Literal

from dialer.hours.callee import Callee
from huifang.proof.rings import why_outside
from huifang.proof.silences import WITHIN_S
from huifang.simulation.watching.ledger import Ledger
from huifang.simulation.watching.news import AttemptRow
from sandbox.network import Network
from sandbox.records.call import Call, Status
from sandbox.records.message import Message

#: An attempt whose call is over, or never was, has its own end by then.
LONG_OVER = timedelta(minutes=45)
#: A text waits an hour for its receipt before anybody asks.
NO_RECEIPT = timedelta(hours=3)
#: A call that waits or rings when its customer is suppressed is stopped well before this has passed.
STOPPED_BY = timedelta(minutes=5)
_NAMED = re.compile(r"/twilio/(call|leg|text|rehearsal)/([^/]+)/")

Kind = Literal["customer", "own", "stranger"]


@dataclass
class _Followed:
    """One call of the network, until it is over."""

    call: Call
    #: customer: ours to a customer, or theirs to us; own: to one of our own people; stranger: it names nothing of ours.
    kind: Kind
    token: str
    rang: bool = False
    fell_silent: bool = False
    told: set[str] = field(default_factory=set)


class Telephones:
    """Looks at the calls and texts that began since, and at those that are not over."""

    def __init__(self, net: Network, ledger: Ledger, ahead_s: float = 0.0) -> None:
        """`ahead_s`: our clock may be so many seconds ahead, and so much earlier a day may begin."""
        self._net = net
        self._ahead_s = ahead_s
        self._ledger = ledger
        self._seen = self._texts = 0
        self._followed: dict[str, _Followed] = {}
        #: How many of these are calls of customers.
        self._customers = 0
        self._asked: Counter[str] = Counter()
        #: Token -> when the last call under it was over.
        self._over: dict[str, datetime] = {}

    @property
    def moving(self) -> bool:
        """Something may have happened without anybody writing a row."""
        return self._customers > 0 or len(self._net.calls) > self._seen or len(self._net.messages) > self._texts

    def look(self, now: datetime) -> Iterator[str]:
        """What breaks an invariant."""
        yield from self._begun(now)
        for one in list(self._followed.values()):
            if one.kind == "customer":
                yield from self._rings(one, now)
                yield from self._hears(one, now)
                yield from self._agrees(one)
            if one.call.over:
                del self._followed[one.call.sid]
                self._customers -= one.kind == "customer"
                self._over[one.token] = _at(one.call.ended_at) or now
        yield from self._conferences()

    def never_ended(self, now: datetime) -> Iterator[str]:
        """Attempts that are open although their call has been over for long, or never began; texts that nobody ends."""
        live = {one.token for one in self._followed.values()}
        for row in self._ledger.under_way.values():
            since = self._over.get(row.token, row.placing_at)
            longest = LONG_OVER if row.is_call else NO_RECEIPT
            if row.token not in live and row.direction == "out" and since and now - since > longest:
                yield f"invariant 3 an attempt without an end, {row.state}: {row}"

    def _begun(self, now: datetime) -> Iterator[str]:
        for call in islice(self._net.calls.values(), self._seen, None):
            if call.parent_sid:
                continue
            kind, token = _whose(call)
            self._followed[call.sid] = _Followed(call, kind, token)
            self._customers += kind == "customer"
            yield from self._asked_for(call, kind, token)
        self._seen = len(self._net.calls)
        for message in islice(self._net.messages.values(), self._texts, None):
            yield from self._texted(message)
        self._texts = len(self._net.messages)

    def _asked_for(self, call: Call, kind: Kind, token: str) -> Iterator[str]:
        if call.direction == "inbound":
            return
        row = self._ledger.by_token.get(token)
        if kind == "stranger" or (kind == "customer" and row is None):
            yield f"invariant 2 a call that the ledger does not know: {call.sid}"
        self._asked[token] += 1
        if kind == "customer" and self._asked[token] > 1:
            yield f"invariant 2 dialled twice: {row or call.sid}"
        if row is not None and row.state in ("planned", "claimed", "released", "refused", "withdrawn"):
            yield f"invariant 2 dialled, and the ledger says {row.state}: {row}"

    def _texted(self, message: Message) -> Iterator[str]:
        found = _NAMED.search(message.report.url)
        if message.direction == "inbound" or (found and found[1] == "rehearsal"):
            return
        row = self._ledger.by_token.get(found[2]) if found else None
        if row is None:
            yield f"invariant 2 a text that the ledger does not know: {message.sid}"
            return
        self._asked[row.token] += 1
        if self._asked[row.token] > 1:
            yield f"invariant 2 texted twice: {row}"

    def _rings(self, one: _Followed, now: datetime) -> Iterator[str]:
        row, call = self._ledger.by_token.get(one.token), one.call
        if row is None or call.direction == "inbound":
            return
        if call.left_queue_at is None and row.silent_by is not None:
            until = _at(call.ended_at) or now
            if until > row.silent_by:
                yield from _once(one, f"invariant 1 in the carrier's queue after its hours: {row}")
        if call.ringing_at is not None and not one.rang:
            one.rang = True
            yield from self._may_ring(one, row, 0.0)
            yield from self._in_peace(call, row)
        if call.ringing_at is not None and call.ring_ended_at is not None and not one.fell_silent:
            one.fell_silent = True
            yield from self._may_ring(one, row, call.ring_ended_at - call.ringing_at)

    def _may_ring(self, one: _Followed, row: AttemptRow, seconds: float) -> Iterator[str]:
        began = _at(one.call.ringing_at)
        callee = Callee(row.e164, row.country or "", row.subdivision or "", row.zone)
        assert began is not None
        for follow_up_id, _, hours, purpose in row.about:
            why = why_outside(callee, hours, purpose, began, seconds, self._ahead_s)
            if why:
                what = f"rang outside hours ({why}, about follow-up {follow_up_id})"
                yield from _once(one, f"invariant 1 {what}, {began:%Y-%m-%d %H:%M:%S} UTC: {row}")

    def _in_peace(self, call: Call, row: AttemptRow) -> Iterator[str]:
        began = _at(call.ringing_at)
        found = self._ledger.suppressed(row, began) if began else None
        if found is not None and began is not None and began > found.since + STOPPED_BY:
            yield f"invariant 4 rang long after suppression {found.id}: {row}"

    def _hears(self, one: _Followed, now: datetime) -> Iterator[str]:
        call = one.call
        if call.answered_at is None or "silence" in one.told:
            return
        # Later silences are none of ours: a greeting waits for a key, an agent thinks.
        heard = call.ears.sounds[0].since if call.ears.sounds else call.ended_at
        quiet = (heard if heard is not None else now.timestamp()) - call.answered_at
        row = self._ledger.by_token.get(one.token)
        if quiet > WITHIN_S + 0.001:
            one.told.add("silence")
            yield f"invariant 6 left in silence for {quiet:.1f} s: {row or call.sid}"
        elif call.over and not call.ears.sounds and self._was_cut_off(call):
            one.told.add("silence")
            yield f"invariant 6 hung up on without a word: {row or call.sid}"

    def _was_cut_off(self, call: Call) -> bool:
        """Somebody picked up to talk, and it was not the carrier who told them that we could not be reached."""
        stayed = call.turn is not None and call.turn.answer == "answer"
        return stayed and not any(trouble.about == call.sid and trouble.code for trouble in self._net.troubles)

    def _agrees(self, one: _Followed) -> Iterator[str]:
        """What the ledger says is over is over."""
        row, call = self._ledger.by_token.get(one.token), one.call
        if row is not None and row.over and row.carrier_id == call.sid and not call.over:
            yield from _once(one, f"invariant 8 {row.state}, and the telephone is {call.status.value}: {row}")

    def _conferences(self) -> Iterator[str]:
        for room in self._net.open_rooms.values():
            customers = [sid for sid in room.present if self._is_customer(sid)]
            if len(customers) > 1:
                rows = (self._ledger.by_token.get(self._followed[sid].token) for sid in customers)
                together = "; ".join(str(row) if row else "a caller" for row in rows)
                yield f"invariant 6 two customers in one conversation: {together}"

    def _is_customer(self, sid: str) -> bool:
        one = self._followed.get(sid)
        return one is not None and one.kind == "customer" and one.call.status is Status.IN_PROGRESS


def _once(one: _Followed, violation: str) -> Iterator[str]:
    if violation not in one.told:
        one.told.add(violation)
        yield violation


def _whose(call: Call) -> tuple[Kind, str]:
    if call.direction == "inbound":
        return "customer", call.sid
    found = _NAMED.search(call.orders.document.url)
    if found is None:
        return "stranger", call.sid
    return ("customer" if found[1] == "call" else "own"), found[2]


def _at(instant: float | None) -> datetime | None:
    return None if instant is None else datetime.fromtimestamp(round(instant, 6), UTC)
