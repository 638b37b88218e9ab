"""Consents in a file: 是, 否, yes, no, or the day on which the customer gave it."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from campaigns.importing.dates import moment
from campaigns.importing.headers import words
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import CellRefused, Reason
from campaigns.importing.words import plain
from runtime.zones import start_of_day


class Said(NamedTuple):
    """What the file says of one consent."""

    #: "yes" or "no"
    word: str
    #: The beginning of the day that the file names, else None.
    given_at: datetime | None = None


def read_consent(row: Reading, zone: str, today: date) -> Said:
    """The word, or a day of the customer's calendar, which says yes. Raises CellRefused; a day to come is no grant."""
    word = words("customers", "consents").get(plain(row.text("marketing_consent")))
    if word is not None:
        return Said(word)
    try:
        day = moment(row.cell("marketing_consent"), row.origin).day
    except CellRefused as wrong:
        if wrong.reason is Reason.NOT_A_DATE:
            raise CellRefused(Reason.UNKNOWN_WORD, "Write 是, 否, or the day on which consent was given.") from wrong
        raise
    if day > today:
        raise CellRefused(Reason.IMPLAUSIBLE_DATE)
    return Said("yes", start_of_day(day, zone))
