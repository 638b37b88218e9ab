"""Everything an agent needs to know about one conversation: who, what was done, what was said, what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from campaigns.address import address
from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.numbers.masking import mask
from campaigns.playbooks.model import Question, Step
from campaigns.playbooks.sentence import sentence
from dialer.attempts import Attempt
from web.reading.history import Deed, LastWord, Matter, appointments_ahead, deed_of, last_words, still_open
from web.reading.script import Words, script_lines
from web.reading.steps import playbook_name, step_of, survey_of


@dataclass(frozen=True)
class Who:
    """The customer, as far as the agent needs it."""

    address: str
    name: str
    #: The customer's id in the source system.
    number: str
    tier: str
    #: What the customer speaks: zh or en.
    language: str
    #: The zone whose days and hours are the customer's.
    zone: str
    branch: str
    #: The number that is called, masked.
    masked: str


@dataclass(frozen=True)
class Purpose:
    """Why the customer is called, by which rule, and with which words."""

    playbook: str
    why: str
    sentence: str
    first_day: date
    last_day: date
    try_number: int
    tries_allowed: int
    script: list[list[Words]]
    survey: tuple[Question, ...]


@dataclass(frozen=True)
class Conversation:
    """One call as the desk shows it. Days are the customer's own."""

    attempt_id: int
    rang_back: bool
    agent: str
    who: Who
    purpose: Purpose
    deed: Deed | None
    ahead: tuple[Deed, ...]
    last_words: tuple[LastWord, ...]
    open: tuple[Matter, ...]


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
        agent=agent.name,
        who=_who(customer, branch, attempt.e164, language),
        purpose=_purpose(follow_up, step, script_lines(step, customer, branch, event, agent.name), language),
        deed=deed_of(event) if event else None,
        ahead=appointments_ahead(session, customer, event, follow_up.first_day),
        last_words=last_words(session, customer),
        open=still_open(session, follow_up, language),
    )


def _who(customer: Customer, branch: Branch, e164: str, language: str) -> Who:
    return Who(
        address=address(customer.name, customer.surname, customer.title, customer.language),
        name=customer.name,
        number=customer.external_id,
        tier=customer.tier,
        language=customer.language,
        zone=customer.day_zone,
        branch=branch.name_zh if language == "zh" else branch.name_en,
        masked=mask(e164),
    )


def _purpose(follow_up: FollowUp, step: Step | None, script: list[list[Words]], language: str) -> Purpose:
    return Purpose(
        playbook=playbook_name(follow_up.playbook, language),
        why=step.why.in_language(language) if step else follow_up.step,
        sentence=sentence(step, language) if step else "",
        first_day=follow_up.first_day,
        last_day=follow_up.last_day,
        try_number=max(1, follow_up.tries_made),
        tries_allowed=follow_up.tries_allowed,
        script=script,
        survey=survey_of(follow_up.playbook),
    )
