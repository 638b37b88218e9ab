"""The text after a missed call: it names the caller and the number to call back, and nothing of why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Text, all_, bindparam, exists, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from campaigns.branches import Branch
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import held
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, move, write_attempt
from dialer.judgement.facts import facts
from dialer.judgement.may_place import Judgement, may_text
from dialer.judgement.refusals import keep_refusal
from dialer.judgement.walls import walls
from dialer.pacing import pace_of_texts
from dialer.texting.messages import AHEAD, ALONE, REPLY, text_went
from dialer.texting.wording import worded
from dialer.tools import BATCH, Tools
from runtime.database import UtcDateTime

#: A text that could not go out for this long says nothing useful any more ("we have just tried to call you").
STALE = timedelta(hours=16)
#: An answer is still one after a Sunday and a holiday on which nobody may be texted.
ANSWER_STALE = timedelta(days=4)

#: After these results a text tells the customer who it was.
TEXTED = frozenset({Result.NO_ANSWER, Result.BUSY, Result.REJECTED, Result.MACHINE, Result.ABANDONED})

_WORDS = {
    "zh": "【{house}】{address}您好，刚才给您致电未能接通。方便时请回电{line}{again}。如不希望再被联系请回复TD。",
    "en": "{house}: Hello {address}, we have just tried to call you. Please call us back on {line}{again}. "
    "Reply STOP to opt out.",
}
#: Promised only where another try is planned.
_AGAIN = {"zh": "，我们也会再联系您", "en": ", or we will try again"}


def missed_call_words(customer: Customer, branch: Branch, *, again: bool, line: str = "") -> str:
    """The text in the customer's language; `again` when another try is planned, `line` is the number that called."""
    language = customer.language
    return worded(_WORDS[language], customer, branch, from_line=line, again=_AGAIN[language] if again else "")


def plan_text(session: Session, call: Attempt, topics: Sequence[FollowUp], now: datetime) -> None:
    """After this missed call one text is due for all its topics, and once for each follow-up that it speaks for.

    The first that texts at all speaks for the others. The text's own hours are judged when it is claimed.
    """
    if call.result not in TEXTED:
        return
    playbooks = held(session)
    speaks = (t for t in topics if t.playbook in playbooks and playbooks[t.playbook].playbook.text_after_missed)
    follow_up = next(speaks, None)
    if follow_up is None:
        return
    customer = session.get_one(Customer, follow_up.customer_id)
    branch = session.get_one(Branch, customer.branch)
    write_attempt(
        session,
        follow_up,
        channel="text",
        e164=call.e164,
        line=call.line,
        mode=call.mode,
        body=missed_call_words(
            customer, branch, again=any(t.state is FollowUpState.PLANNED for t in topics), line=call.line
        ),
        state=AttemptState.PLANNED,
        reason=f"after_{call.result.value}",
        due_at=now,
    )


#: Put together once: that took longer than the answer.
_WAITING = (
    select(Attempt)
    .where(
        Attempt.follow_up_id == bindparam("follow_up", type_=BigInteger),
        Attempt.channel == "text",
        Attempt.mode != REPLY,
        Attempt.state == AttemptState.PLANNED,
    )
    .with_for_update()
)


def withdraw_text(session: Session, follow_up_id: int, reason: str, now: datetime) -> None:
    """The texts that still wait are not sent any more: the customer was reached, rang back or opted out.

    What an agent wrote himself was promised by him, and is judged when its hours open.
    """
    for text in session.scalars(_WAITING, {"follow_up": follow_up_id}).all():
        move(session, text, AttemptState.WITHDRAWN, reason, now)


