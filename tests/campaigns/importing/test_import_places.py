"""Whose public holidays count for a customer, and how long a house has been where it is."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from campaigns.branches import Branch
from campaigns.importing.import_branches import import_branches
from runtime.database import Sessions
from tests.campaigns.importing.desk import Desk, counts


@pytest.mark.parametrize(
    ("numbers", "branch", "calendar"),
    [
        ("94123456", "中环院", "HK"),
        ("13800138000", "广州院", "CN"),
        # the number, wherever the clinic is
        ("+8613800138000", "温哥华院", "CN"),
        # of Canada and the United States the province or state
        ("604-555-0123", "温哥华院", "CA-BC"),
        ("+1 808 555 0123", "温哥华院", "US-HI"),
        # the first number counts
        ("+8613800138000 / 604-555-0123", "温哥华院", "CN"),
        # a free number tells no place, though its prefix is that of the United States
        ("+1 800 555 0199", "温哥华院", "CA"),
    ],
)
def test_the_calendar_is_that_of_the_first_number_else_of_the_branch(
    desk: Desk, numbers: str, branch: str, calendar: str
) -> None:
    desk.customers(desk.text(f"编号,姓名,手机,门店\nA1,王芳,{numbers},{branch}\n"))
    assert desk.everybody()["A1"].calendar == calendar


def test_the_calendar_follows_the_numbers(desk: Desk) -> None:
    for cell, calendar in (("604-555-0123", "CA-BC"), ("+8613800138000;604-555-0123", "CN"), ("416-555-0123", "CA-ON")):
        desk.customers(desk.text(f"编号,姓名,手机,门店\nA1,王芳,{cell},温哥华院\n"))
        assert desk.everybody()["A1"].calendar == calendar


def test_a_branch_s_market_is_new_or_mature(sessions: Sessions, desk: Desk) -> None:
    def markets() -> dict[str, str]:
        with sessions() as session:
            return {branch.name: branch.market for branch in session.scalars(select(Branch))}

    told = desk.text(
        """
        门店,来源系统,地区,时区,外呼号码,英文名,中文名,市场
        中环院,harbour,HK,Asia/Hong_Kong,23450180,Harbour Central,海港中环,成熟市场
        广州院,harbour,CN,Asia/Shanghai,020-38880180,Harbour Guangzhou,海港广州,new
        温哥华院,harbour,CA,America/Vancouver,604-555-0199,Harbour Vancouver,海港温哥华,一般
        """
    )
    result = import_branches(sessions, told)
    assert (counts(result), result.warnings) == ((0, 2, 1, 0, 0), 1)
    assert markets() == {"中环院": "mature", "广州院": "new", "温哥华院": ""}
    assert desk.report(told) == [(4, "市场", "一般", "unknown_word")]
    assert counts(import_branches(sessions, told)) == (0, 0, 3, 0, 0)
    # a file without the column leaves it, and a new branch has none
    silent = desk.text(
        """
        门店,来源系统,地区,时区,外呼号码,英文名,中文名
        中环院,harbour,HK,Asia/Hong_Kong,23450180,Harbour Central,海港中环
        乌节院,harbour,SG,Asia/Singapore,+65 6234 0181,Orchard,乌节
        """
    )
    assert counts(import_branches(sessions, silent)) == (1, 0, 1, 0, 0)
    assert markets() == {"中环院": "mature", "广州院": "new", "温哥华院": "", "乌节院": ""}
