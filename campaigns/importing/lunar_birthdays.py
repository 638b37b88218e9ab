"""Birthdays kept by the lunar calendar: 六月初十, 闰六月初十, 农历八月十五, 腊月三十, 06-10, 6月10日, 闰6-10."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from campaigns.importing.lines import Cell
from campaigns.importing.numerals import number
from campaigns.importing.reasons import CellRefused, Reason
from campaigns.importing.words import text

_NAMED_MONTHS = {"正": 1, "元": 1, "冬": 11, "腊": 12, "臘": 12}
#: 润 is how 闰 is most often misspelt.
_LEAP = re.compile(r"[(\[]?(?:闰月|閏月|润月|[闰閏润]|leap(?:month)?|\+)[)\]]?")
_CALENDAR = re.compile(r"[(\[]?(?:农历|農曆|阴历|陰曆|旧历|舊曆|夏历|lunar)[)\]]?")
_NUMERAL = r"\d{1,2}|[一二三四五六七八九十廿卅]+"
_DAY = re.compile(
    r"(?:(?:\d{4}|[〇零一二三四五六七八九]{4})[-/.年])?"
    rf"(?P<month>[正元冬腊臘]|{_NUMERAL})(?P<sign>[-/.月])(?P<day>初[一二三四五六七八九十]|{_NUMERAL})[日号]?"
)
_DIGITS_ALONE = re.compile(r"(?P<month>\d\d)(?P<sign>)(?P<day>\d\d)")
_LONGEST_MONTH = 30


def lunar_birthday(cell: Cell) -> str:
    """Month and day as "08-15", and "06-10+" in a leap month; a year is not kept.

    Raises CellRefused for what is no such day. A date of Excel's own counts by what it shows: whoever types 6-10 into a
    sheet gets the tenth of June of that year.
    """
    if isinstance(cell, date):
        return f"{cell:%m-%d}"
    return _read(text(cell))


@lru_cache(maxsize=4096)
def _read(written: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", written).casefold().split())
    rest, leaps = _LEAP.subn("", _CALENDAR.sub("", plain))
    found = _DAY.fullmatch(rest) or _DIGITS_ALONE.fullmatch(rest)
    if found is None or leaps > 1:
        raise CellRefused(Reason.NOT_A_DATE, "This is not a day of the lunar calendar.")
    if found["sign"] == "." and len(found["day"]) == 1:
        raise CellRefused(Reason.AMBIGUOUS_DATE, "6.1 may have been 6.10; write it as month-day.")
    month, day = _count(found["month"]), _count(found["day"].removeprefix("初"))
    if not (1 <= month <= 12 and 1 <= day <= _LONGEST_MONTH):
        raise CellRefused(Reason.IMPOSSIBLE_DATE, "The lunar calendar has no such day.")
    return f"{month:02}-{day:02}{'+' * leaps}"


def _count(written: str) -> int:
    return _NAMED_MONTHS.get(written) or int(number(written) or 0)
