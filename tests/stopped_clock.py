"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.cast import TUESDAY_11


class StoppedClock:
    """Shows the instant it was set to."""

    def __init__(self, at: datetime = TUESDAY_11) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def rate(self) -> float:
        return 1.0

    def forward(self, **span: float) -> datetime:
        """Move on by hours=…, minutes=…, and say where it stands."""
        self.at += timedelta(**span)
        return self.at
