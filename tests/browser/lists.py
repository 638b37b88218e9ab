"""A day as the supervisor reads it: its sheet, dissatisfied customers, second rounds, promises, flags, visits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.fraud_reports import Told, report_fraud
from campaigns.importing.listed import pasted
from campaigns.lifecycle import FollowUpState
from campaigns.local_days import fill_local_days
from campaigns.outcomes import Outcome
from campaigns.playbooks.editions import held
from campaigns.reconciling import reconcile
from campaigns.redress import redress
from campaigns.visit_cards import open_card, sign
from dialer.agents.presence import announce
from dialer.second_round import second_round
from tests.browser.camera import Camera, take
from tests.browser.scenes import MONDAY, NOW
from tests.cast import branch, customer, event, follow_up, ready

TODAY = date(2026, 11, 24)
_S = FollowUpState
_SURVEY: dict[str, Any] = {"playbook": "service-next-day", "step": "next-day", "purpose": "survey"}
#: Name, state, reason, disposition, notes.
_SHEET = (
    ("林晓雯", _S.PLANNED, "planned", "", ""),
    ("苏文静", _S.PLANNED, "planned", "", ""),
    ("张伟", _S.TALKED, "answered", "", ""),
    ("何嘉慧", _S.EXHAUSTED, "all_tries_used", "", ""),
    ("周子轩", _S.DONE, "well", "well", "红肿已退，恢复良好，满意。"),
    ("吴秀英", _S.DONE, "well", "well", ""),
    ("郑大卫", _S.DONE, "concern", "concern", "右脸颊微红，已提醒冷敷，明日再联系确认是否消退，并请黄医生查看照片。"),
    ("罗梦洁", _S.DONE, "texted", "texted", ""),
    ("宋欣怡", _S.WITHDRAWN, "replaced", "", ""),
)


def supervisors_day(session: Session, rita: Agent, wing: Agent | None = None) -> Customer:
    """All of it; the customer whose visit card has the most on it."""
    branch(session, "bund")
    fill_local_days(
        session, ["Asia/Hong_Kong", "Asia/Shanghai"], TODAY - timedelta(days=90), TODAY + timedelta(days=30)
    )
    wing = wing or ready(session, NOW - timedelta(hours=2), "wing", name="林永美", department="客服部")
    kit = ready(session, NOW - timedelta(hours=2), "kit", name="刘杰", department="咨询部", deputy="wing")
    announce(session, kit.id, "break", NOW - timedelta(minutes=20), timedelta(hours=1))
    day_sheet(session, wing)
    _dissatisfied(session, wing, rita)
    _second_round(session, wing)
    _promises(session, kit)
    _red_flags(session, wing)
    _fraud(session)
    _invoices(session, rita)
    return _visits(session, wing, kit, rita)


def person(session: Session, name: str, n: int, **changes: Any) -> Customer:
    """A customer of Harbour Clinic, or of the house that is named."""
    return customer(
        session, name, f"+8526123{n:04}", external_id=f"C-4{n:04}", title="ms" if n % 2 else "mr", **changes
    )


def day_sheet(session: Session, wing: Agent) -> list[FollowUp]:
    """Nine rows of one day: two planned and one to log, one not reached, three talked with, a text, one called off."""
    found = []
    for n, (name, state, reason, disposition, notes) in enumerate(_SHEET):
        row: dict[str, Any] = {"state": state, "reason": reason, "tries_made": 3 if state is _S.EXHAUSTED else n % 3}
        row |= {"closed_at": NOW - timedelta(minutes=90 - n)} if state.final else {}
        row |= {"waits_for": "after_no_answer"} if n == 1 else {}
        about = follow_up(session, person(session, name, n), mode="text" if disposition == "texted" else "agent", **row)
        if disposition:
            said(session, about, wing, disposition, notes, NOW - timedelta(minutes=90 - n))
        found.append(about)
    return found


def said(
    session: Session, about: FollowUp, by: Agent | None, disposition: str, notes: str, at: Any, **more: Any
) -> Outcome:
    """What somebody wrote of one talk."""
    row: dict[str, Any] = {"follow_up_id": about.id, "customer_id": about.customer_id, "logged_at": at}
    talked = {"contact_on": at.date()} if disposition in ("well", "concern", "dissatisfied") else {}
    found = Outcome(**row | talked | {"agent_id": by.id if by else None}, disposition=disposition, notes=notes, **more)
    session.add(found)
    session.flush()
    return found


def _dissatisfied(session: Session, wing: Agent, rita: Agent) -> None:
    told: tuple[tuple[str, int, str, dict[str, int]], ...] = (
        (
            "方淑娟",
            0,
            "接待等了四十分钟，没有人解释原因。",
            {"reception-speed": 1, "explanation-before": 2, "hand-over-speed": 4},
        ),
        ("余可悦", 6, "结账时多收了两百元，当场没有说明。", {}),
        ("高俊杰", 2, "维修后异响还在，要求返工。", {"work-correct": 1}),
        ("曾雨晴", 9, "前台态度冷淡。", {}),
    )
    cases = []
    for n, (name, days, notes, ratings) in enumerate(told):
        at = NOW - timedelta(days=days, minutes=40)
        about = follow_up(
            session, person(session, name, 20 + n), state=_S.DONE, reason="dissatisfied", closed_at=at, **_SURVEY
        )
        about.last_day = about.first_day = at.date()
        cases.append(said(session, about, wing, "dissatisfied", notes, at, ratings=ratings))
    redress(session, cases[1].id, "已核对账单，确认多收，退回两百元。", "", rita.id, NOW - timedelta(days=5))
    redress(session, cases[1].id, "", "dissatisfied", rita.id, NOW - timedelta(days=3))
    redress(session, cases[3].id, "前台主管致电道歉。", "accepted", rita.id, NOW - timedelta(days=4))


def unreached(session: Session, whose: Customer, days: int = 1, **changes: Any) -> FollowUp:
    """Called three times in vain, and over since so many days."""
    on = TODAY - timedelta(days=days)
    row: dict[str, Any] = {
        "state": _S.EXHAUSTED,
        "reason": "all_tries_used",
        "tries_made": 3,
        "first_day": on,
        "last_day": on,
    }
    return follow_up(session, whose, **row | {"closed_at": NOW - timedelta(days=days)} | changes)


def _second_round(session: Session, wing: Agent) -> None:
    waiting = [
        unreached(session, person(session, name, 30 + n), 1 + n) for n, name in enumerate(("彭德华", "萧玲", "丁一凡"))
    ]
    said(session, waiting[2], None, "well", "", NOW - timedelta(hours=1))
    again = [
        unreached(session, person(session, name, 40 + n), 3) for n, name in enumerate(("冯雅", "程浩", "董洁", "石磊"))
    ]
    second_round(session, [one.id for one in again], NOW - timedelta(days=2))
    for n, (state, reason) in enumerate(((_S.DONE, "well"), (_S.EXHAUSTED, "all_tries_used"), (_S.DONE, "call_later"))):
        made = session.query(FollowUp).filter_by(occurrence_key=f"second/{again[n].id}").one()
        made.state, made.reason, made.closed_at, made.tries_made = state, reason, NOW - timedelta(hours=3), 1 + n
        if state is _S.DONE:
            said(session, made, wing, reason, "", NOW - timedelta(hours=3))


def promise(session: Session, whose: Customer, by: str, minutes: int, **changes: Any) -> FollowUp:
    """A call promised for today, which somebody else makes in so many minutes."""
    at = NOW + timedelta(minutes=minutes)
    row: dict[str, Any] = {"owner": by, "take_over_at": at, "opens_at": at - timedelta(minutes=30)}
    row |= {"closes_at": NOW + timedelta(hours=13), "waits_for": "promised", "reason": "promised"}
    return follow_up(session, whose, **row | changes)


def _promises(session: Session, kit: Agent) -> None:
    promise(session, person(session, "江雪", 50), kit.login, 18)
    promise(session, person(session, "段明", 51), kit.login, -25)
    promise(session, person(session, "卢珊", 52, tier="gold"), kit.login, 95)


def red_flag(session: Session, whose: Customer, about: str, hours: float, by: Agent) -> None:
    """Raised so many hours ago, owed by a doctor."""
    at = NOW - timedelta(hours=hours)
    row = {
        "subject": about,
        "by_whom": by.name,
        "created_at": at,
        "details": {"playbook": "skin-laser", "step": "day-1"},
    }
    event(session, whose, at.date(), "red-flag", "doctor", **row)


def _red_flags(session: Session, wing: Agent) -> None:
    red_flag(session, person(session, "谭咏梅", 60), "术区起水疱，伴发热 38.5℃", 5.5, wing)
    red_flag(session, person(session, "霍启文", 61), "用药后胸闷、心慌", 0.6, wing)


def _fraud(session: Session) -> None:
    told = Told("昨天晚上八点左右", "两次", "+852 5555 0199", "姓名、上周的激光项目和主治医生")
    report_fraud(session, person(session, "马思敏", 70).id, told, "wing", NOW - timedelta(hours=2))


def _invoices(session: Session, rita: Agent) -> None:
    for n in range(1, 6):
        whose = person(session, f"车主{n}", 80 + n, house="bund")
        done = event(session, whose, MONDAY, "invoice", "", external_id=f"INV-77{n}")
        if n != 4:
            follow_up(
                session,
                whose,
                event_id=done.id,
                **_SURVEY,
                opens_at=NOW,
                first_day=TODAY + timedelta(days=3),
                last_day=TODAY + timedelta(days=3),
            )
    theirs = pasted("INV-771 INV-772 INV-773 INV-774 INV-790")
    reconcile(session, held(session)["service-next-day"], MONDAY, theirs, rita.id, NOW - timedelta(minutes=8))


def visited(session: Session, whose: Customer, by: Agent, days: int, disposition: str, notes: str) -> Outcome:
    """One visit so many days ago."""
    at = NOW - timedelta(days=days)
    row: dict[str, Any] = {"playbook": "home-visit", "step": "visit", "mode": "visit", "state": _S.DONE}
    row |= {"reason": disposition, "closed_at": at, "first_day": at.date(), "last_day": at.date()}
    about = follow_up(session, whose, **row, occurrence_key=f"visit/{whose.id}/{days}")
    open_card(session, whose, at)
    return said(session, about, by, disposition, notes, at, reached_by="visit")


def _visits(session: Session, wing: Agent, kit: Agent, rita: Agent) -> Customer:
    lives = {"district": "021", "address": "香港中环德辅道中 12 号 8 楼"}
    hers = person(session, "罗秀兰", 90, details=lives)
    first = visited(session, hers, wing, 60, "well", "每日按量服用，睡眠好转。")
    second = visited(session, hers, wing, 32, "concern", "有时忘记晚上的一次，已写便条贴在冰箱上。")
    sign(session, [first.id, second.id], rita.id, NOW - timedelta(days=30))
    visited(session, hers, kit, 2, "well", "已规律服用，血压平稳，家属在场。")
    visited(
        session,
        person(session, "龚建国", 91, details={"district": "021"}),
        wing,
        1,
        "relative",
        "无人在家，邻居说周末回来。",
    )
    ahead = TODAY + timedelta(days=26)
    row: dict[str, Any] = {
        "playbook": "home-visit",
        "step": "visit",
        "mode": "visit",
        "first_day": ahead,
        "last_day": ahead,
    }
    follow_up(
        session,
        hers,
        **row,
        opens_at=NOW + timedelta(days=26),
        closes_at=NOW + timedelta(days=27),
        occurrence_key="visit/ahead",
    )
    return hers


def lists(camera: Camera) -> None:
    """Every list in both languages."""
    with camera.sessions.begin() as session:
        rita = session.query(Agent).filter_by(login="rita").one()
        hers = supervisors_day(session, rita).id
    pages = {
        "overview": "", "day": "/day", "dissatisfied": "/dissatisfied", "second-round": "/second-round",
        "promises": "/promises", "red-flags": "/red-flags", "visits": "/visits", "fraud": "/fraud",
        "reconciliation": "/reconciliation", "reconciled": "/reconciliation/1",
    }  # fmt: skip
    for language in ("zh", "en"):
        with camera.someone("rita", language) as page:
            for name, path in pages.items():
                page.goto(f"{camera.address}/console/lists{path}")
                take(page, f"lists-{name}-{language}")
            page.goto(f"{camera.address}/customers/{hers}/card")
            take(page, f"visit-card-{language}")
