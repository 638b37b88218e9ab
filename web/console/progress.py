"""The progress of campaigns: a large one is counted anew every few seconds, not at each look of each console."""

from __future__ import annotations

from web.at_hand import db
from web.console.kept import kept
from web.reading.campaigns import progress
from web.reading.figures import Buckets


def kept_progress(campaign_id: int) -> Buckets:
    """Where its follow-ups are; of a large one, where they were some seconds ago."""
    return kept(("progress", campaign_id), lambda: progress(db(), campaign_id), lambda found: found.all, seconds=10)
