"""Events find their customers, on the customers' own days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from campaigns.importing.lines import FileUnreadable
from tests.campaigns.importing.desk import Desk, counts


@pytest.fixture
def open_desk(desk: Desk) -> Desk:
    """王芳 in Hong Kong, Emma in Vancouver, and 李明, who goes to Vancouver's clinic with a Shanghai number."""
    file = desk.text(
        """
        编号,姓名,手机,门店
        FANG,王芳,94123456,中环院
        EMMA,Emma Fraser,604-555-0123,温哥华院
        MING,李明,+8613800138000,温哥华院
        """,
        "customers.csv",
    )
    desk.customers(file)
    return desk


@pytest.mark.parametrize(
    ("customer", "cell", "on", "at"),
    [
        ("FANG", "2026-11-23", date(2026, 11, 23), None),
        ("FANG", "2026-11-23 14:30", date(2026, 11, 23), datetime(2026, 11, 23, 6, 30, tzinfo=UTC)),
        ("EMMA", "2026-11-23 14:30", date(2026, 11, 23), datetime(2026, 11, 23, 21, 30, tzinfo=UTC)),
        # the clinic's afternoon is already tomorrow where he lives
        ("MING", "2026-11-23 14:30", date(2026, 11, 24), datetime(2026, 11, 23, 21, 30, tzinfo=UTC)),
        # without a time it is the day that was written down
        ("MING", "2026-11-23", date(2026, 11, 23), None),
    ],
)
def test_a_time_is_the_branch_s_and_the_day_is_the_customer_s(
    open_desk: Desk, customer: str, cell: str, on: date, at: datetime | None
) -> None:
    open_desk.events(open_desk.text(f"单号,客户编号,类型,日期\nE1,{customer},治疗,{cell}\n"))
    event = open_desk.happened()["E1"]
    assert (event.occurred_on, event.occurred_at) == (on, at)


@pytest.mark.parametrize(
    ("headers", "cells", "kind", "category"),
    [
        ("类型,项目类别,项目,日期", "治疗,激光,祛斑", "treatment", "laser"),
        # one column for both
        ("类型,项目类别,项目,日期", "激光,,祛斑", "treatment", "laser"),
        ("类型,项目类别,项目,日期", "laser,,", "treatment", "laser"),
        ("类型,项目类别,项目,日期", "预约,激光,祛斑", "appointment", "laser"),
        ("类型,项目类别,项目,日期", "预约,,玻尿酸填充", "appointment", "injection"),
        ("类型,项目类别,项目,日期", ",射频,", "treatment", "radio-frequency"),
        ("类型,项目类别,项目,日期", "治疗,火疗,", "treatment", "火疗"),
        # a word of a playbook's own
        ("类型,项目类别,项目,日期", "home-visit,,", "home-visit", ""),
        # the category is in the subject's words only
        ("类型,项目类别,项目,日期", "治疗,,腋下脱毛（第三次）", "treatment", "hair-removal"),
        # the date's header says what it is
        ("项目类别,项目,备注,结算日期", ",小保养,", "invoice", "maintenance"),
        ("项目类别,项目,备注,结算日期", ",更换轮胎,", "invoice", ""),
        ("项目类别,项目,备注,预约日期", ",复诊,", "appointment", ""),
        ("Type,Category,Treatment,Date", "Treatment,Hair removal,legs", "treatment", "hair-removal"),
        # what is done in a surgery
        ("类型,项目类别,项目,日期", ",植发,", "surgery", "hair-transplant"),
        ("类型,项目类别,项目,日期", "手术,,FUE无痕植发2000单位", "surgery", "hair-transplant"),
        # words of one kind: 普通 is a clinic at a first visit, and nothing of ours elsewhere
        ("门诊类别,项目,备注,初诊日期", "专科,皮肤科,", "first-visit", "specialist"),
        ("门诊类别,项目,备注,初诊日期", "普通,普通外科,", "first-visit", "general"),
        ("门诊类别,项目,备注,初诊日期", ",普通外科,", "first-visit", ""),
        ("类型,项目类别,项目,日期", "投诉,普通,等待太久", "complaint", "普通"),
        ("预约事项,项目,备注,预约日期", "保单检视,,", "appointment", "policy-review"),
        ("类型,项目类别,商品,日期", "购买,,双黄白莲蓉月饼", "purchase", "mooncake"),
        # one word for both
        ("类型,项目类别,项目,日期", "异常反应,,皮秒激光", "finding", "abnormal"),
        ("类型,项目类别,项目,日期", "使用反馈,效果不明显,", "finding", "usage-weak"),
        ("类型,项目类别,项目,日期", "会员升级,金卡,", "tier-reached", "gold"),
    ],
)
def test_kind_and_category_are_told_from_what_the_export_has(
    open_desk: Desk, headers: str, cells: str, kind: str, category: str
) -> None:
    result = open_desk.events(open_desk.text(f"单号,客户编号,{headers}\nE1,FANG,{cells},2026-11-23\n"))
    assert counts(result) == (1, 0, 0, 0, 0)
    event = open_desk.happened()["E1"]
    assert (event.kind, event.category) == (kind, category)


def test_the_command_may_say_what_kind_of_events_they_are(open_desk: Desk) -> None:
    open_desk.events(open_desk.text("单号,客户编号,日期\nE1,FANG,2026-11-23\n"), kind="discharge")
    assert open_desk.happened()["E1"].kind == "discharge"
    open_desk.events(open_desk.text("单号,客户编号,日期\nE1,FANG,2026-11-23\n"), kind="手术")
    assert open_desk.happened()["E1"].kind == "surgery"
    with pytest.raises(FileUnreadable, match="no kind of event '退款'"):
        open_desk.events(open_desk.text("单号,客户编号,日期\nE1,FANG,2026-11-23\n"), kind="退款")


