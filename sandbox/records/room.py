"""What the network knows about one conference. Instants are virtual unix seconds."""

from dataclasses import dataclass, field

from sandbox.performance import Mailbox
from sandbox.records.call import NO_REPORT, Call, Report


@dataclass(frozen=True)
class Entry:
    """How one participant enters: the attributes of the Conference noun."""

    starts: bool = True
    ends: bool = False
    muted: bool = False
    label: str = ""
    coaches: str = ""
    most: int = 250
    report: Report = NO_REPORT
    recording: Report | None = None


@dataclass
class Participant:
    """One call inside a room. `exit` gets a message when somebody else takes them out."""

    call: Call
    entry: Entry
    exit: Mailbox[str]
    joined_at: float
    updated_at: float
    muted: bool = False
    hold: bool = False
    ends: bool = False


@dataclass
class Room:
    """A conference, from its first participant to its end."""

    sid: str
    name: str
    created_at: float
    updated_at: float
    #: From the first participant, as Twilio has it.
    report: Report = NO_REPORT
    recording: Report | None = None
    status: str = "init"
    started_at: float | None = None
    ended_at: float | None = None
    reason_ended: str = ""
    ended_by: str = ""
    told: int = 0
    present: dict[str, Participant] = field(default_factory=dict)
