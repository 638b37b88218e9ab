"""Why a piece of a sheet's cell cannot be called: one code and one sentence for each reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a piece was refused."""

    #: There are no digits that could be a telephone number.
    NOT_A_NUMBER = "not_a_number"
    #: Fewer digits than any number of that country has.
    TOO_SHORT = "too_short"
    #: More digits than any number of that country has.
    TOO_LONG = "too_long"
    #: A spreadsheet showed the number as 1.38E+10 and its last digits are gone.
    DIGITS_LOST = "digits_lost"
    #: A local number that only works inside its own town.
    AREA_CODE_MISSING = "area_code_missing"
    #: Police, fire, ambulance.
    EMERGENCY = "emergency"
    #: A short service code such as 95588 or 10086.
    SHORT_CODE = "short_code"
    #: The one who is called, or we, would pay extra.
    PREMIUM_RATE = "premium_rate"
    #: A company's line whose cost is shared, such as 400 numbers in China; no customer lives there.
    SHARED_COST = "shared_cost"
    #: The country code is given to no country.
    UNKNOWN_COUNTRY = "unknown_country"
    #: The right length, but no such range is in use there.
    INVALID_FOR_REGION = "invalid_for_region"


_SENTENCES = {
    Reason.NOT_A_NUMBER: "“{text}” is not a telephone number.",
    Reason.TOO_SHORT: "“{text}” is too short to be a telephone number.",
    Reason.TOO_LONG: "“{text}” is too long to be one telephone number.",
    Reason.DIGITS_LOST: "“{text}” has lost its last digits in the sheet: make the column text and enter it again.",
    Reason.AREA_CODE_MISSING: "“{text}” needs its area code.",
    Reason.EMERGENCY: "“{text}” is an emergency number and is never called.",
    Reason.SHORT_CODE: "“{text}” is a short service code, not a customer's number.",
    Reason.PREMIUM_RATE: "“{text}” is a premium-rate number and is never called.",
    Reason.SHARED_COST: "“{text}” is a shared-cost company number, not a customer's.",
    Reason.UNKNOWN_COUNTRY: "“{text}” begins with a country code that is not in use.",
    Reason.INVALID_FOR_REGION: "“{text}” is not a number in use{where}.",
}


@dataclass(frozen=True)
class RefusedPiece:
    """A piece of a cell that no one will call, and why."""

    #: As it stood in the cell, apart from full-width signs made plain.
    text: str
    reason: Reason
    #: For the person who brought the sheet.
    sentence: str
    #: Its length would fit, so it may be a range younger than our tables: worth a second look by a person.
    possible: bool = False


def refuse(text: str, reason: Reason, region: str = "", possible: bool = False) -> RefusedPiece:
    """The refusal of this piece with its sentence; `region` is the ISO country it was read for, "" if none."""
    where = f" in {region}" if region else ""
    return RefusedPiece(text, reason, _SENTENCES[reason].format(text=text, where=where), possible)
