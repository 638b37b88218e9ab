"""What the network knows about one text message. Instants are virtual unix seconds."""

from dataclasses import dataclass

from sandbox.records.call import NO_REPORT, Report
from sandbox.records.segments import segments


@dataclass
class Message:
    """A text on its way. Its status is written in `texts/life.py` and nowhere else."""

    sid: str
    to: str
    from_: str
    body: str
    direction: str
    created_at: float
    status: str
    report: Report = NO_REPORT
    messaging_service_sid: str = ""
    sent_at: float | None = None
    updated_at: float = 0.0
    error_code: int | None = None

    @property
    def segments(self) -> int:
        """How many parts the body takes on the air."""
        return segments(self.body)
