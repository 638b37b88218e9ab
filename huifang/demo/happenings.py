"""What has just happened, a line for each: who, on whose clock, and how it went. Names are invented; no numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from campaigns.address import address
from runtime.zones import zone

_LAST = text("""
    select coalesce(a.ended_at, a.answered_at, a.ringing_at, a.placed_at) as at, c.name, c.surname, c.title, c.language,
    c.day_zone, c.branch, a.channel, a.direction, a.state, a.result, f.waits_for, f.next_try_at, f.state as case_state,
    o.disposition
    from attempt a join customer c on c.id = a.customer_id join follow_up f on f.id = a.follow_up_id
    left join outcome o on o.attempt_id = a.id and o.follow_up_id = a.follow_up_id
    where a.placed_at is not null or a.answered_at is not null
    order by 1 desc, a.id desc limit :n""")
_WORDS = {
    "talked": "talked 已通话",
    "greeted": "heard the greeting 已听问候",
    "no_answer": "no answer 无人接听",
    "busy": "busy 忙线",
    "rejected": "declined 拒接",
    "machine": "a machine 语音信箱",
    "failed": "not reachable 无法接通",
    "bad_number": "no such number 空号",
    "abandoned": "hung up at once 接通即挂",
    "delivered": "text delivered 短信已送达",
    "undelivered": "text not delivered 短信未送达",
}
_STATES = {"placed": "dialling 拨号", "ringing": "ringing 响铃", "answered": "talking 通话"}


def last_happenings(session: Session, n: int) -> list[str]:
    """The last `n` attempts in words, the newest first, each on its customer's clock."""
    return [_line(row) for row in session.execute(_LAST, {"n": n}).mappings()]


def _line(row: RowMapping) -> str:
    r = dict(row)
    who = address(r["name"], r["surname"], r["title"], r["language"])
    how = _WORDS.get(r["result"] or "", _STATES.get(r["state"], r["state"]))
    rang_back = "rang back 回电: " if r["direction"] == "in" else ""
    return f"{_clock(r['at'], r['day_zone'])}  {who} · {r['branch']} · {rang_back}{how}{_then(r)}"


def _then(r: Mapping[str, Any]) -> str:
    """What follows: the outcome, or the next try on the customer's clock."""
    if r["disposition"]:
        return f" → logged 记录: {r['disposition']}"
    if r["case_state"] == "planned" and r["channel"] == "call" and r["result"]:
        return f" → next try 下次 {r['next_try_at'].astimezone(zone(r['day_zone'])):%d %b %H:%M}"
    return ""


def _clock(at: datetime, home: str) -> str:
    return f"{at.astimezone(zone(home)):%H:%M}"
