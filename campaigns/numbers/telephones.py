"""Where a person of the house is rung: a number, a SIP address, or a softphone that the carrier connects.

Source: Twilio's documentation of a call's `To` (`sip:name@host`, `client:identity`) and of a client's identity, which
has letters, digits and underscores, and at most 121 of them.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SEPARATORS = re.compile(r"[\s().-]")
_HOST = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
_SIP = re.compile(rf"sip:[\w.!~*'%+-]{{1,120}}@{_HOST}(?::\d{{1,5}})?(?:;transport=(?:udp|tcp|tls))?", re.ASCII | re.I)
_CLIENT = re.compile(r"client:\w{1,121}", re.ASCII)


class TelephoneWrong(ValueError):
    """Nobody can be rung there: name a number such as +85291234567, sip:name@host or client:identity."""

    def __init__(self, kind: str) -> None:
        super().__init__(_SAID[kind])
        #: number, sip or client.
        self.kind = kind


_SAID = {
    "number": "Write the telephone as +85291234567, sip:name@host or client:identity.",
    "sip": "A SIP address is written sip:name@host, with :port at its end where it needs one.",
    "client": "A softphone's name after client: has letters, digits and underscores, at most 121.",
}


def read_telephone(raw: str) -> str:
    """The address as the carrier wants it, whatever spaces a person typed. Raises `TelephoneWrong`."""
    typed = raw.strip()
    scheme, _, rest = typed.partition(":")
    if scheme.lower() == "sip":
        return _checked(f"sip:{rest}", _SIP, "sip")
    if scheme.lower() == "client":
        return _checked(f"client:{rest}", _CLIENT, "client")
    number = _checked(_SEPARATORS.sub("", typed), _E164, "number")
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except NumberParseException:
        possible = False
    if not possible:
        raise TelephoneWrong("number")
    return number


def _checked(typed: str, form: re.Pattern[str], kind: str) -> str:
    if not form.fullmatch(typed):
        raise TelephoneWrong(kind)
    return typed
