"""One customer through every door: imported, planned, missed, texted, called again, talked to, logged."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import Result
from dialer.attempts import Attempt, CarrierEvent
from huifang.demo.script import BEGINS
from huifang.proof.invariants import violations
from huifang.proof.witness import seen_calls
from runtime.clock import SharedClock
from tests.journeys.at_the_desk import AtTheDesk
from tests.journeys.conftest import Neighbourhood
from tests.journeys.patience import eventually
from web.agents.adding import add_agent

AUNT_LI, MEI = "+85291234567", "+85290010001"
PASSWORD = "nobody guesses this"
#: Fast enough that ringing takes a second, slow enough that everybody keeps up.
RATE = 30.0
MORNING = BEGINS + timedelta(minutes=20)  # 11:05 in Hong Kong

BRANCHES = (
    "门店,来源系统,地区,时区,英文名称,中文名称,外呼号码\n"
    "中环,harbour,HK,Asia/Hong_Kong,Harbour Clinic,港湾医美,+85231230001\n"
)
CUSTOMERS = "客户编号,姓名,性别,手机,门店,语言\nC001,李秀兰,女,９１２３ ４５６７,中环,中文\nC002,无号码,男,,中环,中文\n"
EVENTS = "单号,客户编号,日期,类型,项目类别,项目,医生,门店\nE001,C001,2026年11月23日,治疗,激光,皮秒激光,黄医生,中环\n"


def test_aunt_li_is_called_missed_texted_called_again_and_her_answer_is_kept(
    neighbourhood: Neighbourhood, tmp_path: Path
) -> None:
    _import_and_plan(neighbourhood, tmp_path)
    mei = _open_the_house(neighbourhood)
    _first_call_is_missed(neighbourhood)
    _second_call_is_answered(neighbourhood, mei)
    _the_outcome_is_kept(neighbourhood, mei)
    _nothing_broke(neighbourhood)


def _import_and_plan(n: Neighbourhood, folder: Path) -> None:
    for name, words in (("branches", BRANCHES), ("customers", CUSTOMERS), ("events", EVENTS)):
        file = folder / f"{name}.csv"
        file.write_bytes(words.encode("gb18030"))
        n.front_door("import", name, str(file))
    refused = (folder / "customers.csv.refused.csv").read_text("utf-8-sig")
    assert "手机" in refused
    assert "\n3," in refused, "the customer without a number is refused with the line it stands on"
    n.set_clock(MORNING, 0.0)
    assert "4 follow-ups planned" not in n.front_door("plan"), "Aunt Li has no appointment, so nothing hangs on one"
    with n.sessions() as session:
        steps = set(session.scalars(select(FollowUp.step)))
        assert session.scalars(select(Customer.name)).all() == ["李秀兰"]
    assert steps == {"day-1", "day-3", "day-10"}, "the whole course is planned at once"


def _open_the_house(n: Neighbourhood) -> AtTheDesk:
    with n.sessions.begin() as session:
        add_agent(session, "mei", "陈美", "agent", ["service"], [], "zh", MEI, PASSWORD, BEGINS)
    li = {"answers": ["no-answer", "answer"], "ring_s": 2, "talk_s": 6, "sms_reply": None, "calls_back_after_s": None}
    n.open({MEI: {"kind": "agent"}, AUNT_LI: li})
    n.set_clock(MORNING, RATE)
    return _stand_by(n)


def _stand_by(n: Neighbourhood, mei: AtTheDesk | None = None) -> AtTheDesk:
    mei = mei or AtTheDesk(n.pages, "mei", PASSWORD)
    mei.post("/desk/presence", wants="available")
    eventually(lambda: mei.state() not in ("offline", "phone"), "Mei's telephone stands in her conference")
    return mei


def _first_call_is_missed(n: Neighbourhood) -> None:
    text = eventually(lambda: [m for m in n.network.ledger()["messages"] if m["to"] == AUNT_LI], "a text to Aunt Li")[0]
    rung = [c for c in n.network.ledger()["calls"] if c["to"] == AUNT_LI]
    assert [c["status"] for c in rung] == ["no-answer"]
    assert "港湾医美" in text["body"], "the text names the caller"
    assert "+852 3123 0001" in text["body"], "and the number to call back"
    assert "激光" not in text["body"], "and nothing of why"


def _second_call_is_answered(n: Neighbourhood, mei: AtTheDesk) -> None:
    with n.sessions() as session:
        case = session.scalars(select(FollowUp).where(FollowUp.step == "day-1")).one()
        first = session.scalars(select(Attempt).where(Attempt.channel == "call")).one()
    assert (case.state, case.waits_for, case.tries_made) == (FollowUpState.PLANNED, "after_no_answer_other_part", 1)
    assert first.ended_at is not None
    assert case.next_try_at - first.ended_at >= timedelta(hours=2), "the gap is another part of the day"
    n.set_clock(case.next_try_at, 1.0)  # Two seconds are judged on a clock that runs as it does outside.
    _stand_by(n, mei)
    eventually(lambda: mei.state() == "talking", "Aunt Li's answer pops up")
    desk = mei.page("/desk")
    for shown in ("李女士", "皮秒激光", "黄医生", "C001", "您好，请问是李女士吗"):
        assert shown in desk
    assert AUNT_LI not in desk, "the number is masked"
    call = next(c for c in n.network.ledger()["calls"] if c["to"] == AUNT_LI and c["answered_at"])
    met = eventually(lambda: _met_after(n, call["sid"]), "the voices meet")
    assert met is not None
    assert met <= timedelta(seconds=2), "who answers is with a person within two seconds"


def _met_after(n: Neighbourhood, sid: str) -> timedelta | None:
    """From the answer until somebody was there, as the network saw it."""
    call = next(c for c in n.network.ledger()["calls"] if c["sid"] == sid)
    if call["first_talked_at"] is None:
        return None
    return datetime.fromisoformat(call["first_talked_at"]) - datetime.fromisoformat(call["answered_at"])


def _the_outcome_is_kept(n: Neighbourhood, mei: AtTheDesk) -> None:
    with n.sessions() as session:
        call = session.scalars(select(Attempt).where(Attempt.bridged_at.is_not(None))).one()
    form = {"disposition": "well", "notes": "恢复很好", "next_date": "2026-12-15"}
    for _ in range(2):  # A double click logs once.
        assert mei.post(f"/desk/outcome/{call.id}", **form).ok
    with n.sessions() as session:
        outcome = session.scalars(select(Outcome)).one()
        case = session.get_one(FollowUp, call.follow_up_id)
        promised = session.scalars(
            select(FollowUp).where(FollowUp.occurrence_key == f"next/outcome:{outcome.id}")
        ).one()
    assert (outcome.disposition, outcome.notes, outcome.attempt_id) == ("well", "恢复很好", call.id)
    assert (case.state, promised.state, promised.first_day) == (
        FollowUpState.DONE,
        FollowUpState.PLANNED,
        date(2026, 12, 15),
    )


def _nothing_broke(n: Neighbourhood) -> None:
    def over() -> bool:
        with n.sessions() as session:
            return session.scalars(select(Attempt).where(Attempt.ended_at.is_(None))).first() is None

    clock = SharedClock(n.house.environment["HUIFANG_CLOCK"])
    n.set_clock(clock.now(), RATE)
    eventually(over, "every attempt has its end")
    with n.sessions() as session:
        calls = session.scalars(select(Attempt).where(Attempt.channel == "call").order_by(Attempt.id)).all()
        heard = set(session.scalars(select(CarrierEvent.kind)))
        assert violations(session, seen_calls(n.network.ledger())) == []
    assert [c.result for c in calls] == [Result.NO_ANSWER, Result.TALKED]
    assert all(c.evidence["policy"] == "clinic" for c in calls), "each placed call keeps what it stood on"
    assert calls[1].joined_at is not None, "the voices met"
    assert {"placed", "ringing", "answered", "joined", "ended:no_answer", "ended:talked"} <= heard
    assert clock.now() < BEGINS + timedelta(days=1)
