"""Texts that a playbook asks for: one that announces a call, and one that is the follow-up itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.address import day
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp, move
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.playbooks.editions import Held, held
from campaigns.playbooks.model import Step
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, write_attempt
from dialer.judgement.facts import Facts, facts
from dialer.judgement.may_place import Judgement, may_text
from dialer.judgement.refusals import keep_refusal
from dialer.matters import MESSAGE, raise_matter
from dialer.text_rules.privacy import private_word, text_of
from dialer.texting.wording import launched_words, worded
from dialer.tools import BATCH, Tools

#: What a text is for; a follow-up has one of each at most, but any number of replies. Those after missed calls have
#: their call's mode.
AHEAD, ALONE, REPLY = "ahead", "message", "reply"
_TOO_MUCH = Judgement(False, "text_not_private")


def plan_messages(tools: Tools, session: Session, now: datetime) -> None:
    """Every follow-up by text that is due gets its text, which waits for its own hours; see `dialer.texting.texts`."""
    paused = select(Campaign.id).where(Campaign.state == "paused")
    due = (
        select(FollowUp)
        .where(
            FollowUp.state == FollowUpState.PLANNED,
            FollowUp.mode == "text",
            FollowUp.next_try_at <= now,
            FollowUp.closes_at > now,
            or_(FollowUp.campaign_id.is_(None), FollowUp.campaign_id.not_in(paused)),
        )
        .order_by(FollowUp.priority, FollowUp.closes_at, FollowUp.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(due).all()
    known, playbooks = facts(session, rows, now), held(session) if rows else {}
    for follow_up in rows:
        step = _as_launched(session, _step(playbooks, follow_up), known[follow_up.id])
        if _says_too_much(step, known[follow_up.id]):
            keep_refusal(session, follow_up.id, "text", _TOO_MUCH, now)
            move(session, follow_up, FollowUpState.EXHAUSTED, "text_not_private", now)
        elif _write(session, step, known[follow_up.id], ALONE, now) is not None:
            move(session, follow_up, FollowUpState.UNDERWAY, "texting", now)
        else:
            move(session, follow_up, FollowUpState.WITHDRAWN, "no_number", now)


def announce(tools: Tools, session: Session, known: Facts, now: datetime) -> timedelta | None:
    """Send the text that goes before this call, once; how long the call waits for it, None when nothing was to be sent.

    A text that may not go out at this instant, or says what the customer was here for, is left out: the call itself is
    permitted, and does not wait for it.
    """
    follow_up = known.follow_up
    to = known.to_text
    if not follow_up.text_ahead or to is None:
        return None
    step = _step(held(session), follow_up)
    if step is None or _announced(session, follow_up):
        return None
    too_much = _says_too_much(step, known)
    judgement = _TOO_MUCH if too_much else may_text(known, to.e164, tools.carrier, now)
    if not judgement.allowed:
        keep_refusal(session, follow_up.id, "text", judgement, now)
        return None
    if _write(session, step, known, AHEAD, now) is None:
        return None
    return timedelta(minutes=step.text_lead.minutes, days=step.text_lead.days)


def _announced(session: Session, follow_up: FollowUp) -> bool:
    ahead = select(Attempt.id).where(
        Attempt.follow_up_id == follow_up.id, Attempt.channel == "text", Attempt.mode == AHEAD
    )
    return session.execute(ahead).first() is not None


def text_went(session: Session, attempt: Attempt, follow_up: FollowUp, now: datetime) -> None:
    """A text has ended: where it was the follow-up itself, that is done, or could not be. Both rows are locked.

    An answer that had settled a matter and did not arrive has not settled it: the matter is open again.
    """
    arrived = attempt.result in (Result.SENT, Result.DELIVERED)
    if attempt.mode == REPLY and not arrived and _settled_by(session, attempt):
        raise_matter(session, attempt.customer_id, f"{MESSAGE}/undelivered/{attempt.id}", "", now)
    if attempt.mode != ALONE or follow_up.state is not FollowUpState.UNDERWAY:
        return
    if not arrived:
        move(session, follow_up, FollowUpState.EXHAUSTED, attempt.reason or "not_sent", now)
        return
    done_by_itself(session, attempt, follow_up, "texted", now)


def _settled_by(session: Session, attempt: Attempt) -> bool:
    return session.scalar(select(Outcome.id).where(Outcome.attempt_id == attempt.id)) is not None


def done_by_itself(session: Session, attempt: Attempt, follow_up: FollowUp, disposition: str, now: datetime) -> None:
    """A text that went, or a greeting that was heard, needs no agent to write it down: the outcome is kept at once."""
    session.add(
        Outcome(
            follow_up_id=follow_up.id,
            attempt_id=attempt.id,
            customer_id=attempt.customer_id,
            disposition=disposition,
            logged_at=now,
        )
    )
    move(session, follow_up, FollowUpState.DONE, disposition, now)


def _step(playbooks: Mapping[str, Held], follow_up: FollowUp) -> Step | None:
    of = playbooks.get(follow_up.playbook)
    return of.playbook.find(follow_up.step) if of else None


def _as_launched(session: Session, step: Step | None, known: Facts) -> Step | None:
    """The step with the text that the launch gave it, in the customer's language."""
    language = known.customer.language
    own = launched_words(session, known.follow_up, language)
    if step is None or step.text is None or not own:
        return step
    return step.model_copy(update={"text": step.text.model_copy(update={language: own})})


def _says_too_much(step: Step | None, known: Facts) -> bool:
    """Its wording carries a treatment word: one that was kept before such words were refused, or by another way in."""
    return step is not None and private_word(text_of(step, known.customer.language)) is not None


def _write(session: Session, step: Step | None, known: Facts, mode: str, now: datetime) -> int | None:
    to = known.to_text
    if step is None or step.text is None or to is None:
        return None
    return write_attempt(
        session,
        known.follow_up,
        channel="text",
        e164=to.e164,
        line=known.lines[0],
        mode=mode,
        body=step_words(step, known.customer, known.branch, _day(session, known), known.lines[0]),
        state=AttemptState.PLANNED,
        reason="by_playbook",
        due_at=now,
    )


def step_words(step: Step, customer: Customer, branch: Branch, on: date, line: str = "") -> str:
    """The text of a step that has one, in the customer's language; `on` is the day of what it is about.

    `line` is the number of ours that it comes from, where it is not the branch's own.
    """
    language = customer.language
    return worded(text_of(step, language), customer, branch, from_line=line, date=day(on, language))


def _day(session: Session, known: Facts) -> date:
    event_id = known.follow_up.event_id
    event = session.get(Event, event_id) if event_id else None
    return event.occurred_on if event else known.follow_up.first_day
