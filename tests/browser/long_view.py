"""The long view: a customer's year with a chain of steps, a week of missed windows, and a round of visits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.local_days import fill_local_days
from campaigns.outcomes import Outcome
from campaigns.planning.house import plan_house
from campaigns.playbooks.editions import switch
from tests.browser.scenes import NOW, crowd
from tests.cast import customer, event, follow_up

ZONE = "Asia/Hong_Kong"
ONBOARDING, LASER = "onboarding-by-phone", "skin-laser"
_S = FollowUpState
_LATE = "林晓雯 苏文静 张伟 何嘉慧 周子轩 吴秀英 郑大卫 罗梦洁 宋欣怡 许浩宇 方淑娟 余可悦 高俊杰 曾雨晴 彭德华 萧玲"
_WHY = ("nobody_called", "not_reached", "not_reached", "outside_window", "nobody_called", "not_reached", "cap")


def window(first: date, last: date | None = None) -> dict[str, Any]:
    """A window of whole days in Hong Kong."""
    last = last or first
    begins = datetime.combine(first, datetime.min.time(), NOW.tzinfo) - timedelta(hours=8)
    days = (last - first).days + 1
    opens: dict[str, Any] = {"opens_at": begins, "closes_at": begins + timedelta(days=days), "next_try_at": begins}
    return {"first_day": first, "last_day": last, **opens}


def her_year(session: Session) -> Customer:
    """周淑芬: skin treatments behind her, a parcel underway, a monthly call to come, and what was called off."""
    switch(session, ONBOARDING, True, None, NOW - timedelta(days=90))
    her = customer(session, "周淑芬", "+85291112233", external_id="C-20417", tier="金卡")
    laser = event(
        session, her, date(2026, 10, 5), subject="皮秒激光（面部）", by_whom="黄志明医生", external_id="T-88001"
    )
    parcel = event(session, her, date(2026, 11, 22), "parcel-received", "", external_id="P-5512")
    _laser(session, her, laser.id)
    same: dict[str, Any] = {"event_id": parcel.id, "playbook": ONBOARDING, "course": "parcel"}
    opening = {**window(date(2026, 11, 22), date(2026, 11, 25)), "role": "guide"}
    _add(session, her, "first-call", opening | same | {"waits_for": "after_no_answer", "tries_made": 1})
    ahead = window(date(2026, 12, 19))
    called_off = _add(session, her, "before-next", {"event_id": laser.id, **ahead})
    move(session, called_off, _S.WITHDRAWN, "event_withdrawn", NOW - timedelta(days=3))
    _add(session, her, "birthday-important", {"playbook": "vip-care", **window(date(2027, 3, 8))})
    return her


def _laser(session: Session, her: Customer, treatment: int) -> None:
    wing = session.scalars(select(Agent).where(Agent.login == "wing")).first()
    story = (
        ("day-1", date(2026, 10, 6), "concern", "两颊发红，已提醒冷敷。"),
        ("day-3", date(2026, 10, 8), "well", "红肿已退。"),
        ("day-10", date(2026, 10, 15), "", ""),
    )
    for step, on, disposition, notes in story:
        done = _add(session, her, step, {"event_id": treatment, **window(on, on + timedelta(days=2))})
        at = datetime.combine(on, datetime.min.time(), NOW.tzinfo) + timedelta(hours=6)
        if not disposition:
            move(session, done, _S.MISSED, "window_closed", at + timedelta(days=3))
            continue
        outcome = {"follow_up_id": done.id, "customer_id": her.id, "agent_id": wing.id if wing else None}
        session.add(Outcome(**outcome, disposition=disposition, notes=notes, logged_at=at, contact_on=on))
        move(session, done, _S.DONE, disposition, at)
        done.reached_on = on
    promised = {"occurrence_key": f"next/outcome:{her.id}", "reason": "promised", "waits_for": "promised"}
    _add(session, her, "day-3", {"event_id": treatment, **window(date(2026, 11, 30)), **promised})


def _add(session: Session, whose: Customer, step: str, row: dict[str, Any]) -> FollowUp:
    key = {"occurrence_key": f"long/{whose.id}/{step}/{row['first_day']}"}
    return follow_up(session, whose, step=step, **key | row)


def fresh_treatments(session: Session) -> None:
    """Eight customers were treated in the last days, and the house has planned what follows."""
    treated = []
    for n, name in enumerate(("戴宁", "孔瑞", "白璐", "程晨", "江涛", "史妍", "康乐", "贺岚")):
        whose = customer(session, name, f"+852618800{n:02}", external_id=f"C-4{n:04}")
        event(session, whose, NOW.date() - timedelta(days=n % 4), subject="皮秒激光（面部）", created_at=NOW)
        treated.append(whose.id)
    plan_house(session, NOW, treated)


def missed_week(session: Session, names: str = _LATE) -> list[FollowUp]:
    """One window for each of these names, missed in the last days for one cause or another; the last is overdue."""
    fill_local_days(session, [ZONE], date(2026, 8, 1), date(2026, 12, 31))
    rows = crowd(session, names)
    for n, row in enumerate(rows):
        for name, value in window(NOW.date() - timedelta(days=1 + n % 5)).items():
            setattr(row, name, value)
        why = _WHY[n % len(_WHY)]
        if row is rows[-1]:
            row.closes_at = NOW + timedelta(days=2)
            continue
        row.tries_made = 3 if why == "not_reached" else 0
        row.waits_for = why if why in ("outside_window", "cap") else "window"
        move(session, row, _S.MISSED, "window_closed", NOW)
    session.flush()
    return rows


def round_of_visits(session: Session) -> list[FollowUp]:
    """Three households to go to, in two districts."""
    rows = []
    for n, (name, district) in enumerate((("罗梦洁", "07"), ("彭德华", "03"), ("萧玲", "07"))):
        details: dict[str, Any] = {
            "details": {"district": district},
            "external_id": f"V-{n}",
            "title": "mr" if n == 1 else "ms",
        }
        whose = customer(session, name, f"+852617700{n:02}", **details)
        first = NOW.date() - timedelta(days=n)
        when = window(first, first + timedelta(days=(0, 2, 4)[n])) | {"closes_at": NOW + timedelta(days=5)}
        visit: dict[str, Any] = {"playbook": "home-visit", "mode": "visit", "hours": "call-centre"}
        rows.append(_add(session, whose, "visit", visit | when))
    return rows
