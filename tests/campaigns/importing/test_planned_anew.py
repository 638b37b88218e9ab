"""Whoever is written is to be planned anew, and nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, text

from campaigns.to_plan import ToPlan
from tests.campaigns.importing.desk import NOW, Desk

LATER = NOW + timedelta(days=1)
HEADERS = "编号,姓名,手机,备用电话,门店,会员等级,累计消费,农历生日"
FANG = "FANG,王芳,94123456,,中环院,,,"
EMMA = "EMMA,Emma Fraser,604-555-0123,,温哥华院,,,"
MING = "MING,李明,94123457,23456789,中环院,银卡,60000,六月初十"


def taken(desk: Desk) -> dict[str, datetime]:
    """Who is to be planned, and since when; the list is empty afterwards."""
    names = {customer.id: key for key, customer in desk.everybody().items()}
    with desk.sessions.begin() as session:
        found = {names[row.customer_id]: row.since for row in session.scalars(select(ToPlan))}
        session.execute(delete(ToPlan))
    return found


def bring(desk: Desk, *people: str, now: datetime = LATER, headers: str = HEADERS) -> set[str]:
    desk.customers(desk.text("\n".join((headers, *people)) + "\n"), now=now)
    return set(taken(desk))


@pytest.fixture
def open_desk(desk: Desk) -> Desk:
    """Three customers are known and planned."""
    assert bring(desk, FANG, EMMA, MING, now=NOW) == {"FANG", "EMMA", "MING"}
    return desk


@pytest.mark.parametrize(
    ("people", "planned"),
    [
        # nothing new
        ([FANG, EMMA, MING], set()),
        # somebody new
        ([FANG, "JING,何静,94123458,,中环院,,,"], {"JING"}),
        # a name, a branch, a tier, a spend, a birthday
        (["FANG,王芳芳,94123456,,中环院,,,", EMMA, MING], {"FANG"}),
        (["FANG,王芳,+852 94123456,,广州院,,,", EMMA], {"FANG"}),
        ([FANG, "EMMA,Emma Fraser,604-555-0123,,温哥华院,金卡,,"], {"EMMA"}),
        (["MING,李明,94123457,23456789,中环院,银卡,61000,六月初十"], {"MING"}),
        (["MING,李明,94123457,23456789,中环院,银卡,60000,闰六月初十"], {"MING"}),
        # numbers alone: one more, one less, another order
        (["FANG,王芳,94123456,94123459,中环院,,,"], {"FANG"}),
        (["MING,李明,94123457,,中环院,银卡,60000,六月初十"], {"MING"}),
        (["MING,李明,23456789,94123457,中环院,银卡,60000,六月初十", EMMA], {"MING"}),
        # a refused row and one that comes twice
        (["FANG,王芳芳,,,中环院,,,", "EMMA,Emma,604-555-0123,,温哥华院,,,", EMMA], set()),
    ],
)
def test_customers_whose_row_or_numbers_changed(open_desk: Desk, people: list[str], planned: set[str]) -> None:
    assert bring(open_desk, *people) == planned
    assert bring(open_desk, *people) == set()


EVENTS = "单号,客户编号,类型,日期,项目,状态"
FIRST = "E1,FANG,治疗,2026-11-20,激光祛斑,"
SECOND = "E2,MING,预约,2026-11-26,激光,"


@pytest.mark.parametrize(
    ("rows", "planned"),
    [
        # nothing new
        ([FIRST, SECOND], set()),
        # a new event, and two of one person
        ([FIRST, SECOND, "E3,EMMA,治疗,2026-11-20,激光,"], {"EMMA"}),
        (["E3,FANG,治疗,2026-11-21,激光,", "E4,FANG,预约,2026-12-21,激光,"], {"FANG"}),
        # another day, another subject, withdrawn
        ([FIRST, "E2,MING,预约,2026-11-27,激光,"], {"MING"}),
        (["E1,FANG,治疗,2026-11-20,腋下脱毛,", SECOND], {"FANG"}),
        ([FIRST, "E2,MING,预约,2026-11-26,激光,已取消"], {"MING"}),
        # it was somebody else's: both
        (["E1,EMMA,治疗,2026-11-20,激光祛斑,", SECOND], {"FANG", "EMMA"}),
        # nobody's
        (["E1,NOBODY,治疗,2026-11-20,激光祛斑,"], set()),
    ],
)
def test_customers_whose_events_changed(open_desk: Desk, rows: list[str], planned: set[str]) -> None:
    open_desk.events(open_desk.text("\n".join((EVENTS, FIRST, SECOND)) + "\n"))
    assert set(taken(open_desk)) == {"FANG", "MING"}
    file = open_desk.text("\n".join((EVENTS, *rows)) + "\n")
    open_desk.events(file, now=LATER)
    assert set(taken(open_desk)) == planned
    open_desk.events(file, now=LATER)
    assert taken(open_desk) == {}


def test_who_is_waiting_already_waits_since_the_first_change(open_desk: Desk) -> None:
    open_desk.events(open_desk.text(f"{EVENTS}\n{FIRST}\n"))
    open_desk.events(open_desk.text(f"{EVENTS}\n{FIRST}\n{SECOND}\nE3,FANG,治疗,2026-11-21,激光,\n"), now=LATER)
    assert taken(open_desk) == {"FANG": NOW, "MING": LATER}


def test_what_is_not_committed_is_not_planned(open_desk: Desk) -> None:
    """Facts and the list are one transaction: a slice that fails leaves neither."""
    with open_desk.sessions.begin() as session:
        session.execute(text("alter table event add constraint no_lasers check (subject <> '激光祛斑')"))
    try:
        with pytest.raises(Exception, match="no_lasers"):
            open_desk.events(open_desk.text(f"{EVENTS}\n{FIRST}\n{SECOND}\n"))
    finally:
        with open_desk.sessions.begin() as session:
            session.execute(text("alter table event drop constraint no_lasers"))
    assert open_desk.happened() == {}
    assert taken(open_desk) == {}
