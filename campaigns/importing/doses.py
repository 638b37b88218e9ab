"""Quantities and doses: 30粒 is 30, 2盒×30粒 is 60; 2片/日 is 2, 半片 is 0.5, 每日3次每次2片 is 6. No guesses."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache

from campaigns.importing.headers import words
from campaigns.importing.numerals import NUMBER, number, written_plainly
from campaigns.importing.reasons import CellRefused, Reason

#: Beyond these something else is meant, and the end of a supply would leave every calendar.
_MOST, _LEAST_A_DAY = 10_000, Decimal("0.05")
_NOT_COUNTED = "How many single units are meant cannot be told; write a number such as 30, or 2盒×30粒."
_NOT_DAILY = "How much is used up in a day cannot be told; write a number such as 2, or 每日3次每次2片."

_REMARK = re.compile(r"[(\[【].*?[)\]】]")
_BETWEEN = re.compile(r"[\s,，、;；]")
_TAKE = re.compile(r"^(?:内服|口服|服用|take)")
_TIMES_SIGN = re.compile(r"[*×]|(?<=[\d一-鿿])x(?=[\d一-鿿])|\sx\s")
_FACTOR = re.compile(rf"(?:共|约)?(?P<number>{NUMBER})(?P<unit>[^\d/]*?)(?P<half>半)?(?:/[^\d/]+)?")
_OF_A_DAY = {"qd": 1, "bid": 2, "tid": 3, "qid": 4, "once": 1, "twice": 2, "早晚": 2, "早晚各": 2, "早中晚": 3,
             "早中晚各": 3, "早中晚饭后各": 3}  # fmt: skip


@lru_cache(maxsize=4096)
def quantity(written: str) -> str:
    """How many single units were bought, as digits; raises CellRefused, also for boxes of nobody knows how many."""
    rest = _REMARK.sub("", _folded(written)).strip()
    factors = [_FACTOR.fullmatch("".join(factor.split())) for factor in _TIMES_SIGN.split(rest)]
    found = [factor for factor in factors if factor is not None]
    singles = [factor for factor in found if factor["unit"] in _units()]
    bare = all(not factor["unit"] for factor in found)
    # 30粒/盒 alone does not say how many boxes.
    open_end = len(factors) == 1 and "/" in rest and not bare
    if len(found) < len(factors) or open_end or not (bare or len(singles) == 1):
        raise CellRefused(Reason.NOT_AN_AMOUNT, _NOT_COUNTED)
    product = Decimal(1)
    for factor in found:
        product *= _amount(factor["number"], factor["half"])
    if not 0 < product <= _MOST:
        raise CellRefused(Reason.NOT_AN_AMOUNT, _NOT_COUNTED)
    return written_plainly(product)


@lru_cache(maxsize=4096)
def units_a_day(written: str) -> str:
    """How many single units a day are used up, as digits; raises CellRefused."""
    rest = _TAKE.sub("", _BETWEEN.sub("", _REMARK.sub("", _folded(written))))
    found = next((found for form in _daily_forms() if (found := form.fullmatch(rest))), None)
    if found is None:
        raise CellRefused(Reason.NOT_AN_AMOUNT, _NOT_DAILY)
    value = _amount(found["number"], found["half"]) * _times(found.groupdict().get("times") or "once")
    if not _LEAST_A_DAY <= value <= _MOST:
        raise CellRefused(Reason.NOT_AN_AMOUNT, _NOT_DAILY)
    return written_plainly(value)


def _folded(written: str) -> str:
    return unicodedata.normalize("NFKC", written).casefold().replace("⁄", "/")


def _amount(written: str, half: str | None) -> Decimal:
    """一片半 is one and a half."""
    value = number(written)
    if value is None:
        raise CellRefused(Reason.NOT_AN_AMOUNT)
    return value + (Decimal("0.5") if half else 0)


def _times(written: str) -> Decimal:
    return Decimal(_OF_A_DAY[written]) if written in _OF_A_DAY else number(written) or Decimal(0)


@cache
def _units() -> frozenset[str]:
    return frozenset(words("events", "units"))


@cache
def _daily_forms() -> tuple[re.Pattern[str], ...]:
    units = "|".join(sorted(map(re.escape, _units()), key=len, reverse=True))
    amount = rf"(?:服用|口服|服|吃|用)?(?P<number>{NUMBER})(?:{units})?(?P<half>半)?"
    each = rf"(?:(?:每|一|1)次|各)?{amount}(?:/次|每次|eachtime|each|atatime|perdose)?"
    day, a_day = "(?:每日|每天|一日|一天|1日|1天|daily)", "(?:/日|/天|/day|/d|每日|每天|aday|perday|eachday|daily)"
    often = (
        rf"{day}(?P<times>{NUMBER})次",
        rf"(?P<times>{NUMBER})次{a_day}",
        rf"(?P<times>{NUMBER})times{a_day}",
        rf"(?P<times>once|twice){a_day}",
        rf"{day}?(?P<times>早中晚饭后各|早中晚各|早晚各|早中晚|早晚|qd|bid|tid|qid)",
    )
    both = [form for often_so in often for form in (often_so + each, each + often_so)]
    return tuple(map(re.compile, (rf"{day}?{amount}{a_day}?", *both)))
