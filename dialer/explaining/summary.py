"""What became of one follow-up on a day that is over, in one sentence: the furthest thing that happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from dialer.explaining.tries import Try
from dialer.explaining.voice import Voice
from dialer.judgement.refusals import Refusal

Holds = Callable[[datetime | None], bool]


def summary(session: Session, case: FollowUp, attempts: Sequence[Try], on_that_day: Holds, voice: Voice) -> str:
    """Ended, else called, else texted, else refused, else not tried."""
    if case.closed_at is not None and on_that_day(case.closed_at):
        state = voice.say("state", case.state)
        return voice.say("day", "ended", state=state, time=voice.clock(case.closed_at), why=voice.reason(case.reason))
    calls = [one for one in attempts if one.attempt.channel == "call" and on_that_day(_began(one))]
    if calls:
        which = "called" if len(calls) == 1 else "called_often"
        return _of(which, calls[-1], voice, count=len(calls))
    texts = [one for one in attempts if one.attempt.channel == "text" and on_that_day(_began(one))]
    if texts:
        return _of("texted", texts[-1], voice)
    asked = select(Refusal).where(Refusal.follow_up_id == case.id).order_by(Refusal.id.desc())
    refusal = next((one for one in session.scalars(asked) if on_that_day(one.at)), None)
    if refusal is not None:
        return voice.say("day", "refused", time=voice.clock(refusal.at), why=voice.reason(refusal.code))
    return voice.say("day", "untried")


def _began(one: Try) -> datetime | None:
    attempt = one.attempt
    return attempt.claimed_at or attempt.answered_at or attempt.placing_at


def _of(which: str, one: Try, voice: Voice, **values: int) -> str:
    attempt, began = one.attempt, _began(one)
    assert began is not None, "it is of that day"
    result = voice.say("result", attempt.result) if attempt.result else voice.say("stage", attempt.state)
    return voice.say("day", which, time=voice.clock(began), result=result, **values)
