"""A source system's list of a day, of which only the keys are read, to be laid beside ours."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from campaigns.importing.headers import Columns, vocabulary
from campaigns.importing.lines import Cell, FileUnreadable
from campaigns.importing.reading import Reading
from campaigns.importing.sheets import open_sheet
from campaigns.importing.words import plain

#: A day has fewer rows than this.
MOST = 20_000
#: Bytes that a workbook may hold once it is unpacked.
_UNPACKED = 200 * 1024 * 1024
_KEYS = ("external_id", "customer")
_BETWEEN = re.compile(r"[\s,;，；、]+")


class NoKeyColumn(FileUnreadable):
    """The list has no column with the number of the record, nor one with that of the customer."""


class TooLong(FileUnreadable):
    """The list has more rows than a day can have."""


@dataclass(frozen=True)
class Listed:
    """One row of their list."""

    line: int
    #: The number of the record, such as an invoice's; empty where the list names none.
    record: str
    #: The customer's number; empty where the list names none.
    customer: str


def read_listed(path: Path) -> list[Listed]:
    """The rows of a CSV or XLSX file; one without any key has two empty ones. Headers are those that imports know.

    Raises FileUnreadable, and of its kinds `NoKeyColumn` and `TooLong`.
    """
    _weigh(path)
    try:
        return _read(path)
    except csv.Error as wrong:
        raise FileUnreadable(f"{path.name} is no list: {wrong}.") from wrong


def _read(path: Path) -> list[Listed]:
    with open_sheet(path, _recognise) as sheet:
        columns = vocabulary("events").match(sheet.headers, path.name, given=frozenset(vocabulary("events").required))
        if not any(key in columns for key in _KEYS):
            raise NoKeyColumn(f"{path.name} has no column with the numbers of records or of customers.")
        found: list[Listed] = []
        for row in sheet.rows:
            if len(found) == MOST:
                raise TooLong(f"{path.name} has more than {MOST:,} rows.")
            found.append(_listed(Reading(row, columns, [], sheet.origin), columns))
    return found


def pasted(typed: str) -> list[Listed]:
    """Numbers of records or of customers as somebody pasted them: one a line, or between commas. Raises `TooLong`."""
    found = [
        Listed(line, number, "")
        for line, written in enumerate(typed.splitlines(), start=1)
        for number in _BETWEEN.split(written)
        if number
    ]
    if len(found) > MOST:
        raise TooLong(f"More than {MOST:,} numbers are pasted.")
    return found


def _listed(row: Reading, columns: Columns) -> Listed:
    record, customer = (row.text(key) if key in columns else "" for key in _KEYS)
    return Listed(row.line, record, customer)


def _recognise(cells: Sequence[Cell]) -> int:
    """A list may well have one column alone; then its header has to be a key."""
    known = vocabulary("events")
    headers = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    found = known.recognise(headers)
    alone = known.fields.get(plain(headers[0]), ("", 0))[0] if len(headers) == 1 else ""
    return max(found, 2) if alone in _KEYS else found


def _weigh(path: Path) -> None:
    """A small file may unpack to more than the machine can hold."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed:
        if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
            raise FileUnreadable(f"{path.name} is too large once it is unpacked.")
