"""Branches come first: every row of the other files names one."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from campaigns.branches import Branch
from campaigns.importing.import_branches import import_branches
from campaigns.importing.imports import import_customers
from campaigns.importing.lines import FileUnreadable
from runtime.database import Sessions
from tests.campaigns.importing.desk import NOW, Desk, counts


def test_branches_are_created_updated_and_refused_row_by_row(sessions: Sessions, tmp_path: Path) -> None:
    desk = Desk(sessions, tmp_path)
    file = desk.text(
        """
        门店,来源系统,地区,时区,外呼号码,英文名
        中环院,harbour,香港,Asia/Hong_Kong,2345 0180,Central
        乌节院,harbour,SG,Asia/Singapore,+65 6234 0181,Orchard
        乌节院,harbour,SG,Asia/Singapore,+65 6234 0182,Orchard
        深圳院,harbour,中国,Asia/Shenzhen,,Shenzhen
        月球院,harbour,月球,UTC,12345678,Moon
        """
    )
    result = import_branches(sessions, file)
    assert (counts(result), result.warnings) == ((2, 0, 0, 1, 2), 1)
    with sessions() as session:
        found = {branch.name: branch for branch in session.scalars(select(Branch))}
    assert found["中环院"].line == "+85223450180"
    assert (found["中环院"].region, found["中环院"].name_zh) == ("HK", "Central")
    assert found["乌节院"].line == "+6562340182"
    assert desk.report(file) == [
        (3, "门店", "乌节院", "superseded"),
        (5, "时区", "Asia/Shenzhen", "unknown_zone"),
        (5, "外呼号码", "", "empty"),
        (6, "地区", "月球", "unknown_region"),
    ]
    moved = desk.text("门店,来源系统,地区,时区,外呼号码,英文名\n中环院,harbour,HK,Asia/Hong_Kong,23450188,Central\n")
    assert counts(import_branches(sessions, moved)) == (0, 1, 0, 0, 0)
    assert counts(import_branches(sessions, moved)) == (0, 0, 1, 0, 0)


def test_customers_wait_for_their_branches(sessions: Sessions, tmp_path: Path) -> None:
    file = Desk(sessions, tmp_path).text("编号,姓名,手机,门店\nA1,王芳,94123456,中环院\n")
    with pytest.raises(FileUnreadable, match="import the file of branches first"):
        import_customers(sessions, file, NOW)
