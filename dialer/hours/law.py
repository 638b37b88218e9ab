"""The law's hours: what a country or a state permits, as rows with their source.

`permitted_hours.csv` gives for each row its source, force and confidence. How a row is chosen, where the sources leave
it open, is always the stricter way:

* The country's row and its state's row must both be open.
* Rows for marketing bind every purpose, care calls too: a sentence of selling brings a service call under them. Only
  debt and research have rows of their own in some countries, which then stand in for the country's row.
* "same" on public holidays means the hours of the weekday; hours given for holidays or their eves narrow the day's.
* Canadian holidays have weekend hours: the CRTC's text leaves them open, provinces list them as restricted days.
* A country without a row has DEFAULT. Overseas parts that are under a country's law have that country's rows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from campaigns.calendars.public_holidays import is_holiday_eve, is_public_holiday
from dialer.fingerprint import fingerprint
from dialer.hours.windows import WHOLE_DAY, Window, Windows, intersect, parse

_SATURDAY = 5
_SUNDAY = 6


class Purpose(StrEnum):
    """What a campaign calls for."""

    CARE = "care"
    SURVEY = "survey"
    MARKETING = "marketing"
    RESEARCH = "research"
    DEBT = "debt"


@dataclass(frozen=True)
class LawRow:
    """One rule: its hours on the callee's clock, and where it is written."""

    #: Such as "CN", "US-FL" or "AU-*RESEARCH".
    id: str
    weekday: Windows
    saturday: Windows
    sunday: Windows
    #: None: holidays are as other days.
    public_holiday: Windows | None
    holiday_eve: Windows | None
    #: Whose holidays: ISO country and subdivision; None for the subdivision means the callee's own.
    holiday_country: str
    holiday_subdivision: str | None
    source: str
    confidence: str

    def windows_on(self, day: date, subdivision: str) -> Windows:
        """What this row permits on a local day; `subdivision` is the callee's, for holidays that differ by state."""
        number = day.weekday()
        windows = self.saturday if number == _SATURDAY else self.sunday if number == _SUNDAY else self.weekday
        place = subdivision if self.holiday_subdivision is None else self.holiday_subdivision
        if self.public_holiday is not None and is_public_holiday(self.holiday_country, place, day):
            windows = intersect(windows, self.public_holiday)
        if self.holiday_eve is not None and is_holiday_eve(self.holiday_country, place, day):
            windows = intersect(windows, self.holiday_eve)
        return windows


_NINE_TO_NINE = (Window(9 * 60, 21 * 60),)

#: For countries without a row: 09:00-21:00 every day, as in the rows of countries that have no statutory clock (China,
#: Taiwan, Singapore, Macau). It opens an hour later than the law of most countries and ends with our own ceiling.
DEFAULT = LawRow(
    id="default",
    weekday=_NINE_TO_NINE,
    saturday=_NINE_TO_NINE,
    sunday=_NINE_TO_NINE,
    public_holiday=None,
    holiday_eve=None,
    holiday_country="",
    holiday_subdivision="",
    source="no row for this country; practice where the law names no hours",
    confidence="low",
)

#: Places with an ISO code of their own that are under another country's calling law.
_UNDER_LAW_OF = {
    **dict.fromkeys(("PR", "VI", "GU", "AS", "MP"), "US"),
    **dict.fromkeys(("GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF"), "FR"),
    **dict.fromkeys(("GG", "JE", "IM"), "GB"),
    **dict.fromkeys(("CC", "CX", "NF"), "AU"),
}
_OWN_ROW = {Purpose.DEBT: "*DEBT", Purpose.RESEARCH: "*RESEARCH"}


@lru_cache(maxsize=4096)
def rows_for(country: str, subdivision: str, purpose: Purpose) -> tuple[LawRow, ...]:
    """The rows that bind such a call, all of them together; at least one. ISO codes, "" where unknown."""
    rows, home = _rows(), law_country(country)
    whole = rows.get((home, _OWN_ROW.get(purpose, ""))) or rows.get((home, "")) or DEFAULT
    state = rows.get((home, subdivision)) if subdivision else None
    return (whole, state) if state else (whole,)


def law_country(country: str) -> str:
    """The country whose calling law holds there: for most, itself."""
    return _UNDER_LAW_OF.get(country, country)


def law_windows(rows: tuple[LawRow, ...], day: date, subdivision: str) -> Windows:
    """What all these rows permit on a local day."""
    windows = WHOLE_DAY
    for row in rows:
        windows = intersect(windows, row.windows_on(day, subdivision))
    return windows


@cache
def law_version() -> str:
    """The fingerprint of the table of permitted hours."""
    return fingerprint(_table())


@cache
def _rows() -> dict[tuple[str, str], LawRow]:
    return {(row["country"], row["subdivision"]): _row(row) for row in csv.DictReader(_table().splitlines())}


def _table() -> str:
    return resources.files(__package__).joinpath("permitted_hours.csv").read_text(encoding="utf-8")


def _row(row: dict[str, str]) -> LawRow:
    country, subdivision = _holiday_set(row)
    return LawRow(
        id="-".join(filter(None, (row["country"], row["subdivision"]))),
        weekday=parse(row["weekday"]),
        saturday=parse(row["saturday"]),
        sunday=parse(row["sunday"]),
        public_holiday=None if row["public_holiday"] in ("", "same") else parse(row["public_holiday"]),
        holiday_eve=None if row["holiday_eve"] in ("", "same") else parse(row["holiday_eve"]),
        holiday_country=country,
        holiday_subdivision=subdivision,
        source=row["source"],
        confidence=row["confidence"],
    )


def _holiday_set(row: dict[str, str]) -> tuple[str, str | None]:
    """Read "US-AL", "FR", "AU national", "DE (by Land)"; where nothing is said, the callee's own."""
    named = row["holiday_set"]
    if not named or "(by" in named:
        return row["country"], None
    country, _, subdivision = named.split()[0].partition("-")
    return country, subdivision
