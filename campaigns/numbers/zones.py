"""Where the owner of a number may be: every time zone it may lie in.

Source: libphonenumber's prefix table through `phonenumbers`, and over it `zone_overrides.csv`, our own corrections
with the reason in each row. A longer prefix wins over a shorter one and every override wins over the library.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from importlib import resources

from phonenumbers.timezone import time_zones_for_number

from campaigns.numbers.country import taken_apart

_UNKNOWN = "Etc/Unknown"


@lru_cache(maxsize=65536)
def zones_of(e164: str) -> tuple[str, ...]:
    """All zones in which the owner of this E.164 number may be, in a steady order; none means: ask the customer.

    None are given for toll-free numbers of North America (42 zones have no hour in common) and for ranges the library
    does not know. Australian mobiles keep Christmas Island (+07:00) and Cocos (+06:30) although few live there: leaving
    them out would let a phone ring there at 07:00, and a zone on file gives everybody else the whole day.
    Never raises: what is not a number has no zones.
    """
    digits = e164.removeprefix("+")
    for length in range(min(len(digits), _longest()), 0, -1):
        if (found := _overrides().get(digits[:length])) is not None:
            return found
    number = taken_apart(e164)
    zones = () if number is None else time_zones_for_number(number)
    return tuple(zone for zone in zones if zone != _UNKNOWN)


@cache
def _overrides() -> dict[str, tuple[str, ...]]:
    """Zones by prefix without its plus; several prefixes may share a row."""
    table = resources.files(__package__).joinpath("zone_overrides.csv").read_text(encoding="utf-8")
    return {
        prefix.strip().removeprefix("+"): tuple(zone for zone in row["zones"].split("|") if zone)
        for row in csv.DictReader(table.splitlines())
        for prefix in row["prefix"].split("|")
    }


@cache
def _longest() -> int:
    return max(map(len, _overrides()))
