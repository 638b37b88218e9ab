"""Lunar birthdays come in every way people write them, and never as a guess."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from campaigns.importing.lines import Cell
from campaigns.importing.lunar_birthdays import lunar_birthday
from campaigns.importing.reasons import CellRefused
from tests.campaigns.importing.desk import Desk


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("六月初十", "06-10"),
        ("农历八月十五", "08-15"),
        ("農曆八月十五日", "08-15"),
        ("正月初一", "01-01"),
        # the eleventh and the twelfth month have names
        ("冬月廿二", "11-22"),
        ("腊月三十", "12-30"),
        ("臘月卅", "12-30"),
        ("十一月二十一", "11-21"),
        ("十二月初八", "12-08"),
        # figures
        ("06-10", "06-10"),
        ("6-1", "06-01"),
        ("６月１０日", "06-10"),
        ("6月10号", "06-10"),
        ("8/15", "08-15"),
        ("8.15", "08-15"),
        ("0815", "08-15"),
        # the leap month, wherever it is said
        ("闰六月初十", "06-10+"),
        ("閏六月初十", "06-10+"),
        ("润六月初十", "06-10+"),
        ("六月初十（闰）", "06-10+"),
        ("六月初十 闰月", "06-10+"),
        ("闰6-10", "06-10+"),
        ("06-10+", "06-10+"),
        ("leap 6-10", "06-10+"),
        # a year is not part of a birthday
        ("1988年六月初十", "06-10"),
        ("一九八八年六月初十", "06-10"),
        ("1988-06-10", "06-10"),
        ("阴历1988年闰2月30日", "02-30+"),
        # months of the lunar calendar have 30 days; February too
        ("2-30", "02-30"),
        # Excel made a date of what was typed
        (datetime(2026, 6, 10), "06-10"),  # noqa: DTZ001 - a workbook's cell
        (date(1988, 8, 15), "08-15"),
    ],
)
def test_a_lunar_day_is_read(written: Cell, day: str) -> None:
    assert lunar_birthday(written) == day


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("不详", "not_a_date"),
        ("属龙", "not_a_date"),
        ("六月", "not_a_date"),
        ("6-10-1", "not_a_date"),
        # a serial number says nothing about the moon
        (32266, "not_a_date"),
        ("非闰六月初十", "not_a_date"),
        ("六月三十一", "impossible_date"),
        ("13-01", "impossible_date"),
        ("0-10", "impossible_date"),
        # the first or, as 6.10 becomes in a sheet, the tenth
        ("6.1", "ambiguous_date"),
        (6.1, "ambiguous_date"),
    ],
)
def test_what_is_no_lunar_day_is_refused(written: Cell, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        lunar_birthday(written)
    assert refused.value.reason == reason


@pytest.mark.parametrize("header", ["农历生日", "阴历生日", "生日（农历）", "Lunar Birthday"])
def test_the_column_is_known_also_beside_a_birthday_of_the_sun(desk: Desk, header: str) -> None:
    file = desk.text(
        f"""
        编号,姓名,手机,门店,生日,{header}
        A1,王芳,94123451,中环院,1988-07-23,闰六月初十
        A2,李明,94123452,中环院,,见备注
        """
    )
    assert desk.customers(file).warnings == 1
    everybody = desk.everybody()
    assert (everybody["A1"].birthday, everybody["A1"].lunar_birthday) == (date(1988, 7, 23), "06-10+")
    assert everybody["A2"].lunar_birthday is None
    assert desk.report(file) == [(3, header, "见备注", "not_a_date")]
    # a file without the column leaves it, one with an empty cell empties it
    desk.customers(desk.text("编号,姓名,手机,门店\nA1,王芳,94123451,中环院\n"))
    assert desk.everybody()["A1"].lunar_birthday == "06-10+"
    desk.customers(desk.text(f"编号,姓名,手机,门店,{header}\nA1,王芳,94123451,中环院,\n"))
    assert desk.everybody()["A1"].lunar_birthday is None
