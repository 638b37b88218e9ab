"""Segments: in how many parts a text goes on the air, which is what a carrier counts and charges.

Sources: 3GPP TS 23.038 (the GSM 7 bit default alphabet and its extension table) and TS 23.040 (the header of six octets
that joins parts); Twilio, "What the heck is a segment?" and its calculator `sms-segments-calculator`. One sign outside
the alphabet, and Chinese is outside, makes the whole text UCS-2.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Alphabet = Literal["GSM-7", "UCS-2"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Behind the escape sign, and so two each.
_EXTENSION = frozenset("\f^{}\\[~]|€")
#: Units that one part alone holds, and each of several, which carry the header that joins them.
_ROOM: dict[Alphabet, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True)
class Segments:
    """What a text takes."""

    alphabet: Alphabet
    #: Septets of GSM-7, or UTF-16 code units of UCS-2.
    units: int
    count: int


@dataclass(frozen=True)
class Cost:
    """What a text may cost, at a price that the house has to check with its carrier."""

    amount: float
    currency: str


def segments(text: str) -> Segments:
    """The alphabet, units and parts of this text; an empty text is one part.

    An emoji is two UTF-16 units, and a sign of two units is never torn over two parts.
    """
    if all(sign in _BASIC or sign in _EXTENSION for sign in text):
        return _counted("GSM-7", [2 if sign in _EXTENSION else 1 for sign in text])
    return _counted("UCS-2", [2 if ord(sign) > 0xFFFF else 1 for sign in text])


def _counted(alphabet: Alphabet, weights: list[int]) -> Segments:
    alone, joined = _ROOM[alphabet]
    if sum(weights) <= alone:
        return Segments(alphabet, sum(weights), 1)
    count, left = 1, joined
    for weight in weights:
        if weight > left:
            count, left = count + 1, joined
        left -= weight
    return Segments(alphabet, sum(weights), count)


def text_cost(count: int, country: str) -> Cost | None:
    """What so many segments to this ISO country come to at the example prices; None for a country that has none."""
    prices = _prices()
    price = prices.per_segment.get(country)
    return Cost(round(count * price, 4), prices.currency) if price is not None else None


@dataclass(frozen=True)
class _Prices:
    currency: str
    per_segment: dict[str, float]


@cache
def _prices() -> _Prices:
    table = tomllib.loads(resources.files(__package__).joinpath("example_prices.toml").read_text(encoding="utf-8"))
    return _Prices(table["currency"], table["per_segment"])
