"""The evidence of one call or text, as it stands in the rows: enough to answer for it, short enough for one page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.numbers.masking import mask
from dialer.attempts import Attempt
from dialer.explaining import history
from dialer.explaining.call_rows import Heard, Matter, Rows, began, handed, heard, life, matters, texts, youngest
from dialer.explaining.grounds import Ground, found
from dialer.explaining.tries import Try, name, tries
from dialer.explaining.voice import Line, Voice
from runtime.zones import local_date


@dataclass(frozen=True)
class Parties:
    """Who called whom. Numbers are masked."""

    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    house: str
    #: Empty where no agent had a part in it.
    agent: str
    #: The customer's number and ours.
    whom: str
    line: str
    #: IANA zone of the customer's clock.
    zone: str


@dataclass(frozen=True)
class CallEvidence:
    """One call or text; notes stay on the customer's page."""

    attempt_id: int
    #: In one sentence: who was called by whom and when, and how it ended or how far it is.
    sentence: str
    parties: Parties
    #: Call 2, Text 1.
    name: str
    #: agent or greeting; of a text also ahead and message.
    mode: str
    matters: tuple[Matter, ...]
    #: Every instant of its life.
    life: tuple[Line, ...]
    #: What the last judgement stood on.
    grounds: tuple[Ground, ...]
    #: The refusals before it, the texts of the same follow-up, and the carrier's messages.
    refusals: Rows[Line]
    texts: tuple[Line, ...]
    events: Rows[Heard]


def call_evidence(session: Session, attempt_id: int, voice: Voice) -> CallEvidence | None:
    """Everything that is kept of this attempt; None where there is none."""
    attempt = session.get(Attempt, attempt_id)
    if attempt is None:
        return None
    customer = session.get_one(Customer, attempt.customer_id)
    voice = replace(voice, zone=customer.day_zone)
    lead = session.get_one(FollowUp, attempt.follow_up_id)
    together = tries(session, lead.id)
    mine = next(one for one in together if one.attempt.id == attempt.id)
    refused = history.refusals(session, lead, voice)
    return CallEvidence(
        attempt_id=attempt.id,
        sentence=_sentence(mine, customer, voice),
        parties=_parties(session, mine, customer, voice),
        name=name(mine, voice),
        mode=attempt.mode,
        matters=tuple(matters(session, attempt, voice)),
        life=_life(session, mine, voice),
        grounds=tuple(found({k: v for k, v in attempt.evidence.items() if k != "companions"}, voice)),
        refusals=youngest([line for line in refused if line.at and line.at <= began(mine)]),
        texts=tuple(texts(together, attempt, voice)),
        events=youngest(heard(session, attempt, voice)),
    )


def _life(session: Session, one: Try, voice: Voice) -> tuple[Line, ...]:
    """Its own instants, and between them who handed the customer on to whom."""
    lines = [*life(one, voice), *handed(session, one.attempt, voice)]
    return tuple(sorted(lines, key=lambda line: line.at or began(one)))


def _parties(session: Session, one: Try, customer: Customer, voice: Voice) -> Parties:
    attempt, house = one.attempt, session.get_one(Branch, customer.branch)
    return Parties(
        customer_id=customer.id,
        customer=customer.name,
        number=customer.external_id,
        house=house.name_zh if voice.language == "zh" else house.name_en,
        agent=one.agent,
        whom=mask(attempt.e164),
        line=mask(attempt.line),
        zone=customer.day_zone,
    )


def _sentence(one: Try, customer: Customer, voice: Voice) -> str:
    attempt, at = one.attempt, began(one)
    result = voice.say("result", attempt.result) if attempt.result else voice.say("stage", attempt.state)
    said = {
        "who": customer.name,
        "whom": mask(attempt.e164),
        "by": voice.say("call", "by", agent=one.agent) if one.agent else "",
        "time": voice.clock(at),
        "day": voice.day(local_date(at, voice.zone)),
        "result": result,
    }
    return voice.say("call", "rang" if attempt.direction == "in" else attempt.channel, **said)
