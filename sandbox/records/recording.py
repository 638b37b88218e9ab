"""What the network knows about one recording. Instants are virtual unix seconds."""

import math
from dataclasses import dataclass

from sandbox.records.call import Taping

#: Where nothing more is recorded.
FILED = frozenset({"completed", "absent", "deleted"})


@dataclass
class Recording:
    """One recording of a call or a conference. Its status is written in `voice/taping.py` and nowhere else."""

    sid: str
    call_sid: str
    conference_sid: str
    source: str
    started_at: float
    wish: Taping
    status: str = "in-progress"
    updated_at: float = 0.0
    #: Seconds recorded up to the last pause or the end.
    taped_s: float = 0.0
    #: Since when the tape runs; None while it stands still.
    running_since: float | None = None
    #: When the tape ran for the last time.
    ended_at: float | None = None
    deleted_at: float | None = None

    @property
    def live(self) -> bool:
        """Whether it can still be paused, taken up again or stopped."""
        return self.status in ("in-progress", "paused")

    @property
    def duration_s(self) -> int | None:
        """Whole seconds of sound; None while it is being made."""
        return math.floor(self.taped_s) if self.status in FILED | {"processing", "stopped"} else None

    @property
    def channels(self) -> int:
        """1, or 2 with each side on its own."""
        return self.wish.channels
