"""One claim: what is due, permitted, under its caps and within the pacing budget becomes an attempt.

1. Lock the token bucket, whoever is to call, and the rows that are due, each skipping what another dispatcher holds.
2. Judge each with fresh facts. Permitted: write an attempt; the partial unique indexes refuse a second open call to a
   customer, number or agent.
3. Not permitted: store why, and when to look again, so that the row is not read every second.

What agents talk about is claimed by `dialer.claiming.agent_calls`, what is read out by `dialer.claiming.greetings`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState
from dialer.judgement.facts import Facts, Reach
from dialer.judgement.may_place import Judgement, may_call
from dialer.judgement.waiting import BUSY, defer, put_off
from dialer.judgement.walls import Walls, walls
from dialer.pacing import Room, room
from dialer.tools import Tools


@dataclass(frozen=True)
class MayCall:
    """A follow-up that may be called about now."""

    known: Facts
    judgement: Judgement
    number: Reach
    #: Our number that calls.
    line: str


@dataclass(frozen=True)
class Claim:
    """Claiming in one transaction."""

    room: Room
    walls: Walls
    #: Ids of the new attempts.
    attempts: list[int] = field(default_factory=list)

    def fits(self, known: Facts) -> bool:
        """It waits still, and one more call of its kind may be placed."""
        return known.follow_up.state is FollowUpState.PLANNED and self._line(known) is not None

    def permitted(self, known: Facts) -> MayCall | None:
        """What may be called about, from which line and at which number; what may not is put off, with the reason."""
        room = self.room
        line = self._line(known) or known.lines[0]
        judgement = may_call(known, room.tools.carrier, room.now, room.tools.ring_bound)
        e164 = judgement.number.e164 if judgement.number else ""
        judgement = self.walls.judged(judgement, "call", line, e164)
        if judgement.allowed and judgement.number is not None:
            return MayCall(known, judgement, judgement.number, line)
        put_off(room.session, known.follow_up, judgement, room.now)
        return None

    def row(self, one: MayCall) -> dict[str, Any]:
        """The new attempt, as a row, but for what only this kind of call has."""
        tools, now, follow_up = self.room.tools, self.room.now, one.known.follow_up
        return {
            "follow_up_id": follow_up.id,
            "customer_id": follow_up.customer_id,
            "channel": "call",
            "e164": one.number.e164,
            "extension": one.number.extension,
            "line": one.line,
            "mode": follow_up.mode,
            "ring_seconds": tools.ring_seconds,
            "state": AttemptState.CLAIMED,
            "reason": "claimed",
            "claimed_at": now,
            "deadline_at": now + tools.soon(60),
        }

    def busy(self, one: MayCall) -> None:
        """An open call to the customer, the number or the agent stands in the way: a little later."""
        now = self.room.now
        why = replace(one.judgement, code="busy_elsewhere")
        defer(self.room.session, one.known.follow_up, why, now + BUSY, now)

    def _line(self, known: Facts) -> str | None:
        """The first of the numbers that may call about it and has room for one call more."""
        purpose = known.follow_up.purpose
        return next((line for line in known.lines if self.room.has(line, purpose)), None)


def begin(tools: Tools, session: Session, now: datetime) -> Claim:
    """A claim at this instant; no other dispatcher claims calls until the transaction ends."""
    return Claim(room(tools, session, now), walls(session, now))
