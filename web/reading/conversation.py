"""Everything an agent needs to know about one conversation: who, what was done, what was said, what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.address import address
from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.numbers.masking import mask
from campaigns.outcomes import Outcome
from campaigns.playbooks.model import Question
from campaigns.playbooks.sentence import sentence
from dialer.attempts import Attempt
from web.reading.script import Words, script_lines
from web.reading.steps import playbook_name, step_of, survey_of

#: Earlier conversations, and other matters, shown on the desk.
SHOWN = 3


@dataclass(frozen=True)
class Deed:
    """What was done, or will be."""

    subject: str
    on: date
    by_whom: str
    #: The order, treatment or invoice number.
    number: str


@dataclass(frozen=True)
class LastWord:
    """What an earlier conversation came to."""

    #: In the customer's zone.
    logged_at: datetime
    agent: str
    disposition: str
    notes: str
    next_date: date | None


@dataclass(frozen=True)
class Matter:
    """Another follow-up of this customer that is still open."""

    why: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Conversation:
    """One call as the desk shows it. Days are the customer's own."""

    attempt_id: int
    rang_back: bool
    address: str
    name: str
    customer_number: str
    tier: str
    language: str
    zone: str
    branch: str
    masked: str
    playbook: str
    why: str
    sentence: str
    first_day: date
    last_day: date
    try_number: int
    tries_allowed: int
    deed: Deed | None
    ahead: tuple[Deed, ...]
    last_words: tuple[LastWord, ...]
    open: tuple[Matter, ...]
    script: list[list[Words]]
    survey: tuple[Question, ...]
    agent: str


def conversation(session: Session, attempt_id: int, agent: Agent, language: str) -> Conversation | None:
    """The agent's own conversation in the page's language; None when it is somebody else's or there is none."""
    attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.agent_id != agent.id:
        return None
    follow_up = session.get_one(FollowUp, attempt.follow_up_id)
    customer = session.get_one(Customer, attempt.customer_id)
    branch = session.get_one(Branch, customer.branch)
    event = session.get(Event, follow_up.event_id) if follow_up.event_id else None
    step = step_of(follow_up.playbook, follow_up.step)
    return Conversation(
        attempt_id=attempt.id,
        rang_back=attempt.direction == "in",
        address=address(customer.name, customer.surname, customer.title, customer.language),
        name=customer.name,
        customer_number=customer.external_id,
        tier=customer.tier,
        language=customer.language,
        zone=customer.day_zone,
        branch=branch.name_zh if language == "zh" else branch.name_en,
        masked=mask(attempt.e164),
        playbook=playbook_name(follow_up.playbook, language),
        why=step.why.in_language(language) if step else follow_up.step,
        sentence=sentence(step, language) if step else "",
        first_day=follow_up.first_day,
        last_day=follow_up.last_day,
        try_number=max(1, follow_up.tries_made),
        tries_allowed=follow_up.tries_allowed,
        deed=_deed(event) if event else None,
        ahead=_ahead(session, customer, event, follow_up.first_day),
        last_words=_last_words(session, customer),
        open=_open(session, follow_up, language),
        script=script_lines(step, customer, branch, event, agent.name) if step else [],
        survey=survey_of(follow_up.playbook),
        agent=agent.name,
    )


def _deed(event: Event) -> Deed:
    return Deed(event.subject, event.occurred_on, event.by_whom, event.external_id)


def _ahead(session: Session, customer: Customer, event: Event | None, after: date) -> tuple[Deed, ...]:
    """Appointments to come, besides the one that the call is about."""
    rows = (
        select(Event)
        .where(Event.customer_id == customer.id, Event.kind == "appointment", Event.occurred_on >= after)
        .order_by(Event.occurred_on)
        .limit(SHOWN)
    )
    return tuple(_deed(e) for e in session.scalars(rows) if event is None or e.id != event.id)


def _last_words(session: Session, customer: Customer) -> tuple[LastWord, ...]:
    rows = (
        select(Outcome, Agent.name)
        .outerjoin(Agent, Agent.id == Outcome.agent_id)
        .where(Outcome.customer_id == customer.id)
        .order_by(Outcome.logged_at.desc())
        .limit(SHOWN)
    )
    return tuple(
        LastWord(o.logged_at, name or "", o.disposition, o.notes, o.next_date)
        for o, name in session.execute(rows).tuples()
    )


def _open(session: Session, follow_up: FollowUp, language: str) -> tuple[Matter, ...]:
    still = (FollowUpState.PLANNED, FollowUpState.UNDERWAY, FollowUpState.TALKED)
    rows = (
        select(FollowUp)
        .where(FollowUp.customer_id == follow_up.customer_id, FollowUp.id != follow_up.id, FollowUp.state.in_(still))
        .order_by(FollowUp.closes_at)
        .limit(SHOWN)
    )
    return tuple(Matter(_why(f, language), f.first_day, f.last_day) for f in session.scalars(rows))


def _why(follow_up: FollowUp, language: str) -> str:
    step = step_of(follow_up.playbook, follow_up.step)
    return step.why.in_language(language) if step else playbook_name(follow_up.playbook, language)
