"""Details that playbooks count with: dates, amounts, days, months and words, each read into one spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from campaigns.importing.dates import moment
from campaigns.importing.doses import quantity, units_a_day
from campaigns.importing.headers import Subject, says_something, words
from campaigns.importing.lines import Cell
from campaigns.importing.numerals import NUMBER, number, written_plainly
from campaigns.importing.reasons import CellRefused, Reason
from campaigns.importing.words import plain, text


class Written(NamedTuple):
    """A detail as the file has it."""

    subject: Subject
    #: Our name for the detail.
    name: str
    header: str
    cell: Cell
    #: What serial dates count from.
    origin: datetime

    @property
    def text(self) -> str:
        """The cell's text; empty where it says nothing."""
        written = text(self.cell)
        return written if says_something(written) else ""


_MONEY = re.compile(r"(?:[¥$€£]|人民币|rmb|cny|hk\$?|hkd|sgd|cad|usd|[sc]\$|约)*(-?\d+(?:,\d{3})*(?:\.\d+)?)(万)?"
                    r"(?:元|块|圆|rmb|cny|hkd|sgd|cad|usd)?整?")  # fmt: skip
_COUNT = re.compile(rf"(?:第|共|总共|no\.?|#)?({NUMBER})(?:次|回|th|st|nd|rd|times?|sessions?)?")
_DAYS = re.compile(rf"(?:术后|手术后)?(?:第|day)?({NUMBER})(?:天|日|个?工作日|days?)?[内后]?(?:拆线|答复|回复)?")
_MONTHS = re.compile(
    rf"(?:(?P<years>{NUMBER})(?:年|years?|yrs?|y))?(?P<half>半)?"
    rf"(?:(?P<months>{NUMBER})(?:个月|個月|月|months?|mths?|m))?"
)
_TRANSPLANT = re.compile(r"FUT|FUE")
_NO_SUTURES = {"无", "無", "没有", "不缝合", "未缝合", "无缝线", "无缝合", "无需拆线", "不需拆线", "不用拆线", "不拆线",
               "免拆线", "可吸收线", "none", "no", "no sutures", "absorbable"}  # fmt: skip
_LONGEST_COURSE, _A_YEAR, _LONGEST_WARRANTY = 1_000, 366, 600


@lru_cache(maxsize=256)
def reader(subject: Subject, name: str) -> Callable[[Written], str] | None:
    """What reads this detail into our spelling; None where its text is kept as it is.

    It gives an empty text for a cell that says nothing, and raises CellRefused for one that cannot be read.
    """
    kind = words(subject, "readings").get(plain(name))
    return _READERS[kind] if kind else None


def _date(detail: Written) -> str:
    return moment(detail.cell, detail.origin).day.isoformat() if detail.text else ""


def _money(detail: Written) -> str:
    if not detail.text:
        return ""
    found = _MONEY.fullmatch(_folded(detail.text))
    if found is None:
        raise CellRefused(Reason.NOT_AN_AMOUNT)
    return written_plainly(Decimal(found[1].replace(",", "")) * (10_000 if found[2] else 1))


def _quantity(detail: Written) -> str:
    return quantity(detail.text) if detail.text else ""


def _units_a_day(detail: Written) -> str:
    return units_a_day(detail.text) if detail.text else ""


def _count(detail: Written) -> str:
    return _whole(_COUNT, detail, 1, _LONGEST_COURSE, "This is not a count; write a number such as 3.")


def _days(detail: Written) -> str:
    return _whole(_DAYS, detail, 0, _A_YEAR, "Write a number of days such as 7.")


def _days_or_none(detail: Written) -> str:
    """无, which elsewhere says nothing, says here that there is no such day."""
    if text(detail.cell).casefold() in _NO_SUTURES:
        return "none"
    return _whole(_DAYS, detail, 0, _A_YEAR, "Write a number of days such as 7, or 无.")


def _whole(form: re.Pattern[str], detail: Written, least: int, most: int, sentence: str) -> str:
    if not detail.text:
        return ""
    found = form.fullmatch(_folded(detail.text))
    value = number(found[1]) if found else None
    if value is None or value % 1 or not least <= value <= most:
        raise CellRefused(Reason.NOT_AN_AMOUNT, sentence)
    return written_plainly(value)


def _months(detail: Written) -> str:
    """A number alone counts only where the header says of what: 质保(月), warranty years."""
    if not detail.text:
        return ""
    written = _folded(detail.text)
    if number(written) is not None:
        header = detail.header.casefold()
        written += "年" if "年" in header or "year" in header else "月" if "月" in header or "month" in header else ""
    found = _MONTHS.fullmatch(written)
    value = _sum_of_months(found) if found else Decimal(0)
    if value % 1 or not 0 < value <= _LONGEST_WARRANTY:
        raise CellRefused(Reason.NOT_AN_AMOUNT, "Months or years? Write 24个月 or 2年.")
    return written_plainly(value)


def _sum_of_months(found: re.Match[str]) -> Decimal:
    years, months = (number(found[part] or "") or Decimal(0) for part in ("years", "months"))
    # 一年半; a half without a year before it is no half year.
    half = Decimal("0.5") if found["half"] and found["years"] else Decimal(0)
    return (years + half) * 12 + months


def _method(detail: Written) -> str:
    """FUT and FUE whatever stands around them; other methods in capitals."""
    written = unicodedata.normalize("NFKC", detail.text).upper()
    found = set(_TRANSPLANT.findall(written))
    return found.pop() if len(found) == 1 else written


def _word(detail: Written) -> str:
    if not detail.text:
        return ""
    found = words(detail.subject, f"words.{detail.name}").get(plain(detail.text))
    if found is None:
        raise CellRefused(Reason.UNKNOWN_WORD)
    return found


def _folded(written: str) -> str:
    return "".join(unicodedata.normalize("NFKC", written).casefold().split())


_READERS: Mapping[str, Callable[[Written], str]] = {
    "date": _date,
    "money": _money,
    "quantity": _quantity,
    "units_a_day": _units_a_day,
    "count": _count,
    "days": _days,
    "days_or_none": _days_or_none,
    "months": _months,
    "method": _method,
    "word": _word,
}
