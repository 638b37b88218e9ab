"""The voice of an explanation: its language, the clock that it tells times by, and who knows the reason codes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from runtime.zones import zone

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Line:
    """One thing that happened, or that holds now."""

    #: In UTC; None for what has no instant of its own.
    at: datetime | None
    what: str
    #: Why, or on what grounds; empty where there is nothing more to say.
    why: str = ""


@dataclass(frozen=True)
class Voice:
    """Says everything in one language and on one clock."""

    language: Language
    #: IANA zone whose wall clock is told.
    zone: str
    #: A reason code in words of this language; the code itself where there are none.
    in_words: Callable[[str], str]

    def say(self, shelf: str, name: str, /, **values: object) -> str:
        """A sentence of said.toml with its blanks filled in; KeyError where there is none."""
        return _said()[shelf][name][self.language].format(**values)

    def reason(self, code: str) -> str:
        """A reason code in words; empty for none, the code itself where nobody has words for it."""
        own = _said()["reason"].get(code)
        if own or not code:
            return own[self.language] if own else ""
        words = self.in_words(code)
        # What came of a conversation, or of a call, is a reason too.
        other = next((_said()[shelf][code] for shelf in ("disposition", "result") if code in _said()[shelf]), None)
        return other[self.language] if other and words == code else words

    def at(self, instant: datetime) -> str:
        """The wall clock at this instant: 2026-11-24 11:00:05."""
        return f"{instant.astimezone(zone(self.zone)):%Y-%m-%d %H:%M:%S}"

    def together(self, *parts: str) -> str:
        """These parts, without the empty ones, as one line."""
        return ("; " if self.language == "en" else "；").join(part for part in parts if part)


@cache
def _said() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("said.toml").read_text(encoding="utf-8"))
