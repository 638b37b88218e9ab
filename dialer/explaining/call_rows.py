"""The rows behind the evidence of one call: its life, its matters, the texts beside it, and what the carrier said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.numbers.masking import mask
from campaigns.outcomes import Outcome
from dialer.agents.transfers import LINE_DROPPED, Transfer
from dialer.attempts import Attempt, CarrierEvent
from dialer.explaining import history
from dialer.explaining.tries import Try, name, result_of
from dialer.explaining.voice import Line, Voice
from dialer.topics import about

#: Rows of each list; with more of them the page says how many it leaves out.
SHOWN = 8
T = TypeVar("T")


@dataclass(frozen=True)
class Matter:
    """One thing that the call was about."""

    follow_up_id: int
    customer_id: int
    #: The playbook, and why it asks for this.
    rule: str
    #: care, survey or marketing, in words.
    purpose: str
    #: What came of it, and by whom it was logged; empty while nothing is.
    outcome: str


@dataclass(frozen=True)
class Heard:
    """One message of the carrier."""

    #: In words.
    what: str
    sequence: int | None
    #: When the carrier says it happened, and when we heard.
    happened_at: datetime | None
    received_at: datetime


@dataclass(frozen=True)
class Rows(Generic[T]):
    """The youngest of a list that may be long, in their order."""

    shown: tuple[T, ...]
    #: Older ones that are left out.
    more: int


def youngest(rows: Sequence[T]) -> Rows[T]:
    """As many as one page has room for."""
    return Rows(tuple(rows[-SHOWN:]), max(0, len(rows) - SHOWN))


def began(one: Try) -> datetime:
    """The first instant that is known of it."""
    attempt = one.attempt
    known = [attempt.claimed_at, attempt.answered_at, attempt.due_at, *(change.at for change in one.changes)]
    return min(at for at in known if at is not None)


def life(one: Try, voice: Voice) -> tuple[Line, ...]:
    """Every instant of its life, from the claim to the end."""
    return tuple(sorted(_life(one, voice), key=lambda line: line.at or began(one)))


def _life(one: Try, voice: Voice) -> Iterator[Line]:
    attempt = one.attempt
    if attempt.claimed_at and not any(change.to_state == "claimed" for change in one.changes):
        yield Line(attempt.claimed_at, voice.say("stage", "claimed"))
    for change in one.changes:
        yield Line(change.at, voice.say("stage", change.to_state), result_of(change, attempt, voice))
    for at, word in ((attempt.bridged_at, "bridged"), (attempt.joined_at, "joined")):
        if at is not None:
            yield Line(at, voice.say("call", word))


def handed(session: Session, attempt: Attempt, voice: Voice) -> Iterator[Line]:
    """Who talked with the customer after whom; what they wrote to each other stays on the desk."""
    by, to = aliased(Agent), aliased(Agent)
    asked = (
        select(Transfer, by.name, to.name)
        .join(by, by.id == Transfer.from_agent_id)
        .join(to, to.id == Transfer.to_agent_id)
        .where(Transfer.attempt_id == attempt.id, Transfer.state == "done")
        .order_by(Transfer.id)
    )
    for transfer, one, other in session.execute(asked):
        word = "taken_over" if transfer.reason == LINE_DROPPED else "handed_on"
        yield Line(transfer.ended_at or transfer.wanted_at, voice.say("call", word, by=one, to=other))


def matters(session: Session, attempt: Attempt, voice: Voice) -> Iterator[Matter]:
    """What it was about, the lead first."""
    asked = select(FollowUp).where(FollowUp.id.in_(about(attempt.id)))
    for case in sorted(session.scalars(asked), key=lambda one: (one.id != attempt.follow_up_id, one.id)):
        logged = session.execute(
            select(Outcome, Agent.name)
            .outerjoin(Agent, Agent.id == Outcome.agent_id)
            .where(Outcome.attempt_id == attempt.id, Outcome.follow_up_id == case.id)
        ).one_or_none()
        outcome = history.outcome_line(*logged, voice) if logged else None
        said = voice.together(voice.at(outcome.at), outcome.what, outcome.why) if outcome and outcome.at else ""
        yield Matter(
            case.id, case.customer_id, history.rule(session, case, voice), voice.say("purpose", case.purpose), said
        )


def texts(all_tries: Sequence[Try], but: Attempt, voice: Voice) -> Iterator[Line]:
    """The texts of the same follow-up, each by where it is."""
    for one in all_tries:
        text = one.attempt
        if text.channel == "text" and text.id != but.id:
            state = voice.say("result", text.result) if text.result else voice.say("stage", text.state)
            what = voice.say("attempt", "step", name=name(one, voice), state=state)
            yield Line(text.ended_at or text.claimed_at or text.due_at, what, mask(text.e164), text.id)


def heard(session: Session, attempt: Attempt, voice: Voice) -> list[Heard]:
    """What the carrier told us of it, in the order of arrival."""
    asked = select(CarrierEvent).where(CarrierEvent.attempt_id == attempt.id).order_by(CarrierEvent.id)
    return [
        Heard(_kind(event.kind, voice), event.sequence, event.happened_at, event.received_at)
        for event in session.scalars(asked)
    ]


def _kind(kind: str, voice: Voice) -> str:
    """`ended:no_answer` in words."""
    stage, _, result = kind.partition(":")
    said = voice.say("call", f"heard_{stage}") if stage in ("joined", "machine") else voice.say("stage", stage)
    return voice.together(said, voice.say("result", result) if result else "")
