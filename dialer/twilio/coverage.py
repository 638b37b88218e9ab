"""Coverage: which numbers Twilio serves by voice and by text, known without asking it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialer.carrier import NO_VOICE_SERVICE, Service

#: No outbound voice to mainland China since 30 November 2023 (Twilio support article 360016488474); texts go one way.
NO_VOICE = ("+86",)


@dataclass(frozen=True)
class Coverage:
    """What the account reaches."""

    #: Prefixes that are served by voice all the same: the sandbox told so, or another carrier behind the same API.
    also_serves: Sequence[str] = ()

    def serves(self, e164: str) -> Service:
        """Which of our two channels reaches this number."""
        voice = not e164.startswith(self.no_voice) if self.no_voice else True
        return Service(voice=voice, text=True, reason="" if voice else NO_VOICE_SERVICE)

    @property
    def no_voice(self) -> tuple[str, ...]:
        """The prefixes without voice."""
        return tuple(p for p in NO_VOICE if p not in self.also_serves)
