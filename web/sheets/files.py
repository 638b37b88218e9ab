"""The forms in which a sheet goes out: CSV that a spreadsheet reads as UTF-8, and an XLSX workbook."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as Field
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from web.sheets.sheet import Cell, Column, Sheet

#: What a spreadsheet would take for the beginning of a formula. Source: OWASP, CSV injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_FORMATS = {"text": "@", "number": "#,##0.##", "share": "0.0%", "day": "yyyy-mm-dd"}
#: Characters; wider columns are cut on the screen, not in the file.
_WIDEST = 60


def as_csv(sheet: Sheet) -> bytes:
    """Comma-separated, with a byte order mark, without which Excel garbles Chinese."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([column.words for column in sheet.columns])
    writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    return target.getvalue().encode("utf-8-sig")


def as_xlsx(sheet: Sheet) -> bytes:
    """One worksheet: bold headings that stay in sight, numbers as numbers, text as text."""
    book = Workbook(write_only=True)
    page = book.create_sheet("".join(c for c in sheet.title if c not in "[]:*?/\\")[:31] or "Sheet1")
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        cells = [column.words, *(_shown(row[number - 1]) for row in sheet.rows)]
        page.column_dimensions[get_column_letter(number)].width = min(_WIDEST, 2 + max(map(_wide, cells)))
    page.append([_heading(page, column) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, column, value) for column, value in zip(sheet.columns, row, strict=True)])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _plain(cell: Cell) -> str:
    words = _shown(cell)
    return f"'{words}" if isinstance(cell, str) and words.startswith(_FORMULA) else words


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _wide(words: str) -> int:
    """A Chinese character is as wide as two others."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in words)


def _heading(page: WriteOnlyWorksheet, column: Column) -> Field:
    cell = WriteOnlyCell(page, column.words)
    cell.font = Font(bold=True)
    return cell


def _cell(page: WriteOnlyWorksheet, column: Column, value: Cell) -> Field:
    cell = WriteOnlyCell(page, value)  # type: ignore[arg-type]  # the stubs forget plain days
    cell.number_format = _FORMATS[column.kind]
    if isinstance(value, str):
        # What begins with = is text all the same, and no formula.
        cell.data_type = "s"
    return cell
