"""Where a number is: what the clock on the wall shows there, and how its number is written for people to read."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

from sandbox.numbers import E164


def zone(number: str) -> ZoneInfo:
    """The (first) zone of an E.164 number by its numbering plan; UTC for softphones and where nobody knows."""
    if not E164.fullmatch(number):
        return ZoneInfo("UTC")
    # By its country where the number itself is of no known range, as invented numbers are.
    found = timezone.time_zones_for_geographical_number(phonenumbers.parse(number))
    return ZoneInfo("UTC" if found[0] == timezone.UNKNOWN_TIMEZONE else found[0])


def spelled(number: str) -> str:
    """An E.164 number in groups, as on paper; other addresses as they are."""
    if not E164.fullmatch(number):
        return number
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def local(instant: object, at: ZoneInfo) -> datetime:
    """An ISO 8601 instant or virtual unix seconds as wall-clock time in the zone `at`."""
    if isinstance(instant, int | float):
        return datetime.fromtimestamp(instant, UTC).astimezone(at)
    return datetime.fromisoformat(str(instant)).astimezone(at)
