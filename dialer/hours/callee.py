"""Who would be called: the number, the place, the zone, and the times the customer asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from campaigns.numbers.country import country_of, subdivision_of
from campaigns.numbers.zones import zones_of
from dialer.hours.windows import WHOLE_WEEK, Week
from runtime.zones import UnknownZone, zone


@dataclass(frozen=True)
class Wishes:
    """When the customer wants to be called. It narrows every other layer and widens none, the law's least of all."""

    week: Week = WHOLE_WEEK
    #: Days on which they are not to be called; Monday is 0.
    barred_weekdays: frozenset[int] = frozenset()


class ZonesKnown(StrEnum):
    """How the callee's zones are known."""

    ON_FILE = "on_file"
    FROM_NUMBER = "from_number"
    #: The zone on file is the name of no zone.
    FILE_UNREADABLE = "file_unreadable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Callee:
    """The person at the other end, as far as their hours depend on it."""

    e164: str
    #: ISO country; "" takes the number's.
    country: str = ""
    #: ISO subdivision without its country, such as "FL"; "" takes the area code's where it tells.
    subdivision: str = ""
    #: IANA zone the customer is known to live in; it wins over the number's.
    zone: str | None = None
    wishes: Wishes | None = None

    def place(self) -> tuple[str, str]:
        """Country and subdivision, taken from the number where they are not on file."""
        country = self.country or country_of(self.e164)
        if self.subdivision or country != country_of(self.e164):
            return country, self.subdivision
        return country, subdivision_of(self.e164)

    def zones(self) -> tuple[tuple[str, ...], ZonesKnown]:
        """Every zone the callee may be in, and how that is known; none where a person has to be asked."""
        if self.zone:
            try:
                zone(self.zone)
            except UnknownZone:
                return (), ZonesKnown.FILE_UNREADABLE
            return (self.zone,), ZonesKnown.ON_FILE
        found = zones_of(self.e164)
        return found, ZonesKnown.FROM_NUMBER if found else ZonesKnown.UNKNOWN
