"""Claiming: what is due, permitted, under its caps and within the pacing budget becomes an attempt.

1. Lock the free agents, the token bucket and the rows that are due, each skipping what another dispatcher holds.
2. Draw them one by one: promises, what presses, and then so that each role's shares of work are kept.
3. Judge each with fresh facts. Permitted: gather what else is due to the same person, and write one attempt for all of
   it, led by what is clinical; the partial unique indexes refuse a second open call to a customer, number or agent.
   Of a customer of a high tier the agent is shown the call instead, and clicks.
4. Not permitted: store why, and when to look again, so that the row is not read every second.

A call that a person answers for us is placed for one reserved agent (progressive). Predictive dialing would draw more
rows than there are agents, in `claim_calls` and nowhere else, as far as `dialer.abandonment` leaves room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
from dialer.attempt_life import AttemptState
from dialer.attempts import write_attempt
from dialer.claiming.companions import greetings_to_say, permitted_together
from dialer.claiming.drawing import Drawing
from dialer.claiming.due import Due, due_for, due_greetings
from dialer.judgement.facts import Facts, facts
from dialer.judgement.may_place import Judgement, may_call
from dialer.judgement.waiting import BUSY, defer, put_off
from dialer.judgement.walls import Walls, walls
from dialer.pacing import Room, room
from dialer.texting.greetings import greeting_words, says_too_much
from dialer.texting.messages import announce
from dialer.tools import Tools
from dialer.topics import join


@dataclass(frozen=True)
class _Claim:
    """Claiming in one transaction."""

    room: Room
    walls: Walls
    #: Ids of the new attempts.
    attempts: list[int] = field(default_factory=list)

    def fits(self, known: Facts) -> bool:
        """It waits still, and one more call of its kind may be placed."""
        return known.follow_up.state is FollowUpState.PLANNED and self.line(known) is not None

    def line(self, known: Facts) -> str | None:
        """The first of the numbers that may call about it and has room for one call more."""
        purpose = known.follow_up.purpose
        return next((line for line in known.lines if self.room.has(line, purpose)), None)


def claim_clicked(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Claim what agents have seen and clicked, before anything else; the new attempts' ids."""
    wanted = clicked(session)
    if not wanted:
        return []
    claim = _Claim(room(tools, session, now), walls(session, now))
    known = facts(session, [follow_up for _, follow_up, _ in wanted], now)
    for preview, follow_up, agent in wanted:
        if claim.fits(known[follow_up.id]):
            _call(claim, known[follow_up.id], agent, seen=True)
            session.delete(preview)
    return claim.attempts


def claim_calls(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Claim as many calls as agents are free, pacing and lines allow; the new attempts' ids."""
    agents = free_agents(session, now)
    if not agents:
        return []
    claim = _Claim(room(tools, session, now), walls(session, now))
    if not claim.room.calls:
        return []
    books = held(session)
    drawing = _drawing(session, books, agents, now)
    rows = due_for(agents, claim.room, books, _kinds(drawing, books))
    known, left = facts(session, [row.follow_up for row in rows], now), {row.follow_up.id: row for row in rows}
    while left and agents:
        row = left.pop(drawing.first(one.follow_up for one in left.values()).id)
        agent = _agent_for(row, known[row.follow_up.id], agents)
        if agent is None or not claim.fits(known[row.follow_up.id]):
            continue
        placed = len(claim.attempts)
        if _call(claim, known[row.follow_up.id], agent):
            agents = [a for a in agents if a is not agent]
        if len(claim.attempts) > placed:
            drawing.drawn(row.follow_up)
    return claim.attempts


def claim_greetings(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Claim as many greetings as pacing and the lines that are not kept for care allow; the new attempts' ids."""
    claim = _Claim(room(tools, session, now), walls(session, now))
    rows = due_greetings(claim.room, held(session)) if claim.room.calls else []
    known = facts(session, [row.follow_up for row in rows], now)
    for row in rows:
        if claim.fits(known[row.follow_up.id]):
            _call(claim, known[row.follow_up.id], None)
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


def _call(claim: _Claim, known: Facts, agent: Agent | None, *, seen: bool = False) -> bool:
    """Claim this call, or show it to the agent first; True where the agent is taken by it. `seen`: he has clicked."""
    tools, session, now = claim.room.tools, claim.room.session, claim.room.now
    follow_up = known.follow_up
    if agent is None and says_too_much(session, follow_up, known.customer):
        move(session, follow_up, FollowUpState.EXHAUSTED, "text_not_private", now)
        return False
    line = claim.line(known) or known.lines[0]
    judgement = _judged(claim, known, line)
    if not judgement.allowed or judgement.number is None:
        put_off(session, follow_up, judgement, now)
        return False
    lead_time = announce(tools, session, known, now) if agent else None
    if lead_time is not None:
        defer(session, follow_up, replace(judgement, code="text_first"), now + lead_time, now)
        return False
    if agent and not seen and known.customer.tier in tools.high_tiers:
        return offer(session, follow_up, agent.id, now + tools.preview, now)
    due = (known, judgement)
    together = permitted_together(tools, session, due, agent, now) if agent else (due,)
    attempt_id = _write(claim, *together[0], line, agent)
    if attempt_id is None:
        defer(session, follow_up, replace(judgement, code="busy_elsewhere"), now + BUSY, now)
        return False
    _hold_together(session, attempt_id, [one.follow_up for one, _ in together], agent, now)
    claim.attempts.append(attempt_id)
    claim.room.take(line, follow_up.purpose)
    return True


def _judged(claim: _Claim, known: Facts, line: str) -> Judgement:
    """Whether this call may be placed, and the carrier lets our account place it."""
    room = claim.room
    permitted = may_call(known, room.tools.carrier, room.now, room.tools.ring_bound)
    e164 = permitted.number.e164 if permitted.number else ""
    return claim.walls.judged(permitted, "call", line, e164)


def _hold_together(
    session: Session, attempt_id: int, topics: Sequence[FollowUp], agent: Agent | None, now: datetime
) -> None:
    """All of it is under way in this one call; greetings wait as they did, in case nobody answers."""
    for follow_up in topics:
        move(session, follow_up, FollowUpState.UNDERWAY, "claimed", now)
    said_along = greetings_to_say(session, {f.customer_id for f in topics}, now) if agent else []
    join(session, attempt_id, [*topics[1:], *said_along])


def _write(claim: _Claim, known: Facts, judgement: Judgement, line: str, agent: Agent | None) -> int | None:
    """The attempt's id, or None where an open call to this customer, number or agent stands in the way."""
    assert judgement.number is not None
    tools, session, now, follow_up = claim.room.tools, claim.room.session, claim.room.now, known.follow_up
    return write_attempt(
        session,
        follow_up,
        channel="call",
        e164=judgement.number.e164,
        extension=judgement.number.extension,
        line=line,
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
