"""Wished hours as people write them: 周一至周五 18:00-20:00, 工作日下午, 18:00以后, 周末勿扰, mornings.

A wish is a few clauses. Each has days, times or both: its days are every day where it names none, its times the whole
day. Clauses that forbid are taken from those that ask; where none asks, from the whole week. Words: wished_hours.toml.
Where two readings are possible, there is none: 晚上，周末 may be evenings and weekends, or evenings of weekends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from campaigns.importing.wished_words import NotATime, Token, tokens
from campaigns.wishes import NEVER, WEEKDAYS, WHOLE_DAY, Window, written

_NOON = 12 * 60


@dataclass
class _Clause:
    forbids: bool = False
    days: set[int] = field(default_factory=set)
    windows: list[Window] = field(default_factory=list)
    #: mornings on Mondays: the days came behind the times.
    times_first: bool = False
    #: A comma stands inside.
    divided: bool = False

    @property
    def empty(self) -> bool:
        return not self.days and not self.windows


@lru_cache(maxsize=4096)
def wished_hours(text: str) -> str | None:
    """The wish as the customer's row keeps it; None where any time will do. Raises CellRefused, and never guesses."""
    words = tokens(text)
    if words and all(word.kind in ("never", "stop") for word in words):
        return NEVER
    asked = _Reader(words).clauses()
    wanted = [clause for clause in asked if not clause.forbids]
    if not asked or (len(wanted) > 1 and not all(clause.days for clause in wanted)):
        raise NotATime
    minutes = [_minutes(day, wanted, [c for c in asked if c.forbids]) for day in range(len(WEEKDAYS))]
    if not any(minutes):
        raise NotATime("This leaves no time at which to call.")
    return written(minutes)


def _minutes(day: int, wanted: list[_Clause], forbidden: list[_Clause]) -> list[Window]:
    """What is left of this day."""
    left = _on(day, wanted) if wanted else [WHOLE_DAY]
    for start, end in _on(day, forbidden):
        left = [w for a, b in left for w in ((a, min(b, start)), (max(a, end), b)) if w[0] < w[1]]
    return left


def _on(day: int, clauses: list[_Clause]) -> list[Window]:
    found = (clause.windows or [WHOLE_DAY] for clause in clauses if day in clause.days or not clause.days)
    return [window for windows in found for window in windows]


class _Reader:
    """Goes through the words once, from the left."""

    def __init__(self, words: list[Token]) -> None:
        self._words, self._at = words, 0
        self._done: list[_Clause] = []
        self._clause = _Clause()
        #: What stood before this word: a stop, an or, or nothing.
        self._before = ""

    def clauses(self) -> list[_Clause]:
        """All clauses. Raises NotATime."""
        while (word := self._next()) is not None:
            if word.kind == "days":
                self._days(word)
            elif word.kind in ("part", "time", "after", "before", "to"):
                self._times(word)
            elif word.kind in ("never", "except"):
                self._forbid(word)
            self._before = "" if word.kind not in ("stop", "or") else self._before if self._after_stop else word.kind
        if self._clause.empty and self._clause.forbids:
            raise NotATime
        self._end()
        return self._done

    @property
    def _after_stop(self) -> bool:
        return self._before == "stop"

    def _next(self) -> Token | None:
        word = self._peek()
        self._at += word is not None
        return word

    def _peek(self) -> Token | None:
        return self._words[self._at] if self._at < len(self._words) else None

    def _took(self, kind: str) -> bool:
        """Whether the next word is of this kind; it is then taken."""
        word = self._peek()
        taken = word is not None and word.kind == kind
        self._at += taken
        return taken

    def _end(self, *, forbids: bool = False) -> None:
        if not self._clause.empty:
            self._done.append(self._clause)
        self._clause = _Clause(forbids)

    def _days(self, word: Token) -> None:
        clause = self._clause
        if clause.windows and not clause.times_first:
            if clause.days or self._after_stop:
                self._end()
            elif self._before == "or":
                # 晚上或周末: is it the evenings of weekends?
                raise NotATime
            else:
                clause.times_first = True
        self._clause.divided |= self._after_stop and not self._clause.empty
        days = word.days
        if self._took("to"):
            last = self._next()
            if last is None or last.kind != "days" or len(days) != 1 or len(last.days) != 1 or days == last.days:
                raise NotATime
            (first,), (end,) = days, last.days
            days = frozenset((first + step) % 7 for step in range((end - first) % 7 + 1))
        self._clause.days |= days

    def _times(self, word: Token) -> None:
        if self._clause.times_first:
            self._end()
        self._clause.divided |= self._after_stop and not self._clause.empty
        self._clause.windows.append(self._window(word))

    def _window(self, word: Token) -> Window:
        following = self._peek()
        if word.kind == "part" and not (following and following.kind == "time"):
            return word.window
        if word.kind in ("after", "before", "to"):
            return self._from_sign(word)
        start = self._clock(word)
        if self._took("to"):
            return _range(start, self._clock(self._next()))
        if self._took("after"):
            return _checked((_known(start), WHOLE_DAY[1]))
        if self._took("before"):
            return _checked((0, _known(start)))
        raise NotATime

    def _from_sign(self, sign: Token) -> Window:
        """after 18:00, from 18:00 to 20:00, before 10am, until 10am"""
        minute = self._clock(self._next())
        if sign.kind == "after" and self._took("to"):
            return _range(minute, self._clock(self._next()))
        return _checked((_known(minute), WHOLE_DAY[1]) if sign.kind == "after" else (0, _known(minute)))

    def _clock(self, word: Token | None) -> Token:
        """A time, with the part of the day before it, as in 晚上6点."""
        if word is not None and word.kind == "part":
            following = self._next()
            if following is None or following.kind != "time":
                raise NotATime
            return _in_part(word, following)
        if word is None or word.kind != "time":
            raise NotATime
        return word

    def _forbid(self, word: Token) -> None:
        behind = word.kind == "never" and not self._clause.empty and not self._after_stop
        if not behind:
            if self._clause.forbids and self._clause.empty:
                raise NotATime
            self._end(forbids=True)
            return
        following = self._peek()
        # 周六，周日勿扰: is Saturday welcome or not?
        if self._clause.divided or self._clause.forbids or (following and following.kind not in ("stop", "or")):
            raise NotATime
        self._clause.forbids = True
        self._end()


def _in_part(part: Token, time: Token) -> Token:
    """晚上6点 is 18:00, 中午1点 is 13:00; 上午18点 is nothing."""
    minute, (start, end) = time.window[0], part.window
    found = next((m for m in (minute, minute + _NOON) if start - 120 <= m <= end), None)
    if found is None or (time.says_half and found != minute):
        raise NotATime
    return Token("time", window=(found, 0))


def _range(start: Token, end: Token) -> Window:
    """6-8pm is 18:00-20:00, 上午9点到5点 is 09:00-17:00, 9-17 is 09:00-17:00; 6点到8点 may be either."""
    first, last = start.window[0], end.window[0]
    if end.vague:
        last = next((m for m in (last, last + _NOON) if m > _known(start)), 0)
    elif start.vague and first + _NOON < last:
        if not end.says_half:
            raise NotATime("In the morning or in the evening? Write 18:00-20:00.")
        first += _NOON
    return _checked((first, last))


def _known(time: Token) -> int:
    if time.vague:
        raise NotATime("In the morning or in the evening? Write 18:00-20:00.")
    return time.window[0]


def _checked(window: Window) -> Window:
    start, end = window
    if start >= end:
        raise NotATime("A time to call begins before it ends, on the same day.")
    return window
