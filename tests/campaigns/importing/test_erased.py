"""Whoever was erased on their own wish is brought back by no import, and the refused rows say why."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from campaigns.customers import Customer
from campaigns.owners import change_owner
from tests.campaigns.importing.desk import NOW, Desk, counts
from tests.cast import agent

CUSTOMERS = """
    编号,姓名,手机,门店
    FANG,王芳,94123456,中环院
    EMMA,Emma Fraser,604-555-0123,温哥华院
    """


def test_neither_the_person_nor_what_happened_to_them_comes_back(desk: Desk) -> None:
    desk.customers(desk.text(CUSTOMERS))
    with desk.sessions.begin() as session:
        session.scalars(select(Customer).where(Customer.external_id == "FANG")).one().erased_at = datetime(
            2026, 11, 20, tzinfo=UTC
        )
    again = desk.text(CUSTOMERS)
    assert counts(desk.customers(again)) == (0, 0, 1, 0, 1)
    assert desk.report(again) == [(2, "编号", "FANG", "erased")]
    assert "2026-11-20" in again.with_name(again.name + ".refused.csv").read_text("utf-8-sig")
    events = desk.text(
        """
        单号,客户编号,类型,日期
        T1,FANG,治疗,2026-11-23
        T2,EMMA,治疗,2026-11-23
        """,
        "events.csv",
    )
    assert counts(desk.events(events)) == (1, 0, 0, 0, 1)
    assert desk.report(events)[0][3] == "erased"


def test_a_decision_of_ours_on_the_own_agent_holds_until_the_source_says_something_new(desk: Desk) -> None:
    """The file of every night repeats what was overruled; only a new word counts."""

    def night(owner: str) -> str | None:
        desk.customers(desk.text(f"编号,姓名,手机,门店,专属顾问\nFANG,王芳,94123456,中环院,{owner}"))
        return desk.everybody()["FANG"].owner

    def decide(owner: str) -> None:
        with desk.sessions.begin() as session:
            change_owner(session, 1, owner, NOW, "rita")

    with desk.sessions.begin() as session:
        agent(session, "fai")
        agent(session, "wing")
    assert night("fai") == "fai"
    decide("")
    assert night("fai") is None
    decide("wing")
    assert night("fai") == "wing"
    assert night("mei") == "mei"
