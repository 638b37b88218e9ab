"""What a coming day holds for one follow-up, as far as is known: hours, law, holidays, wishes, consent and peace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from dialer.explaining.judging import Asked, because, judge_at
from dialer.explaining.voice import Voice
from dialer.judgement.may_place import Judgement

_HOUR = timedelta(hours=1)
#: Said by every night; a day that is closed for another reason says that one.
_NIGHT = ("outside_window", "ceiling_21")


def forecast(session: Session, case: FollowUp, begins: datetime, ends: datetime, asked: Asked, voice: Voice) -> str:
    """Whether it is planned for this day or only still open then, and what would be judged at the first opening."""
    if case.mode == "visit":
        return voice.say("day", "visited", first=case.first_day, last=case.last_day)
    at, verdict = _first_opening(session, case, max(begins, case.next_try_at), ends, asked)
    if verdict.allowed:
        would = voice.say("day", "permitted", time=voice.clock(at))
    else:
        would = voice.say("day", "forbidden", why=because(verdict, voice))
    if case.next_try_at < begins:
        return voice.say("day", "still", forecast=would)
    why = voice.say("day", "window") if case.waits_for == "window" else voice.reason(case.waits_for)
    return voice.say("day", "planned", why=why, forecast=would)


def _first_opening(
    session: Session, case: FollowUp, start: datetime, ends: datetime, asked: Asked
) -> tuple[datetime, Judgement]:
    """The first permitted instant of the day with its verdict; where there is none, the verdict that says most."""
    verdict = judge_at(session, case, asked, start)
    if verdict.allowed:
        return start, verdict
    if verdict.again_at is not None and verdict.again_at < ends:
        return verdict.again_at, judge_at(session, case, asked, verdict.again_at)
    if verdict.code not in _NIGHT:
        return start, verdict
    hourly = (judge_at(session, case, asked, at) for at in _hours(start, ends))
    return start, next((one for one in hourly if one.code not in _NIGHT), verdict)


def _hours(start: datetime, ends: datetime) -> Iterator[datetime]:
    while start < ends:
        yield start
        start += _HOUR
