"""What the source system takes back did not happen, until it says otherwise; and who has died is left in peace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from campaigns.suppressions import Suppression
from tests.campaigns.importing.desk import NOW, Desk, counts

LATER = NOW + timedelta(days=1)
NAMES = {"FANG": "王芳", "MING": "李明"}


@pytest.fixture
def open_desk(desk: Desk) -> Desk:
    """王芳 and 李明 are known."""
    desk.customers(desk.text("编号,姓名,手机,门店\nFANG,王芳,94123456,中环院\nMING,李明,94123457,中环院\n"))
    return desk


def tell(desk: Desk, columns: str, cells: str, now: datetime = NOW) -> datetime | None:
    """A file says this of an appointment of 王芳's; when it was withdrawn."""
    desk.events(desk.text(f"单号,客户编号,预约日期,项目{columns}\nE1,FANG,2026-11-26,激光{cells}\n"), now=now)
    return desk.happened()["E1"].withdrawn_at


@pytest.mark.parametrize(
    ("header", "status", "withdrawn"),
    [
        ("状态", "已取消", True),
        ("状态", "取消", True),
        ("状态", "作废", True),
        ("状态", "已退", True),
        ("状态", "撤销", True),
        ("状态", "爽约", True),
        ("订单状态", "已退款", True),
        ("预约状态", "未到店", True),
        ("Status", "Cancelled", True),
        ("Status", "canceled", True),
        ("Status", "VOID", True),
        ("Appointment Status", "No-Show", True),
        # with a remark
        ("状态", "已取消（客户改约）", True),
        ("状态", "已取消：下周再约", True),
        ("状态", "已取消-客户出差", True),
        # these stand
        ("状态", "已预约", False),
        ("状态", "已到店", False),
        ("状态", "", False),
        ("状态", "无", False),
        ("状态", "未取消", False),
        ("状态", "取消申请被驳回", False),
        ("Status", "confirmed", False),
    ],
)
def test_a_status_withdraws_an_event_or_lets_it_stand(
    open_desk: Desk, header: str, status: str, withdrawn: bool
) -> None:
    assert tell(open_desk, f",{header}", f",{status}") == (NOW if withdrawn else None)


def test_an_event_is_withdrawn_at_first_word_and_comes_back(open_desk: Desk) -> None:
    assert tell(open_desk, ",状态", ",已预约") is None
    assert tell(open_desk, ",状态", ",已取消") == NOW
    # said once more, and in other words
    assert tell(open_desk, ",状态", ",已取消", now=LATER) == NOW
    assert tell(open_desk, ",状态", ",作废", now=LATER) == NOW
    # a file that does not speak of it
    assert tell(open_desk, ",医生", ",梁医生", now=LATER) == NOW
    # it stands again, and is withdrawn anew
    assert tell(open_desk, ",状态", ",已预约", now=LATER) is None
    assert tell(open_desk, ",状态", ",已取消", now=LATER) == LATER
    assert tell(open_desk, ",状态", ",", now=LATER) is None


def test_the_status_itself_is_kept_and_the_same_file_changes_nothing(open_desk: Desk) -> None:
    file = open_desk.text(
        """
        单号,客户编号,治疗日期,状态
        E1,FANG,2026-11-20,已取消
        E2,FANG,2026-11-20,已完成
        E3,FANG,2026-11-20,
        """
    )
    assert counts(open_desk.events(file)) == (3, 0, 0, 0, 0)
    assert counts(open_desk.events(file, now=LATER)) == (0, 0, 3, 0, 0)
    assert {key: event.details for key, event in open_desk.happened().items()} == {
        "E1": {"status": "已取消"},
        "E2": {"status": "已完成"},
        "E3": {},
    }
    emptied = open_desk.text("单号,客户编号,治疗日期,状态\nE2,FANG,2026-11-20,\n")
    open_desk.events(emptied)
    assert open_desk.happened()["E2"].details == {}


def peace(desk: Desk) -> dict[str, tuple[str, str, datetime, datetime | None]]:
    """Who is left in peace: channel, reason, since and until."""
    names = {customer.id: key for key, customer in desk.everybody().items()}
    with desk.sessions() as session:
        found = session.scalars(select(Suppression)).all()
    assert len({row.customer_id for row in found}) == len(found)
    return {names[row.customer_id or 0]: (row.channel, row.reason, row.since, row.until) for row in found}


def died(desk: Desk, rows: str, now: datetime = NOW, headers: str = "记录编号,客户编号,类型,日期,状态,备注") -> None:
    desk.events(desk.text(f"{headers}\n{rows}\n"), now=now)


@pytest.mark.parametrize("word", ["逝世", "已故", "去世", "deceased"])
def test_who_has_died_is_left_in_peace_on_every_channel(open_desk: Desk, word: str) -> None:
    died(open_desk, f"D1,FANG,{word},2026-11-20,,\nT1,MING,治疗,2026-11-20,,")
    assert peace(open_desk) == {"FANG": ("all", "deceased", NOW, None)}


def test_once_however_often_it_is_said(open_desk: Desk) -> None:
    died(open_desk, "D1,FANG,去世,2026-11-20,,\nD2,FANG,去世,2026-11-21,,")
    died(open_desk, "D1,FANG,去世,2026-11-20,,", now=LATER)
    died(open_desk, "D1,FANG,去世,2026-11-20,,家属来电\nD3,FANG,去世,2026-11-21,,", now=LATER)
    assert peace(open_desk) == {"FANG": ("all", "deceased", NOW, None)}


def test_a_death_that_was_taken_back_leaves_nobody_in_peace(open_desk: Desk) -> None:
    died(open_desk, "D1,FANG,去世,2026-11-20,作废,")
    assert peace(open_desk) == {}
    died(open_desk, "D1,FANG,去世,2026-11-20,,", now=LATER)
    assert peace(open_desk) == {"FANG": ("all", "deceased", LATER, None)}


def test_a_person_s_word_that_it_was_a_mistake_holds_until_a_new_event(open_desk: Desk) -> None:
    died(open_desk, "D1,FANG,去世,2026-11-20,,")
    with open_desk.sessions.begin() as session:
        session.execute(update(Suppression).values(until=NOW))
    died(open_desk, "D1,FANG,去世,2026-11-20,,更正：同名", now=LATER)
    assert peace(open_desk) == {"FANG": ("all", "deceased", NOW, NOW)}
    # the key was wrong: it is somebody else
    died(open_desk, "D1,MING,去世,2026-11-20,,更正：同名", now=LATER)
    assert peace(open_desk) == {"FANG": ("all", "deceased", NOW, NOW), "MING": ("all", "deceased", LATER, None)}
    with open_desk.sessions() as session:
        assert session.scalars(select(Suppression.until).where(Suppression.until.is_not(None))).all() == [
            NOW.astimezone(UTC)
        ]
