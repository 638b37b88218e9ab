"""The answer in one sentence: why a customer is being called now, or is not. Pages and commands take it from here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import held
from campaigns.suppressions import Suppression
from dialer.agents.callers import awaited
from dialer.attempt_life import OPEN, AttemptState
from dialer.explaining.judging import Asked, because, judge, judge_at
from dialer.explaining.tries import Try, tries
from dialer.explaining.voice import Voice
from dialer.judgement.may_place import Judgement

_S = FollowUpState
#: What is nearest to a telephone is told first.
_NEARNESS = (_S.UNDERWAY, _S.TALKED, _S.PLANNED)
_CALLS = ("agent", "greeting")


def of_customer(session: Session, customer: Customer, asked: Asked, voice: Voice) -> str:
    """Why this customer is being called now, or is not: by what is open and nearest, else by what was last."""
    voice = replace(voice, zone=customer.day_zone)
    mine = session.scalars(select(FollowUp).where(FollowUp.customer_id == customer.id)).all()
    still = [case for case in mine if not case.state.final]
    if still:
        nearest = min(still, key=lambda case: _rank(case, asked.now))
        return of_follow_up(session, nearest, customer, asked, voice)
    peace = _peace(session, customer, asked, voice)
    if peace or not mine:
        return peace or voice.say("answer", "nothing", who=customer.name)
    return _ended(max(mine, key=lambda case: (case.closed_at or case.created_at, case.id)), customer, asked, voice)


def of_follow_up(session: Session, case: FollowUp, customer: Customer, asked: Asked, voice: Voice) -> str:
    """The same of one follow-up that is open."""
    voice = replace(voice, zone=customer.day_zone)
    if case.state in (_S.UNDERWAY, _S.TALKED):
        return _under_way(tries(session, case.id), customer, voice)
    if case.mode == "visit":
        which = "visit_day" if case.first_day == case.last_day else "visit"
        return voice.say("answer", which, who=customer.name, first=case.first_day, last=case.last_day)
    return _planned(session, case, customer, asked, voice)


def _rank(case: FollowUp, now: datetime) -> tuple[int, bool, datetime, int, datetime, int]:
    soon = max(case.next_try_at, now)
    return _NEARNESS.index(case.state), case.mode not in _CALLS, soon, case.priority, case.closes_at, case.id


def _peace(session: Session, customer: Customer, asked: Asked, voice: Voice) -> str:
    """Since when calls are kept away and why, the oldest reason first; empty where they are not."""
    numbers = select(CustomerNumber.e164).where(CustomerNumber.customer_id == customer.id)
    of_theirs = select(Suppression).where(
        or_(Suppression.customer_id == customer.id, Suppression.e164.in_(numbers)),
        Suppression.channel.in_(("call", "all")),
        or_(Suppression.until.is_(None), Suppression.until > asked.now),
    )
    found = session.scalars(of_theirs.order_by(Suppression.since, Suppression.id).limit(1)).one_or_none()
    if found is None:
        return ""
    when, why = voice.when(found.since, asked.now), voice.reason(found.reason)
    return voice.say("answer", "peace", who=customer.name, when=when, why=why)


def _ended(case: FollowUp, customer: Customer, asked: Asked, voice: Voice) -> str:
    when, why = voice.when(case.closed_at or case.created_at, asked.now), voice.reason(case.reason)
    return voice.say("answer", "done" if case.state is _S.DONE else "over", who=customer.name, when=when, why=why)


def _under_way(attempts: list[Try], customer: Customer, voice: Voice) -> str:
    """With whom the open call or text is, and how far it is; without one the outcome is owed."""
    one = next((t for t in reversed(attempts) if t.attempt.state in OPEN), None)
    if one is None:
        agent = next((t.agent for t in reversed(attempts) if t.agent), voice.say("because", "somebody"))
        return voice.say("answer", "talked", who=customer.name, agent=agent)
    attempt, stage = one.attempt, voice.say("stage", one.attempt.state)
    agent = one.agent or voice.say("because", "agent")
    if attempt.channel == "text":
        return voice.say("answer", "texting", who=customer.name, stage=stage)
    if attempt.mode == "greeting":
        return voice.say("answer", "greeting", who=customer.name, stage=stage)
    if attempt.state is AttemptState.ANSWERED:
        return voice.say("answer", "talking", who=customer.name, agent=agent)
    return voice.say("answer", "calling", who=customer.name, agent=agent, stage=stage)


def _planned(session: Session, case: FollowUp, customer: Customer, asked: Asked, voice: Voice) -> str:
    """What no waiting mends comes first; then what it waits for; then the verdict of this instant."""
    text = "no_text_" if case.mode == "text" else ""
    judgement = judge(session, case, asked)
    peace = _peace(session, customer, asked, voice) if judgement.code == "suppressed" and not text else ""
    if peace:
        return peace
    shelved = case.playbook in held(session)
    if not shelved or (not judgement.allowed and judgement.again_at is None):
        why = because(judgement, voice) if shelved else voice.say("because", "shelf", playbook=case.playbook)
        never = voice.say("next", "never")
        return voice.say("answer", f"{text}now" if text else "not_now", who=customer.name, why=why, next=never)
    if case.next_try_at > asked.now:
        return _until(session, case, customer, judgement, asked, voice)
    if judgement.allowed or judgement.again_at is None:
        return _own_agent(session, case, customer, asked, voice) or voice.say(
            "answer", f"ready_{case.mode}", who=customer.name
        )
    again = voice.say("next", "at", when=voice.when(judgement.again_at, asked.now))
    why = because(judgement, voice)
    return voice.say("answer", f"{text}now" if text else "not_now", who=customer.name, why=why, next=again)


def _own_agent(session: Session, case: FollowUp, customer: Customer, asked: Asked, voice: Voice) -> str:
    """For whom the call is kept, and who may step in when; empty where any free agent makes it."""
    kept = awaited(session, case.id, held(session), asked.turns, asked.now) if case.mode == "agent" else None
    if kept is None:
        return ""
    if kept.high and kept.deputy is None:
        then = voice.say("next", "nobody_else")
    else:
        when = voice.when(max(kept.until, asked.now), asked.now)
        then = voice.say("next", "deputy" if kept.high else "anybody", when=when, deputy=kept.deputy or "")
    return voice.say("answer", "kept_for", who=customer.name, agent=kept.agent, next=then)


def _until(
    session: Session, case: FollowUp, customer: Customer, judgement: Judgement, asked: Asked, voice: Voice
) -> str:
    """It waits for its next try; told is the first permitted instant from then on."""
    then = judge_at(session, case, asked, case.next_try_at)
    at = case.next_try_at if then.allowed else then.again_at or case.next_try_at
    values = {"who": customer.name, "when": voice.when(at, asked.now)}
    if case.waits_for == "promised":
        owner = select(Agent.name).where(Agent.login == case.owner)
        agent = session.scalars(owner).one_or_none() or voice.say("because", "somebody")
        return voice.say("answer", "promised", agent=agent, **values)
    if case.waits_for == judgement.code:
        why = because(judgement, voice)
    else:
        why = voice.say("because", "window") if case.waits_for == "window" else voice.reason(case.waits_for)
    return voice.say("answer", "no_text_until" if case.mode == "text" else "until", why=why, **values)
