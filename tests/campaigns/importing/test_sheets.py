"""Files as systems write them: every encoding, delimiter and damage."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from campaigns.importing.headers import vocabulary
from campaigns.importing.lines import FileUnreadable
from campaigns.importing.reasons import Reason
from campaigns.importing.sheets import Row, open_sheet

HEADERS = "客户编号,姓名,手机"
RECOGNISE = vocabulary("customers").recognise


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


def rows(path: Path) -> list[Row]:
    with open_sheet(path, RECOGNISE) as sheet:
        return list(sheet.rows)


def names(path: Path) -> list[object]:
    return [row.cells.get("姓名") for row in rows(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_file_is_read_in_any_encoding_and_with_any_delimiter(file: Path, encoding: str, delimiter: str) -> None:
    text = f"{HEADERS}\r\n1,陈大文,94123456\r\n2,欧阳娜,94123457\r\n".replace(",", delimiter)
    file.write_bytes(text.encode(encoding))
    assert names(file) == ["陈大文", "欧阳娜"]


def test_characters_that_only_gb18030_has_are_read(file: Path) -> None:
    file.write_bytes(f"{HEADERS}\n1,𠮷田,94123456\n".encode("gb18030"))
    assert names(file) == ["𠮷田"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_one_cell_cut_in_the_middle_of_a_character_does_not_change_the_file_s_encoding(
    file: Path, encoding: str
) -> None:
    cut = "2,欧阳娜".encode(encoding)[:-1] + b",94123457\n"
    file.write_bytes(f"{HEADERS}\n1,陈大文,94123456\n".encode(encoding) + cut + "3,王芳,94123458\n".encode(encoding))
    first, broken, last = rows(file)
    assert (first.cells["姓名"], last.cells["姓名"]) == ("陈大文", "王芳")
    assert "\ufffd" in str(broken.cells["姓名"])
    assert broken.cells["手机"] == "94123457"


def test_titles_and_empty_lines_above_the_headers_are_passed_over_and_lines_keep_their_numbers(file: Path) -> None:
    file.write_text(
        f"客户名单 2026-11-23\n\n,,\n{HEADERS}\n1,陈大文,94123456\n\n,,\n2,王芳,94123457\n", encoding="utf-8"
    )
    assert [(row.line, row.cells["姓名"]) for row in rows(file)] == [(5, "陈大文"), (8, "王芳")]


def test_a_line_break_inside_a_cell_is_no_end_of_a_row(file: Path) -> None:
    file.write_text(f'{HEADERS}\n1,"陈大文\n（转介）",94123456\n2,王芳,94123457\n', encoding="utf-8")
    assert [(row.line, row.cells["手机"]) for row in rows(file)] == [(2, "94123456"), (4, "94123457")]


@pytest.mark.parametrize(
    "lines",
    [
        # never closed: the rest of the file would be one cell
        ['1,"陈大文,94123456', "2,王芳,94123457", "3,李明,94123458"],
        # closed by another open one three lines further down
        ['1,"陈大文,94123456', "2,王芳,94123457", '3,"李明,94123458', "4,何静,94123459"],
        # on the last line
        ["2,王芳,94123457", '3,"李明,94123458'],
        # more lines than anybody writes into a cell
        ['1,"陈大文,94123456', *(f"{n},王芳,94123457" for n in range(2, 200)), '200,"李明",1'],
    ],
)
def test_a_quotation_mark_left_open_costs_its_own_line_only(file: Path, lines: list[str]) -> None:
    file.write_text("\n".join([HEADERS, *lines]), encoding="utf-8")
    found = rows(file)
    assert [row.line for row in found] == [n + 2 for n in range(len(lines))]
    flawed = [row.line for row in found if row.flaw is Reason.QUOTE_NOT_CLOSED]
    assert flawed == [n + 2 for n, line in enumerate(lines) if line.count('"') % 2]


def test_an_inch_sign_in_the_middle_of_a_cell_is_no_quotation(file: Path) -> None:
    file.write_text(f'{HEADERS}\n1,陈 5" 大文,94123456\n2,王 6" 芳,94123457\n', encoding="utf-8")
    assert names(file) == ['陈 5" 大文', '王 6" 芳']


def test_a_row_with_more_cells_than_columns_is_flawed_and_empty_cells_at_its_end_are_not(file: Path) -> None:
    file.write_text(f"{HEADERS}\n1,陈大文,94123456,九龙,塘\n2,王芳,94123457,,\n3,李明\n", encoding="utf-8")
    first, second, third = rows(file)
    assert first.flaw is Reason.TOO_MANY_CELLS
    assert first.cells[""] == "1, 陈大文, 94123456, 九龙, 塘"
    assert (second.flaw, third.flaw) == (None, None)


def test_the_first_visible_sheet_with_rows_is_read(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.worksheets[0].title = "空"
    hidden = workbook.create_sheet("旧")
    hidden.append(["客户编号", "姓名"])
    hidden.sheet_state = "hidden"
    sheet = workbook.create_sheet("客户")
    for row in ([], ["客户编号", "姓名", "手机", None], [1001, "陈大文", 94123456, "见备注"]):
        sheet.append(row)
    workbook.save(tmp_path / "export.xlsx")
    assert rows(tmp_path / "export.xlsx") == [
        # in a workbook a cell beyond the headers has moved nothing
        Row(3, {"客户编号": 1001, "姓名": "陈大文", "手机": 94123456, "column 4": "见备注"})
    ]


def test_a_workbook_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    workbook = Workbook()
    for row in (["客户编号", "姓名"], [1, datetime.fromisoformat("2026-11-23")]):
        workbook.worksheets[0].append(row)
    workbook.save(tmp_path / "export.csv")
    assert names(tmp_path / "export.csv") == [datetime.fromisoformat("2026-11-23")]


def test_an_old_macintosh_s_workbook_counts_its_days_from_1904(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.epoch = MAC_EPOCH
    workbook.worksheets[0].append(["客户编号", "姓名"])
    workbook.save(tmp_path / "export.xlsx")
    with open_sheet(tmp_path / "export.xlsx", RECOGNISE) as sheet:
        assert sheet.origin == MAC_EPOCH


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n , ,\n", "is empty"),
        ("今天天气很好\n明天也是\n".encode(), "no header row"),
        ("姓名\n陈大文\n".encode(), "no header row"),
        (b"caf\xe9,r\xe9sum\xe9\n\xff\xff,\xff\n", "unknown encoding"),
        (OLE + bytes(600), "old kind (.xls)"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<html><table><tr><td>\xe5\xa7\x93\xe5\x90\x8d", "web page"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither a CSV file nor an Excel workbook"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(file: Path, content: bytes, sentence: str) -> None:
    file.write_bytes(content)
    with pytest.raises(FileUnreadable, match=r"export\.csv") as unreadable:
        rows(file)
    assert sentence in str(unreadable.value)


def test_a_missing_file_and_a_folder_are_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="No such file"):
        rows(tmp_path / "nowhere.csv")
    with pytest.raises(FileUnreadable, match="cannot be read"):
        rows(tmp_path)


def test_a_wrong_extent_in_a_workbook_hides_no_cells(tmp_path: Path) -> None:
    """Some systems write <dimension ref="A1"/> into every file."""
    workbook = Workbook()
    for row in (["客户编号", "姓名"], [1, "陈大文"], [2, "王芳"]):
        workbook.worksheets[0].append(row)
    workbook.save(tmp_path / "whole.xlsx")
    rewrite(tmp_path / "whole.xlsx", tmp_path / "wrong.xlsx", lambda sheet: sheet.replace(b'"A1:B3"', b'"A1"'))
    assert names(tmp_path / "wrong.xlsx") == ["陈大文", "王芳"]


def test_a_workbook_damaged_half_way_is_refused_with_the_row(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(["客户编号", "姓名"])
    for number in range(500):
        workbook.worksheets[0].append([number, "陈大文"])
    workbook.save(tmp_path / "whole.xlsx")
    damaged = tmp_path / "damaged.xlsx"
    rewrite(tmp_path / "whole.xlsx", damaged, lambda sheet: sheet[: len(sheet) // 2])
    with pytest.raises(FileUnreadable, match="damaged at row"):
        rows(damaged)


def rewrite(source: Path, target: Path, change: Callable[[bytes], bytes]) -> None:
    """The same workbook with the bytes of its sheet changed."""
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(target, "w") as changed:
        for name in whole.namelist():
            content = whole.read(name)
            changed.writestr(name, change(content) if name.endswith("sheet1.xml") else content)


def test_rows_are_read_one_by_one(file: Path) -> None:
    """Two million rows would not fit on the desk; only those asked for are taken."""

    with file.open("w", encoding="utf-8") as written:
        written.write(f"{HEADERS}\n")
        written.writelines(f"{n},陈大文,94123456\n" for n in range(200_000))
    with open_sheet(file, RECOGNISE) as sheet:
        assert sheet.total == 200_001
        assert [row.line for row in islice(sheet.rows, 3)] == [2, 3, 4]