def claim_texts(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Claim the texts that are due and permitted; put the others off, or withdraw them with the reason."""
    pace = pace_of_texts(tools, session, now)
    texts = _one_each(session.scalars(_DUE, {"now": now, "resting": pace.resting}).all())
    follow_ups = session.scalars(select(FollowUp).where(FollowUp.id.in_({t.follow_up_id for t in texts}))).all()
    known, standing = facts(session, follow_ups, now), walls(session, now)
    claimed = []
    for text in texts:
        if not pace.has(text.line):
            continue
        permitted = may_text(known[text.follow_up_id], text.e164, tools.carrier, now, text.answers_at)
        judgement = standing.judged(permitted, "text", text.line, text.e164)
        if judgement.allowed:
            move(session, text, AttemptState.CLAIMED, "claimed", now)
            text.claimed_at, text.deadline_at = now, now + tools.soon(60)
            text.evidence = judgement.evidence
            pace.take(text.line)
            claimed.append(text.id)
        else:
            put_text_off(session, text, judgement, now)
    return claimed


def _on_its_way() -> ColumnElement[bool]:
    """To the same customer or number a text is on its way to a worker: the caps do not count it yet."""
    other = aliased(Attempt)
    return exists().where(
        other.channel == "text",
        other.state == AttemptState.CLAIMED,
        or_(other.customer_id == Attempt.customer_id, other.e164 == Attempt.e164),
    )


#: Put together once, as `_WAITING` is.
_DUE = (
    select(Attempt)
    .where(
        Attempt.state == AttemptState.PLANNED,
        Attempt.due_at <= bindparam("now", type_=UtcDateTime),
        Attempt.line != all_(bindparam("resting", type_=ARRAY(Text))),
        ~_on_its_way(),
    )
    .order_by(Attempt.due_at, Attempt.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)


def _one_each(texts: Sequence[Attempt]) -> list[Attempt]:
    """The first to each customer and to each number; the others' turn comes with the next tick."""
    met: set[int | str] = set()
    first = []
    for text in texts:
        if met.isdisjoint((text.customer_id, text.e164)):
            first.append(text)
        met |= {text.customer_id, text.e164}
    return first


def put_text_off(session: Session, text: Attempt, judgement: Judgement, now: datetime) -> None:
    """Why it does not go out is stored; it waits for its next opening while it still means something, else it ends."""
    keep_refusal(session, text.follow_up_id, "text", judgement, now)
    if judgement.again_at is None or judgement.again_at >= means_something_until(session, text, now):
        move(session, text, AttemptState.WITHDRAWN, judgement.code, now)
        about = select(FollowUp).where(FollowUp.id == text.follow_up_id).with_for_update()
        text_went(session, text, session.scalars(about).one(), now)
        return
    if text.state is not AttemptState.PLANNED:
        move(session, text, AttemptState.PLANNED, judgement.code, now)
    text.due_at, text.reason, text.deadline_at = judgement.again_at, judgement.code, None


def put_back(session: Session, text: Attempt, why: str, until: datetime, now: datetime) -> bool:
    """It waits until then for what the carrier refused it for; False where it would say nothing any more."""
    if until >= means_something_until(session, text, now):
        return False
    move(session, text, AttemptState.PLANNED, why, now)
    text.due_at, text.deadline_at = until, None
    return True


def another_number(session: Session, text: Attempt) -> str | None:
    """The next number of the customer that takes texts, for a text of the playbook; None where there is none."""
    others = select(CustomerNumber.e164).where(
        CustomerNumber.customer_id == text.customer_id,
        CustomerNumber.e164 != text.e164,
        CustomerNumber.dead_reason.is_(None),
        CustomerNumber.no_text_reason.is_(None),
    )
    # Any other text belongs to its number: a call to it that was missed, or what was written from it.
    by_playbook = text.mode in (AHEAD, ALONE)
    return session.scalar(others.order_by(CustomerNumber.position).limit(1)) if by_playbook else None


def to_another_number(session: Session, text: Attempt, now: datetime) -> bool:
    """A text that was surely not sent goes to the next number that takes texts; False where there is none."""
    other = another_number(session, text)
    if other is None:
        return False
    move(session, text, AttemptState.PLANNED, "other_number", now)
    text.e164, text.due_at, text.deadline_at = other, now, None
    return True


def means_something_until(session: Session, text: Attempt, now: datetime) -> datetime:
    """A text that is the follow-up itself: until that one's window closes; any other is soon out of date."""
    if text.mode == ALONE:
        return session.get_one(FollowUp, text.follow_up_id).closes_at
    return now + (ANSWER_STALE if text.mode == REPLY else STALE)
