"""A source system's list of a day, of which only the keys are read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from campaigns.importing import listed as reading
from campaigns.importing.lines import FileUnreadable
from campaigns.importing.listed import Listed, NoKeyColumn, TooLong, pasted, read_listed


def of(path: Path, text: str, encoding: str = "utf-8") -> list[tuple[int, str, str]]:
    path.write_bytes(text.encode(encoding))
    return [(one.line, one.record, one.customer) for one in read_listed(path)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # as a workshop's system exports it, with a title above
        ("今日结算清单\n结算单号,客户编号,结算日期\nR-1,C-9,2026-11-23\n", [(3, "R-1", "C-9")]),
        # a single column, which is a key
        ("invoice no\nR-1\nR-2\n", [(2, "R-1", ""), (3, "R-2", "")]),
        ("客户编号\nC-9\n", [(2, "", "C-9")]),
        # a row without any number stays a row
        ("结算单号,客户编号,项目\nR-1,C-9,保养\n,,洗车\n", [(2, "R-1", "C-9"), (3, "", "")]),
        # full-width digits, and a number that Excel was kept from reading as one
        ('结算单号,客户编号\n１００１,"=""0012"""\n', [(2, "1001", "0012")]),
    ],
)
def test_the_keys_are_read_under_the_headers_that_imports_know(
    text: str, rows: list[tuple[int, str, str]], tmp_path: Path
) -> None:
    assert of(tmp_path / "清单.csv", text) == rows
    assert of(tmp_path / "清单.csv", text, "gb18030") == rows


def test_a_workbook_is_read_alike(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (("结算单号", "客户编号"), ("R-1", 10023), (None, None), ("R-2", None)):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert read_listed(tmp_path / "list.xlsx") == [Listed(2, "R-1", "10023"), Listed(4, "R-2", "")]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", FileUnreadable),
        ("项目,日期\n保养,2026-11-23\n", NoKeyColumn),  # nothing says which record it is
        ("R-1\nR-2\n", FileUnreadable),  # no header
        ("<html><table></table></html>", FileUnreadable),
    ],
)
def test_what_is_no_list_says_so(text: str, wrong: type[Exception], tmp_path: Path) -> None:
    with pytest.raises(wrong):
        of(tmp_path / "list.csv", text)


def test_a_list_longer_than_a_day_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 2)
    assert len(of(tmp_path / "list.csv", "invoice no\n1\n2\n")) == 2
    with pytest.raises(TooLong):
        of(tmp_path / "list.csv", "invoice no\n1\n2\n3\n")
    with pytest.raises(TooLong):
        pasted("1 2 3")


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_UNPACKED", 1000)
    with zipfile.ZipFile(tmp_path / "list.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 2000)
    with pytest.raises(FileUnreadable, match="too large once it is unpacked"):
        read_listed(tmp_path / "list.xlsx")


def test_pasted_numbers_stand_one_a_line_or_between_commas() -> None:
    found = pasted("R-1\n R-2，R-3;R-4\n\n")
    assert [(one.line, one.record) for one in found] == [(1, "R-1"), (2, "R-2"), (2, "R-3"), (2, "R-4")]
