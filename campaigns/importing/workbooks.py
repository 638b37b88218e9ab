"""Excel workbooks, streamed row by row."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.utils.exceptions import InvalidFileException

from campaigns.importing.lines import SERIAL_ORIGIN, FileUnreadable, Line, Lines

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_workbook(path: Path) -> bool:
    """Whether the bytes, not the name, are those of an .xlsx workbook.

    Raises FileUnreadable for the three things people take for one: an old .xls, a workbook behind a password, and a
    web page that some system saved under the name of a sheet.
    """
    with path.open("rb") as file:
        head = file.read(512)
        if head.startswith(_OLE):
            raise FileUnreadable(_why_ole(path.name, head + file.read()))
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise FileUnreadable(f"{path.name} is a web page named like a sheet; open it in Excel and save it as .xlsx.")
    return head.startswith(_ZIP)


def _why_ole(name: str, content: bytes) -> str:
    if _ENCRYPTED in content:
        return f"{name} is protected by a password; save it without one."
    return f"{name} is an Excel file of the old kind (.xls); save it as .xlsx or CSV."


@contextmanager
def open_workbook(path: Path) -> Iterator[Lines]:
    """The rows of the first visible sheet that has any. Raises FileUnreadable, also while rows are being read."""
    with path.open("rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl warns about styles and extensions that nobody asked for
                workbook = load_workbook(file, read_only=True, data_only=True)
        except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as wrong:
            raise FileUnreadable(f"{path.name} is damaged, or not an Excel workbook ({wrong}).") from wrong
        yield _first_with_rows(workbook, path.name)


def _first_with_rows(workbook: Workbook, name: str) -> Lines:
    origin = MAC_EPOCH if workbook.epoch == MAC_EPOCH else SERIAL_ORIGIN
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        total = sheet.max_row
        # Some systems write a wrong extent into the file, and cells outside it would be lost.
        sheet.reset_dimensions()
        lines = _lines(sheet, name)
        for first in lines:
            return Lines(chain((first,), lines), total, origin, may_shift=False)
    return Lines(iter(()), 0, origin, may_shift=False)


def _lines(sheet: Any, name: str) -> Iterator[Line]:
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows, None)
        except (BadZipFile, SyntaxError, KeyError, ValueError, EOFError, OSError) as wrong:
            raise FileUnreadable(f"{name} is damaged at row {number} ({wrong}).") from wrong
        if cells is None:
            return
        if any(cell is not None for cell in cells):
            yield Line(number, cells)
