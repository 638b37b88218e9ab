"""The words of a wish: days, parts of the day, times of the clock and the signs between them. No guesses."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

from campaigns.importing.numerals import number
from campaigns.importing.reasons import CellRefused, Reason
from campaigns.wishes import Window

#: A time of day: 18:00, 18点半, 6pm, 1830 is none.
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:(?P<sign>[:.点點时時])(?P<minute>\d{2}(?!\d)|半)?分?|oclock)?(?P<half>am|pm|a\.m\.|p\.m\.)?"
)
_NUMERAL_HOUR = re.compile(r"(?<![周週期拜])[一二三四五六七八九十两兩]+(?=[点點时時])")
#: 周一三五, 周一、三、五, 周一到五: the days behind the first leave the word out.
_SHORT_DAYS = re.compile(
    r"(?P<word>周|週|星期|礼拜)(?P<day>[一二三四五六日天])(?P<sign>[、至到\-~]?)(?=[一二三四五六日天])"
)
#: Before eight nobody asks to be called, and after eleven in the evening neither.
_SURELY_MORNING, _SURELY_NOT_NIGHT = 8, 11


class Token(NamedTuple):
    """One word with what it means."""

    kind: str
    #: For days their numbers.
    days: frozenset[int] = frozenset()
    #: For a part of the day its window, for a time the minute itself and nothing.
    window: Window = (0, 0)
    #: A time that may be meant of the morning or of the afternoon: 6点, 6.
    vague: bool = False
    #: A time that says of which it is: 6pm.
    says_half: bool = False


class NotATime(CellRefused):
    """This cannot be read as a time at which to call."""

    def __init__(
        self, sentence: str = "This is no time to call that we can read; write 周一至周五 18:00-20:00."
    ) -> None:
        super().__init__(Reason.UNKNOWN_WORD, sentence)


def tokens(text: str) -> list[Token]:
    """The words of the text in order; words that say nothing are left out. Raises NotATime for an unknown one."""
    rest = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    rest = _NUMERAL_HOUR.sub(lambda found: str(int(number(found[0]) or 0)), rest)
    while (spelt := _SHORT_DAYS.sub(r"\g<word>\g<day>\g<sign>\g<word>", rest)) != rest:
        rest = spelt
    found: list[Token] = []
    while rest:
        token, length = _first(rest)
        found += [token] if token.kind != "nothing" else []
        rest = rest[length:]
    return found


def _first(rest: str) -> tuple[Token, int]:
    clock = _CLOCK.match(rest)
    if clock:
        return _time(clock), clock.end()
    word = _pattern().match(rest)
    if word is None:
        raise NotATime
    return _words()[word[0]], word.end()


def _time(found: re.Match[str]) -> Token:
    hour, half = int(found["hour"]), (found["half"] or "")[:1]
    minute = 30 if found["minute"] == "半" else int(found["minute"] or 0)
    if half and not 1 <= hour <= 12:
        raise NotATime
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if minute > 59 or hour * 60 + minute > 24 * 60:
        raise NotATime
    # 18:00, 06:00 and 9:30 are the clock's own; 6点, 6 and 6:00 may be either. At eleven in the night nobody is called.
    of_the_clock = found["hour"].startswith("0") or (found["sign"] == ":" and hour >= _SURELY_MORNING)
    vague = not half and 1 <= hour < _SURELY_NOT_NIGHT and not of_the_clock
    return Token("time", window=(hour * 60 + minute, 0), vague=vague, says_half=bool(half))


@cache
def _words() -> dict[str, Token]:
    table = tomllib.loads(resources.files(__package__).joinpath("wished_hours.toml").read_text(encoding="utf-8"))
    known = {word: Token(kind) for kind, words in table["signs"].items() for word in words}
    for days, words in table["days"].items():
        known |= {word: Token("days", days=frozenset(map(int, days))) for word in words}
    for window, words in table["parts"].items():
        start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in window.split("-"))
        known |= {word: Token("part", window=(start, end)) for word in words}
    return known


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_words(), key=len, reverse=True))))
