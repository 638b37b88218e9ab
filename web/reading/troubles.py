"""What the carrier refuses us, for supervisors: since when, how often, and what is to be changed at the carrier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.launches import Campaign
from dialer.troubles import Trouble


@dataclass(frozen=True)
class Refused:
    """One thing that is refused, whichever campaigns are held up by it."""

    #: Of one of its troubles: who closes that one closes all.
    id: int
    code: str
    channel: str
    #: account, line, country, number or unclear.
    wide: str
    line: str
    country: str
    since: datetime
    last: datetime
    times: int
    #: Campaigns that were paused for it, and wait.
    paused: tuple[str, ...]


def refused(session: Session) -> tuple[Refused, ...]:
    """What stands open, the widest first."""
    asked = (
        select(Trouble, Campaign)
        .outerjoin(Campaign, Campaign.id == Trouble.campaign_id)
        .where(Trouble.mended_at.is_(None))
        .order_by(Trouble.code, Trouble.channel, Trouble.line, Trouble.country, Trouble.id)
    )
    found = [(row[0], row[1]) for row in session.execute(asked)]
    together = [_together(list(rows)) for _, rows in groupby(found, key=lambda row: _what(row[0]))]
    widest = ["account", "line", "country", "unclear", "number"]
    return tuple(sorted(together, key=lambda one: (widest.index(one.wide), one.since)))


def _what(trouble: Trouble) -> tuple[str, str, str, str]:
    return trouble.code, trouble.channel, trouble.line, trouble.country


def _together(rows: Sequence[tuple[Trouble, Campaign | None]]) -> Refused:
    troubles = [trouble for trouble, _ in rows]
    first = troubles[0]
    waiting = [of.name for _, of in rows if of is not None and of.paused_because == first.code]
    return Refused(
        id=first.id,
        code=first.code,
        channel=first.channel,
        wide=first.wide,
        line=first.line,
        country=first.country,
        since=min(one.first_at for one in troubles),
        last=max(one.last_at for one in troubles),
        times=sum(one.times for one in troubles),
        paused=tuple(waiting),
    )
