"""Branches are few: their rows are read and written one by one."""

from __future__ import annotations

from dataclasses import dataclass, fields

import phonenumbers
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.importing.headers import words
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import Reason
from campaigns.importing.words import plain
from campaigns.numbers.parse import parse_cell
from runtime.zones import UnknownZone, zone


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A good row, as the table `branch` keeps it."""

    name: str
    source: str
    region: str
    zone: str
    name_en: str
    name_zh: str
    line: str
    #: None where the file does not speak of it.
    market: str | None


def read_branch(row: Reading) -> BranchRow | None:
    """The branch that the row tells of; None after refusing it. Display names and market may be missing."""
    name, source = row.required("name"), row.required("source")
    region, place = _region(row), _zone(row)
    line = _line(row, region) if region else ""
    name_en, name_zh, market = row.text("name_en"), row.text("name_zh"), _market(row)
    if row.refused():
        return None
    return BranchRow(name, source, region, place, name_en or name_zh or name, name_zh or name_en or name, line, market)


def write_branch(session: Session, row: BranchRow) -> str:
    """Create or update the branch: "created", "updated" or "unchanged"."""
    held = session.get(Branch, row.name)
    said = {field.name: value for field in fields(row) if (value := getattr(row, field.name)) is not None}
    if held is None:
        session.add(Branch(**said))
        return "created"
    changed = {name: value for name, value in said.items() if getattr(held, name) != value}
    for name, value in changed.items():
        setattr(held, name, value)
    return "updated" if changed else "unchanged"


def _region(row: Reading) -> str:
    written = row.required("region")
    region = words("branches", "regions").get(plain(written), written.upper())
    if written and region not in phonenumbers.SUPPORTED_REGIONS:
        row.refuse("region", Reason.UNKNOWN_REGION)
        return ""
    return region


def _zone(row: Reading) -> str:
    written = row.required("zone")
    try:
        zone(written or "UTC")
    except UnknownZone:
        row.refuse("zone", Reason.UNKNOWN_ZONE)
    return written


def _market(row: Reading) -> str | None:
    written = row.text("market")
    market = words("customers", "words.market").get(plain(written), "")
    if written and not market:
        row.warn("market", Reason.UNKNOWN_WORD)
    return market if row.has("market") else None


def _line(row: Reading, region: str) -> str:
    """The one number that calls; an extension cannot call anybody."""
    written = row.required("line")
    cell = parse_cell(written, region)
    if len(cell.numbers) == 1 and not cell.refused and not cell.numbers[0].extension:
        return cell.numbers[0].e164
    if written:
        sentence = cell.refused[0].sentence if cell.refused else "There must be exactly one number, without extension."
        row.refuse("line", Reason.NO_GOOD_NUMBER, sentence)
    return ""
