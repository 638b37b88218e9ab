"""The progress of campaigns: a large one is counted anew every few seconds, not at each look of each console."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from web.at_hand import db, now, real
from web.reading.campaigns import progress
from web.reading.figures import Buckets

_NAME = "huifang-progress"
#: Real seconds for which the count of a campaign with more follow-ups than this is taken as it was.
_KEPT, LARGE = 10, 10_000


def kept_progress(campaign_id: int) -> Buckets:
    """Where its follow-ups are; of a large one, where they were some seconds ago."""
    kept: dict[int, tuple[datetime, Buckets]] = current_app.extensions.setdefault(_NAME, {})
    at, counted = kept.get(campaign_id, (None, Buckets()))
    if at is not None and abs(now() - at) < real(_KEPT):
        return counted
    counted = progress(db(), campaign_id)
    if counted.all > LARGE:
        kept[campaign_id] = (now(), counted)
    return counted
