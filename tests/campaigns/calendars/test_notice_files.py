"""Notices as files: two layouts, and nothing wrong is let in."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaigns.calendars.notice_files import Kind, NoticeDay, NoticeUnusable, notice_days, read_notice

CSV = """date,weekday,kind,holiday
2026-12-31,Thu,off,New Year's Day
2027-01-01,Fri,off,New Year's Day
2027-01-09,Sat,make-up workday,New Year's Day
"""
JSON: dict[str, Any] = {
    "year": 2027,
    "papers": [],
    "days": [
        {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
    ],
}


def notice_of(**changes: Any) -> str:
    return json.dumps(JSON | changes, ensure_ascii=False)


def with_day(**changes: Any) -> str:
    """The JSON with something else as its third entry."""
    return notice_of(days=[*JSON["days"][:2], JSON["days"][2] | changes])


@pytest.mark.parametrize(("text", "name"), [(CSV, "New Year's Day"), (notice_of(), "元旦")])
def test_both_layouts_say_the_same_and_december_belongs_to_the_next_years_notice(text: str, name: str) -> None:
    assert notice_days("notice", text) == [
        NoticeDay(2027, date(2026, 12, 31), Kind.OFF, name),
        NoticeDay(2027, date(2027, 1, 1), Kind.OFF, name),
        NoticeDay(2027, date(2027, 1, 9), Kind.MAKE_UP, name),
    ]


def test_the_weekday_may_be_left_out_and_a_byte_order_mark_is_no_letter(tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text("date,kind,holiday\r\n2027-01-01,off,元旦\r\n", encoding="utf-8-sig")
    assert read_notice(file) == [NoticeDay(2027, date(2027, 1, 1), Kind.OFF, "元旦")]


def test_a_csv_may_hold_several_years_and_a_day_in_december_is_its_own_years() -> None:
    text = CSV + "2026-01-01,Thu,off,New Year's Day\n"
    assert [(row.day.isoformat(), row.notice) for row in notice_days("notice", text)] == [
        ("2026-01-01", 2026),
        ("2026-12-31", 2026),
        ("2027-01-01", 2027),
        ("2027-01-09", 2027),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # the header
        ("day,kind\n", "line 1: expected the columns date, kind, holiday; missing ['date', 'holiday']"),
        ("", "line 1: expected the columns"),
        # each cell, with its line
        (CSV.replace("2027-01-09", "9.1.2027"), "line 4: expected a date like 2027-01-01, found '9.1.2027'"),
        (CSV.replace("2027-01-09", "2027-02-30"), "line 4: expected a date like 2027-01-01, found '2027-02-30'"),
        (CSV.replace("Fri,off", "Fri,holiday"), "line 3: expected the kind off or make-up workday, found 'holiday'"),
        (CSV.replace("Fri,off", "Sat,off"), "line 3: 2027-01-01 is a Fri, not a Sat"),
        (CSV.replace("Fri,off,New Year's Day", "Fri,off, "), "line 3: expected the holiday's name"),
        ("date,kind,holiday\n2027-01-01\n", "line 2: expected the kind off or make-up workday, found ''"),
        # a make-up workday takes a weekend day
        (
            CSV.replace("2027-01-09,Sat", "2027-01-08,Fri"),
            "line 4: expected a Saturday or Sunday as make-up workday, 2027-01-08 is a Fri",
        ),
        (CSV + "2027-01-01,Fri,off,Again\n", "line 5: 2027-01-01 is there already"),
        # a part of a year would make workdays of the rest
        (CSV.replace("2027-01-01,Fri", "2027-02-08,Mon"), "line 2: 2026-12-31 belongs to no year whose 1 January"),
        (CSV + "2028-05-01,Mon,off,Labour Day\n", "line 5: 2028-05-01 belongs to no year whose 1 January"),
        ("date,kind,holiday\n", "expected the days of a whole year"),
        # JSON of another kind, and of a year that is not announced
        ("[1, 2]", 'expected {"year": 2027, "days": [...]}'),
        ('{"year": 2027,\n "days": [}', "line 2: not JSON"),
        (notice_of(year="2027"), 'expected {"year": 2027, "days": [...]}'),
        (notice_of(days=[]), "the notice for 2027 was not out when this file was made"),
        (notice_of(days=JSON["days"][:1]), "expected 2027-01-01 as a day off"),
        (notice_of(year=2026), "entry 2: 2027-01-01 belongs to no year"),
        # each entry
        (with_day(isOffDay="no"), "entry 3: expected isOffDay true or false, found 'no'"),
        (with_day(isOffDay=1), "entry 3: expected isOffDay true or false, found 1"),
        (with_day(date=None), "entry 3: expected a date like 2027-01-01, found None"),
        (with_day(date="2027-01-01"), "entry 3: expected a Saturday or Sunday as make-up workday, 2027-01-01"),
        (with_day(date="2028-01-01"), "entry 3: 2028-01-01 belongs to no year"),
        (with_day(name=""), "entry 3: expected the holiday's name"),
        (notice_of(days=["2027-01-01"]), "entry 1: expected a date like 2027-01-01, found None"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(NoticeUnusable) as refused:
        notice_days("notice", text)
    assert message in str(refused.value)
    assert str(refused.value).startswith("notice")


def test_all_that_is_wrong_is_named_at_once_up_to_ten() -> None:
    rows = "".join(f"2027-02-{number:02},off,\n" for number in range(1, 16))
    with pytest.raises(NoticeUnusable) as refused:
        notice_days("notice", "date,kind,holiday\n2027-01-01,off,New Year's Day\n" + rows)
    assert str(refused.value).count("expected the holiday's name") == 10
    assert str(refused.value).endswith("; and 5 more.")


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(NoticeUnusable, match=r"2027\.json: cannot be read \(No such file"):
        read_notice(tmp_path / "2027.json")
    gbk = tmp_path / "2027.csv"
    gbk.write_text("date,kind,holiday\n2027-01-01,off,元旦\n", encoding="gbk")
    with pytest.raises(NoticeUnusable, match="expected UTF-8"):
        read_notice(gbk)
