"""A month of follow-ups in three departments, what customers said of it, and recordings to judge; and the pictures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from campaigns.playbooks.shelf import shelf
from dialer.agents.shares import change
from dialer.attempts import Attempt
from dialer.figures.upkeep import bring_up_to_date
from dialer.recordings.scores import CRITERIA, draw
from sandbox.records.silence import mp3
from tests.browser.camera import TABLET, Camera, take
from tests.browser.scenes import NOW, crowd
from tests.cast import agent
from tests.web.on_file import talk_on_file

#: Login, name, department, how good they are; and what each department calls about.
_STAFF = (
    ("lam", "林永美", "客服部", 0.97), ("au", "区家辉", "客服部", 0.9), ("ho", "何嘉慧", "客服部", 0.84),
    ("chow", "周子轩", "护理部", 0.95), ("so", "苏文静", "护理部", 0.92), ("kit", "刘志杰", "车间回访组", 0.88),
)  # fmt: skip
_BOOKS = {
    "客服部": ("skin-laser", "specialist-outpatient", "consultant-care"),
    "护理部": ("surgery", "inpatient"),
    "车间回访组": ("service-next-day",),
}
_NAMES = "林晓雯 苏文静 张伟 何嘉慧 周子轩 吴秀英 郑大卫 罗梦洁 宋欣怡 许浩宇 方淑娟 余可悦"
_SAID: tuple[tuple[str, str, list[tuple[str, str]]], ...] = (
    ("dissatisfied", "等了四十多分钟才有人接待，休息区没有座位。", [("下次能不能先预约？", "可以，已告知预约电话。")]),
    ("concern", "右脸颊第三天还红，担心留印。", [("可以化妆吗？", "请等一周。"), ("防晒用什么？", "请问医生。")]),
    ("dissatisfied", "结算单上的工时费没有讲清楚。", []),
    ("concern", "出院后夜里咳嗽，希望医生回电。", [("药要吃多久？", "按出院医嘱，已转医生。")]),
    ("well", "恢复得好，问复诊时间。", [("复诊哪天？", "12月3日上午。")]),
)


def busy_month(session: Session, count: int = 1700) -> None:
    """So many follow-ups of October and November, those until now done or not, and counted."""
    random = Random(2026)
    people = [agent(session, login, name=name, department=place, roles=["service"]) for login, name, place, _ in _STAFF]
    whom = [due.customer_id for due in crowd(session, _NAMES)]
    skill = {one.id: good for one, (*_, good) in zip(people, _STAFF, strict=True)}
    follow_ups, calls, outcomes = [], [], []
    for number in range(count):
        who = random.choice(people)
        day = date(2026, 10, 1) + timedelta(days=random.randrange(61))
        made = _made(random, number, who, day, random.choice(whom), skill[who.id])
        follow_ups.append(made[0])
        calls += made[1]
        outcomes += made[2]
    session.execute(insert(FollowUp), follow_ups)
    session.execute(insert(Attempt), calls)
    session.execute(insert(Outcome), outcomes)
    change(session, "service", {"care": 0.5, "further_sales": 0.5})
    change(session, "consultant", {"bring_in": 0.5, "care": 0.1, "further_sales": 0.4})
    bring_up_to_date(session, NOW)


def _made(
    random: Random, number: int, who: Agent, day: date, customer_id: int, good: float
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """One follow-up with its calls and its outcome."""
    id_ = 100_000 + number
    book = shelf()[random.choice(_BOOKS[who.department])]
    open_, done = day > NOW.date(), random.random() < good - 0.04 * (day.month == 10)
    state = "planned" if open_ else "done" if done else random.choice(("missed", "exhausted", "withdrawn"))
    tries = random.choice((1, 1, 1, 2, 2, 3)) if done and not open_ else 0 if open_ else random.choice((0, 2, 3))
    at = datetime.combine(day, NOW.timetz()) - timedelta(minutes=random.randrange(60))
    late = timedelta(days=int(day < NOW.date() and random.random() < 0.08))
    row = {"id": id_, "customer_id": customer_id, "playbook": book.id, "step": book.steps[0].id, "state": state}
    row |= {"occurrence_key": f"month/{number}", "purpose": book.purpose, "role": book.steps[0].role, "mode": "agent"}
    row |= {"hours": book.hours, "priority": 10, "first_day": day, "last_day": day, "opens_at": at, "created_at": at}
    row |= {"closes_at": at + timedelta(days=1), "next_try_at": at, "tries_made": tries, "tries_allowed": 3}
    row |= {"closed_at": None if open_ else at + late, "reached_on": day + late if state == "done" else None}
    calls = [_call(random, row, nth, who, at + late) for nth in range(1, tries + 1)]
    return row | {"reason": "well" if state == "done" else ""}, calls, _talk(random, row, who, at + late)


def _call(random: Random, row: dict[str, Any], nth: int, who: Agent, at: datetime) -> dict[str, Any]:
    reached = row["state"] == "done" and nth == row["tries_made"]
    at -= timedelta(minutes=20 * (row["tries_made"] - nth))
    result = "talked" if reached else random.choice(("no_answer", "no_answer", "busy", "abandoned"))
    call = {"token": f"{row['id']}/{nth}", "follow_up_id": row["id"], "customer_id": row["customer_id"]}
    call |= {"channel": "call", "mode": "agent", "e164": "+85260000000", "line": "+85221234567", "agent_id": who.id}
    return call | {"state": "ended", "result": result, "placing_at": at, "answered_at": at if reached else None}


def _talk(random: Random, row: dict[str, Any], who: Agent, at: datetime) -> list[dict[str, Any]]:
    if row["state"] != "done":
        return []
    said, notes, asked = random.choice(_SAID) if random.random() < 0.1 else ("well", "", [])
    low = said == "dissatisfied"
    book = shelf()[row["playbook"]]
    weak = {"waiting-area", "ward-meals", "total-time"}
    given = {one.id: random.choice((3, 4, 4, 5) if one.id in weak else (4, 5, 5, 5, 5)) for one in book.survey}
    ratings = given | (dict.fromkeys(weak & given.keys(), 2) if low else {})
    outcome = {"follow_up_id": row["id"], "customer_id": row["customer_id"], "agent_id": who.id, "disposition": said}
    questions = [{"asked": one, "answered": another} for one, another in asked]
    outcome |= {"notes": notes, "ratings": ratings, "contact_on": row["reached_on"], "logged_at": at}
    return [outcome | {"questions": questions}]


def quality_month(session: Session) -> None:
    """Recordings of two agents, drawn."""
    for n, who in enumerate(session.scalars(select(Agent).where(Agent.login.in_(("lam", "ho"))).order_by(Agent.id))):
        since = NOW - timedelta(days=22)
        talked = select(Attempt).where(
            Attempt.agent_id == who.id, Attempt.result == "talked", Attempt.placing_at > since
        )
        for made in session.scalars(talked.order_by(Attempt.id).limit(7 - 3 * n)).all():
            at = made.placing_at or NOW
            talk_on_file(session, made, at, seconds=60 + made.id % 300, sound=mp3(60), carrier_id=f"REQ{made.id}")
    draw(session, date(2026, 11, 1), "Asia/Hong_Kong", NOW)


def reports(camera: Camera) -> None:
    """The month, its opinions, the draw and a score card; on paper, at night, and on a tablet."""
    with camera.sessions.begin() as session:
        busy_month(session)
        quality_month(session)
    for language in ("zh", "en"):
        with camera.someone("rita", language) as page:
            for name, address in (
                ("reports", "/console/reports"),
                ("reports-quarter", "/console/reports?period=quarter&by=department"),
                ("opinions", "/console/reports/opinions"),
                ("quality", "/console/quality"),
            ):
                page.goto(camera.address + address)
                take(page, f"{name}-{language}")
            page.locator(".lots a").first.click()
            for code in CRITERIA:
                page.check(f"[name={code}][value='{1 if code == 'hang_up' else 2}']", force=True)
            take(page, f"score-card-{language}")
            page.click(".score-card button.main")
    with camera.someone("rita", "zh", TABLET, dark=True) as page:
        page.goto(f"{camera.address}/console/reports?by=agent")
        take(page, "reports-tablet-dark-zh")
