"""What the network knows about one conference. Instants are virtual unix seconds."""

from copy import copy
from dataclasses import dataclass, field, replace

from sandbox.performance import Mailbox
from sandbox.records.call import NO_REPORT, Call, Report, Taping
from sandbox.records.hearing import Sound


@dataclass(frozen=True)
class Entry:
    """How one participant enters: the attributes of the Conference noun."""

    starts: bool = True
    ends: bool = False
    muted: bool = False
    label: str = ""
    coaches: str = ""
    #: Whether music plays until the conference starts; an empty waitUrl means silence.
    music: bool = True
    most: int = 250
    report: Report = NO_REPORT
    recording: Taping | None = None


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
    #: The sid of the one call that hears this participant, who hears everybody; empty for who does not coach.
    coaches: str = ""
    #: What they hear now, by name; voices are named by the sids of their calls.
    sounds: dict[str, Sound] = field(default_factory=dict)


@dataclass
class Room:
    """A conference, from its first participant to its end."""

    sid: str
    name: str
    created_at: float
    updated_at: float
    #: From the first participant, as Twilio has it.
    report: Report = NO_REPORT
    recording: Taping | None = None
    recording_sid: str = ""
    status: str = "init"
    started_at: float | None = None
    ended_at: float | None = None
    reason_ended: str = ""
    ended_by: str = ""
    told: int = 0
    present: dict[str, Participant] = field(default_factory=dict)

    def __copy__(self) -> "Room":
        """The room as it is now, whatever its participants do later."""
        return replace(self, present={sid: copy(one) for sid, one in self.present.items()})
