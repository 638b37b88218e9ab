"""What agents talk about: claimed for one agent each, drawn so that each role's shares of work are kept.

1. Draw what is due one by one: promises, what presses, and then by shares.
2. Permitted: gather what else is due to the same person, and write one attempt for all of it, led by what is clinical.
   Of a customer of a high tier the agent is shown the call instead, and clicks.

A call that a person answers for us is placed for one reserved agent (progressive). Predictive dialing would draw more
rows than there are agents, in `claim_calls` and nowhere else, as far as `dialer.abandonment` leaves room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp, move
from campaigns.house_clock import day_began, house_zone
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import held
from dialer.agents.callers import Books
from dialer.agents.presence import free_agents
from dialer.agents.previews import clicked, offer
from dialer.agents.shares import done_today, targets
from dialer.attempts import write_attempt
from dialer.claiming.claim import Claim, begin
from dialer.claiming.companions import accompanied, greetings_to_say, permitted_together
from dialer.claiming.drawing import Drawing
from dialer.claiming.due import Due, due_for
from dialer.judgement.facts import Facts, facts
from dialer.judgement.waiting import defer
from dialer.texting.messages import announce
from dialer.tools import Tools
from dialer.topics import join


def claim_clicked(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Claim what agents have seen and clicked, before anything else; the new attempts' ids."""
    wanted = clicked(session)
    if not wanted:
        return []
    claim = begin(tools, session, now)
    known = facts(session, [follow_up for _, follow_up, _ in wanted], now)
    for preview, follow_up, agent in wanted:
        if claim.fits(known[follow_up.id]):
            _call(claim, known[follow_up.id], agent, seen=True)
            session.delete(preview)
    return claim.attempts


def claim_calls(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Claim as many calls as agents are free, pacing and lines allow; the new attempts' ids."""
    # The bucket first: who holds it while these are claimed hands it on to the greetings with these out of the way.
    claim = begin(tools, session, now)
    agents = free_agents(session, now) if claim.room.calls else []
    if not agents:
        return []
    books = held(session)
    drawing = _drawing(session, books, agents, now)
    rows = due_for(agents, claim.room, books, _kinds(drawing, books))
    known, left = facts(session, [row.follow_up for row in rows], now), {row.follow_up.id: row for row in rows}
    more = accompanied(session, {row.follow_up.customer_id for row in rows}, now)
    while left and agents:
        row = left.pop(drawing.first(one.follow_up for one in left.values()).id)
        agent = _agent_for(row, known[row.follow_up.id], agents)
        if agent is None or not claim.fits(known[row.follow_up.id]):
            continue
        placed = len(claim.attempts)
        if _call(claim, known[row.follow_up.id], agent, alone=row.follow_up.customer_id not in more):
            agents = [a for a in agents if a is not agent]
        if len(claim.attempts) > placed:
            drawing.drawn(row.follow_up)
    return claim.attempts


def _drawing(session: Session, books: Books, agents: Sequence[Agent], now: datetime) -> Drawing:
    """The order of this tick, by the shares that these agents have to keep: nothing is counted where they have none."""
    roles = {role for agent in agents for role in agent.roles}
    shares = {role: of for role, of in targets(session).items() if role in roles}
    began = day_began(house_zone(session), now)
    work = {name: one.playbook.work for name, one in books.items()}
    return Drawing(now, work, shares, Counter(done_today(session, began, now) if shares else {}))


def _kinds(drawing: Drawing, books: Books) -> list[list[str]]:
    """The playbooks of each kind of work, where there are shares to keep; else all of them as one."""
    if not drawing.targets:
        return [list(books)]
    works = sorted(set(drawing.work.values()))
    return [[name for name in books if drawing.work[name] == work] for work in works]


def _agent_for(row: Due, known: Facts, agents: Sequence[Agent]) -> Agent | None:
    """Who promised the call, else the customer's own agent, else the one who has waited longest."""
    able = [agent for agent in agents if agent.id in row.callers]
    first = (row.follow_up.owner, known.customer.owner)
    own = (agent for login in first if login for agent in able if agent.login == login)
    return next(own, able[0] if able else None)


def _call(claim: Claim, known: Facts, agent: Agent, *, seen: bool = False, alone: bool = False) -> bool:
    """Claim this call, or show it to the agent first; True where the agent is taken by it.

    `seen`: he has clicked. `alone`: nothing else is there that could be talked about in the same call.
    """
    tools, session, now = claim.room.tools, claim.room.session, claim.room.now
    follow_up = known.follow_up
    one = claim.permitted(known)
    if one is None:
        return False
    lead_time = announce(tools, session, known, now)
    if lead_time is not None:
        defer(session, follow_up, replace(one.judgement, code="text_first"), now + lead_time, now)
        return False
    if not seen and known.customer.tier in tools.high_tiers:
        return offer(session, follow_up, agent.id, now + tools.preview, now)
    due = (known, one.judgement)
    together = (due,) if alone else permitted_together(tools, session, due, agent, now)
    lead, judgement = together[0]
    row = claim.row(replace(one, known=lead, judgement=judgement))
    row |= {"agent_id": agent.id, "evidence": judgement.evidence}
    attempt_id = write_attempt(session, lead.follow_up, **row)
    if attempt_id is None:
        claim.busy(one)
        return False
    _hold_together(session, attempt_id, [topic.follow_up for topic, _ in together], now, alone=alone)
    claim.attempts.append(attempt_id)
    claim.room.take(one.line, follow_up.purpose)
    return True


def _hold_together(
    session: Session, attempt_id: int, topics: Sequence[FollowUp], now: datetime, *, alone: bool
) -> None:
    """All of it is under way in this one call; greetings wait as they did, in case nobody answers."""
    for follow_up in topics:
        move(session, follow_up, FollowUpState.UNDERWAY, "claimed", now)
    said_along = [] if alone else greetings_to_say(session, {f.customer_id for f in topics}, now)
    join(session, attempt_id, [*topics[1:], *said_along])
