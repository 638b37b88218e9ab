"""Simulated agents before an important call: they read for a while, call, and now and then skip with a reason."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from dialer.agents.presence import Preview
from dialer.agents.previews import REASONS, PreviewGone, click, preview_of, skip

#: Reading what is on the page takes this long.
READS = timedelta(seconds=15)
#: So many of each hundred previews are skipped.
SKIPPED = 8


class Readers:
    """What the simulated agents do with the calls that they are offered, and how many of each."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        #: Follow-up and instant of each offer that was seen.
        self._offers: set[tuple[int, datetime]] = set()
        self._clicked: set[tuple[int, datetime]] = set()
        self._skipped: set[tuple[int, datetime]] = set()

    def decide(self, session: Session, agent_id: int, now: datetime) -> None:
        """Click or skip what this agent has read by now; the caller commits."""
        preview = preview_of(session, agent_id)
        if preview is None:
            return
        offer = preview.follow_up_id, preview.offered_at
        self._offers.add(offer)
        if preview.clicked_at or now < preview.offered_at + READS:
            return
        try:
            self._act(session, preview, now)
        except PreviewGone:
            return  # Taken back in this moment; it is offered again.

    def counts(self) -> dict[str, int]:
        """Offers, and what came of them; what was neither clicked nor skipped was taken back, most as time was up."""
        acted = self._clicked | self._skipped
        kept = {"offered": self._offers, "clicked": self._clicked, "skipped": self._skipped}
        return {name: len(offers) for name, offers in (kept | {"taken_back": self._offers - acted}).items()}

    def _act(self, session: Session, preview: Preview, now: datetime) -> None:
        offer = preview.follow_up_id, preview.offered_at
        nth = sum(follow_up_id == preview.follow_up_id for follow_up_id, _ in self._offers)
        reason = why_not(self._seed, preview.follow_up_id, nth)
        if reason:
            skip(session, preview.agent_id, preview.follow_up_id, reason, now)
            self._skipped.add(offer)
        else:
            click(session, preview.agent_id, preview.follow_up_id, now)
            self._clicked.add(offer)


def why_not(seed: int, follow_up_id: int, nth: int) -> str:
    """Why the nth offer of a call is skipped; empty where it is called. Drawn from these, not from the moment."""
    draw = random.Random(f"{seed}/preview/{follow_up_id}/{nth}")
    return draw.choice(REASONS) if draw.randrange(100) < SKIPPED else ""
