"""A customer's row: what it says, read and judged, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from campaigns.importing.consents import read_consent
from campaigns.importing.dates import moment
from campaigns.importing.headers import words
from campaigns.importing.known_branches import KnownBranch, KnownBranches
from campaigns.importing.lunar_birthdays import lunar_birthday
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import CellRefused, Reason
from campaigns.importing.surnames import is_chinese, spoken_title, surname
from campaigns.importing.wished_hours import wished_hours
from campaigns.importing.words import plain
from campaigns.numbers.country import subdivision_of
from campaigns.numbers.parse import GoodNumber, parse_cell
from campaigns.numbers.refusals import RefusedPiece
from campaigns.numbers.zones import zones_of
from campaigns.tiers import tier_of
from runtime.zones import UnknownZone, zone

_OLDEST = timedelta(days=125 * 366)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a customer, as `customer_number` keeps it."""

    e164: str
    extension: str
    kind: str
    country: str
    subdivision: str
    position: int


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A good row. What it does not say is empty or None."""

    line: int
    source: str
    external_id: str
    branch: str
    name: str
    surname: str
    title: str
    language: str
    #: The zone on file.
    zone: str | None
    #: The zone whose days count where none is on file: the first number's, else the branch's.
    likely_zone: str
    #: Whose public holidays count, such as "CN" or "CA-BC".
    calendar: str
    #: As the row names it, else as its total spend gives it.
    tier: str
    owner: str | None
    birthday: date | None
    #: "08-15", "06-10+" in a leap month.
    lunar_birthday: str | None
    #: As `campaigns.wishes` writes it.
    wished_hours: str | None
    #: "yes" or "no"; None where the row does not say.
    marketing_consent: str | None
    #: From when on, where the row says it.
    consented_at: datetime | None
    details: dict[str, str]
    numbers: tuple[Number, ...]


def read_customer(row: Reading, branches: KnownBranches, today: date) -> CustomerRow | None:
    """The customer that the row tells of; None after refusing it.

    Without key, name, known branch and at least one number that can be called a row is of no use. Any other cell that
    cannot be read is left out with a warning. `today` bounds birthdays.
    """
    row.required("external_id")
    row.required("name")
    branch = branches.of(row)
    numbers = _numbers(row, branch) if branch else ()
    if branch is None or row.refused():
        return None
    result = _customer(row, branch, numbers, today)
    return None if row.refused() else result


def _customer(row: Reading, branch: KnownBranch, numbers: tuple[Number, ...], today: date) -> CustomerRow:
    name, details = row.text("name"), row.details()
    zone, likely_zone = _zone(row), _first_zone(numbers[0].e164) or branch.zone
    wish = _read_or_keep(row, "wished_hours", details, lambda: wished_hours(row.text("wished_hours")))
    said = _read_or_keep(row, "marketing_consent", details, lambda: read_consent(row, zone or likely_zone, today))
    return CustomerRow(
        line=row.line,
        source=branch.source,
        external_id=row.text("external_id"),
        branch=branch.name,
        name=name,
        surname=row.text("surname") or surname(name),
        title=_title(row, name),
        language=_language(row, name),
        zone=zone,
        likely_zone=likely_zone,
        calendar=_calendar(numbers[0], branch),
        tier=_tier(row.text("tier")) or tier_of(Decimal(details.get("spend", 0))),
        owner=row.text("owner") or None,
        birthday=_birthday(row, today),
        lunar_birthday=_lunar_birthday(row),
        wished_hours=wish,
        marketing_consent=said.word if said else None,
        consented_at=said.given_at if said else None,
        details=details,
        numbers=numbers,
    )


def _read_or_keep(row: Reading, field: str, details: dict[str, str], read: Callable[[], Read | None]) -> Read | None:
    """What the cell says; what cannot be read is left out with a warning, and kept as a detail for a person to read."""
    if not row.text(field):
        return None
    try:
        return read()
    except CellRefused as wrong:
        row.warn(field, wrong.reason, str(wrong))
        details[row.header(field)] = row.text(field)
        return None


def _numbers(row: Reading, branch: KnownBranch) -> tuple[Number, ...]:
    """The good numbers of all columns in order; with none the row is refused, and each bad piece says why."""
    good: dict[str, GoodNumber] = {}
    bad: list[tuple[str, RefusedPiece]] = []
    for header, written in row.numbers():
        cell = parse_cell(written, branch.region)
        for number in cell.numbers:
            good.setdefault(number.e164, number)
        bad += [(header, piece) for piece in cell.refused]
    for header, piece in bad:
        row.number_refused(header, piece.text, piece.reason, piece.sentence, row_too=not good)
    if not good and not bad:
        row.refuse("numbers", Reason.NO_NUMBER)
    return tuple(
        Number(n.e164, n.extension or "", n.kind, n.country, subdivision_of(n.e164), position)
        for position, n in enumerate(good.values(), start=1)
    )


def _first_zone(e164: str) -> str | None:
    return next(iter(zones_of(e164)), None)


def _calendar(first: Number, branch: KnownBranch) -> str:
    """The place of the first number. A free number has a country by its prefix only, and tells no place."""
    if not first.country or _first_zone(first.e164) is None:
        return branch.region
    return f"{first.country}-{first.subdivision}" if first.subdivision else first.country


def _title(row: Reading, name: str) -> str:
    """The title's word; failing that, the gender's; failing that, the one written behind the name."""
    for field in ("title", "gender"):
        written = row.text(field)
        if written and (title := words("customers", "titles").get(plain(written))):
            return title
        if written:
            row.warn(field, Reason.UNKNOWN_WORD)
    return words("customers", "titles").get(plain(spoken_title(name)), "")


def _tier(written: str) -> str:
    return words("customers", "tiers").get(plain(written), written)


def _language(row: Reading, name: str) -> str:
    """The language on file; else the one that the name is written in."""
    written = row.text("language")
    found = words("customers", "languages").get(plain(written)) if written else None
    if written and found is None:
        row.warn("language", Reason.UNKNOWN_WORD)
    return found or ("zh" if is_chinese(name) else "en")


def _zone(row: Reading) -> str | None:
    written = row.text("zone")
    if not written or _is_zone(written):
        return written or None
    row.warn("zone", Reason.UNKNOWN_ZONE)
    return None


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    try:
        zone(name)
    except UnknownZone:
        return False
    return True


def _birthday(row: Reading, today: date) -> date | None:
    if not row.text("birthday"):
        return None
    try:
        day = moment(row.cell("birthday"), row.origin).day
    except CellRefused as wrong:
        row.warn("birthday", wrong.reason, str(wrong))
        return None
    if today - _OLDEST <= day <= today:
        return day
    row.warn("birthday", Reason.IMPLAUSIBLE_DATE)
    return None


def _lunar_birthday(row: Reading) -> str | None:
    if not row.text("lunar_birthday"):
        return None
    try:
        return lunar_birthday(row.cell("lunar_birthday"))
    except CellRefused as wrong:
        row.warn("lunar_birthday", wrong.reason, str(wrong))
        return None
