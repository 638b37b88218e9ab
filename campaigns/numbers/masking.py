"""Showing a number without giving it away: for logs, and for pages of people who need not know it."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_DOT = "•"
_ADDRESS = re.compile(r"(?P<kind>sip|client):(?P<first>.)[^@]*(?P<host>@[^;]*)?", re.IGNORECASE)


def mask(e164: str) -> str:
    """The country code and the last three digits, such as `+852 •••• •567`; shorter numbers show fewer.

    Of a SIP address or a softphone the kind, the first letter and the host are left: `sip:w••••@pbx.example.com`. Never
    raises: of what is no E.164 number, at most the last two signs are left.
    """
    if (address := _ADDRESS.match(e164)) is not None:
        return f"{address['kind']}:{address['first']}{_DOT * 4}{address['host'] or ''}"
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return _DOT * 4 + (e164[-2:] if len(e164) >= 6 and e164[-2:].isdigit() else "")
    shown = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    code, _, national = shown.partition(" ")
    digits = sum(sign.isdigit() for sign in national)
    kept = 3 if digits >= 8 else 2 if digits >= 6 else 0
    hidden = re.sub(r"\d", _DOT, national, count=digits - kept) if digits > kept else national
    return f"{code} {hidden}".strip()
