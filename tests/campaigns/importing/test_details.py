"""Details that playbooks count with come in one spelling; what cannot be read is left out with a warning."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from campaigns.importing.details import Written, reader
from campaigns.importing.headers import Subject
from campaigns.importing.lines import SERIAL_ORIGIN, Cell
from campaigns.importing.reasons import CellRefused
from tests.campaigns.importing.desk import Desk


def read(subject: Subject, name: str, cell: Cell, header: str = "") -> str:
    found = reader(subject, name)
    assert found is not None
    return found(Written(subject, name, header, cell, SERIAL_ORIGIN))


@pytest.mark.parametrize(
    ("name", "cell", "kept"),
    [
        ("insurance_due", "2027年3月5日", "2027-03-05"),
        ("insurance_due", 46451, "2027-03-05"),
        ("insurance_due", datetime(2027, 3, 5), "2027-03-05"),  # noqa: DTZ001 - a workbook's cell
        ("insurance_due", "无", ""),
        ("maintenance_due", "20270305", "2027-03-05"),
        ("market", "新市场", "new"),
        ("market", "成熟市场", "mature"),
        ("market", "Mature", "mature"),
        ("spend", 18800, "18800"),
        ("spend", "¥188,000.00", "188000"),
        ("spend", "18.8万", "188000"),
        ("spend", "HK$ 9,800.5", "9800.5"),
        ("spend", "98000元", "98000"),
        ("spend", "#N/A", ""),
    ],
)
def test_details_of_customers(name: str, cell: Cell, kept: str) -> None:
    assert read("customers", name, cell) == kept


@pytest.mark.parametrize(
    ("name", "cell", "kept"),
    [
        ("quantity", 30, "30"),
        ("quantity", "30粒", "30"),
        ("quantity", "-", ""),
        ("units_per_day", 0.5, "0.5"),
        ("units_per_day", "2片/日", "2"),
        # 无 elsewhere says nothing; here it says that there are no sutures
        ("suture_day", "无", "none"),
        ("suture_day", "不缝合", "none"),
        ("suture_day", "None", "none"),
        ("suture_day", 10, "10"),
        ("suture_day", "术后第10天", "10"),
        ("suture_day", "十天", "10"),
        # not known yet is not none
        ("suture_day", "暂无", ""),
        ("suture_day", "", ""),
        ("inpatient", "是", "yes"),
        ("inpatient", "住院", "yes"),
        ("inpatient", "Y", "yes"),
        ("inpatient", "否", ""),
        ("inpatient", "no", ""),
        ("method", "fue", "FUE"),
        ("method", "FUT（大切口）", "FUT"),
        ("method", "无痕植发FUE", "FUE"),
        ("method", "埋线", "埋线"),
        ("course_number", "第3次", "3"),
        ("course_number", "第三次", "3"),
        ("course_number", "03", "3"),
        ("course_total", "共10次", "10"),
        ("course_total", 10.0, "10"),
        ("warranty_months", "24个月", "24"),
        ("warranty_months", "2年", "24"),
        ("warranty_months", "一年半", "18"),
        ("warranty_months", "半年", "6"),
        ("warranty_months", "2年6个月", "30"),
        ("warranty_months", "2 years", "24"),
        ("reply_days", "3个工作日内", "3"),
        ("read", "已读", "yes"),
        ("read", "否", "no"),
        ("relation", "曾来电", "caller"),
        ("relation", "陌生人", "stranger"),
        ("relation", "见过面", "met"),
    ],
)
def test_details_of_events(name: str, cell: Cell, kept: str) -> None:
    assert read("events", name, cell) == kept


@pytest.mark.parametrize(
    ("header", "kept"), [("质保期（月）", "24"), ("质保月数", "24"), ("Warranty (months)", "24"), ("质保年限", "288")]
)
def test_a_bare_warranty_counts_in_what_the_header_says(header: str, kept: str) -> None:
    assert read("events", "warranty_months", 24, header) == kept


@pytest.mark.parametrize(
    ("subject", "name", "cell", "reason"),
    [
        ("customers", "insurance_due", "明年", "not_a_date"),
        ("customers", "insurance_due", "03/04/2027", "ambiguous_date"),
        ("customers", "insurance_due", "2027-02-30", "impossible_date"),
        ("customers", "market", "一般", "unknown_word"),
        ("customers", "spend", "很多", "not_an_amount"),
        ("customers", "spend", "5万-10万", "not_an_amount"),
        ("events", "quantity", "2盒", "not_an_amount"),
        ("events", "units_per_day", "遵医嘱", "not_an_amount"),
        # a date of its own; the days are wanted
        ("events", "suture_day", "2026-12-01", "not_an_amount"),
        ("events", "suture_day", "下周", "not_an_amount"),
        ("events", "inpatient", "待定", "unknown_word"),
        # the number and the total have a column each
        ("events", "course_number", "3/10", "not_an_amount"),
        ("events", "course_number", "0", "not_an_amount"),
        ("events", "course_total", "若干", "not_an_amount"),
        # two months or two years
        ("events", "warranty_months", "2", "not_an_amount"),
        ("events", "warranty_months", "终身", "not_an_amount"),
        ("events", "read", "可能", "unknown_word"),
        ("events", "relation", "朋友", "unknown_word"),
    ],
)
def test_what_cannot_be_read_is_refused(subject: Subject, name: str, cell: Cell, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        read(subject, name, cell)
    assert refused.value.reason == reason


def test_a_detail_that_nobody_counts_with_is_kept_as_it_is() -> None:
    assert reader("customers", "occupation") is None
    assert reader("events", "肤质") is None


def test_customers_details_come_in_under_chinese_and_english_headers(desk: Desk) -> None:
    chinese = desk.text(
        """
        编号,姓名,手机,门店,累计消费,市场,保险到期日,片区,职业,肤质
        A1,王芳,94123451,中环院,1.88万,新市场,2027/3/5,07,教师,敏感
        A2,李明,94123452,中环院,不详,一般,明年,07,,
        """
    )
    assert desk.customers(chinese).warnings == 3
    details: dict[str, Any] = {
        "spend": "18800",
        "market": "new",
        "insurance_due": "2027-03-05",
        "district": "07",
        "occupation": "教师",
        "肤质": "敏感",
    }
    assert desk.everybody()["A1"].details == details
    assert desk.everybody()["A2"].details == {"district": "07"}
    assert desk.report(chinese) == [
        (3, "累计消费", "不详", "not_an_amount"),
        (3, "市场", "一般", "unknown_word"),
        (3, "保险到期日", "明年", "not_a_date"),
    ]
    english = desk.text(
        """
        ID,Name,Phone,Branch,Total Spend,Market,Insurance Due,District,Occupation,肤质
        A1,王芳,94123451,中环院,"18,800.00",new,5 Mar 2027,07,教师,敏感
        """
    )
    assert desk.customers(english).unchanged == 1
    assert desk.everybody()["A1"].details == details


def test_events_details_come_in_under_chinese_and_english_headers(desk: Desk) -> None:
    desk.customers(desk.text("编号,姓名,手机,门店\nA1,王芳,94123451,中环院\n"))
    chinese = desk.text(
        """
        手术编号,客户编号,手术日期,手术类型,住院,拆线日,术式,质保期（月）,数量,每日用量,第几次,总次数,是否已读
        S1,A1,2026-11-20,植发,是,无,fut,24,30粒,半片,第1次,10次,未读
        S2,A1,2026-11-21,植发,否,下周,fue,,2盒,,,,
        """
    )
    assert desk.events(chinese).warnings == 2
    details = {
        "inpatient": "yes",
        "suture_day": "none",
        "method": "FUT",
        "warranty_months": "24",
        "quantity": "30",
        "units_per_day": "0.5",
        "course_number": "1",
        "course_total": "10",
        "read": "no",
    }
    found = desk.happened()
    assert (found["S1"].kind, found["S1"].category, found["S1"].details) == ("surgery", "hair-transplant", details)
    assert found["S2"].details == {"method": "FUE"}
    assert desk.report(chinese) == [(3, "拆线日", "下周", "not_an_amount"), (3, "数量", "2盒", "not_an_amount")]
    english = desk.text(
        """
        Surgery ID,Customer,Surgery Date,Surgery Type,Inpatient,Suture Day,Method,Warranty,Qty,Daily Dose,Session,Total Sessions,Read
        S1,A1,2026-11-20,hair transplant,yes,none,FUT,2 years,30,1/2 tablet,1,10,no
        """  # noqa: E501
    )
    assert desk.events(english).unchanged == 1
