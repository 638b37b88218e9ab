"""Replies: an agent answers by text. Written here, judged as every text is, and sent by a worker in its turn.

1. The words are looked at: not empty, not too long, nothing of what the customer was here for.
2. The judgement says whether it may go now. What waiting opens is planned for then; what nothing opens is refused.
3. Where the agent says that it settles the matter, the outcome is kept at once: nobody calls about it any more. A reply
   that does not arrive opens the matter again (`dialer.texting.messages.text_went`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt, write_attempt
from dialer.carrier import Serving
from dialer.inbound.matter import matter_of, settle
from dialer.inbound.texts import InboundText
from dialer.judgement.facts import Facts, facts
from dialer.judgement.may_place import Judgement, may_text
from dialer.judgement.refusals import keep_refusal
from dialer.text_rules.limits import against
from dialer.text_rules.privacy import private_word
from dialer.texting.messages import REPLY

#: The same words from the same person within this are a second click and no second text.
_TWICE = timedelta(minutes=1)


class ReplyRefused(Exception):
    """This reply is not sent, now or later; `code` says why, `word` which word stands in the way."""

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.word = word


@dataclass(frozen=True)
class Replied:
    """A reply that is on its way, or waits."""

    attempt_id: int
    #: None where it goes out at once.
    waits_until: datetime | None = None
    why: str = ""
    #: The matter is closed with it.
    settled: bool = False


@dataclass(frozen=True)
class Way:
    """Which way a reply would go."""

    #: The customer's number, and ours.
    e164: str
    line: str
    #: When the customer wrote last, on that number; None where they never did.
    wrote_at: datetime | None


def way_of(session: Session, customer: Customer) -> Way | None:
    """To the number that they wrote from, else to their first that takes texts; from the number that they wrote to.

    None where no number is alive.
    """
    usable = [number for number in customer.numbers if number.dead_reason is None]
    alive = [n.e164 for n in usable if n.no_text_reason is None] or [n.e164 for n in usable]
    last = select(InboundText).where(InboundText.customer_id == customer.id, InboundText.e164.in_(alive))
    wrote = session.scalars(last.order_by(InboundText.received_at.desc(), InboundText.id.desc()).limit(1)).first()
    own = session.get_one(Branch, customer.branch).line
    if wrote is None:
        return Way(alive[0], own, None) if alive else None
    ours = session.scalar(select(Branch.line).where(Branch.line == wrote.line).limit(1))
    return Way(wrote.e164, ours or own, wrote.received_at)


def look_at(session: Session, customer: Customer, words: str, e164: str) -> None:
    """Raise `ReplyRefused` where these words may go to nobody's telephone, or not to this one.

    The house's own name is no word that gives anything away, and neither is the customer's.
    """
    code = against(words, e164)
    if code:
        raise ReplyRefused(code)
    branch, plain = session.get_one(Branch, customer.branch), words
    for name in (branch.name_zh, branch.name_en, customer.name):
        plain = plain.replace(name, " ") if name else plain
    found = private_word(plain)
    if found is not None:
        raise ReplyRefused("text_not_private", found)


def reply(
    session: Session, customer_id: int, by: Agent, words: str, carrier: Serving, now: datetime, *, settles: bool = False
) -> Replied:
    """Write the reply down, and close the matter where it `settles` it. The caller commits. Raises `ReplyRefused`."""
    customer = session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    words = words.strip()
    way = way_of(session, customer)
    if way is None:
        raise ReplyRefused("no_number")
    look_at(session, customer, words, way.e164)
    before = _said_just_now(session, customer_id, by, words, now)
    if before is not None:
        return before
    matter = matter_of(session, customer, now)
    judgement = may_text(_known(session, matter, now), way.e164, carrier, now, way.wrote_at)
    if not judgement.allowed and judgement.again_at is None:
        raise ReplyRefused(judgement.code)
    attempt_id = _write(session, matter, way, by, words, judgement, now)
    settled = settles and settle(session, matter, by, "texted", attempt_id, now)
    return Replied(attempt_id, judgement.again_at, "" if judgement.allowed else judgement.code, settled)


def _known(session: Session, matter: FollowUp, now: datetime) -> Facts:
    return facts(session, [matter], now)[matter.id]


def _said_just_now(session: Session, customer_id: int, by: Agent, words: str, now: datetime) -> Replied | None:
    same = select(Attempt).where(
        Attempt.customer_id == customer_id,
        Attempt.mode == REPLY,
        Attempt.agent_id == by.id,
        Attempt.body == words,
        Attempt.written_at > now - _TWICE,
    )
    found = session.scalars(same.limit(1)).first()
    if found is None:
        return None
    settled = session.scalar(select(Outcome.id).where(Outcome.attempt_id == found.id)) is not None
    waits = found.state is AttemptState.PLANNED and found.due_at is not None and found.due_at > now
    return Replied(found.id, found.due_at if waits else None, found.reason if waits else "", settled)


def _write(
    session: Session, matter: FollowUp, way: Way, by: Agent, words: str, judgement: Judgement, now: datetime
) -> int:
    if not judgement.allowed:
        keep_refusal(session, matter.id, "text", judgement, now)
    made = write_attempt(
        session,
        matter,
        channel="text",
        e164=way.e164,
        line=way.line,
        mode=REPLY,
        agent_id=by.id,
        body=words,
        answers_at=way.wrote_at,
        written_at=now,
        state=AttemptState.PLANNED,
        reason="written" if judgement.allowed else judgement.code,
        due_at=judgement.again_at or now,
    )
    assert made is not None, "nothing stands in the way of a reply"
    return made
