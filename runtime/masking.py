"""Masking: the last line of defence against whole telephone numbers in logs. Ids are numbers, not words: they stay."""

from __future__ import annotations

import re
from typing import Any

#: What has many digits and is no telephone number: an instant, a UUID, an address of a machine, a decimal below one.
_NO_NUMBER = (
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)",
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![.\d])",
    r"0\.\d+",
)
#: Seven digits and more, with what people and machines put between and before them. A word of letters and digits, such
#: as a carrier's id, is no number.
_NUMBER = r"(?:\+|%2[Bb])?\(?\d(?:[ \u00a0().\-\u2010-\u2013/]{0,3}\d){6,}"
_FOUND = re.compile(rf"(?<![0-9A-Za-z])(?:(?P<kept>{'|'.join(_NO_NUMBER)})|(?P<number>{_NUMBER}))|(?P<plus>\+\d{{7,}})")
_REPEATED = re.compile(r"DETAIL: .*")
_DIGITS = re.compile(r"\d")


def masked(words: str) -> str:
    """These words, with the last two digits of each number, and of one that begins with + the first two too.

    What PostgreSQL tells beside an error is left out: it repeats the values of the row, names and notes among them.
    """
    return _FOUND.sub(_mask, _REPEATED.sub("DETAIL: …", words))


def _mask(found: re.Match[str]) -> str:
    if found["kept"]:
        return found["kept"]
    number = found["number"] or found["plus"]
    digits = "".join(_DIGITS.findall(number.removeprefix("%2B").removeprefix("%2b")))
    shown = f"+{digits[:2]}" if number.startswith(("+", "%2")) else ""
    return f"{shown}…{digits[-2:]}"


def mask_numbers(_logger: Any, _name: str, entry: Any) -> Any:
    """However deep in what is logged; as a processor of structlog."""
    return _masked(entry)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {_masked(key): _masked(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else masked(str(value))
