"""What somebody does who plays a person: the keys they press, the words they say."""

from dataclasses import dataclass, field

from sandbox.performance import Mailbox
from sandbox.schedule import Schedule


@dataclass(frozen=True)
class Stroke:
    """One key pressed, or some words said; with neither a breath: they have begun to speak, the words will follow."""

    key: str = ""
    words: str = ""


@dataclass
class Hand:
    """The hand on a played telephone during one call."""

    strokes: Mailbox[Stroke]
    #: What the network listens for at the moment: "keys", "words" (of a Gather) or "message" (of a Record).
    wanted: frozenset[str] = field(default_factory=frozenset)

    def listen(self, schedule: Schedule, *wanted: str) -> Mailbox[Stroke]:
        """Take in only what comes from now on."""
        self.wanted = frozenset(wanted)
        self.strokes = Mailbox(schedule)
        return self.strokes

    def do(self, stroke: Stroke) -> None:
        """Pass on what is listened for; Twilio forgets keys that no Gather waits for."""
        if "keys" in self.wanted if stroke.key else self.wanted & {"words", "message"}:
            self.strokes.put(stroke)
