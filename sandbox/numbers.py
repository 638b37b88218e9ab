"""Telephone numbers: which ones are ours, which are well formed, where they are."""

import re
from dataclasses import dataclass

import phonenumbers

E164 = re.compile(r"\+[1-9]\d{6,14}")
#: Twilio's magic number for test credentials; always ours.
MAGIC_OWNED = "+15005550006"
#: Countries where Twilio takes a text for a landline and reports 30006 later; elsewhere it refuses with 21614.
LANDLINE_TEXTS_ACCEPTED = frozenset({"US", "CA", "GB"})


@dataclass(frozen=True)
class OwnNumber:
    """A number of our account and where Twilio asks for instructions when somebody calls or writes to it."""

    number: str
    voice_url: str = ""
    sms_url: str = ""
    status_url: str = ""


def is_address(to: str) -> bool:
    """Whether `to` is a browser softphone or a SIP address, which have no country."""
    return to.startswith(("client:", "sip:"))


def is_number(to: str) -> bool:
    """Whether `to` is an E.164 number of a possible length for its country."""
    if not E164.fullmatch(to):
        return False
    return to.startswith("+1500555") or phonenumbers.is_possible_number(phonenumbers.parse(to))


def is_landline(to: str) -> bool:
    """Whether the numbering plan gives `to` to fixed lines only."""
    return E164.fullmatch(to) is not None and (
        phonenumbers.number_type(phonenumbers.parse(to)) == phonenumbers.PhoneNumberType.FIXED_LINE
    )


def country(number: str) -> str:
    """The ISO country of an E.164 number, or an empty string."""
    if not E164.fullmatch(number):
        return ""
    parsed = phonenumbers.parse(number)
    return phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code or 0
    )


def formatted(number: str) -> str:
    """The national spelling, as in the ``to_formatted`` of a Call."""
    if not E164.fullmatch(number):
        return number
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)


def geography(prefix: str, number: str) -> dict[str, str]:
    """The webhook's four geographic fields for one side; none for a softphone. We know the country only."""
    if is_address(number):
        return {}
    return {f"{prefix}City": "", f"{prefix}State": "", f"{prefix}Zip": "", f"{prefix}Country": country(number)}
