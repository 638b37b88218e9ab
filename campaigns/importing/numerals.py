"""Small numbers as people write them: 30, 1,200, 2.5, 1/2, 十二, 两, 半."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
           "九": 9}  # fmt: skip
_TENS = {"廿": 2, "卅": 3}
_CHINESE = re.compile(
    r"(?:(?P<hundreds>[一二两兩三四五六七八九])百)?零?(?:(?P<tens>[一二三四五六七八九])?十|(?P<short>[廿卅]))?"
    r"(?P<ones>[〇零一二两兩三四五六七八九])?"
)
_ARABIC = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)(?:/(\d+))?")
_FINEST = Decimal("0.0001")

#: A number inside a longer pattern; what it finds, `number` reads.
NUMBER = r"(?:\d+(?:,\d{3})*(?:\.\d+)?(?:/\d+)?|半|[〇零一二两兩三四五六七八九十百廿卅]+)"


def number(written: str) -> Decimal | None:
    """The number that these characters say, to four places; None where they say none."""
    if written == "半":
        return Decimal("0.5")
    if found := _ARABIC.fullmatch(written):
        divisor = Decimal(found[2] or 1)
        value = Decimal(found[1].replace(",", ""))
        return (value / divisor).quantize(_FINEST, ROUND_HALF_EVEN) if divisor else None
    return _chinese(written)


def written_plainly(value: Decimal) -> str:
    """2.50 as 2.5, 30.0 as 30, and never as 3E+1."""
    return f"{value.normalize():f}"


def _chinese(written: str) -> Decimal | None:
    found = _CHINESE.fullmatch(written) if written else None
    if found is None:
        return None
    tens = _TENS[found["short"]] if found["short"] else _DIGITS.get(found["tens"] or "", 1) * ("十" in written)
    return Decimal(_DIGITS.get(found["hundreds"] or "", 0) * 100 + tens * 10 + _DIGITS.get(found["ones"] or "", 0))
