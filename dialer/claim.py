"""Claiming: what is due, permitted, under its caps and within the pacing budget becomes an attempt.

1. Lock the free agents, the token bucket and the rows that are due, each skipping what another dispatcher holds.
2. Judge each row with fresh facts.
3. Permitted: gather what else is due to the same person, and write one attempt for all of it, led by what is clinical;
   the partial unique indexes refuse a second open call to a customer, number or agent.
4. Not permitted: store why, and when to look again, so that the row is not read every second.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import held
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import move as move_attempt
from dialer.attempts import write_attempt
from dialer.companions import calls_for, greetings_to_say, permitted_together
from dialer.facts import Facts, facts
from dialer.greetings import greeting_words
from dialer.may_place import Judgement, may_call
from dialer.messages import announce
from dialer.pacing import calls_open, draw_up_to
from dialer.presence import free_agents
from dialer.refusals import Refusal
from dialer.tools import Tools
from dialer.topics import Held, join

#: Rows read in one go; a tick never holds more locks than this for each mode.
BATCH = 200
#: Somebody else's phone or customer is busy: look again soon.
BUSY = timedelta(minutes=2)
#: Reasons that waiting does not mend but a person may: look again after a while.
_MENDABLE = {"no_zone": timedelta(hours=1), "campaign_paused": BUSY}


def claim_calls(tools: Tools, session: Session, mode: str, now: datetime) -> list[int]:
    """Claim as many due calls of this mode as agents, pacing and concurrency allow; the new attempts' ids."""
    agents = free_agents(session, now) if mode == "agent" else []
    if mode == "agent" and not agents:
        return []
    bucket = draw_up_to(session, tools.account, tools.calls_per_second, now)
    room = min(int(bucket.tokens), tools.concurrent_calls - calls_open(session))
    rows = _due(session, mode, agents, now) if room > 0 else []
    known = facts(session, rows, now)
    claimed: list[int] = []
    for row in rows:
        agent = _agent_for(known[row.id], agents)
        joined_another = row.state is not FollowUpState.PLANNED
        if joined_another or len(claimed) >= room or (mode == "agent" and agent is None):
            continue
        attempt_id = _judge_and_claim(tools, session, known[row.id], agent, now)
        if attempt_id is not None:
            claimed.append(attempt_id)
            agents = [a for a in agents if a is not agent]
    bucket.tokens -= len(claimed)
    return claimed


def _due(session: Session, mode: str, agents: Sequence[Agent], now: datetime) -> Sequence[FollowUp]:
    # Of a stopped campaign too: what was under way when it was stopped is withdrawn when its next try comes.
    not_paused = select(Campaign.id).where(Campaign.state != "paused")
    due = (
        select(FollowUp)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .where(
            FollowUp.state == FollowUpState.PLANNED,
            FollowUp.mode == mode,
            # A playbook that was taken off the shelf rests; nobody would know what to say.
            FollowUp.playbook.in_(held(session)),
            FollowUp.next_try_at <= now,
            FollowUp.closes_at > now,
            or_(FollowUp.campaign_id.is_(None), FollowUp.campaign_id.in_(not_paused)),
        )
        .order_by(FollowUp.priority, FollowUp.closes_at, FollowUp.id)
        .limit(BATCH)
        .with_for_update(of=FollowUp, skip_locked=True)
    )
    if mode == "agent":
        # Rows that nobody here can call are not read at all: they would stand before those that somebody can.
        due = due.where(or_(*(calls_for(agent) for agent in agents)))
    return session.scalars(due).all()


def _agent_for(known: Facts, agents: Sequence[Agent]) -> Agent | None:
    """The customer's own agent first, else the one who has waited longest, of the right role and branch."""
    role, customer = known.follow_up.role, known.customer
    able = [a for a in agents if role in a.roles and (not a.branches or customer.branch in a.branches)]
    return next((a for a in able if a.login == customer.owner), able[0] if able else None)


