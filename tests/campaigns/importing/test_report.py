"""The report beside the file: for people with Excel, and never lost."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from campaigns.importing.reasons import Note
from campaigns.importing.report import Report

NOTE = Note(7, "手机", "9412345", "too_short", "“9412345” is too short.", refuses=True)


def write(beside: Path, notes: Iterable[Note], spare: io.StringIO | None = None) -> Report:
    with Report(beside, spare) as report:
        report.add(notes)
    return report


def test_it_is_written_beside_the_input_so_that_excel_opens_it(tmp_path: Path) -> None:
    report = write(tmp_path / "客户.xlsx", [NOTE])
    assert report.written == tmp_path / "客户.xlsx.refused.csv"
    content = report.written.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "line,column,value,reason,explanation",
        "7,手机,9412345,too_short,“9412345” is too short.",
    ]


def test_nothing_to_say_takes_an_older_report_away(tmp_path: Path) -> None:
    write(tmp_path / "export.csv", [NOTE])
    assert write(tmp_path / "export.csv", []).written is None
    assert list(tmp_path.iterdir()) == []


def test_an_import_that_breaks_off_leaves_the_older_report_alone(tmp_path: Path) -> None:
    older = write(tmp_path / "export.csv", [NOTE]).path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "export.csv", _broken_off())
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("export.csv.refused.csv", older)]


def _broken_off() -> Iterator[Note]:
    yield NOTE
    raise KeyboardInterrupt


def test_where_the_folder_cannot_be_written_to_the_rows_are_printed(tmp_path: Path) -> None:
    spare = io.StringIO()
    report = write(tmp_path / "gone" / "export.csv", [NOTE], spare=spare)
    assert report.written is None
    first, header, row = spare.getvalue().splitlines()
    assert "export.csv.refused.csv cannot be written (No such file or directory)" in first
    assert header.startswith("line,column")
    assert row.startswith("7,手机,9412345")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('=HYPERLINK("http://example.org")', "'=HYPERLINK"),
        ("@SUM(A1)", "'@SUM"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd"),
        ("-2+3", "'-2+3"),
        # a telephone number is no formula
        ("+852 9412-345", "+852 9412-345"),
    ],
)
def test_a_cell_never_becomes_a_formula_in_the_reader_s_excel(tmp_path: Path, value: str, shown: str) -> None:
    report = write(tmp_path / "export.csv", [Note(2, "姓名", value, "empty", "", refuses=True)])
    assert report.path.read_text("utf-8-sig").splitlines()[1].removeprefix("2,姓名,").lstrip('"').startswith(shown)
