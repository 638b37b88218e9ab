"""The voice of an explanation: its language, the clock that it tells times by, and who knows the reason codes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from runtime.zones import local_date, zone

Language = Literal["en", "zh"]
#: The words, each file in its own part: what happened, and the answers in one sentence.
_FILES = ("said.toml", "answers.toml")


@dataclass(frozen=True)
class Line:
    """One thing that happened, or that holds now."""

    #: In UTC; None for what has no instant of its own.
    at: datetime | None
    what: str
    #: Why, or on what grounds; empty where there is nothing more to say.
    why: str = ""
    #: The call or text that it is about, where it is about one.
    attempt_id: int | None = None


@dataclass(frozen=True)
class Voice:
    """Says everything in one language and on one clock."""

    language: Language
    #: IANA zone whose wall clock is told.
    zone: str
    #: A reason code in words of this language; the code itself where there are none.
    in_words: Callable[[str], str]

    def say(self, shelf: str, name: str, /, **values: object) -> str:
        """A sentence of our words with its blanks filled in; KeyError where there is none."""
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
        return f"{instant.astimezone(self.tz):%Y-%m-%d %H:%M:%S}"

    @property
    def tz(self) -> ZoneInfo:
        """The zone whose wall clock is told."""
        return zone(self.zone)

    def clock(self, instant: datetime) -> str:
        """The time of day at this instant, to the minute: 11:00."""
        return f"{instant.astimezone(self.tz):%H:%M}"

    def day(self, on: date) -> str:
        """A day with its weekday: Tuesday 2026-11-24, 2026-11-24（周二）."""
        return self.say("when", "day", weekday=self.say("weekday", str(on.weekday())), day=on)

    def when(self, instant: datetime, now: datetime) -> str:
        """An instant as people say it beside `now`: 14:30 today, 11:00 on Monday 2026-11-30."""
        there, today = local_date(instant, self.zone), local_date(now, self.zone)
        near = {today - timedelta(days=1): "yesterday", today: "today", today + timedelta(days=1): "tomorrow"}
        return self.say("when", near.get(there, "on"), time=self.clock(instant), day=self.day(there))

    def together(self, *parts: str) -> str:
        """These parts, without the empty ones, as one line."""
        return ("; " if self.language == "en" else "；").join(part for part in parts if part)


@cache
def _said() -> dict[str, dict[str, dict[str, str]]]:
    read = (tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8")) for name in _FILES)
    return {shelf: words for file in read for shelf, words in file.items()}
