"""What the network knows about one recording. There is no sound in the box."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recording:
    """A recording that has been filed. `duration_s` is whole virtual seconds."""

    sid: str
    call_sid: str
    conference_sid: str
    source: str
    started_at: float
    duration_s: int
    channels: int = 1
