"""Walls: where the carrier refuses by the account or its settings, it is not asked the same every second.

What would go the same way waits an hour, or until the trouble is mended; now and then one is let through to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.numbers.country import country_of
from dialer.judgement.may_place import Judgement
from dialer.troubles import MENDING, Trouble

#: How often one is let through.
EVERY = timedelta(minutes=5)
#: A code that nobody has told us the meaning of may be about one number: so many in a row are needed for a wall.
_IN_A_ROW = 3


@dataclass(frozen=True)
class Walls:
    """The open troubles, read and locked once in a transaction that claims."""

    troubles: Sequence[Trouble]
    now: datetime

    def judged(self, judgement: Judgement, channel: str, line: str, e164: str) -> Judgement:
        """The same judgement, or a refusal where a wall stands between this line of ours and this number."""
        if not judgement.allowed:
            return judgement
        walls = [one for one in self.troubles if _stands(one, channel, line, e164)]
        fresh = [one for one in walls if self.now < one.tried_at + EVERY]
        if fresh:
            code = f"carrier_{fresh[0].code}"
            return replace(
                judgement,
                allowed=False,
                code=code,
                again_at=self.now + MENDING,
                stands_on=lambda: judgement.evidence | {"code": code},
            )
        for one in walls:
            one.tried_at = self.now
        return judgement


def walls(session: Session, now: datetime) -> Walls:
    """The walls that stand at this instant. Claiming holds the account's bucket, so that no two try the same one."""
    return Walls(session.scalars(_STANDING).all(), now)


# A number that the carrier keeps from us is set aside by itself: nobody else runs into it.
_STANDING = select(Trouble).where(Trouble.mended_at.is_(None), Trouble.wide != "number").order_by(Trouble.id)


def _stands(trouble: Trouble, channel: str, line: str, e164: str) -> bool:
    """The same as `dialer.troubles.in_the_way`, for a trouble in hand."""
    match trouble.wide:
        case "account":
            return True
        case "line":
            return (trouble.channel, trouble.line) == (channel, line)
        case "unclear":
            return (trouble.channel, trouble.line) == (channel, line) and trouble.times >= _IN_A_ROW
        case _:
            return (trouble.channel, trouble.country) == (channel, country_of(e164))
