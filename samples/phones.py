"""Telephone numbers that the numbering plans allow, each given to one customer, and the ways people write them.

Vancouver's are 555-0100 to 555-0199, which are kept free for stories; the other places have no such range, so these
samples are for the sandbox only.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_FULL_WIDTH = str.maketrans("0123456789+-() ", "０１２３４５６７８９＋－（）　")

#: Country code, beginnings of mobiles, beginnings of fixed lines, digits in all.
_PLANS = {
    "HK": ("852", ("61", "63", "64", "65", "69", "94", "96", "97"), ("23", "25", "27", "28"), 8),
    "SG": ("65", ("81", "82", "91", "97"), ("62", "64", "67"), 8),
    "CN": ("86", ("135", "136", "138", "139", "159", "186"), (), 11),
}
_VANCOUVER = ("604", "778", "236")
#: The branch's own line, and a colleague in the demonstration.
_TAKEN = {"6045550105", "6045550199"}


@dataclass(frozen=True)
class Phone:
    """A number: its country code and the digits behind it."""

    code: str
    national: str

    @property
    def e164(self) -> str:
        """With plus and country code."""
        return f"+{self.code}{self.national}"


class Phones:
    """Gives numbers out, none of them twice."""

    def __init__(self, draw: Random) -> None:
        self._draw = draw
        self._given: set[str] = set()
        stories = [f"{area}555{n:04d}" for area in _VANCOUVER for n in range(100, 200)]
        self._stories = [digits for digits in stories if digits not in _TAKEN]
        draw.shuffle(self._stories)

    def mobile(self, country: str) -> Phone:
        """A new mobile; Canada's numbers do not tell mobiles from fixed lines."""
        if country == "CA":
            return Phone("1", self._stories.pop())
        code, mobiles, _, length = _PLANS[country]
        return self._new(code, mobiles, length)

    def fixed(self, country: str) -> Phone:
        """A new fixed line of Hong Kong or Singapore."""
        code, _, fixed, length = _PLANS[country]
        return self._new(code, fixed, length)

    def _new(self, code: str, beginnings: tuple[str, ...], length: int) -> Phone:
        while True:
            start = self._draw.choice(beginnings)
            digits = start + "".join(str(self._draw.randrange(10)) for _ in range(length - len(start)))
            if code + digits not in self._given:
                self._given.add(code + digits)
                return Phone(code, digits)


def written(draw: Random, phone: Phone, at_home: bool) -> str | int:
    """The number as somebody typed it; `at_home` where the country code can be left out."""
    if not at_home:
        return draw.choice((phone.e164, phone.code + phone.national, f"+{phone.code} {grouped(phone)}",
                            f"00{phone.code}{phone.national}", phone.e164.translate(_FULL_WIDTH)))  # fmt: skip
    style = draw.randrange(12)
    if style == 0:
        return grouped(phone).translate(_FULL_WIDTH)
    if style <= 2:
        return int(phone.national)
    return (phone.national, phone.national, phone.national, grouped(phone), grouped(phone, "-"), phone.e164,
            f"+{phone.code} {grouped(phone)}", f"({phone.code}) {grouped(phone)}",
            f"{phone.code}-{phone.national}")[style - 3]  # fmt: skip


def grouped(phone: Phone, gap: str = " ") -> str:
    """In the groups that people read aloud."""
    digits = phone.national
    if len(digits) == 8:
        return f"{digits[:4]}{gap}{digits[4:]}"
    return f"{digits[:3]}{gap}{digits[3:-4]}{gap}{digits[-4:]}"


def with_extension(draw: Random, phone: Phone) -> str:
    """A fixed line with its extension."""
    extension = draw.randrange(100, 900)
    shape = draw.choice(("{n}转{x}", "{n} 转 {x}", "{n}分机{x}", "{n} ext {x}"))
    text = shape.format(n=grouped(phone), x=extension)
    return text.translate(_FULL_WIDTH) if draw.random() < 0.2 and "ext" not in text else text
