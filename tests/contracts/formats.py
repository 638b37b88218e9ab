"""What the formats of Twilio's description mean, as far as a text alone can be judged by them."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError, fromstring

from jsonschema import FormatChecker

#: A path of Twilio's own API, as in `uri` and the envelopes of lists.
_OWN_PATH = re.compile(r"/2010-04-01/[\x21-\x7e]+")
_NUMBER = re.compile(r"\+[1-9]\d{6,14}|\d{3,8}")
_ADDRESS = re.compile(r"client:[^\s:]+|sips?:[^\s@]+@[^\s@]+")


def is_rfc_2822(text: str) -> bool:
    """A date as Twilio writes it: ``Tue, 12 May 2015 17:52:22 +0000``, in UTC and with the right day of the week."""
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return False
    return instant.utcoffset() is not None and format_datetime(instant) == text and text.endswith("+0000")


def is_address(text: str) -> bool:
    """An http(s) address with a host, in which there is no underscore (Twilio refuses one with 21609)."""
    parts = urlsplit(text)
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and bool(host) and "_" not in host and not re.search(r"\s", text)


def is_endpoint(text: str) -> bool:
    """Whom a call can go to: a number in E.164, a softphone, a SIP address."""
    return bool(_NUMBER.fullmatch(text) or _ADDRESS.fullmatch(text))


def _is_uri(text: str) -> bool:
    return bool(_OWN_PATH.fullmatch(text)) or is_address(text)


def _is_map_of_paths(paths: object) -> bool:
    return isinstance(paths, dict) and all(_OWN_PATH.fullmatch(str(path)) for path in paths.values())


def _is_xml(text: str) -> bool:
    try:
        return fromstring(text).tag == "Response"
    except ParseError:
        return False


_TEXTS: dict[str, Callable[[str], bool]] = {
    "date-time-rfc-2822": is_rfc_2822,
    # The schema says date-time, the text says a day in UTC, the SDK sends seconds: a day or an instant in UTC.
    "date-time": lambda text: bool(re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", text)),
    "date": lambda text: bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)),
    "uri": _is_uri,
    "currency": lambda text: bool(re.fullmatch(r"[A-Za-z]{3}", text)),
    "phone-number": is_endpoint,
    "endpoint": is_endpoint,
    "http-method": lambda text: text in ("GET", "POST"),
    "twiml": _is_xml,
}


def checker() -> FormatChecker:
    """All of them, and none of jsonschema's own, which mean other things by the same names."""
    formats = FormatChecker(formats=())
    formats.checks("uri-map")(lambda value: value is None or _is_map_of_paths(value))
    for name, fits in _TEXTS.items():
        formats.checks(name)(_of_texts(fits))
    return formats


def _of_texts(fits: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or fits(value)
