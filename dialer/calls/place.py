"""Placing attempts by the intent ledger. Only a worker calls this; its queue carries nothing but ids.

1. In one transaction: judge once more and write *placing*, commit; see `dialer.calls.intent`.
2. Ask the carrier, one after the other, with no transaction open.
3. In another transaction: write down what it said; a refusal's consequences stand in `dialer.calls.refused`. No usable
   answer is *unknown*, and is never dialled again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog
from sqlalchemy.exc import OperationalError

from dialer.attempt_life import AttemptState
from dialer.attempts import locked_attempts, move
from dialer.calls.intent import Intent, intend
from dialer.calls.record import GRACE, RECEIPT
from dialer.calls.refused import refused
from dialer.carrier import CarrierError, TextWanted, TryLater
from dialer.tools import Tools
from dialer.troubles import WIDE, went_through
from runtime.logs import bound

log = structlog.get_logger()

#: So many are *placing* at a time: a worker that is killed leaves few of which nobody knows whether they were asked.
TOGETHER = 8


def place(tools: Tools, *attempt_ids: int) -> None:
    """Carry claimed attempts out. A second call for the same id finds it no longer claimed and does nothing.

    One of a handful that cannot be read does not keep the others from their call.
    """
    _in_turn(partial(_place, tools, attempt_ids[at : at + TOGETHER]) for at in range(0, len(attempt_ids), TOGETHER))


def _place(tools: Tools, attempt_ids: Sequence[int]) -> None:
    """Carry these out together."""
    try:
        intents, later = intend(tools, attempt_ids)
    except OperationalError:
        raise  # A database that is away is away for each of them: their leases bring them back.
    except Exception:
        if len(attempt_ids) == 1:
            raise
        _in_turn(partial(_place, tools, [attempt_id]) for attempt_id in attempt_ids)
        return
    handful = _Handful(tools)
    asking = (partial(handful.ask, intent) for intent in intents)
    _in_turn([*asking, handful.write_down, partial(place, tools, *later)])


def _in_turn(deeds: Iterable[Callable[[], None]]) -> None:
    """Do each of these; the first error is raised when all had their turn, and what others there are is logged."""
    wrong: Exception | None = None
    for deed in deeds:
        try:
            deed()
        except Exception as one:
            if wrong is not None:
                log.exception("place_failed")
            wrong = wrong or one
    if wrong is not None:
        raise wrong


@dataclass
class _Handful:
    """What the carrier has said of a handful so far."""

    tools: Tools
    #: Attempt -> the carrier's name for it; those that are not written down yet.
    accepted: dict[int, str] = field(default_factory=dict)
    #: One was refused for a reason that may be the others' too: they are judged anew, with what is known now.
    walled: bool = False

    def ask(self, intent: Intent) -> None:
        """Ask the carrier for one of them. It is given back where that took so long for others that its time is over,
        or where what was said to another may be said to it: a closed country is asked for once, and not eight times."""
        tools, carrier = self.tools, self.tools.carrier
        with bound(job="place", **intent.ids):
            try:
                if self.walled:
                    raise TryLater("not_asked", "The carrier has refused another one")
                if intent.stale(tools):
                    raise TryLater("not_asked", "The carrier was too slow with others")
                wanted = intent.wanted
                name = carrier.text(wanted) if isinstance(wanted, TextWanted) else carrier.call(wanted)
                self.accepted[intent.attempt_id] = name
            except CarrierError as refusal:
                if type(refusal) in WIDE:
                    self.walled = True
                    self.write_down()  # What went through before it does not show that it is mended.
                refused(tools, intent.attempt_id, refusal)

    def write_down(self) -> None:
        """The carrier took these, and calls them so."""
        accepted = self.accepted
        if not accepted:
            return
        with self.tools.sessions.begin() as session:
            # The attempts alone: what they are about is not touched, and an attempt is never deleted while it is open.
            attempts, now = locked_attempts(session, accepted), self.tools.now()
            for attempt in attempts:
                attempt.carrier_id = attempt.carrier_id or accepted[attempt.id]
                if attempt.state in (AttemptState.PLACING, AttemptState.UNKNOWN):
                    move(session, attempt, AttemptState.PLACED, "accepted", now)
                    attempt.placed_at = now
                    rings = RECEIPT if attempt.channel == "text" else GRACE + self.tools.soon(attempt.ring_seconds)
                    attempt.deadline_at = now + rings
            went_through(session, attempts, now)
        accepted.clear()
