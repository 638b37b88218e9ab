"""One number as it was written: whether it is in use, and whether we may call it at all.

Nothing is guessed: a number without its country is read for the default region only, apart from mainland mobiles, which
every sheet has: written 86138…, or 138… beside numbers of a region where eleven digits cannot be a local number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult, shortnumberinfo

from campaigns.numbers.pieces import Candidate
from campaigns.numbers.refusals import Reason, RefusedPiece, refuse


class Kind(StrEnum):
    """What sort of line a number is; only some countries' numbers tell."""

    MOBILE = "mobile"
    FIXED = "fixed"
    FIXED_OR_MOBILE = "fixed_or_mobile"
    OTHER = "other"


@dataclass(frozen=True)
class GoodNumber:
    """A number in use that can be called."""

    e164: str
    extension: str | None
    kind: Kind
    #: ISO country of the number; "" for numbers that belong to no country (+800, +882).
    country: str


_KINDS = {
    PhoneNumberType.MOBILE: Kind.MOBILE,
    PhoneNumberType.FIXED_LINE: Kind.FIXED,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: Kind.FIXED_OR_MOBILE,
}
_REFUSED_TYPES = {
    PhoneNumberType.PREMIUM_RATE: Reason.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST: Reason.SHARED_COST,
}
_LENGTHS = {
    ValidationResult.TOO_SHORT: Reason.TOO_SHORT,
    ValidationResult.TOO_LONG: Reason.TOO_LONG,
    ValidationResult.INVALID_COUNTRY_CODE: Reason.UNKNOWN_COUNTRY,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: Reason.AREA_CODE_MISSING,
}


#: Local numbers here have eight or nine digits, so that 138 1234 5678 can only be a mainland mobile. Not so in North
#: America, where it may be a slip in a local number written with its 1.
_SHORTER = frozenset({"HK", "MO", "SG", "TW"})
#: In one run or in the usual groups; 139 91234567 may be a remark before a local number.
_MAINLAND_MOBILE = re.compile(r"1[3-9]\d{9}|1[3-9]\d[\s-]\d{4}[\s-]\d{4}")


def read_number(candidate: Candidate, region: str) -> GoodNumber | RefusedPiece:
    """One number, for the ISO country `region`, or why not. -801 at its end is an extension where that makes it one."""
    read = _read_as_written(candidate, region)
    if isinstance(read, RefusedPiece) and candidate.extension is None:
        tail = re.fullmatch(r"(.*\d)\)?\s*-\s*(\d{1,6})", candidate.body)
        shorter = _read_as_written(Candidate(tail[1], tail[2]), region) if tail else read
        return shorter if isinstance(shorter, GoodNumber) else read
    return read


def _read_as_written(candidate: Candidate, region: str) -> GoodNumber | RefusedPiece:
    refusal = refuse(candidate.body, Reason.NOT_A_NUMBER)
    for spelling in _spellings(candidate, region):
        try:
            number = phonenumbers.parse(spelling, region or None)
        except NumberParseException as unread:
            unknown = unread.error_type == NumberParseException.INVALID_COUNTRY_CODE
            refusal = refuse(candidate.body, Reason.UNKNOWN_COUNTRY if unknown else Reason.TOO_SHORT)
            continue
        # One of a known sort is in use: `is_valid_number` would ask for the sort as well.
        sort = phonenumbers.number_type(number)
        if sort != PhoneNumberType.UNKNOWN:
            return _judged(number, sort, candidate)
        refusal = _refusal(number, candidate, region)
    return refusal


def _spellings(candidate: Candidate, region: str) -> Iterator[str]:
    """What it may mean, the likeliest first; the first that is a number in use is taken."""
    if re.fullmatch(r"86(1[3-9]\d{9})", candidate.digits) and "+" not in candidate.body:
        yield "+" + candidate.digits
    if candidate.digits.startswith("00") and "+" not in candidate.body:
        yield "+" + candidate.digits[2:]
    yield candidate.body
    if region in _SHORTER and _MAINLAND_MOBILE.fullmatch(candidate.body.strip()):
        yield "+86" + candidate.digits


def _judged(number: phonenumbers.PhoneNumber, sort: int, candidate: Candidate) -> GoodNumber | RefusedPiece:
    """A number of this sort that is in use, unless calling it would cost someone or reach no customer."""
    country = phonenumbers.region_code_for_number(number) or ""
    if sort in _REFUSED_TYPES:
        return refuse(candidate.body, _REFUSED_TYPES[sort], country, possible=True)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return GoodNumber(e164, candidate.extension, _KINDS.get(sort, Kind.OTHER), country if country.isalpha() else "")


def _refusal(number: phonenumbers.PhoneNumber, candidate: Candidate, region: str) -> RefusedPiece:
    where = phonenumbers.region_code_for_country_code(number.country_code or 0)
    national = phonenumbers.national_significant_number(number)
    dialled = _dialled(candidate, national, region, where)
    if any(shortnumberinfo.is_emergency_number(digits, place) for digits, place in dialled):
        return refuse(candidate.body, Reason.EMERGENCY)
    if shortnumberinfo.is_valid_short_number(number):
        return refuse(candidate.body, Reason.SHORT_CODE)
    length = phonenumbers.is_possible_number_with_reason(number)
    reason = _LENGTHS.get(length, Reason.INVALID_FOR_REGION)
    return refuse(candidate.body, reason, where, possible=length == ValidationResult.IS_POSSIBLE)


def _dialled(candidate: Candidate, national: str, region: str, where: str) -> list[tuple[str, str]]:
    """What a person at home would dial, with the country whose emergency numbers it is compared with."""
    return [(digits, place) for digits, place in ((candidate.digits, region), (national, where)) if place.isalpha()]
