"""Sheets go out as files that a spreadsheet reads rightly, and each taking is written down."""

from __future__ import annotations

import csv
import io
from datetime import date

from openpyxl import load_workbook

from web.sheets.files import as_csv, as_xlsx
from web.sheets.sheet import Column, Sheet

SHEET = Sheet(
    "reached-2026-11",
    "回访 [11/2026]",
    [Column("客户"), Column("Calls", "number"), Column("Reached", "share"), Column("Day", "day")],
    [["陈美玲", 3, 0.5, date(2026, 11, 24)], ["=1+1", 0, None, None], ["+852", -2, 1.0, date(2026, 1, 2)]],
)


def test_a_csv_begins_with_the_mark_that_excel_wants_and_holds_every_row() -> None:
    written = as_csv(SHEET)
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert rows[:2] == [["客户", "Calls", "Reached", "Day"], ["陈美玲", "3", "0.5", "2026-11-24"]]


def test_no_cell_of_a_csv_is_taken_for_a_formula_and_a_negative_number_stays_one() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(SHEET).decode("utf-8-sig"))))
    assert [row[0] for row in rows[2:]] == ["'=1+1", "'+852"]
    assert rows[3][1] == "-2"


def test_a_workbook_keeps_text_as_text_numbers_as_numbers_and_days_as_days() -> None:
    page = load_workbook(io.BytesIO(as_xlsx(SHEET))).active
    assert page is not None
    assert page.title == "回访 112026"
    assert page.freeze_panes == "A2"
    assert [cell.value for cell in page[3]] == ["=1+1", 0, None, None]
    assert page["A3"].data_type == "s", "no formula"
    assert page["C2"].number_format == "0.0%"
    assert page["D2"].value.date() == date(2026, 11, 24)
