"""One topic of a call: whom it is about, why they are called, by which rule, and with which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.address import address
from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.numbers.masking import mask
from campaigns.playbooks.model import Finding, Question
from web.reading.history import Deed, Promise, deed_of, promise_of
from web.reading.raised import Raised, behind, raised_of
from web.reading.script import Words, script_lines
from web.reading.steps import Books


@dataclass(frozen=True)
class Who:
    """The customer, as far as the agent needs it."""

    id: int
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
    #: The number of the branch, which the customer may call back.
    line: str


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
    #: What the agent may say that was found.
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Topic:
    """One matter that is talked about."""

    follow_up_id: int
    who: Who
    purpose: Purpose
    #: What was done, where the matter hangs on something that was done.
    deed: Deed | None
    #: Who promised this very call, and for when.
    promise: Promise | None
    #: The red flag that the matter is about.
    raised: Raised | None


def topic_of(session: Session, follow_up: FollowUp, e164: str, agent: str, books: Books) -> Topic:
    """The topic in the language of `books`, its script in the customer's; `agent` is who reads it aloud."""
    customer = session.get_one(Customer, follow_up.customer_id)
    branch = session.get_one(Branch, customer.branch)
    event = session.get(Event, follow_up.event_id) if follow_up.event_id else None
    step = books.step(follow_up.playbook, follow_up.step)
    script = script_lines(step, customer, branch, event, agent)
    raised = raised_of(event, books) if event else None
    done = behind(session, event) if event and raised else event
    return Topic(
        follow_up_id=follow_up.id,
        who=_who(customer, branch, e164, books.language),
        purpose=_purpose(follow_up, script, books),
        deed=deed_of(done) if done else None,
        raised=raised,
        promise=_promise(session, follow_up, customer, books),
    )


def _promise(session: Session, follow_up: FollowUp, customer: Customer, books: Books) -> Promise | None:
    if follow_up.owner is None:
        return None
    name = session.scalar(select(Agent.name).where(Agent.login == follow_up.owner))
    return promise_of(follow_up, customer, name or "", books)


def _who(customer: Customer, branch: Branch, e164: str, language: str) -> Who:
    return Who(
        id=customer.id,
        address=address(customer.name, customer.surname, customer.title, customer.language),
        name=customer.name,
        number=customer.external_id,
        tier=customer.tier,
        language=customer.language,
        zone=customer.day_zone,
        branch=branch.name_zh if language == "zh" else branch.name_en,
        masked=mask(e164),
        line=branch.line,
    )


def _purpose(follow_up: FollowUp, script: list[list[Words]], books: Books) -> Purpose:
    return Purpose(
        playbook=books.name(follow_up.playbook),
        why=books.why(follow_up.playbook, follow_up.step),
        sentence=books.sentence(follow_up.playbook, follow_up.step),
        first_day=follow_up.first_day,
        last_day=follow_up.last_day,
        try_number=max(1, follow_up.tries_made),
        tries_allowed=follow_up.tries_allowed,
        script=script,
        survey=books.survey(follow_up.playbook, follow_up.step),
        findings=books.findings(follow_up.playbook),
    )
