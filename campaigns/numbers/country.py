"""Which country, and in North America which state or province, a number belongs to.

Source of `area_codes.csv`: the geographic descriptions of libphonenumber 9.0.43, one row for each state or province;
area codes that serve two of them (782, 867, 902) are left out.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from importlib import resources

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber


@lru_cache(maxsize=1024)
def taken_apart(e164: str) -> PhoneNumber | None:
    """The number as the library sees it; None for what is no number. Kept a moment: whoever asks for the country asks
    for the zones too."""
    try:
        return phonenumbers.parse(e164)
    except NumberParseException:
        return None


@lru_cache(maxsize=65536)
def country_of(e164: str) -> str:
    """The ISO country of an E.164 number, as far as its ranges tell; "" for none (+800) and for what is no number."""
    number = taken_apart(e164)
    if number is None:
        return ""
    region = phonenumbers.region_code_for_number(number)
    region = region or phonenumbers.region_code_for_country_code(number.country_code or 0)
    return region if region.isalpha() and region != "ZZ" else ""


def subdivision_of(e164: str) -> str:
    """The US state or Canadian province of a number's area code, such as "FL"; "" where the number does not tell.

    The owner of a mobile may have moved; some statutes let a caller rely on the area code (Oregon), and a stricter
    state's hours do no harm elsewhere.
    """
    return _states().get(e164[2:5], "") if e164.startswith("+1") else ""


@cache
def _states() -> dict[str, str]:
    table = resources.files(__package__).joinpath("area_codes.csv").read_text(encoding="utf-8")
    return {
        code: row["subdivision"] for row in csv.DictReader(table.splitlines()) for code in row["area_codes"].split("|")
    }