def _judge_and_claim(tools: Tools, session: Session, known: Facts, agent: Agent | None, now: datetime) -> int | None:
    judgement = may_call(known, tools.carrier, now, tools.ring_bound)
    if not judgement.allowed or judgement.number is None:
        put_off(session, known.follow_up, judgement, now)
        return None
    wait = announce(tools, session, known, now) if agent else None
    if wait is not None:
        _wait(known.follow_up, "text_first", now + wait)
        return None
    due = (known, judgement)
    together = permitted_together(tools, session, due, agent, now) if agent else (due,)
    attempt_id = _write(tools, session, *together[0], agent, now)
    if attempt_id is None:
        _wait(known.follow_up, "busy_elsewhere", now + BUSY)
        return None
    _hold_together(session, attempt_id, [one.follow_up for one, _ in together], agent, now)
    return attempt_id


def _hold_together(
    session: Session, attempt_id: int, topics: Sequence[FollowUp], agent: Agent | None, now: datetime
) -> None:
    """All of it is under way in this one call; greetings wait as they did, in case nobody answers."""
    for follow_up in topics:
        move(session, follow_up, FollowUpState.UNDERWAY, "claimed", now)
    said_along = greetings_to_say(session, {f.customer_id for f in topics}, now) if agent else []
    join(session, attempt_id, [*topics[1:], *said_along])


def _write(
    tools: Tools, session: Session, known: Facts, judgement: Judgement, agent: Agent | None, now: datetime
) -> int | None:
    """The attempt's id, or None where an open call to this customer, number or agent stands in the way."""
    assert judgement.number is not None
    follow_up = known.follow_up
    return write_attempt(
        session,
        follow_up,
        channel="call",
        e164=judgement.number.e164,
        extension=judgement.number.extension,
        line=known.branch.line,
        mode=follow_up.mode,
        agent_id=agent.id if agent else None,
        body=greeting_words(session, follow_up, known.customer, known.branch) if follow_up.mode == "greeting" else "",
        ring_seconds=tools.ring_seconds,
        state=AttemptState.CLAIMED,
        reason="claimed",
        claimed_at=now,
        deadline_at=now + tools.soon(60),
        evidence=judgement.evidence,
    )


def put_off(session: Session, follow_up: FollowUp, judgement: Judgement, now: datetime) -> None:
    """Store why the follow-up is not called now: wait for the next opening, or end it where waiting is no use."""
    session.add(
        Refusal(
            follow_up_id=follow_up.id,
            at=now,
            code=judgement.code,
            again_at=judgement.again_at,
            evidence=judgement.evidence,
        )
    )
    mendable = _MENDABLE.get(judgement.code)
    if judgement.again_at is not None and judgement.again_at < follow_up.closes_at:
        _wait(follow_up, judgement.code, judgement.again_at)
    elif mendable:
        _wait(follow_up, judgement.code, min(now + mendable, follow_up.closes_at))
    elif judgement.number is not None:
        # No opening is left: the window closes by itself and says so, and a ring-back still finds the follow-up.
        _wait(follow_up, judgement.code, follow_up.closes_at)
    else:
        move(session, follow_up, FollowUpState.WITHDRAWN, judgement.code, now)


def give_back(session: Session, held: Held, why: str, again_at: datetime, now: datetime) -> None:
    """Take back an attempt that was surely not carried out; all its topics, or the text, wait until `again_at`."""
    attempt = held.attempt
    if attempt.channel == "text":
        move_attempt(session, attempt, AttemptState.PLANNED, why, now)
        attempt.due_at = again_at
        return
    attempt.result = Result.NOT_PLACED
    move_attempt(session, attempt, AttemptState.RELEASED, why, now)
    for follow_up in held.topics:
        if follow_up.state is FollowUpState.UNDERWAY:
            move(session, follow_up, FollowUpState.PLANNED, why, now)
            _wait(follow_up, why, again_at)


def _wait(follow_up: FollowUp, why: str, until: datetime) -> None:
    follow_up.next_try_at = until
    follow_up.waits_for = why
