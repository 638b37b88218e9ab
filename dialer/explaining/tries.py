"""The calls and texts of one follow-up, each from its claim to its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.numbers.masking import mask
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt, AttemptChange
from dialer.explaining.grounds import grounds
from dialer.explaining.voice import Line, Voice
from dialer.text_rules.segments import segments
from dialer.topics import attempts_about


@dataclass(frozen=True)
class Try:
    """One attempt with its history, and its number among the calls or the texts."""

    attempt: Attempt
    changes: tuple[AttemptChange, ...]
    agent: str
    #: 1 for the first call, and for the first text.
    number: int


def tries(session: Session, follow_up_id: int) -> list[Try]:
    """Every attempt that was about this follow-up, alone or beside others; in order."""
    asked = (
        select(Attempt, Agent.name)
        .outerjoin(Agent, Agent.id == Attempt.agent_id)
        .where(Attempt.id.in_(attempts_about(follow_up_id)))
        .order_by(Attempt.id)
    )
    found: list[Try] = []
    for attempt, agent in session.execute(asked):
        history = select(AttemptChange).where(AttemptChange.attempt_id == attempt.id).order_by(AttemptChange.id)
        number = 1 + sum(one.attempt.channel == attempt.channel for one in found)
        found.append(Try(attempt, tuple(session.scalars(history)), agent or "", number))
    return found


def name(one: Try, voice: Voice) -> str:
    """Call 2, Text 1."""
    return voice.say("attempt", f"name_{one.attempt.channel}", number=one.number)


def lines_of(one: Try, follow_up_id: int, voice: Voice) -> Iterator[Line]:
    """From the claim, with the grounds of its judgement, to the end, with its result."""
    attempt = one.attempt
    evidence = attempt.evidence
    if attempt.follow_up_id != follow_up_id:
        evidence = evidence.get("companions", {}).get(str(follow_up_id), {})
    shared = voice.say("attempt", "with_others") if attempt.follow_up_id != follow_up_id else ""
    began = _began(one)
    if began is not None:
        at_first = grounds(evidence, voice) if not attempt.placing_at else ""
        yield Line(began, _first(one, voice), voice.together(shared, _written_for(one, voice), at_first), attempt.id)
    if attempt.joined_at:
        yield Line(attempt.joined_at, voice.say("attempt", "met", name=name(one, voice)), attempt_id=attempt.id)
    for change in one.changes:
        what = voice.say("attempt", "step", name=name(one, voice), state=voice.say("stage", change.to_state))
        # The judgement that counts is the last one, and its evidence took the earlier one's place.
        last_judged = grounds(evidence, voice) if change.to_state == AttemptState.PLACING else ""
        yield Line(change.at, what, voice.together(result_of(change, attempt, voice), last_judged), attempt.id)


def _began(one: Try) -> datetime | None:
    """When it was written; None for a text that waits and was put off, which nobody wrote down."""
    attempt = one.attempt
    known = [at for at in (attempt.claimed_at, attempt.answered_at, *(c.at for c in one.changes[:1])) if at]
    if attempt.channel == "text" and attempt.state is AttemptState.PLANNED and _written_for_code(one):
        known += [attempt.due_at] if attempt.due_at else []
    return min(known, default=None)


def _first(one: Try, voice: Voice) -> str:
    attempt = one.attempt
    whom = mask(attempt.e164)
    if attempt.channel == "text":
        found = segments(attempt.body)
        count = voice.say("attempt", "segment" if found.count == 1 else "segments", count=found.count)
        return voice.say("attempt", "text", number=one.number, whom=whom, segments=count, alphabet=found.alphabet)
    if attempt.direction == "in":
        return voice.say("attempt", "rang", whom=whom)
    which = "greeting" if attempt.mode == "greeting" else "call"
    agent = one.agent or voice.say("attempt", "nobody")
    return voice.say("attempt", which, number=one.number, whom=whom, agent=agent)


def _written_for_code(one: Try) -> str:
    """Why a text was written, as long as nothing has taken the reason's place."""
    reason = one.attempt.reason
    return reason if reason == "by_playbook" or reason.startswith("after_") else ""


def _written_for(one: Try, voice: Voice) -> str:
    code = _written_for_code(one) if one.attempt.channel == "text" else ""
    # Of a call the code says that it is tried again because of the result, of a text only the result is meant.
    return voice.reason(code.removeprefix("after_"))


def result_of(change: AttemptChange, attempt: Attempt, voice: Voice) -> str:
    """What a change of the attempt's state came to, in words; empty where the state says it all."""
    state = AttemptState(change.to_state)
    if not state.final or attempt.result is None:
        told_already = ("claimed", change.to_state)
        return voice.reason("" if change.reason in told_already else change.reason)
    said = voice.say("result", attempt.result.value)
    more = voice.reason(change.reason) if change.reason not in ("", attempt.result.value) else ""
    return voice.together(said, more if more != said else "")
