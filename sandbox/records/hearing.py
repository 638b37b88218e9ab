"""What one leg hears, and for how long it hears nothing. Instants are virtual unix seconds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

#: What is heard besides the voices of people, which are named by their numbers.
WORDS, TONES, MUSIC, RINGING = "words", "tones", "music", "ringing"


@dataclass
class Sound:
    """Something heard from `since` on; `until` is None as long as it goes on."""

    what: str
    since: float
    until: float | None = None


@dataclass
class Ears:
    """Everything one leg has heard, in the order in which it began."""

    sounds: list[Sound] = field(default_factory=list)

    def begin(self, what: str, now: float) -> Sound:
        """Hear `what` from now on; it goes on until its `until` is set. What ended at this instant goes on."""
        last = self.sounds[-1] if self.sounds else None
        if last is not None and last.what == what and last.until == now:
            last.until = None
            return last
        self.sounds.append(Sound(what, now))
        return self.sounds[-1]


def silences(sounds: Sequence[Sound], since: float, until: float) -> list[tuple[float, float]]:
    """The spans between `since` and `until` in which nothing at all was heard: no word, no music, nobody."""
    found: list[tuple[float, float]] = []
    quiet_from = since
    for sound in sorted(sounds, key=lambda one: one.since):
        if sound.since > quiet_from:
            found.append((quiet_from, min(sound.since, until)))
        quiet_from = max(quiet_from, until if sound.until is None else sound.until)
    if until > quiet_from:
        found.append((quiet_from, until))
    return [(start, end) for start, end in found if end > start]