def test_each_bad_row_is_refused_with_its_line_column_and_reason_and_its_neighbours_come_in(open_desk: Desk) -> None:
    file = open_desk.text(
        """
        单号,客户编号,类型,日期,时间
        G1,FANG,治疗,2026-11-23,14:30
        B1,NOBODY,治疗,2026-11-23,
        B2,FANG,退款,2026-11-23,
        B3,FANG,治疗,2026-02-30,
        B4,FANG,治疗,待定,
        B5,FANG,治疗,03/04/2026,
        B6,FANG,治疗,2206-11-23,
        ,,治疗,,
        G2,EMMA,治疗,46349,下午三点
        """
    )
    result = open_desk.events(file)
    assert (counts(result), result.warnings) == ((2, 0, 0, 0, 7), 1)
    assert {key: event.occurred_on for key, event in open_desk.happened().items()} == {
        "G1": date(2026, 11, 23),
        "G2": date(2026, 11, 23),
    }
    assert open_desk.report(file) == [
        (3, "客户编号", "NOBODY", "unknown_customer"),
        (4, "类型", "退款", "unknown_kind"),
        (5, "日期", "2026-02-30", "impossible_date"),
        (6, "日期", "待定", "not_a_date"),
        (7, "日期", "03/04/2026", "ambiguous_date"),
        (8, "日期", "2206-11-23", "implausible_date"),
        (9, "单号", "", "empty"),
        (9, "客户编号", "", "empty"),
        (9, "日期", "", "empty"),
        (10, "时间", "下午三点", "not_a_date"),
    ]


def test_a_second_import_changes_nothing_and_a_changed_row_is_updated(open_desk: Desk) -> None:
    headers = "单号,客户编号,类型,日期,项目,医生,房间"
    file = open_desk.text(f"{headers}\nE1,FANG,治疗,2026-11-20,激光祛斑,梁医生,3\nE2,EMMA,预约,2026-11-26,激光,,\n")
    assert counts(open_desk.events(file)) == (2, 0, 0, 0, 0)
    ids = {key: event.id for key, event in open_desk.happened().items()}
    assert counts(open_desk.events(file)) == (0, 0, 2, 0, 0)
    moved = open_desk.text(
        f"{headers}\nE1,FANG,治疗,2026-11-20,激光祛斑,梁医生,3\nE2,EMMA,预约,2026-11-27 10:00,脱毛,,\n"
    )
    assert counts(open_desk.events(moved)) == (0, 1, 1, 0, 0)
    events = open_desk.happened()
    assert {key: event.id for key, event in events.items()} == ids
    assert (events["E2"].occurred_on, events["E2"].category) == (date(2026, 11, 27), "hair-removal")
    assert (events["E1"].subject, events["E1"].by_whom, events["E1"].details) == ("激光祛斑", "梁医生", {"房间": "3"})


def test_what_a_later_file_does_not_speak_of_stays_as_it_is(open_desk: Desk) -> None:
    open_desk.events(open_desk.text("单号,客户编号,类型,日期,项目,医生\nE1,FANG,治疗,2026-11-20,祛斑,梁医生\n"))
    assert counts(open_desk.events(open_desk.text("单号,客户编号,类型,日期\nE1,FANG,治疗,2026-11-21\n"))) == (
        0,
        1,
        0,
        0,
        0,
    )
    event = open_desk.happened()["E1"]
    assert (event.subject, event.by_whom, event.occurred_on) == ("祛斑", "梁医生", date(2026, 11, 21))


def test_rows_that_come_twice_count_as_doubled_and_the_last_one_wins(open_desk: Desk) -> None:
    file = open_desk.text(
        """
        单号,客户编号,结算日期
        E1,FANG,2026-11-23
        E1,FANG,20261123
        E2,FANG,2026-11-22
        E2,FANG,2026-11-23
        """
    )
    result = open_desk.events(file)
    assert (counts(result), result.warnings) == ((2, 0, 0, 2, 0), 1)
    assert open_desk.report(file) == [(4, "单号", "E2", "superseded")]
    assert open_desk.happened()["E2"].occurred_on == date(2026, 11, 23)


def test_where_branches_come_from_two_systems_a_row_has_to_say_which(open_desk: Desk) -> None:
    from campaigns.branches import Branch

    file = open_desk.text("单号,客户编号,结算日期\nE1,FANG,2026-11-23\n")
    workshop = Branch(name="九龙湾站", source="motors", region="HK", zone="Asia/Hong_Kong", name_en="Motors",
                      name_zh="汽车", line="+85227550182")  # fmt: skip
    with open_desk.sessions.begin() as session:
        session.add(workshop)
    assert counts(open_desk.events(file)) == (0, 0, 0, 0, 1)
    assert open_desk.report(file) == [(2, "branch", "", "empty")]
    assert counts(open_desk.events(file, branch="中环院")) == (1, 0, 0, 0, 0)
    # a key of one system means nobody in the other
    assert counts(open_desk.events(file, branch="九龙湾站")) == (0, 0, 0, 0, 1)


def test_without_the_needed_columns_nothing_is_read(open_desk: Desk) -> None:
    with pytest.raises(FileUnreadable, match=r"no column for external_id \(记录编号"):
        open_desk.events(open_desk.text("客户编号,治疗日期\nFANG,2026-11-23\n"))
